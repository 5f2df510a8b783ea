"""How parts of a campaign's recipients scored: by the page's language, by what they clicked with, by how their answer
is known to be meant, early or late, by wave, and by what the sender keeps of each. What was chosen of its follow-up
questions is summed up with them.

No click pays for it: the worker sums up, the more seldom the longer it takes, and a page reads the sums.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from feedback_buttons.base import ids, months, time_zones
from feedback_buttons.campaigns import scales, waves
from feedback_buttons.campaigns.waves import Sending, Wave
from feedback_buttons.reports.periods.scope import Days
from feedback_buttons.reports.statistics import stats
from feedback_buttons.storage import db, engine, notify, parts

LEAST = stats.LEAST  # answers below which a group goes with the others, and has no score
MOST = 12  # values of one kind
BUDGET = 5.0  # seconds of a round after which no further campaign is begun
LANGUAGE = ""  # the kind of the page's language
CLIENT = " "  # that of what was clicked with, see client_class.py; attributes have names
PROOF = "  "  # that of what shows that somebody meant it: seen, or pressed
AGE = "   "  # whether it came within 24 hours of sending: early, or late
WAVE = "    "  # that of the wave, by its number; only of campaigns that have several
OF_EACH = 30  # early answers, and late ones, below which nothing is said of their difference
KINDS = {LANGUAGE: "language", CLIENT: "client", PROOF: "proof", AGE: "age", WAVE: "wave"}


@dataclass(frozen=True, slots=True)
class Segment:
    """Those whose ``kind`` has this value ("": nobody knows it; None: the smaller ones together), how many of them gave
    each of the campaign's scores, and of a wave which it is."""

    kind: str
    value: str | None
    counts: tuple[int, ...]
    wave: Sending | None = None

    @property
    def answers(self) -> int:
        """How many of them answered."""
        return sum(self.counts)

    @property
    def response_rate(self) -> float | None:
        """Of a wave: answers a mail, 0 to 1; None while nobody knows how many were sent, and of all else."""
        return stats.response_rate(self.answers, self.wave.mails) if self.wave else None

    @property
    def score(self) -> stats.Score | None:
        """Their mean with its interval; None while it is too early to tell, as for fewer than LEAST."""
        return stats.score(self.counts) if stats.tells(self.counts) else None


@dataclass(frozen=True, slots=True)
class Segments:
    """All segments of a campaign, the larger of a kind first, and when they were summed up; None: not yet. A kind
    of which nothing is known is left out, and proof or age where all have the same."""

    segments: tuple[Segment, ...] = ()
    at: datetime | None = None

    @property
    def ages(self) -> "Ages | None":
        """The early and the late, where there are enough of both."""
        by_age = {segment.value: segment for segment in self.segments if segment.kind == AGE}
        early, late = by_age.get("early"), by_age.get("late")
        if not early or not late or min(early.answers, late.answers) < OF_EACH:
            return None
        return Ages(early, late)


@dataclass(frozen=True, slots=True)
class Ages:
    """Those who answered within 24 hours, and those who did later."""

    early: Segment
    late: Segment

    @property
    def difference(self) -> stats.Difference | None:
        """How much higher the late score; None while it is too early to tell of one."""
        if not (self.early.score and self.late.score):
            return None
        return stats.difference(self.late.counts, self.early.counts)


class _Row(NamedTuple):
    """A row of segments.sql: how many of a segment gave a score."""

    kind: str
    value: str | None
    score: int
    answers: int
    at: datetime
    scale: str
    asks: str | None
    sent_at: datetime | None
    mails: int | None
    waves: list[Wave]

    @property
    def sending(self) -> Sending | None:
        """The wave that it is of, if it is of one."""
        if self.kind != WAVE or self.value is None:
            return None
        sent, number = waves.sendings(self.sent_at, self.mails, self.waves), int(self.value)
        return sent[number - 1] if number <= len(sent) else None


class _Due(NamedTuple):
    """A campaign to be summed up, and what there is to see in it."""

    slug: str
    time_zone: str | None
    seen: str
    sent_at: datetime | None
    waves: list[Wave]


class _Choices(NamedTuple):
    """How often a choice was made with a score on a day, as chosen_counts.sql has it."""

    question: int
    choice: int
    score: int
    day: date
    answers: int


