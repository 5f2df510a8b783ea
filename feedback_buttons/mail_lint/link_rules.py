"""What can be wrong with the buttons' addresses: one small rule each."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlsplit

from feedback_buttons.base.phrases import Phrase, phrase
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.mail_lint.button_links import protection, tracker
from feedback_buttons.mail_lint.lint_case import (
    SHOWN,
    Case,
    LintFinding,
    error,
    host,
    line,
    note,
    private,
    short,
    warning,
)
from feedback_buttons.mail_lint.mail_reader import Link
from feedback_buttons.signing import tool_signatures
from feedback_buttons.signing.tokens import BadToken

_FIVE = tuple(score for score, _ in SCALES["faces"].scores())
_SCORES, _ALL = scales.SCORES[scales.USUAL], scales.ANY


def unmerged(case: Case) -> Iterator[LintFinding]:
    """The mail tool did not fill in the token."""
    tags = {b.token: (link, b) for link, b in reversed(case.buttons) if b.unmerged}
    for link, button in islice(tags.values(), SHOWN):
        if button.encoded:
            yield error(
                phrase(
                    "The merge tag is encoded, so no mail tool knows it: {token}",
                    token=short(button.token),
                ),
                phrase(
                    "Paste the snippet as code, without an editor between; use a tag without "
                    "spaces."
                ),
                line(link),
            )
        else:
            yield error(
                phrase("The merge tag was never filled in: {token}", token=short(button.token)),
                phrase(
                    "Is the field's name right, and is it imported? Previews and some test "
                    "mails fill in nothing: send a real mail to yourself."
                ),
                line(link),
            )


def empty(case: Case) -> Iterator[LintFinding]:
    """The field was empty for this recipient."""
    if empty_link := next((link for link, button in case.buttons if not button.token), None):
        yield error(
            phrase("The links hold no token: the field was empty for this recipient."),
            phrase("Sign the list again, and import the field for everybody."),
            line(empty_link),
        )


def tokens(case: Case) -> Iterator[LintFinding]:
    """The tokens are not for these buttons."""
    seen: dict[tuple[str, str], Link] = {}
    for link, button in case.buttons:
        # What a mail tool signed can be read only with the campaign's keys: see the page /signing.
        if button.token and not button.unmerged and not tool_signatures.fits(button.token):
            seen.setdefault((button.campaign.lower(), button.token.lower()), link)
    for (slug, token), link in islice(seen.items(), SHOWN):
        yield from _token(case, slug, token, link)
    if len(seen) > 1:
        yield error(
            phrase("The buttons are not all of one recipient and one campaign."),
            phrase("Take one snippet, and one merge tag in all its links."),
            line(list(seen.values())[1]),
        )


def campaign(case: Case) -> Iterator[LintFinding]:
    """The buttons are another campaign's."""
    for link, button in case.buttons:
        if case.campaign and button.campaign.lower() != case.campaign:
            yield error(
                phrase(
                    "The buttons are of the campaign {campaign}, not {wanted}.",
                    campaign=short(button.campaign),
                    wanted=case.campaign,
                ),
                phrase("Take the snippet of the campaign {campaign}.", campaign=case.campaign),
                line(link),
            )
            return


def scores(case: Case) -> Iterator[LintFinding]:
    """Buttons are missing, twice there, or lead to another score than they show."""
    if not case.buttons:
        return
    counts = Counter(button.score for _, button in case.buttons)
    first, wanted = case.buttons[0][0], _scale_of(counts, case.scale)
    if missing := [str(score) for score in wanted if score not in counts]:
        yield error(
            phrase("Buttons are missing: {known}.", known=", ".join(missing)),
            phrase("Paste the whole snippet."),
            line(first),
        )
    if strange := [score for score in counts if score not in _allowed(case.scale)]:
        strange_score = phrase("none") if strange[0] is None else strange[0]
        allowed = _allowed(case.scale)
        yield error(
            phrase("A button leads to a score that does not exist: {said}.", said=strange_score),
            phrase("Scores are {lowest} to 10 and stand last in the address.", lowest=allowed[0]),
            line(next(link for link, button in case.buttons if button.score == strange[0])),
        )
    if twice := [str(score) for score, times in counts.items() if times > 1]:
        yield warning(
            phrase("Buttons are there more than once: {known}.", known=", ".join(twice)),
            phrase(
                "One row of buttons is enough; a second one may be left over from a copied mail."
            ),
            line(first),
        )


def wrong_score(case: Case) -> Iterator[LintFinding]:
    """A button leads to another score than it shows."""
    ten = len({button.score for _, button in case.buttons}) > 5
    for link, button in case.buttons:
        shown = link.text.strip()
        if ten and shown.isdecimal() and len(shown) < 9 and button.score not in (None, int(shown)):
            yield error(
                phrase(
                    "The button that shows {shown} leads to {score}.",
                    shown=shown,
                    score=button.score,
                ),
                phrase("Paste the snippet again and leave its addresses as they are."),
                line(link),
            )


