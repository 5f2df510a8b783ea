"""Whether test mails to different people have the same token: then the mail tool filled in the field only once."""

from collections.abc import Iterable
from hashlib import blake2b

from feedback_buttons.base.phrases import phrase
from feedback_buttons.mail_lint.lint_case import Case, LintFinding
from feedback_buttons.signing import tool_signatures
from feedback_buttons.signing.tokens import BadToken

RULE = "shared-token"
FINDING = LintFinding(
    "error",
    RULE,
    phrase("This token also stood in the test mails to other people: everybody has the first contact's."),
    phrase(
        "All their answers would be one recipient's. See that the merge tag itself stands in the mail, and that each "
        "contact has a token of their own; then send a test to two contacts again."
    ),
    phrase("the mail"),
)  # fmt: skip


def token_hash(case: Case) -> int | None:
    """What says whether two mails have one recipient's buttons, a signed 64-bit number; None where they have nobody's,
    or a test recipient's, which is the same in all tests."""
    for _, button in case.buttons:
        if (
            button.token
            and not button.unmerged
            and not _of_a_test(case, button.campaign, button.token)
        ):
            address = f"{button.campaign}/{button.token}".lower().encode()
            return int.from_bytes(blake2b(address, digest_size=8).digest(), signed=True)
    return None


def shared(mails: Iterable[tuple[str, str, int | None]]) -> set[tuple[str, int]]:
    """The tokens that stood in mails to different people.

    Args:
        mails: of each its campaign, the label of the address that it went to, and its token's hash.

    Returns:
        (campaign, hash) of each token that all of a campaign's mails have, where they went to two labels or more: one
        contact who is tested again and again has one token, and one label.
    """
    labels: dict[str, set[str]] = {}
    hashes: dict[str, set[int]] = {}
    for campaign, label, hashed in mails:
        if hashed is not None:
            labels.setdefault(campaign, set()).add(label)
            hashes.setdefault(campaign, set()).add(hashed)
    return {
        (campaign, hashed)
        for campaign, campaign_hashes in hashes.items()
        for hashed in campaign_hashes
        if len(campaign_hashes) == 1 and len(labels[campaign]) > 1
    }


def _of_a_test(case: Case, campaign: str, token: str) -> bool:
    if case.tokens is None or tool_signatures.fits(token):
        return False
    try:
        return case.tokens.read(campaign.lower(), token).test
    except BadToken:
        return False
