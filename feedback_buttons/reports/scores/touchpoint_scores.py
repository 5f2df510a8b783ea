"""The touchpoints in their order, each with its score over campaigns in a period: what the page of the journey, its
file and the API tell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns import campaigns, touchpoints
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Period, PeriodError, PeriodView, Span
from feedback_buttons.reports.scores import journey_parts, overviews
from feedback_buttons.reports.scores.journey_parts import JourneyPart
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.statistics import pooled_scores, stats
from feedback_buttons.reports.statistics.intervals import ALPHA
from feedback_buttons.reports.statistics.pooled_scores import Pool
from feedback_buttons.reports.statistics.stats import Difference
from feedback_buttons.reports.topics.topic_scores import Mentioned
from feedback_buttons.storage import db

TOPICS = 3  # the most mentioned ones
USUAL = Period("30d")
_EVER, _NOW, _BEFORE = 1, 2, 3  # places of the spans
_NONE = (0,) * 11  # of 0 … 10
_Sums = Mapping[str, Mapping[int, Sequence[int]]]  # by campaign and place of a span


@dataclass(frozen=True, slots=True)
class TouchpointScore:
    """A touchpoint in a period.

    Attributes:
        touchpoint: its name; "" for campaigns without one.
        campaigns: those that have it, newest first.
        pool: the answers of the period; ``before`` those of what it is held against, None for nothing.
        difference: the score less that of before; None while it is too early to tell.
        answers, mails: of all time, of campaigns whose number of mails is known.
        topics: the most mentioned ones of the period.
    """

    touchpoint: str
    campaigns: tuple[Campaign, ...]
    pool: Pool
    before: Pool | None = None
    difference: Difference | None = None
    answers: int = 0
    mails: int = 0
    topics: tuple[Mentioned, ...] = ()

    @property
    def response_rate(self) -> float | None:
        """All answers a mail, 0 to 1, of campaigns whose number of mails is known; None where that is of none."""
        return stats.response_rate(self.answers, self.mails)

    @property
    def left_out(self) -> tuple[Campaign, ...]:
        """Campaigns that ask from 0 to 10 beside others: they have no part in the score."""
        scales_asked = [campaign.told for campaign in self.campaigns]
        return tuple(
            campaign
            for campaign in self.campaigns
            if not pooled_scores.counts(campaign.told, scales_asked)
        )


@dataclass(frozen=True, slots=True)
class Journey:
    """All touchpoints of a view, in their order, as they are ``now``; campaigns without a touchpoint come last.
    ``demo``: all of them are demonstrations. ``part``: whose answers alone they are, of the
    ``parts`` there are."""

    view: PeriodView
    now: datetime
    touchpoints: tuple[TouchpointScore, ...]
    demo: bool = False
    part: JourneyPart | None = None
    parts: tuple[JourneyPart, ...] = ()


class _Topic(NamedTuple):
    """A row of touchpoint_topics.sql."""

    campaign: str
    slug: str
    names: Mapping[str, str]
    comments: int


def understood(address: Mapping[str, str]) -> tuple[PeriodView, list[str]]:
    """The view that an address names, as PeriodView.understood() reads it; a period that is of a campaign's sendings is
    none of several campaigns."""
    view, strange = PeriodView.understood(address, USUAL)
    for period in (view.period, view.against):
        if isinstance(period, Period) and period.of_sendings:
            error = PeriodError(wording("{name} needs a campaign beside it."), name=str(period))
            return PeriodView(USUAL), [*strange, error.advice]
    return view, strange


def read(connection: db.Connection, view: PeriodView, now: datetime, of_part: str = "") -> Journey:
    """The touchpoints in a period, each campaign's by the clock of its own time zone. Demonstrations stay out unless
    there is nothing else.

    Args:
        of_part: whose answers alone, as JourneyPart is written: of the whole days, without topics and response.

    Raises:
        JourneyPartError: there is no such part.
    """
    parts = journey_parts.offered(connection)
    part = journey_parts.chosen(parts, of_part)
    listed = campaigns.list_(connection)
    real = [campaign for campaign in listed if not campaign.demo]
    counting = real or listed
    topics: list[_Topic] = []
    if part:
        sums = _read_part(connection, counting, view, now, part)
    else:
        sums, topics = _read(connection, counting, view, now)
    against = view.spans(now, next((campaign.zone for campaign in counting), ZoneInfo("UTC")))[1]
    scores = [
        _score(touchpoint, together, sums, topics, held=against is not None)
        for touchpoint, together in _together(connection, counting)
    ]
    demo = bool(listed) and not real
    return Journey(view, now, tuple(_judged(scores)), demo, part, tuple(parts))


def _read(
    connection: db.Connection, counting: Sequence[Campaign], view: PeriodView, now: datetime
) -> tuple[_Sums, list[_Topic]]:
    """The sums of each campaign, and its topics."""
    sums: dict[str, dict[int, Sequence[int]]] = {}
    topics: list[_Topic] = []
    # The overview's windows: of its usual period, which is this page's too, the same sums are kept for both.
    windows = Windows.of(str(view.period), now, other=str(view.against))
    for of_zone in overviews.sums(connection, windows, counting):
        zone = of_zone.campaigns[0].zone
        spans = view.spans(windows.now, zone)
        slugs = [campaign.slug for campaign in of_zone.campaigns]
        for place, span in enumerate((Span(), *filter(None, spans)), _EVER):
            counts = of_zone.within(span)[:, : len(_NONE)].tolist()
            for slug, histogram in zip(slugs, counts, strict=True):
                sums.setdefault(slug, {})[place] = histogram
        topics += _topics(connection, slugs, spans[0], zone, now)
    return sums, topics


def _read_part(
    connection: db.Connection,
    counting: Sequence[Campaign],
    view: PeriodView,
    now: datetime,
    part: JourneyPart,
) -> _Sums:
    """The sums of each campaign's answers of a part."""
    sums: dict[str, dict[int, Sequence[int]]] = {}
    for zone in {campaign.zone for campaign in counting}:
        slugs = [campaign.slug for campaign in counting if campaign.zone == zone]
        of_days = [span for span in view.spans(now, zone) if span is not None]
        for there in journey_parts.sums(connection, part, slugs, of_days, zone, now):
            sums.setdefault(there.campaign, {})[_EVER + there.place] = there.counts
    return sums


