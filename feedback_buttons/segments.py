"""How parts of a campaign's recipients scored: by the page's language, by what they clicked with, and by what the
sender keeps of each. What was chosen of its follow-up questions is summed up with them.

No click pays for it: the worker sums up, the more seldom the longer it takes, and a page reads the sums.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from feedback_buttons import db, ids, live, stats

LEAST = stats.LEAST  # answers below which a group goes with the others, and has no score
MOST = 12  # values of one kind
BUDGET = 5.0  # seconds of a round after which no further campaign is begun
LANGUAGE = ""  # the kind of the page's language
CLIENT = " "  # that of what was clicked with, see clientclass.py; attributes have names
_KINDS = {LANGUAGE: "language", CLIENT: "client"}


@dataclass(frozen=True, slots=True)
class Segment:
    """Those whose ``kind`` has this value ("": nobody knows it; None: the smaller ones together), and how
    many of them gave 1 … 10."""

    kind: str
    value: str | None
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        """How many of them answered."""
        return sum(self.counts)

    @property
    def score(self) -> stats.Score | None:
        """Their mean with its interval; None while it is too early to tell, as for fewer than LEAST."""
        return stats.score(self.counts) if stats.tells(self.counts) else None

    @property
    def facts(self) -> dict[str, object]:
        """The same for programs; ``kind`` is language, client or attribute, whose name is then beside it."""
        kind, score = _KINDS.get(self.kind, "attribute"), self.score
        return {
            "kind": kind,
            "attribute": self.kind if kind == "attribute" else None,
            "value": self.value,
            "score": score and score.mean,
            "low": score and score.low,
            "high": score and score.high,
            "answers": self.answers,
        }


@dataclass(frozen=True, slots=True)
class Segments:
    """All segments of a campaign, the larger of a kind first, and when they were summed up; None: not yet. A kind
    of which nothing is known is left out."""

    found: tuple[Segment, ...] = ()
    at: datetime | None = None


def read(connection: db.Connection, slug: str) -> Segments:
    """A campaign's segments as they were summed up last."""
    rows = connection.execute(db.query("segments"), {"campaign": slug}).fetchall()
    found = []
    for (kind, value), each in groupby(rows, key=lambda row: (row[0], row[1])):
        answers = {score: count for _, _, score, count, _ in each}
        found.append(Segment(kind, value, tuple(answers.get(score, 0) for score in range(1, 11))))
    known = {each.kind for each in found if each.value != ""}
    return Segments(
        tuple(each for each in found if each.kind in known), rows[0][-1] if rows else None
    )


def renew(connection: db.Connection, now: datetime) -> int:
    """Sum up the campaigns that are due, as many as there is time for; return how many.

    Args:
        connection: commits by itself after each campaign.
    """
    begin, done = time.monotonic(), 0
    for slug, seen in connection.execute(db.query("segments_due"), {"now": now}).fetchall():
        _sum(connection, slug, seen)
        done += 1
        if time.monotonic() - begin > BUDGET:
            break
    return done


def _sum(connection: db.Connection, slug: str, seen: str) -> None:
    begin = time.monotonic()
    with connection.transaction():
        connection.execute("set local statement_timeout = '10min'")
        connection.execute(db.query("clear_segments"), {"campaign": slug})
        limits = {"campaign": slug, "most": MOST, "least": LEAST}
        connection.execute(db.query("sum_segments"), limits)
        for query in ("clear_chosen", "sum_chosen"):
            connection.execute(db.query(query), {"campaign": slug})
        took = time.monotonic() - begin
        note = {"campaign": slug, "seen": seen, "now": ids.utc_now(), "seconds": took}
        connection.execute(db.query("note_segments"), note)
        live.announce(connection, slug)
