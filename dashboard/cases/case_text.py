"""What the page of cases says; beside text.py and what it shares with the comments' page."""

import re
from datetime import datetime
from urllib.parse import quote

from feedback_buttons.cases import case_rules
from feedback_buttons.cases.case_list import OpenedCase
from feedback_buttons.i18n.team_language import lazy_gettext, local, tr, trn
from feedback_buttons.signing.mail_keys import is_mail
from feedback_buttons.verdicts.visits_in_words import span

LETTER = (
    1900  # characters of an address that opens a mail program: Windows and Outlook take some 2,000
)

TITLE = lazy_gettext("Cases")
WAITING, ASLEEP, CLOSED, ALL = (
    lazy_gettext("Waiting"),
    lazy_gettext("Snoozed"),
    lazy_gettext("Closed"),
    lazy_gettext("All"),
)
STATES = {"waiting": WAITING, "asleep": ASLEEP, "closed": CLOSED, "all": ALL}
MINE = lazy_gettext("Mine")
NOBODYS = lazy_gettext("Unassigned")
TOUCHPOINT, EVERY_TOUCHPOINT = lazy_gettext("Touchpoint"), lazy_gettext("All touchpoints")
RULE, EVERY_RULE = lazy_gettext("Opened by"), lazy_gettext("Any rule")
SORTS = {
    "lowest": lazy_gettext("Lowest score first"),
    "oldest": lazy_gettext("Longest waiting first"),
    "newest": lazy_gettext("Newest first"),
}
TIMES = lazy_gettext("Reaction to cases")
RULES = lazy_gettext("What opens a case")
SILENT = lazy_gettext("No comment, only the score.")
NOTHING, NOTHING_HINT = (
    lazy_gettext("Nobody is waiting"),
    lazy_gettext("An unhappy answer appears here when it has settled, with or without a comment."),
)
NO_MATCH, NO_MATCH_HINT = lazy_gettext("No case matches"), lazy_gettext("Take a filter away.")
WHOLE = lazy_gettext("Show all that wait")
NEW = lazy_gettext("Show new cases")
NEW_ONE, NEW_MANY = (
    lazy_gettext("{number} new case – show"),  # noqa: RUF001 (a dash)
    lazy_gettext("{number} new cases – show"),  # noqa: RUF001
)
GONE = lazy_gettext("This case is not in the queue any more.")
ERASED = lazy_gettext("The recipient has erased this answer, or it does not count any more.")
ANSWERED_ANEW = lazy_gettext("The recipient has changed this answer just now; it reads as above.")
CLOSE, REOPEN, TO_ME, LEAVE = (
    lazy_gettext("Close"),
    lazy_gettext("Open again"),
    lazy_gettext("Assign to me"),
    lazy_gettext("Unassign me"),
)
GIVE, SNOOZE, WAKE, MAIL = (
    lazy_gettext("Assign"),
    lazy_gettext("Snooze"),
    lazy_gettext("End the snooze"),
    lazy_gettext("Answer by mail"),
)
NAPS = {
    "hour": lazy_gettext("An hour"),
    "tomorrow": lazy_gettext("Until tomorrow morning"),
    "days": lazy_gettext("Three days"),
    "week": lazy_gettext("A week"),
}
WHY = lazy_gettext("Why can it be closed?")
OTHERS = lazy_gettext("Also answered")
OTHERS_NONE = lazy_gettext("Nothing else so far")
CONTACT = lazy_gettext("Asks to be contacted")
NO_REFERENCE = lazy_gettext("The recipient's reference is not stored.")

SHORTCUTS = (
    ("j", lazy_gettext("Next case")),
    ("k", lazy_gettext("Case before")),
    ("a", lazy_gettext("Assign to me, or unassign me")),
    ("c", lazy_gettext("Close it, or open it again")),
    ("n", lazy_gettext("Write a note")),
    ("s", lazy_gettext("Snooze it, or end the snooze")),
    ("t", lazy_gettext("Tag it")),
    ("m", lazy_gettext("Answer by mail")),
    ("r", lazy_gettext("Show new cases")),
    ("?", lazy_gettext("This help")),
)


def given(period: str) -> str:
    """Of which period the answers of the cases are."""
    return tr("Answers of: {period}").format(period=period)


def rule(name: str) -> str:
    """What opened a case: a rule, by its name."""
    return str(CONTACT) if name == case_rules.CONTACT else name


def cases(total: int, limit: int) -> str:
    """ "1 case", "more than 10,000 cases"."""
    if total > limit:
        return tr("More than {number} cases").format(number=local(f"{limit:,}"))
    return trn("{number} case", "{number} cases", total)


def age(case: OpenedCase, now: datetime) -> str:
    """ "waits for 3 h", "took 2 days"."""
    length = span(max(case.waited(now), now - now))
    return (tr("took {span}") if case.closed else tr("waits for {span}")).format(span=length)


def letter(case: OpenedCase) -> str:
    """The address that opens the agent's own mail program, with a subject and what the person wrote, quoted; as much of
    it as fits into LETTER."""
    subject = tr("Your answer about {campaign}").format(campaign=case.name)
    scored = tr("You gave a {score}.").format(score=case.written)
    begin = f"mailto:{quote(case.mail, safe='@')}?subject={quote(subject)}&body="
    begin += quote(f"\r\n\r\n> {scored}\r\n")
    words = (case.comment or "").strip()
    while len(whole := begin + quote(_quoted(words))) > LETTER and words:
        words = words[: min(len(words) - 2, len(words) * LETTER // len(whole))].rstrip() + "…"
        words = "" if words == "…" else words
    return whole


def _quoted(words: str) -> str:
    return "".join(f"> {line}\r\n" for line in words.splitlines())


def way_to(contact: str) -> str:
    """The link to a mail address or a phone number as somebody wrote it; "" where it is neither.

    >>> [way_to(text) for text in ("anna@example.com", "06-1234 5678", "+31 (0)6 1234 5678", "at number 12")]
    ['mailto:anna@example.com', 'tel:0612345678', 'tel:+31612345678', '']
    """
    if is_mail(contact):
        return f"mailto:{quote(contact, safe='@')}"
    number = re.sub(r"[\s().-]|(?<=\d \()0(?=\))", "", contact)
    return f"tel:{number}" if re.fullmatch(r"\+?\d{6,15}", number) else ""
