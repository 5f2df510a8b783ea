"""Reads why a campaign's score moved between two spans of days, from the sums that the worker keeps of each day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from feedback_buttons.base import months
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.segments.segments import AGE, LANGUAGE, PROOF, WAVE
from feedback_buttons.reports.statistics import change_parts, stats
from feedback_buttons.reports.statistics.change_parts import Counts, Groups, Why
from feedback_buttons.reports.topics import topic_moves
from feedback_buttons.reports.topics.topic_moves import TopicMove
from feedback_buttons.storage import db

QUESTION = " ?"  # what a kind begins with that is a follow-up question; its id follows
NOBODY_SAID = ""  # the group of those of whom the kind is not known, or who were not asked
# What is no reason: early and late is what the spans are, and who presses is selected by what they want to say.
NO_REASONS = (AGE, PROOF, WAVE)
WEEKS = (1, 4)  # lengths that are tried, the first with enough answers in both spans
ENOUGH = 2 * change_parts.OF_EACH


@dataclass(frozen=True, slots=True)
class Spans:
    """Two spans of whole days: the one that is looked at from ``first`` to ``last``, the one that it is held against
    from ``before`` to ``until`` (None: the day before the first)."""

    before: date
    first: date
    last: date
    until: date | None = None

    @classmethod
    def of(cls, last: date, days: int) -> "Spans":
        """The days up to ``last`` and as many before them."""
        first = last - timedelta(days=days - 1)
        return cls(first - timedelta(days=days), first, last)

    @property
    def days(self) -> int:
        """How many days are looked at."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Move:
    """How the score moved between two spans, and why.

    Attributes:
        before: how many gave each score in the earlier span.
        now: how many did in the later one.
        why: the split into parts; None where there is nothing to split by.
        topics: the topics that moved the score of those who wrote; None where none did.
    """

    spans: Spans
    before: Counts
    now: Counts
    why: Why | None
    topics: TopicMove | None = None

    @property
    def told(self) -> tuple[change_parts.ChangePart, ...]:
        """The parts that are more than chance, without those that tell nothing.

        Where all groups of a kind moved alike none of them is where it moved, however sure its own move is. Who chose
        nothing of a question was mostly not asked, for the score that they gave: that is no reason.
        """
        if not self.why:
            return ()
        return tuple(
            part
            for part in self.why.named
            if not (part.cause == "within" and part.kind in self.why.alike)
            and not (part.kind.startswith(QUESTION) and part.value == NOBODY_SAID)
        )

    @property
    def foremost(self) -> tuple[change_parts.ChangePart, ...]:
        """Of these the ones of the kind that the largest is of. Those of other kinds are other cuts through the same
        answers, which must not be added."""
        return tuple(part for part in self.told if part.kind == self.told[0].kind)

    @property
    def difference(self) -> stats.Difference | None:
        """How much higher the later score is."""
        return stats.difference(tuple(self.now), tuple(self.before))


class _Sum(NamedTuple):
    """A row of segment_periods.sql."""

    kind: str
    value: str | None
    score: int
    period: int
    answers: int


def latest(connection: db.Connection, campaign: Campaign, now: datetime) -> Move | None:
    """The last seven days against the seven before, today included; of few answers the last 28. None where those are
    too few as well."""
    today = now.astimezone(campaign.zone).date()
    for weeks in WEEKS:
        move = read(connection, campaign, Spans.of(today, 7 * weeks))
        if min(sum(move.before), sum(move.now)) >= ENOUGH:
            return move
    return None


def of_scope(connection: db.Connection, campaign: Campaign, scope: Scope) -> Move | None:
    """Why a period's score is another than that of what it is held against, by the whole days of both; for all answers
    the latest move. None where it is held against nothing, or either has too few answers."""
    if scope.all:
        return latest(connection, campaign, scope.now)
    days, against = scope.days, scope.days_against
    if days is None or against is None:
        return None
    first = days.first or date.min
    move = read(
        connection, campaign, Spans(against.first or date.min, first, days.last, against.last)
    )
    return move if min(sum(move.before), sum(move.now)) >= ENOUGH else None


def read(connection: db.Connection, campaign: Campaign, spans: Spans) -> Move:
    """A campaign's move between two spans of days, by the clock of its time zone."""
    until = spans.until or spans.first - timedelta(days=1)
    earlier = months.without(spans.before, until, (spans.first, spans.last))
    parts = months.cut([(spans.first, spans.last, 1), *((*span, 0) for span in earlier)])
    wanted = {"campaign": campaign.slug, **parts.parameters}
    periods: tuple[dict[str, dict[str | None, list[int]]], ...] = ({}, {})
    for row in db.rows(connection, _Sum, "segment_periods", wanted):
        groups = periods[row.period].setdefault(row.kind, {})
        groups.setdefault(row.value, [0] * len(scales.ANY))[row.score] += row.answers
    before, now = (_complete(period, campaign) for period in periods)
    whole = [
        _whole(period) or campaign.histogram([0] * len(scales.ANY)) for period in (before, now)
    ]
    for kind in NO_REASONS:
        before.pop(kind, None)
    why = change_parts.explain(before, now)
    topics = topic_moves.read(connection, campaign, (spans.before, until, spans.first, spans.last))
    return Move(spans, whole[0], whole[1], why, topics)


def _complete(
    kinds: Mapping[str, Mapping[str | None, list[int]]], campaign: Campaign
) -> dict[str, Groups]:
    """All kinds in the scale that was asked, each with those of whom it is not known, so that all have the same sum."""
    total = _sum(kinds.get(LANGUAGE, {}))
    complete: dict[str, Groups] = {}
    for kind, groups in kinds.items():
        complete_groups = dict(groups)
        rest = [whole - part for whole, part in zip(total, _sum(groups), strict=True)]
        if any(rest):
            own = complete_groups.get(NOBODY_SAID, [0] * len(rest))
            complete_groups[NOBODY_SAID] = [max(a + b, 0) for a, b in zip(own, rest, strict=True)]
        complete[kind] = {
            value: campaign.histogram(counts) for value, counts in complete_groups.items()
        }
    return complete


def _whole(kinds: Mapping[str, Groups]) -> Counts:
    groups = kinds.get(LANGUAGE, {})
    return tuple(map(sum, zip(*groups.values(), strict=True)))


def _sum(groups: Mapping[str | None, list[int]]) -> list[int]:
    none = [0] * len(scales.ANY)
    return [sum(counts) for counts in zip(none, *groups.values(), strict=True)]