class _Count(NamedTuple):
    """How many gave a score on a day among those of a segment."""

    kind: str
    value: str | None
    score: int
    day: date
    answers: int


def read(connection: db.Connection, slug: str, days: Days | None = None) -> Segments:
    """A campaign's segments as they were summed up last; of these days alone, where some are given."""
    if days is None:
        rows = db.rows(connection, _Row, "segments", {"campaign": slug})
    else:
        wanted = {"campaign": slug, **months.cut([(*days, 0)]).parameters}
        rows = db.rows(connection, _Row, "segments_of_days", wanted)
    scale = scales.told(rows[0].scale, rows[0].asks) if rows else scales.USUAL
    segments = []
    for (kind, value), group in groupby(rows, key=lambda row: (row.kind, row.value)):
        segment_rows = list(group)
        answers = {row.score: row.answers for row in segment_rows}
        counts = [answers.get(score, 0) for score in scales.ANY]
        wave = segment_rows[0].sending
        segments.append(Segment(kind, value, scales.histogram(counts, scale), wave))
    kinds = {segment.kind for segment in segments if segment.value != ""}
    kinds -= {
        kind for kind in (PROOF, AGE, WAVE) if sum(segment.kind == kind for segment in segments) < 2
    }
    return Segments(
        tuple(segment for segment in segments if segment.kind in kinds),
        rows[0].at if rows else None,
    )


def renew(connection: db.Connection, now: datetime) -> int:
    """Sum up the campaigns that are due, as many as there is time for; return how many.

    Args:
        connection: commits by itself after each campaign.
    """
    begin, done = time.monotonic(), 0
    wanted = {"now": now, "here": time_zones.here().key}
    query = engine.which(connection, "segments_due", "segments_due_of_nodes")
    for due in db.rows(connection, _Due, query, wanted):
        _sum(connection, due)
        done += 1
        if time.monotonic() - begin > BUDGET:
            break
    return done


def _sum(connection: db.Connection, due: _Due) -> None:
    begin, campaign = time.monotonic(), {"campaign": due.slug}
    zoned = campaign | {"zone": time_zones.of(due.time_zone).key}
    times = [wave.sent_at for wave in waves.sendings(due.sent_at, None, due.waves)]
    with connection.transaction():
        connection.execute("set local statement_timeout = '10min'")
        connection.execute(db.query("clear_segments"), campaign)
        connection.execute(db.query("clear_chosen"), campaign)
        wanted = zoned | {"most": MOST, "least": LEAST, "waves": times, "first_at": None}
        if servers := parts.addresses(connection):
            counted, chosen = _counted(servers, wanted)
            connection.execute(db.query("put_segments"), wanted | {"counted": json.dumps(counted)})
            connection.execute(db.query("put_chosen"), wanted | {"counted": json.dumps(chosen)})
        else:
            connection.execute(db.query("sum_segments"), wanted)
            connection.execute(db.query("sum_chosen"), zoned)
        took = time.monotonic() - begin
        note = campaign | {"seen": due.seen, "now": ids.utc_now(), "seconds": took}
        connection.execute(db.query("note_segments"), note)
        notify.announce(connection, due.slug)


def _counted(
    servers: Sequence[str], wanted: Mapping[str, object]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What each of several servers counts of its own answers, where they are, since they are too many to be fetched: by
    segment, and by what was chosen."""
    firsts, counted, chosen = [], list[dict[str, Any]](), list[dict[str, Any]]()
    for server in servers:
        with db.connect(server) as connection:
            firsts.append(db.value(connection, "first_counted_answer", wanted))
    first_at = min((first for first in firsts if first), default=None)
    for server in servers:
        with db.connect(server) as connection:
            connection.execute("set local statement_timeout = '10min'")
            counts = db.rows(connection, _Count, "segment_counts", {**wanted, "first_at": first_at})
            counted += [{**count._asdict(), "day": count.day.isoformat()} for count in counts]
            choices = db.rows(connection, _Choices, "chosen_counts", wanted)
            chosen += [{**count._asdict(), "day": count.day.isoformat()} for count in choices]
    return counted, chosen
