"""Whether fewer answer a campaign's latest sending than is usual: against its own earlier ones, and where it has none
against those of its touchpoint, each within as many days as the latest has had."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedback_buttons.base import time_zones
from feedback_buttons.base.time_zones import DAY
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Span
from feedback_buttons.campaigns.waves import Sending
from feedback_buttons.reports.scores.overview_sums import ZoneSums
from feedback_buttons.reports.statistics import usual_rates
from feedback_buttons.reports.statistics.usual_rates import FarUnder, Trial
from feedback_buttons.storage import db, engine

MOST_DAYS = 7  # behind a sending: most who answer have by then
_Key = tuple[str, int, int]  # a campaign's slug, the number of a sending, and days
RECENT = timedelta(days=30)  # a sending that is older is no news
EARLIER = 10  # sendings that say what is usual


class LowRate(NamedTuple):
    """A campaign whose latest sending is answered far less than is usual, by day ``days``; ``own`` is whether that is
    its own earlier sendings'."""

    campaign: Campaign
    days: int
    under: FarUnder
    own: bool


class CampaignSending(NamedTuple):
    """A sending and its campaign."""

    campaign: Campaign
    sending: Sending

    def span(self, days: int) -> Span:
        """From the day of the sending on so many whole days: sums of old answers are of days."""
        return _span(self.sending.sent_at, days, self.campaign.zone)

    def over(self, days: int, at: datetime) -> bool:
        """Whether that span is over by a time. Most are so, or are not, by more than a day: of those nobody has to know
        when a day begins."""
        left = self.sending.sent_at + days * DAY - at
        if abs(left) > 2 * DAY:
            return left < timedelta(0)
        end = self.span(days).end
        return end is not None and end <= at

    def within(self, days: int) -> _Key:
        """What its answers within so many days are known by."""
        return self.campaign.slug, self.sending.number, days


class _Asked(NamedTuple):
    """The latest sending of a campaign, what it is held against, and how many days of each count."""

    latest: CampaignSending
    earlier: list[CampaignSending]
    days: int
    own: bool


class _Answers(NamedTuple):
    """A row of sending_answers.sql."""

    place: int
    answers: int


@lru_cache(maxsize=8192)  # each sending is held against many others, from look to look
def _span(sent_at: datetime, days: int, zone: ZoneInfo) -> Span:
    day = sent_at.astimezone(zone).date()
    begin, end = time_zones.begin(day, 0, zone), time_zones.begin(day, days, zone)
    return Span(begin.astimezone(UTC), end.astimezone(UTC))


def low(
    connection: db.Connection,
    campaigns: Iterable[Campaign],
    now: datetime,
    zones: Iterable[ZoneSums] = (),
) -> list[LowRate]:
    """The campaigns whose latest sending is answered far less than is usual; ``zones`` are sums that were read of them:
    what they lack is read."""
    listed = list(campaigns)
    of_all = _Sendings.of(listed, now)
    questions = [
        question
        for campaign in listed
        if of_all.own[campaign.slug] and (question := _question(campaign, of_all, now))
    ]
    trials = _trials(connection, questions, zones)
    rates: list[LowRate] = []
    for question in questions:
        earlier = [trials[sent.within(question.days)] for sent in question.earlier]
        under = usual_rates.far_under(trials[question.latest.within(question.days)], earlier)
        if under:
            rates.append(LowRate(question.latest.campaign, question.days, under, question.own))
    return sorted(rates, key=lambda rate: rate.days)


class _Sendings(NamedTuple):
    """The sendings before now of which the mails are known, oldest first: of each campaign by its slug, and of all at a
    touchpoint."""

    own: dict[str, list[CampaignSending]]
    at_touchpoint: dict[str, list[CampaignSending]]

    @classmethod
    def of(cls, listed: Sequence[Campaign], now: datetime) -> "_Sendings":
        own = {campaign.slug: _sent(campaign, now) for campaign in listed}
        together: dict[str, list[CampaignSending]] = {}
        for campaign in listed:
            if campaign.touchpoint and not campaign.demo:
                together.setdefault(campaign.touchpoint, []).extend(own[campaign.slug])
        for sent in together.values():
            sent.sort(key=lambda one: one.sending.sent_at)
        return cls(own, together)


def _sent(campaign: Campaign, before: datetime) -> list[CampaignSending]:
    return [
        CampaignSending(campaign, sending)
        for sending in campaign.sendings
        if sending.mails and sending.sent_at <= before
    ]


def _question(campaign: Campaign, sendings: _Sendings, now: datetime) -> _Asked | None:
    if campaign.closed or campaign.demo:
        return None
    *before, latest = sendings.own[campaign.slug]
    sent_at = latest.sending.sent_at
    age = (now.astimezone(campaign.zone).date() - sent_at.astimezone(campaign.zone).date()).days
    if age < 1 or now - sent_at > RECENT:
        return None
    days = min(age, MOST_DAYS)
    earlier = before or sendings.at_touchpoint.get(campaign.touchpoint, [])
    whole = (
        one
        for one in _back_from(earlier, sent_at)
        if (before or one.campaign.slug != campaign.slug) and one.over(days, sent_at)
    )
    last = list(islice(whole, EARLIER))[::-1]
    return _Asked(latest, last, days, bool(before)) if last else None


def _back_from(sent: Sequence[CampaignSending], at: datetime) -> Iterator[CampaignSending]:
    """Those sent before a time, the latest first: of hundreds at a touchpoint a few are looked at."""
    place = bisect_left(sent, at, key=lambda one: one.sending.sent_at)
    return map(sent.__getitem__, range(place - 1, -1, -1))


def _trials(
    connection: db.Connection, questions: Sequence[_Asked], zones: Iterable[ZoneSums]
) -> dict[_Key, Trial]:
    """What came of each sending within so many days."""
    wanted = {
        sent.within(question.days): (sent, sent.span(question.days))
        for question in questions
        for sent in (question.latest, *question.earlier)
    }
    zone_of = {campaign.slug: of_zone for of_zone in zones for campaign in of_zone.campaigns}
    answers = {
        key: zone_of[key[0]].answers(key[0], span)
        for key, (_, span) in wanted.items()
        if key[0] in zone_of and zone_of[key[0]].has(span)
    }
    answers |= _read(connection, {key: wanted[key][1] for key in wanted.keys() - answers.keys()})
    return {
        key: Trial(max(answers[key], 0), sent.sending.mails or 0)
        for key, (sent, _) in wanted.items()
    }


def _read(connection: db.Connection, wanted: Mapping[_Key, Span]) -> dict[_Key, int]:
    if not wanted:
        return {}
    keys = list(wanted)
    values = {
        "campaigns": [slug for slug, *_ in keys],
        "begins": [span.begin for span in wanted.values()],
        "ends": [span.end for span in wanted.values()],
    }
    query = engine.which(connection, "sending_answers", "sending_answers_of_nodes")
    rows = db.rows(connection, _Answers, query, values)
    return {keys[row.place - 1]: row.answers for row in rows}
