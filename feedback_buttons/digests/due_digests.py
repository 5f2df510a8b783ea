"""When digests are due: on Mondays at eight by the installation's clock, and three mornings after a wave by the
campaign's, when most who answer have; pure. What is late by more than a day, since nothing ran, is not sent."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns.campaigns import Campaign

HOUR = timedelta(hours=8)
WAVE_DAYS = 3
LATE = timedelta(days=1)


class DueDigest(NamedTuple):
    """A digest: of the week that a Monday ends, or of a campaign's wave; and since when it is due."""

    at: datetime
    monday: date | None = None
    campaign: str = ""
    wave: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from all others, for one reader."""
        if self.monday:
            return ("week", self.monday.isoformat())
        return ("wave", self.campaign, self.wave)


def weekly(now: datetime, zone: ZoneInfo) -> DueDigest | None:
    """The digest of the week that has just ended; None while there is none to be sent."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    at = _morning(monday, zone)
    return DueDigest(at, monday=monday) if at <= now < at + LATE else None


def of_waves(campaigns: Iterable[Campaign], now: datetime) -> Iterator[DueDigest]:
    """The digests of waves that are due; demonstrations send none."""
    for campaign in campaigns:
        for sending in () if campaign.demo else campaign.sendings:
            day = sending.sent_at.astimezone(campaign.zone).date() + timedelta(days=WAVE_DAYS)
            at = _morning(day, campaign.zone)
            if at <= now < at + LATE:
                yield DueDigest(at, campaign=campaign.slug, wave=sending.number)


def _morning(day: date, zone: ZoneInfo) -> datetime:
    """Eight by the clock, also on days on which it is changed."""
    return (
        (time_zones.begin(day, 0, zone).replace(tzinfo=None) + HOUR)
        .replace(tzinfo=zone)
        .astimezone(UTC)
    )
