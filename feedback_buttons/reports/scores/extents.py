"""Which answers a figure over campaigns covers: those of one campaign, of a touchpoint, or of all; on which days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedback_buttons.base import months, time_zones
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import EVER, Period
from feedback_buttons.reports.periods.scope import Days

Counts = tuple[int, ...]


class ExtentError(FeedbackError):
    """There is no such campaign or touchpoint; the message says which was asked for."""

    code = "extent-missing"


@dataclass(frozen=True, slots=True)
class Extent:
    """The campaigns whose answers are looked at, and the days (None: all of time).

    Attributes:
        campaign: the one that was asked for, if it was one.
        touchpoint: the one that was asked for, "" for all.
    """

    campaigns: tuple[Campaign, ...]
    campaign: Campaign | None = None
    touchpoint: str = ""
    days: Days | None = None

    @classmethod
    def of(cls, listed: Iterable[Campaign], campaign: str = "", touchpoint: str = "") -> "Extent":
        """One campaign, or all of a touchpoint, or all. Several are those whose mails ask for a score from 1 to 10:
        means of other scales, such as stars, can't be mixed with theirs. A demonstration's count only where there are
        no others.

        Raises:
            ExtentError: there is no such campaign or touchpoint, or none at this touchpoint asks from 1 to 10.
        """
        every = tuple(listed)
        check_place(every, campaign, touchpoint)
        if campaign:
            chosen = tuple(one for one in every if one.slug == campaign)
            return cls(chosen, chosen[0])
        real = tuple(one for one in every if not one.demo) or every
        usual = tuple(one for one in real if one.told == scales.USUAL)
        if touchpoint and not any(one.touchpoint == touchpoint for one in usual):
            raise ExtentError(
                wording(
                    "no campaign at {touchpoint!r} asks for a score from 1 to 10: choose one of its campaigns."
                ),
                touchpoint=touchpoint[:40],
            )
        return cls(
            tuple(one for one in usual if touchpoint in ("", one.touchpoint)), None, touchpoint
        )

    @property
    def slugs(self) -> list[str]:
        """The campaigns' slugs."""
        return [campaign.slug for campaign in self.campaigns]

    @property
    def where(self) -> str:
        """What was asked for, as asked() takes it."""
        if self.campaign:
            return f"campaign:{self.campaign.slug}"
        return f"touchpoint:{self.touchpoint}" if self.touchpoint else ""

    @property
    def scale(self) -> str:
        """The scale that its scores are told in, one of scales.TOLD."""
        return self.campaign.told if self.campaign else scales.USUAL

    @property
    def parameters(self) -> dict[str, object]:
        """What its queries take."""
        first, last = self.days or (None, None)
        return {"slugs": self.slugs, "first": first, "last": last}

    @property
    def parts(self) -> dict[str, object]:
        """What queries of sums by day and month take: whether it is all of time ("ever"), else its parts."""
        cut = months.cut([(*self.days, 0)] if self.days else [])
        return {"slugs": self.slugs, "ever": self.days is None, **cut.parameters}

    def histogram(self, counts: Sequence[int]) -> Counts:
        """A histogram of its scale, of counts of the scores 0 to 10."""
        return scales.histogram(counts, self.scale)


def check_place(listed: Iterable[Campaign], campaign: str = "", touchpoint: str = "") -> None:
    """See that a campaign and a touchpoint are there; "" for none.

    Raises:
        ExtentError: one is not.
    """
    every = tuple(listed)
    if campaign and not any(one.slug == campaign for one in every):
        raise ExtentError(wording("there is no campaign {campaign!r}."), campaign=campaign[:40])
    if touchpoint and not any(one.touchpoint == touchpoint for one in every):
        raise ExtentError(
            wording("no campaign has the touchpoint {touchpoint!r}."), touchpoint=touchpoint[:40]
        )


def asked(listed: Sequence[Campaign], where: str, period: str, now: datetime) -> Extent:
    """What a program asks for.

    Args:
        where: "campaign:" and its slug, "touchpoint:" and its name, or "" for all.
        period: as periods.py names it; "" for all of time.

    Raises:
        ExtentError: there is no such campaign or touchpoint.
        PeriodError: there is no such period, or this campaign has none.
    """
    kind, _, name = where.partition(":")
    if kind not in ("", "campaign", "touchpoint"):
        raise ExtentError(
            wording("{where!r} is neither campaign: and a slug nor touchpoint: and a name."),
            where=where[:40],
        )
    extent = Extent.of(listed, **({kind: name} if kind else {}))
    of, zone = Period.parse(period) if period else EVER, time_zones.here()
    campaign = extent.campaign
    zone = campaign.zone if campaign else zone
    span = of.span(now, zone, campaign.sendings if campaign else ())
    return replace(extent, days=None if of == EVER else Days(*span.days(zone, now)))


def touchpoints(listed: Iterable[Campaign]) -> list[str]:
    """All touchpoints that campaigns are at, by name."""
    return sorted({campaign.touchpoint for campaign in listed if campaign.touchpoint})
