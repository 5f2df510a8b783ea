"""The period in which the answers of the listed cases were given, in their campaign's time zone and by its waves."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.periods import EVER, Period, PeriodError, Span
from feedback_buttons.campaigns.waves import Sending
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.comments.filter_values import FilterError
from feedback_buttons.storage import db


class CasePeriod(NamedTuple):
    """A period and from when to when it is, by the clock of a zone; ``sent`` are the campaign's waves."""

    period: Period
    span: Span
    zone: ZoneInfo
    sent: tuple[Sending, ...] = ()


def of(connection: db.Connection, wanted: CaseFilter, now: datetime) -> CasePeriod:
    """What is wanted, all of time where no period is; of several campaigns by the installation's clock.

    Raises:
        FilterError: the campaign has no such period.
    """
    period = Period.parse(wanted.period) if wanted.period else EVER
    campaign = campaigns.find(connection, wanted.campaign)
    zone, sent = (campaign.zone, campaign.sendings) if campaign else (time_zones.here(), ())
    try:
        return CasePeriod(period, period.span(now, zone, sent), zone, sent)
    except PeriodError as error:
        raise FilterError.of(error) from error


def parameters(
    connection: db.Connection, wanted: CaseFilter, now: datetime
) -> dict[str, datetime | str | None]:
    """The same for a query: where the campaign has no such period, of no time at all."""
    if not wanted.period:
        return {"since": None, "until": None}
    try:
        since, until = of(connection, wanted, now).span
    except FilterError:
        return {"since": "infinity", "until": "-infinity"}
    return {"since": since, "until": until}
