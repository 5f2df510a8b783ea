"""What is compared, as the address names it: a campaign ("delay"), or a period of one ("delay@wave:2", "delay@30d").

The summary of a period has the entry as its campaign's slug and the period in its name: so both are told apart.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign, MissingCampaign
from feedback_buttons.campaigns.periods import EVER, Period, PeriodError, PeriodView
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.storage import db

MARK = "@"  # no slug has one


def read(connection: db.Connection, entry: str) -> CampaignSummary | None:
    """What stands in it; None where there is no such campaign or period."""
    slug, mark, named = entry.partition(MARK)
    if not mark:
        return campaign_reports.summary(connection, slug)
    try:
        campaign = campaigns.get(connection, slug)
        period = Period.parse(named)
        scope = Scope.of(campaign, PeriodView(period, "none"), ids.utc_now())
    except (MissingCampaign, PeriodError):
        return None
    summary = campaign_reports.summary_of(connection, slug, scope)
    if summary is None:
        return None
    name = f"{campaign.name}, {period_text.name(period, scope.sent)}"
    return replace(summary, campaign=replace(summary.campaign, slug=entry, name=name))


def of_period(entries: Iterable[str], period: str) -> list[str]:
    """Entries of these campaigns, each once, in one period.

    >>> of_period(["delay", "low@wave:1", "low@wave:2"], "7d"), of_period(["delay@7d"], "all")
    (['delay@7d', 'low@7d'], ['delay'])
    """
    end = "" if period == str(EVER) else f"{MARK}{period}"
    return list(dict.fromkeys(f"{campaign_of(entry)}{end}" for entry in entries))


def period_of(entries: Iterable[str]) -> Period | None:
    """The period of all entries; None where they are of several, or of none that there can be.

    >>> str(period_of(["delay@7d", "low@7d"])), str(period_of(["delay", "low"])), period_of(["delay", "low@7d"])
    ('7d', 'all', None)
    """
    named = {entry.partition(MARK)[2] or str(EVER) for entry in entries}
    try:
        (period,) = {Period.parse(text) for text in named}
    except ValueError:  # a PeriodError is one
        return None
    return period


def scope(campaign: Campaign, now: datetime) -> Scope:
    """What the campaign of an entry, as read() has it, covers.

    Raises:
        PeriodError: it has no such period.
    """
    period = Period.parse(campaign.slug.partition(MARK)[2] or str(EVER))
    return Scope.of(campaign, PeriodView(period, "none"), now)


def campaign_of(entry: str) -> str:
    """The slug of an entry's campaign.

    >>> campaign_of("delay@wave:2"), campaign_of("delay")
    ('delay', 'delay')
    """
    return entry.partition(MARK)[0]


def page(entry: str) -> str:
    """Where it is shown alone."""
    slug, mark, named = entry.partition(MARK)
    return own(f"/campaign/{slug}" + (f"?period={named}" if mark else ""))


def overlap(entry: str, other: str) -> bool:
    """Whether the same answers may stand in both. Two waves share none, nor do days that do not meet.

    >>> overlap("delay@wave:1", "delay@wave:2"), overlap("delay", "delay@7d"), overlap("delay", "other@7d")
    (False, True, False)
    """
    (slug, _, named), (other_slug, _, other_named) = entry.partition(MARK), other.partition(MARK)
    if slug != other_slug or entry == other:
        return entry == other
    try:
        first, second = Period.parse(named or "all"), Period.parse(other_named or "all")
    except PeriodError:
        return True
    if first.wave and second.wave:
        return first.wave == second.wave
    if first.first and first.last and second.first and second.last:
        return first.first <= second.last and second.first <= first.last
    return True


def sent(campaign: Campaign, now: datetime | None = None) -> bool:
    """Whether a campaign was sent."""
    now = now or ids.utc_now()
    return any(wave.sent_at <= now for wave in campaign.sendings)


def waves(campaign: Campaign, now: datetime | None = None) -> list[str]:
    """The entries of a campaign's waves that were sent."""
    now = now or ids.utc_now()
    sent = (wave for wave in campaign.sendings if wave.sent_at <= now)
    return [f"{campaign_of(campaign.slug)}{MARK}wave:{wave.number}" for wave in sent]
