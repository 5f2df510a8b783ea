"""One recipient's evidence: what fetched or answered their buttons, and what it looks like together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FETCHES = frozenset({"get", "head", "bare"})
DOUBTFUL_NETWORKS = frozenset({"hosting", "security"})
# Flags that speak for a machine wherever they stand; "prefetch" is a person's own browser.
MACHINE_FLAGS = frozenset({"empty_agent", "bot_agent", "contradictory", "mangled"})

BURST = timedelta(minutes=10)
TWITCH = timedelta(seconds=2)


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
        network: a class of :mod:`feedback_buttons.networks`.
        flags: what the request's headers say against it, see :mod:`feedback_buttons.traits`.
        page: for ``seen``, ``press`` and ``erase``: the id of the visit that served the page.
        mode: the mode that page was served in: ``confirm``, ``ask``, ``again`` or ``saved``.
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


def fetches(visits: Iterable[Visit], around: datetime, reach: timedelta) -> list[Visit]:
    """The fetches with a score within ``reach`` of a time, in their order."""
    return [
        visit
        for visit in visits
        if visit.did in FETCHES and visit.score is not None and abs(visit.at - around) <= reach
    ]


def is_burst(found: Sequence[Visit], around: datetime) -> bool:
    """Whether fetches that reach over a time are of a scanner's kind there: three different scores
    within ten minutes, or two within two seconds."""
    return _scores_within(found, around, BURST, 3) or _scores_within(found, around, TWITCH, 2)


def _scores_within(found: Sequence[Visit], around: datetime, span: timedelta, scores: int) -> bool:
    """Whether some window of this length that holds the time holds so many different scores."""
    near = [visit for visit in found if abs(visit.at - around) <= span]
    starts = [visit.at for visit in near if visit.at <= around] or [around]
    return any(
        len({visit.score for visit in near if start <= visit.at <= start + span}) >= scores
        for start in starts
    )