def bare_score(case: Case) -> Iterator[LintFinding]:
    """A button's address ends as a longer one does that was cut, so that the endpoint asks again."""
    for link, button in case.buttons:
        if button.bare:
            yield warning(
                phrase(
                    "The address of the button {score} ends with one digit, as that of another "
                    "button does that was cut short: whoever clicks it has to choose again.",
                    score=button.score,
                ),
                phrase("Take the snippet again: there it ends with /0{score}.", score=button.score),
                line(link),
            )


def tracked(case: Case) -> Iterator[LintFinding]:
    """Links lead to a tracker first."""
    tracker_name = next((name for link in case.rewritten if (name := tracker(link.href))), None)
    if not case.rewritten or (
        tracker_name is None and any(protection(x.href) for x in case.rewritten)
    ):
        return
    yield warning(
        phrase(
            "{rewritten} buttons lead to {who} first ({href}).",
            rewritten=len(case.rewritten),
            who=tracker_name or phrase("another server"),
            href=host(case.rewritten[0].href),
        ),
        phrase(
            "Switch link tracking off, for these links or for the campaign: a detour "
            "keeps people waiting, and what is behind it cannot be checked here."
        ),
        line(case.rewritten[0]),
    )


def protected(case: Case) -> Iterator[LintFinding]:
    """The test mailbox's own protection wrapped the links."""
    if name := next((p for link in case.rewritten if (p := protection(link.href))), None):
        yield note(
            phrase("{name} has wrapped the buttons in this mailbox.", name=name),
            phrase(
                "That is not your mail tool's doing; to check the addresses, test with "
                "another mailbox."
            ),
            line(case.rewritten[0]),
        )


def insecure(case: Case) -> Iterator[LintFinding]:
    """The addresses are not HTTPS, or lead to a machine that recipients cannot reach."""
    for link, button in case.buttons:
        if private(button.host):
            yield error(
                phrase("Recipients cannot reach {host}.", host=short(button.host)),
                phrase(
                    "Whoever runs the server gives it its public address; then take the snippet again."
                ),
                line(link),
            )
        elif button.scheme != "https":
            yield error(
                phrase("The buttons' addresses are not HTTPS; browsers warn of them."),
                phrase(
                    "Whoever runs the server gives it an address with https; then take the snippet again."
                ),
                line(link),
            )
        else:
            continue
        return


def elsewhere(case: Case) -> Iterator[LintFinding]:
    """The buttons lead to another installation."""
    wanted = urlsplit(case.url or "").netloc.lower()
    for link, button in case.buttons:
        if wanted and not private(wanted) and button.host.lower() != wanted:
            yield warning(
                phrase(
                    "The buttons lead to {host}, not to {wanted}.",
                    host=short(button.host),
                    wanted=wanted,
                ),
                phrase("Take the snippet where the answers should arrive."),
                line(link),
            )
            return


def _token(case: Case, slug: str, token: str, link: Link) -> Iterator[LintFinding]:
    if case.tokens is None:
        return
    try:
        invitation = case.tokens.read(slug, token)
    except BadToken as bad:
        yield error(
            phrase(
                "The token is not signed for the campaign {slug}: {bad}.",
                slug=short(slug),
                bad=Phrase(str(bad)),
            ),
            phrase(
                "It is another campaign's, another installation's, or was changed on the "
                "way. Sign the list for this campaign, and import the field again."
            ),
            line(link),
        )
        return
    if invitation.test:
        yield warning(
            phrase("The token is a test recipient's: answers show a page, and never count."),
            phrase("Right for a test; before sending, see that the merge tag stands in the mail."),
            line(link),
        )


def _allowed(scale: str | None) -> range:
    """The scores of a campaign with this scale; None: nobody knows it."""
    return scales.SCORES[scale] if scale else _ALL


def _scale_of(counts: "Counter[int | None]", scale: str | None) -> Iterable[int]:
    """The scores that should be there: one alone; of faces and stars the five; else all ten, or with a 0 all
    eleven. The campaign's scale decides, where it is known."""
    expected = tuple(sorted(score for score in counts if score is not None))
    if len(expected) <= 1:
        return expected
    if scale != scales.FROM_ZERO and set(expected) <= set(_FIVE):
        return _FIVE
    return scales.SCORES[scale] if scale else _ALL if 0 in expected else _SCORES


RULES = (
    unmerged,
    empty,
    tokens,
    campaign,
    scores,
    wrong_score,
    bare_score,
    tracked,
    protected,
    insecure,
    elsewhere,
)
