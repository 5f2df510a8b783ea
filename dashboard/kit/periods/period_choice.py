"""The period of a plain page: what its address asks for, what it offers instead, and what that covers."""

from dataclasses import dataclass

from feedback_buttons.base import ids, time_zones
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import EVER, SIMPLE, Period, PeriodError
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.periods.scope import Days


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A period, and the whole days that it touches (None: all of time); what was asked for in vain is ``strange``, in
    words, and all of time is shown instead."""

    period: Period
    days: Days | None
    campaign: Campaign | None
    strange: str = ""

    @classmethod
    def read(cls, text: str, campaign: Campaign | None) -> "PeriodChoice":
        """What an address names: by the clock and the sendings of a campaign, else by the installation's clock."""
        zone, now = campaign.zone if campaign else time_zones.here(), ids.utc_now()
        try:
            period = Period.parse(text) if text else EVER
            span = period.span(now, zone, campaign.sendings if campaign else ())
        except PeriodError as error:
            return cls(EVER, None, campaign, error.advice)
        return cls(period, None if period == EVER else Days(*span.days(zone, now)), campaign)

    @property
    def offered(self) -> dict[str, str]:
        """What can be chosen, by name: periods, a campaign's sendings, and what was asked for."""
        sent = self.campaign.sendings if self.campaign else ()
        past = [wave for wave in sent if wave.sent_at <= ids.utc_now()]
        kinds = [Period(kind) for kind in SIMPLE if kind != "sent" or past]
        waves = [Period("wave", wave=wave.number) for wave in past] if len(past) > 1 else []
        periods = [*kinds, *waves, self.period]
        return {str(period): period_text.name(period, sent) for period in periods}

    @property
    def covers(self) -> str:
        """From which day to which it is, in words; "" for all of time."""
        return period_text.days(self.days) if self.days else ""

    @property
    def clocked(self) -> str:
        """The same, and by which clock days begin; of all of time its name."""
        zone = self.campaign.zone if self.campaign else time_zones.here()
        return f"{self.covers} ({zone.key})" if self.days else period_text.name(EVER)
