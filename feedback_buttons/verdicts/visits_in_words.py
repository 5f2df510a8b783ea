"""Describes the visits behind an answer in sentences for the team.

A client is told apart by a letter, in the order of appearance. Its hash holds for a day: the same
device gets another letter tomorrow.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from feedback_buttons.i18n.team_language import local, tr
from feedback_buttons.verdicts.evidence import Visit

Other = TypeVar("Other")
_GO = timedelta(seconds=10)  # no longer between two visits that are shown as one

NETWORKS = {
    "unknown": "home, office or mobile",
    "hosting": "data centre",
    "security": "mail security service",
    "relay": "private relay",
}
FLAGS = {
    "prefetch": "fetched in advance",
    "prerender": "to be shown once opened",
    "empty_agent": "names no browser",
    "bot_agent": "calls itself a program",
    "signed_agent": "signs as an assistant or crawler",
    "contradictory": "contradicts itself",
    "mangled": "address scrambled",
    "foreign_form": "form of another site",
    "no_gesture": "no gesture of a person",
    "crowd": "opened among scanners",
    "pressers": "pressed while programs press",
    "alike": "programs press the same in all mails",
    "learned_network": "its network scanned other mails",
    "learned_headers": "a browser like it scanned other mails",
    "thanked": "told to be saved while the database was away",
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
    """One visit, or some of the same kind at the same time, in words.

    Attributes:
        kind: what was done, as in evidence.Visit.
        scores: of which buttons.
        did: the same in words, such as "Pressed 7".
        client: its letter.
        network: a value of NETWORKS.
        flags: values of FLAGS.
        counts: whether this is the answer that counts.
        visits: how many.
    """

    at: datetime
    kind: str
    scores: tuple[int, ...]
    did: str
    client: str
    network: str
    flags: tuple[str, ...]
    counts: bool
    visits: int = 1

    def goes_with(self, other: "Step", last: datetime | None) -> bool:
        """Whether a step is more of the same, and follows at once on the ``last`` of these."""
        quick = last is not None and other.at - last <= _GO
        return quick and self.kind in ("get", "head") and self._like == other._like

    @property
    def _like(self) -> tuple[object, ...]:
        return self.kind, self.client, self.network, self.flags, self.counts

    def with_(self, other: "Step") -> "Step":
        """This step and another as one: their scores together, their visits added up."""
        scores = self.scores + other.scores
        did = tr(_DID[self.kind]).format(button=_button(scores))
        many = self.visits + other.visits
        template = tr("{did} at once")
        if many > len(set(scores)):
            template = tr("{did} at once ({many} visits)")
        return replace(self, scores=scores, visits=many, did=template.format(did=did, many=many))


def joined(line: Iterable[Step | Other]) -> list[Step | Other]:
    """The steps, with those merged that one device fetched in one go."""
    merged: list[Step | Other] = []
    last = None
    for entry in line:
        before = merged[-1] if merged else None
        if isinstance(entry, Step) and isinstance(before, Step) and before.goes_with(entry, last):
            merged[-1] = before.with_(entry)
        else:
            merged.append(entry)
        last = entry.at if isinstance(entry, Step) else None
    return merged


def span(length: timedelta) -> str:
    """A length of time as people say it, in one unit; "" for a negative one.

    >>> span(timedelta(seconds=0.84)), span(timedelta(seconds=95)), span(timedelta(hours=30))
    ('0.8 s', '2 min', '30 h')
    """
    seconds = length.total_seconds()
    if seconds < 0:
        return ""
    if seconds < 10:
        return local(f"{seconds:.1f} s")
    for size, template, until in (
        (1, "{number} s", 90),
        (60, "{number} min", 5400),
        (3600, "{number} h", 172_800),
    ):
        if seconds < until:
            return tr(template).format(number=f"{seconds / size:.0f}")
    return tr("{number} days").format(number=f"{seconds / 86_400:.0f}")


def listed(scores: Iterable[int]) -> str:
    """Scores in words, each once.

    >>> listed([3, 1, 2, 2]), listed([7, 2]), listed([4])
    ('1 to 3', '2 and 7', '4')
    """
    ordered = sorted(set(scores))
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return tr("{first} to {last}").format(first=ordered[0], last=ordered[-1])
    *others, last = map(str, ordered)
    return tr("{first} and {last}").format(first=", ".join(others), last=last) if others else last


def letter(number: int) -> str:
    """0 → "A", 25 → "Z", 26 → "AA".

    >>> letter(0), letter(25), letter(26), letter(27)
    ('A', 'Z', 'AA', 'AB')
    """
    head, last = divmod(number, 26)
    return (letter(head - 1) if head else "") + chr(ord("A") + last)


def steps(visits: Iterable[Visit], answer: int | None) -> Iterator[Step]:
    """Visits in words, in their order; ``answer`` is the id of the one that counts."""
    letters: dict[int, str] = {}
    for visit in visits:
        client = letters.setdefault(visit.client, letter(len(letters)))
        flags = tuple(tr(words) for name, words in FLAGS.items() if name in visit.flags)
        network = tr(NETWORKS.get(visit.network, visit.network))
        counts = visit.id == answer and visit.did in ("seen", "press")
        scores = () if visit.score is None else (visit.score,)
        yield Step(visit.at, visit.did, scores, _did(visit), client, network, flags, counts)


def _button(scores: Collection[int]) -> str:
    if not scores:
        return tr("the page")
    template = tr("buttons {scores}") if len(set(scores)) > 1 else tr("button {scores}")
    return template.format(scores=listed(scores))


def _did(visit: Visit) -> str:
    words = _DID.get(visit.did) or _SEEN["confirm" if visit.mode == "confirm" else "ask"]
    button = _button([] if visit.score is None else [visit.score])
    score = tr("an answer") if visit.score is None else visit.score
    deed = tr(words).format(button=button, score=score)
    again = visit.did == "press" and visit.mode == "again"
    return tr("{did} once more").format(did=deed) if again else deed