def _together(
    connection: db.Connection, counting: Sequence[Campaign]
) -> list[tuple[str, list[Campaign]]]:
    """The campaigns of each touchpoint, in the order of these; those without one last."""
    names = [*(named.touchpoint for named in touchpoints.list_(connection)), ""]
    by_name = {
        name: [campaign for campaign in counting if campaign.touchpoint == name] for name in names
    }
    return [(name, together) for name, together in by_name.items() if together]


def _topics(
    connection: db.Connection, slugs: Sequence[str], span: Span, zone: ZoneInfo, now: datetime
) -> list[_Topic]:
    first, last = (None, None) if span == Span() else span.days(zone, now)
    values = {"slugs": slugs, "first": first, "last": last}
    return db.rows(connection, _Topic, "touchpoint_topics", values)


def _score(
    touchpoint: str,
    together: Sequence[Campaign],
    sums: _Sums,
    topics: Sequence[_Topic],
    *,
    held: bool,
) -> TouchpointScore:
    """What is told of a touchpoint but its difference; ``held`` against another span."""
    scales_asked = [campaign.told for campaign in together]

    def pooled(place: int) -> Pool:
        of_campaigns = [sums.get(campaign.slug, {}).get(place, _NONE) for campaign in together]
        pool = pooled_scores.pool(of_campaigns, scales_asked)
        if pool is None:
            raise LookupError("a touchpoint without campaigns")
        return pool

    ever = [(campaign, sums.get(campaign.slug, {}).get(_EVER, _NONE)) for campaign in together]
    mailed = [
        (answers, mails)
        for campaign, counts in ever
        for answers, mails in ((sum(counts), campaign.mailed),)
        if mails is not None and stats.response_rate(answers, mails)
    ]
    return TouchpointScore(
        touchpoint,
        tuple(together),
        pooled(_NOW),
        pooled(_BEFORE) if held else None,
        None,
        sum(answers for answers, _ in mailed),
        sum(mails for _, mails in mailed),
        _most_mentioned(topics, {campaign.slug for campaign in together}),
    )


def _most_mentioned(topics: Sequence[_Topic], slugs: set[str]) -> tuple[Mentioned, ...]:
    comments: Counter[str] = Counter()
    names = {topic.slug: topic.names for topic in topics}
    for topic in topics:
        if topic.campaign in slugs:
            comments[topic.slug] += topic.comments
    return tuple(
        Mentioned(slug, names[slug], number) for slug, number in comments.most_common(TOPICS)
    )


def _judged(scores: Sequence[TouchpointScore]) -> list[TouchpointScore]:
    """With their differences, among which the 5% are divided."""
    compared = [
        score for score in scores if score.before and score.before.answers and score.pool.answers
    ]
    alpha = ALPHA / max(len(compared), 1)
    return [
        replace(score, difference=score.pool.less(score.before, alpha)) if score.before else score
        for score in scores
    ]
