"""Whether fewer answer a campaign's latest sending than is usual: against its own earlier ones, and where it has none
against those of its touchpoint, each within as many days as the latest has had."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.waves import Sending
from feedback_buttons.reports.statistics import usual_rates
from feedback_buttons.reports.statistics.usual_rates import FarUnder, Trial
from feedback_buttons.storage import db

MOST_DAYS = 7  # behind a sending: most who answer have by then
RECENT = timedelta(days=30)  # a sending that is older is no news
EARLIER = 10  # sendings that say what is usual


class LowRate(NamedTuple):
    """A campaign whose latest sending is answered far less than is usual, by day ``days``; ``own`` is whether that is
    its own earlier sendings'."""

    campaign: Campaign
    days: int
    under: FarUnder
    own: bool


class _Sent(NamedTuple):
    """A sending and its campaign."""

    campaign: Campaign
    sending: Sending

    def span(self, days: int) -> tuple[datetime, datetime]:
        """From the day of the sending on so many whole days: sums of old answers are of days."""
        zone = self.campaign.zone
        day = self.sending.sent_at.astimezone(zone).date()
        begin, end = time_zones.begin(day, 0, zone), time_zones.begin(day, days, zone)
        return begin.astimezone(UTC), end.astimezone(UTC)


class _Asked(NamedTuple):
    """The latest sending of a campaign, what it is held against, and how many days of each count."""

    latest: _Sent
    earlier: list[_Sent]
    days: int
    own: bool


class _Answers(NamedTuple):
    """A row of sending_answers.sql."""

    campaign: str
    number: int
    answers: int


def low(connection: db.Connection, campaigns: Iterable[Campaign], now: datetime) -> list[LowRate]:
    """The campaigns whose latest sending is answered far less than is usual."""
    listed = list(campaigns)
    questions = [question for campaign in listed if (question := _question(campaign, listed, now))]
    rates: list[LowRate] = []
    for days in sorted({question.days for question in questions}):
        of_days = [question for question in questions if question.days == days]
        trials = _trials(connection, of_days, days)
        for question in of_days:
            earlier = [trials[sent] for sent in question.earlier]
            under = usual_rates.far_under(trials[question.latest], earlier)
            if under:
                rates.append(LowRate(question.latest.campaign, days, under, question.own))
    return rates


def _sent(campaign: Campaign, before: datetime) -> list[_Sent]:
    """The sendings of which the mails are known, oldest first."""
    return [
        _Sent(campaign, sending)
        for sending in campaign.sendings
        if sending.mails and sending.sent_at <= before
    ]


def _question(campaign: Campaign, listed: Sequence[Campaign], now: datetime) -> _Asked | None:
    sent = _sent(campaign, now)
    if campaign.closed or campaign.demo or not sent:
        return None
    *before, latest = sent
    today = now.astimezone(campaign.zone).date()
    age = (today - latest.sending.sent_at.astimezone(campaign.zone).date()).days
    if age < 1 or now - latest.sending.sent_at > RECENT:
        return None
    earlier = before or _of_touchpoint(campaign, listed, latest.sending.sent_at)
    days = min(age, MOST_DAYS)
    whole = [one for one in earlier if one.span(days)[1] <= latest.sending.sent_at]
    return _Asked(latest, whole[-EARLIER:], days, bool(before)) if whole else None


def _of_touchpoint(campaign: Campaign, listed: Sequence[Campaign], before: datetime) -> list[_Sent]:
    """The sendings of other campaigns at its touchpoint, oldest first."""
    if not campaign.touchpoint:
        return []
    others = (
        other
        for other in listed
        if other.touchpoint == campaign.touchpoint
        and other.slug != campaign.slug
        and not other.demo
    )
    sent = [one for other in others for one in _sent(other, before)]
    return sorted(sent, key=lambda one: one.sending.sent_at)


def _trials(
    connection: db.Connection, questions: Sequence[_Asked], days: int
) -> dict[_Sent, Trial]:
    """What came of each sending within so many days."""
    sent = list({one for question in questions for one in (question.latest, *question.earlier)})
    spans = [one.span(days) for one in sent]
    values = {
        "campaigns": [one.campaign.slug for one in sent],
        "numbers": [one.sending.number for one in sent],
        "begins": [begin for begin, _ in spans],
        "ends": [end for _, end in spans],
    }
    rows = db.rows(connection, _Answers, "sending_answers", values)
    answers = {(row.campaign, row.number): max(row.answers, 0) for row in rows}
    return {
        one: Trial(answers[one.campaign.slug, one.sending.number], one.sending.mails or 0)
        for one in sent
    }
