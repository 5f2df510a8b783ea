"""Explains a button's address as it arrived in a mail: whose it is, who signed it, or why it leads nowhere."""

from dataclasses import dataclass, replace
from typing import Literal

from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.mail_lint import button_links
from feedback_buttons.mail_lint.lint_case import short
from feedback_buttons.signing import tool_signatures
from feedback_buttons.signing.tokens import BadToken, Tokens, is_merge_tag

LONGEST = 4000
Wrong = Literal["", "empty", "no address", "unmerged", "other campaign", "bad token"]


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was read. ``wrong`` says why the address leads nowhere, "" where it works, ``detail`` what exactly.

    Attributes:
        recipient: the pseudonym under which the answer will stand.
        signed_by: the mail tool, or "" for us; ``key`` is its key's id.
        tracked: who wrapped the address to count clicks, "" for nobody.
        test: it is a test recipient's, whose answers never count.
    """

    wrong: Wrong = ""
    detail: str = ""
    token: str = ""
    score: int | None = None
    recipient: str = ""
    signed_by: str = ""
    key: int = 0
    tracked: str = ""
    test: bool = False


def read(tokens: Tokens, campaign: Campaign, pasted: str) -> Arrived:
    """What an address says, or a token alone, of this campaign.

    >>> from feedback_buttons.signing.tokens import Tokens
    >>> read(Tokens(["k" * 32], "p" * 32), Campaign(slug="orders", name="Orders"), "{{fb}}").wrong
    'unmerged'
    """
    address = pasted.strip()[:LONGEST]
    if not address:
        return Arrived("empty")
    if "/" not in address or is_merge_tag(address):
        return _token(tokens, campaign, address, Arrived())
    tracked = button_links.tracker(address) or ""
    button = button_links.read_link(address) or button_links.wrapped(address)
    if button is None:
        return Arrived("no address", short(address), tracked=tracked)
    if button.campaign.lower() != campaign.slug and not button.unmerged:
        return Arrived("other campaign", short(button.campaign), tracked=tracked)
    return _token(tokens, campaign, button.token, Arrived(score=button.score, tracked=tracked))


def _token(tokens: Tokens, campaign: Campaign, token: str, so_far: Arrived) -> Arrived:
    arrived = replace(so_far, token=short(token))
    if is_merge_tag(token):
        return replace(arrived, wrong="unmerged", detail=short(token))
    try:
        if not tool_signatures.fits(token):
            invitation = tokens.read(campaign.slug, token)
            code = recipient_code(invitation.recipient)
            return replace(arrived, recipient=code, test=invitation.test)
        signed = tool_signatures.read(tokens, campaign.slug, campaign.tool_keys, token)
    except BadToken as error:
        return replace(arrived, wrong="bad token", detail=str(error))
    code = recipient_code(signed.recipient)
    return replace(arrived, recipient=code, signed_by=signed.tool, key=signed.key)
