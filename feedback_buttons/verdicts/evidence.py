"""One recipient's evidence: what fetched or answered their buttons, and what it looks like together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedback_buttons.base.ids import first_id
from feedback_buttons.verdicts.policy import BURST, TWITCH

FETCHES = frozenset({"get", "head", "bare"})
DOUBTFUL_NETWORKS = frozenset({"hosting", "security"})
# Flags that speak for a machine wherever they stand; "prefetch" is a person's own browser.
MACHINE_FLAGS = frozenset({"empty_agent", "bot_agent", "signed_agent", "contradictory", "mangled"})
# Flags of a client that scanned other recipients' mails.
LEARNED = frozenset({"learned_network", "learned_headers"})
# Flag of a press that was told to be saved while most evidence was out of reach, see verdict.alone.
THANKED = "thanked"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a button's address.

    Attributes:
        id: unique, ordered by time.
        at: when it came.
        did: ``get``, ``head`` or ``prefetch`` fetched the page; ``seen``: its script says that it was
            visible for a moment; ``press``: its form was sent; ``bare``: a POST without a page;
            ``erase``: the recipient erased their answer.
        score: 1 to 10, None where the address or the form had none.
        client: keyed hash of truncated address and user agent; the same for one day at most.
        network: a class of :mod:`feedback_buttons.verdicts.networks`.
        flags: what the request's headers say against it, see :mod:`feedback_buttons.verdicts.client_signals`; and
            ``crowd`` where it came among scanners, see :mod:`feedback_buttons.verdicts.scan_wave`; ``pressers``
            where sandboxes pressed other mails, see :mod:`feedback_buttons.endpoint.sandbox_presses`; LEARNED
            where it is a scanner's by what was done elsewhere, see :mod:`feedback_buttons.endpoint.learned_scanners`;
            and THANKED.
        page: for ``seen``, ``press`` and ``erase``: the id of the visit that served the page.
        mode: the mode that page was served in, see :mod:`feedback_buttons.endpoint.page_nonces`.
    """

    id: int
    at: datetime
    did: str
    score: int | None
    client: int
    network: str
    flags: frozenset[str] = frozenset()
    page: int | None = None
    mode: str | None = None

    @property
    def order(self) -> tuple[datetime, int]:
        """Sorts visits by time, then id."""
        return self.at, self.id

    @property
    def machine(self) -> bool:
        """Whether the request itself says that no person made it, or probably none."""
        return (
            self.did in ("head", "bare")
            or self.network in DOUBTFUL_NETWORKS
            or bool(self.flags & MACHINE_FLAGS)
        )


