"""One recipient's history in a campaign, for people to read: what happened, when, and what it amounts to.

A client is told apart by a letter, in the order of appearance. Its hash holds for a day: the same
device gets another letter tomorrow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg.rows import dict_row

from feedback_buttons import db, ids
from feedback_buttons.evidence import Visit
from feedback_buttons.reports import recipient_code
from feedback_buttons.rules import REASONS

LIMIT = 200  # visits of one recipient that are shown, the latest; scanners may have made thousands
OCCASIONS = 20

NETWORKS = {
    "unknown": "home, office or mobile",
    "hosting": "data centre",
    "security": "mail security service",
    "relay": "private relay",
}
FLAGS = {
    "prefetch": "fetched in advance",
    "empty_agent": "names no browser",
    "bot_agent": "calls itself a program",
    "contradictory": "contradicts itself",
    "mangled": "address scrambled",
    "foreign_form": "form of another site",
    "no_gesture": "no gesture of a person",
}
_DID = {
    "get": "Opened {button}",
    "head": "Looked up {button} without opening it",
    "prefetch": "Fetched {button} in advance",
    "press": "Pressed {score}",
    "bare": "Sent {score} without a page",
    "erase": "Erased the answer",
}
_SEEN = {
    "confirm": "Looked at the page, which took {score} as the answer",
    "ask": "Looked at the page, which asked for a press",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One visit, in words.

    Attributes:
        did: what was done, such as "Pressed 7".
        client: its letter.
        network: a value of NETWORKS.
        flags: values of FLAGS.
        counts: whether this is the answer that counts.
    """

    at: datetime
    did: str
    client: str
    network: str
    flags: tuple[str, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the team. ``force`` says whether it is what decides now."""

    at: datetime
    account: str
    note: str
    score: int | None
    lifted: bool
    force: bool

    @property
    def did(self) -> str:
        """What was decided, in words."""
        if self.lifted:
            return "Back to the rules"
        return "Does not count" if self.score is None else f"Counts as {self.score}"


@dataclass(frozen=True, slots=True)
class History:
    """What happened to one recipient's buttons on one occasion, and what it amounts to.

    Attributes:
        recipient: the pseudonym.
        reference: the sender's own, where it is kept.
        occasions: all of the recipient's in this campaign, the latest first, at most OCCASIONS.
        sent_at: when the mail was sent, None where nobody knows.
        events: how much evidence this is, for overrules.decide.
        clicked: what would count had the last click done so.
        score: what counts.
        aside: the heading under which it is set aside.
        steps: the visits, first to last; ``more`` says that there were earlier ones.
    """

    campaign: str
    recipient: str
    number: int
    occasion: int
    occasions: tuple[int, ...]
    reference: str | None
    sent_at: datetime | None
    events: int
    first_at: datetime
    clicked: int | None
    score: int | None
    aside: str | None
    state: str
    proof: str
    reason: str
    comment: str | None
    steps: tuple[Step, ...]
    more: bool
    decisions: tuple[Decided, ...]

    @property
    def key(self) -> tuple[str, int, int]:
        """Whose it is, for overrules.decide."""
        return self.campaign, self.number, self.occasion

    @property
    def sentence(self) -> str:
        """Why it counts or does not, in words."""
        said = REASONS.get(self.reason, self.reason)
        if self.superseded:
            return f"{said} That was after the team's decision, so it counts again."
        return said

    @property
    def superseded(self) -> bool:
        """Whether the recipient pressed an answer after the team had decided."""
        last = self.decisions[-1] if self.decisions else None
        return last is not None and not last.lifted and self.state == "counted"

    @property
    def line(self) -> list[Step | Decided]:
        """Steps and decisions in one order."""
        return sorted((*self.steps, *self.decisions), key=lambda each: each.at)


def history(
    conn: db.Connection, slug: str, recipient: int, occasion: int | None = None
) -> History | None:
    """A recipient's history on one occasion, their latest unless it is named; None where there is
    nothing.

    ``events`` is read before the visits: what comes between is in nobody's decision unseen.
    """
    key: dict[str, Any] = {
        "campaign": slug,
        "recipient": recipient,
        "bucket": ids.bucket(recipient),
        "occasion": occasion,
    }
    with conn.cursor(row_factory=dict_row) as cursor:
        rated = cursor.execute(db.query("history"), {**key, "now": datetime.now(UTC)}).fetchone()
        if rated is None:
            return None
        key["occasion"], answer = rated["occasion"], rated.pop("id")
        visits = cursor.execute(db.query("history_visits"), {**key, "limit": LIMIT + 1}).fetchall()
        decisions = cursor.execute(db.query("decisions"), key).fetchall()
    occasions = conn.execute(db.query("occasions"), {**key, "limit": OCCASIONS}).fetchall()
    shown = [Visit(**each) for each in reversed(visits[:LIMIT])]
    return History(
        **rated,
        campaign=slug,
        recipient=recipient_code(recipient),
        number=recipient,
        occasions=tuple(each for (each,) in occasions),
        steps=tuple(_steps(shown, answer if rated["score"] else None)),
        more=len(visits) > LIMIT,
        decisions=tuple(_decided(decisions, overruled=rated["state"] == "overruled")),
    )


def span(length: timedelta) -> str:
    """A length of time as people say it, in one unit; "" for a negative one.

    >>> span(timedelta(seconds=0.84)), span(timedelta(seconds=95)), span(timedelta(hours=30))
    ('0.8 s', '2 min', '30 h')
    """
    seconds = length.total_seconds()
    if seconds < 0:
        return ""
    if seconds < 10:
        return f"{seconds:.1f} s"
    for size, unit, until in ((1, "s", 90), (60, "min", 5400), (3600, "h", 172_800)):
        if seconds < until:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86_400:.0f} days"


def letter(number: int) -> str:
    """0 → "A", 25 → "Z", 26 → "AA".

    >>> letter(0), letter(25), letter(26), letter(27)
    ('A', 'Z', 'AA', 'AB')
    """
    head, last = divmod(number, 26)
    return (letter(head - 1) if head else "") + chr(ord("A") + last)


def _steps(visits: Sequence[Visit], answer: int | None) -> Iterable[Step]:
    letters: dict[int, str] = {}
    for visit in visits:
        client = letters.setdefault(visit.client, letter(len(letters)))
        flags = tuple(words for name, words in FLAGS.items() if name in visit.flags)
        network = NETWORKS.get(visit.network, visit.network)
        counts = visit.id == answer and visit.did in ("seen", "press")
        yield Step(visit.at, _did(visit), client, network, flags, counts)


def _did(visit: Visit) -> str:
    words = _DID.get(visit.did) or _SEEN["confirm" if visit.mode == "confirm" else "ask"]
    button = "the page" if visit.score is None else f"button {visit.score}"
    said = words.format(button=button, score="an answer" if visit.score is None else visit.score)
    return f"{said} once more" if visit.did == "press" and visit.mode == "again" else said


def _decided(rows: list[dict[str, Any]], *, overruled: bool) -> Iterable[Decided]:
    for number, row in enumerate(rows, 1):
        yield Decided(**row, force=overruled and number == len(rows))