@dataclass(frozen=True, slots=True)
class Overrule:
    """A decision of the team over the rules: this score, or None for "does not count"."""

    at: datetime
    score: int | None

    @property
    def visit(self) -> Visit:
        """The decision in the place of the visit that decided; nobody made it."""
        return Visit(first_id(self.at), self.at, "overrule", self.score, 0, "unknown")


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one recipient's buttons in one campaign (and occasion).

    Attributes:
        visits: in any order.
        sent_at: when the mail was sent; None where nobody knows.
        overruled: the team's own decision, if there is one.
        before: the answer that stood, and its proof, where the evidence behind it is past its
            retention and gone.
    """

    visits: tuple[Visit, ...]
    sent_at: datetime | None = None
    overruled: Overrule | None = None
    before: tuple[Visit, str] | None = None

    @property
    def alone(self) -> bool:
        """Whether there is one visit, as of most recipients when they click, or none: nothing to compare it with."""
        return len(self.visits) < 2

    def sorted(self) -> "Evidence":
        """This evidence with its visits in the order of time, then id."""
        if self.alone:
            return self
        return replace(self, visits=tuple(sorted(self.visits, key=lambda visit: visit.order)))

    def until(self, visit: Visit) -> "Evidence":
        """What was known when this visit came, itself included."""
        if self.visits == (visit,):
            return self
        last = visit.order
        return replace(self, visits=tuple(v for v in self.visits if (v.at, v.id) <= last))

    def age(self, visit: Visit) -> timedelta | None:
        """How long after sending a visit came."""
        return visit.at - self.sent_at if self.sent_at else None

    def seen_for(self, visit: Visit) -> timedelta:
        """How long after the first visit to any of the recipient's buttons this one came."""
        return visit.at - min(v.at for v in (*self.visits, visit))

    def had_for(self, visit: Visit) -> timedelta:
        """For how long the recipient has had the mail, at least."""
        return visit.at - self.sent_at if self.sent_at else self.seen_for(visit)

    def fetched(self, around: datetime, reach: timedelta) -> list[Visit]:
        """The fetches with a score within ``reach`` of a time."""
        first, last = around - reach, around + reach
        return [
            visit
            for visit in self.visits
            if first <= visit.at <= last
            and visit.did in FETCHES
            and visit.score is not None
            and "prefetch" not in visit.flags
        ]

    def pages(self) -> "Pages":
        """Which pages led to which."""
        return Pages({visit.id: visit for visit in self.visits})

    def opened(self, visit: Visit) -> Visit:
        """The fetch at the beginning of the pages that led to a visit; itself where that is not known."""
        return visit if visit.page is None else self.pages().opened(visit)

    def looked_at(self, press: Visit) -> bool:
        """Whether the page that a press began with was visible for a moment before, to its own client."""
        pages = self.pages()
        begin = pages.opening(press)
        return begin is not None and any(
            other.did == "seen"
            and other.client == press.client
            and other.at <= press.at
            and pages.opening(other) == begin
            for other in self.visits
        )

    def in_crowd(self, visit: Visit, fresh: timedelta) -> bool:
        """Whether, where nobody knows when the mail was sent, a page was opened among scanners on a mail that
        nobody had looked at for ``fresh`` before: it may be one of theirs. On a mail that was looked at
        earlier, theirs is over."""
        among = self.sent_at is None and "crowd" in self.opened(visit).flags
        return among and self.seen_for(visit) < fresh

    def burst(self, around: datetime) -> bool:
        """Whether the fetches at this time are of a scanner's kind: three different scores within ten
        minutes, or two within two seconds."""
        return not self.alone and _scans(self.fetched(around, BURST), around)

    def scanners(self, around: datetime) -> set[int]:
        """The clients which alone made such a burst near this time, and so gave themselves away."""
        clients: dict[int, list[Visit]] = {}
        for visit in self.fetched(around, BURST):
            clients.setdefault(visit.client, []).append(visit)
        return {
            client
            for client, visits in clients.items()
            if any(_scans(visits, visit.at) for visit in visits)
        }


@dataclass(frozen=True, slots=True)
class Pages:
    """All visits by id, and which page each was made on: a press on the page behind a press, and so on."""

    visits: dict[int, Visit]

    def opening(self, answer: Visit) -> int | None:
        """The id of the fetch at the beginning of the pages that led to an answer; None where its page
        is not known."""
        page = answer.page
        while page in self.visits and self.visits[page].page is not None:
            page = self.visits[page].page
        return page

    def opened(self, visit: Visit) -> Visit:
        """The fetch at the beginning of the pages that led to a visit; the visit itself where that is not known."""
        begin = self.opening(visit)
        return visit if begin is None else self.visits.get(begin, visit)

    def by_machine(self, visit: Visit) -> bool:
        """Whether a visit says that no person made it, or its network is known to scan."""
        return visit.machine or "learned_network" in self.opened(visit).flags


def scores(visits: Iterable[Visit]) -> set[int | None]:
    """The different scores among visits."""
    return {visit.score for visit in visits}


def _scans(visits: Sequence[Visit], around: datetime) -> bool:
    return _crowded(visits, around, BURST, 3) or _crowded(visits, around, TWITCH, 2)


def _crowded(visits: Sequence[Visit], around: datetime, span: timedelta, many: int) -> bool:
    """Whether some window of this length that holds the time holds so many different scores."""
    if len(visits) < many:
        return False
    starts = [visit.at for visit in visits if timedelta() <= around - visit.at <= span] or [around]
    return any(
        len(scores(visit for visit in visits if start <= visit.at <= start + span)) >= many
        for start in starts
    )
