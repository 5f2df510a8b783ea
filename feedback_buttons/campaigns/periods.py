"""Periods: what an address, a command or a program names when it asks for the answers of some time, and against which
other time they are held. Pure: text to a period and back, and when it begins and ends by the clock of a time zone.

A period is written as ``24h``, ``7d``, ``30d``, ``sent`` (since the campaign was sent), ``wave:2``, ``all`` or
``2026-11-01..2026-11-08`` (both days included); a comparison as ``before``, ``none`` or any period.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from feedback_buttons.base import time_zones
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.base.time_zones import DAY, HOUR
from feedback_buttons.campaigns.waves import Sending

Kind = Literal["24h", "7d", "30d", "sent", "wave", "all", "days"]
SIMPLE: tuple[Kind, ...] = ("24h", "7d", "30d", "sent", "all")
LENGTHS = {"24h": DAY, "7d": 7 * DAY}  # that begin with a whole hour
DAYS = 30  # of the period that begins with a whole day
QUARTER = 15 * 60  # seconds: to which sums of old answers can still be told apart
FIRST_YEAR, LAST_YEAR = 2000, 2100  # that a day may be of
NAMES = ("period", "against")  # in an address
_WAVE = re.compile(r"wave:([1-9]\d?)", re.ASCII)
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", re.ASCII)


class PeriodError(FeedbackError, ValueError):
    """There is no such period, or this campaign has none; the message says which parameter and what it may be."""

    code = "period-invalid"


class Span(NamedTuple):
    """From one moment until just before another, in UTC; None: since ever, or without an end yet."""

    begin: datetime | None = None
    end: datetime | None = None

    def both(self, other: "Span") -> "Span":
        """What lies in both; it may be empty."""
        begins = [at for at in (self.begin, other.begin) if at]
        ends = [at for at in (self.end, other.end) if at]
        return Span(max(begins, default=None), min(ends, default=None))

    @property
    def empty(self) -> bool:
        """Whether nothing can lie in it."""
        return bool(self.begin and self.end and self.begin >= self.end)

    def days(self, zone: ZoneInfo, now: datetime) -> tuple[date | None, date]:
        """The first and the last day that it touches, by the clock of a zone; None: since ever. It does not go
        beyond now's."""
        last = min(self.end - timedelta(microseconds=1), now) if self.end else now
        first = self.begin.astimezone(zone).date() if self.begin else None
        return first, last.astimezone(zone).date()

    def whole_days(self, zone: ZoneInfo) -> bool:
        """Whether it begins and ends with a day of a zone."""
        ends = [at for at in self if at]
        return all(at == time_zones.midnight(at, zone) for at in ends)


@dataclass(frozen=True, slots=True)
class Period:
    """A period as it is named; ``wave`` is a wave's number, ``first`` and ``last`` are days, both included."""

    kind: Kind = "all"
    wave: int | None = None
    first: date | None = None
    last: date | None = None

    @classmethod
    def parse(cls, text: str, name: str = "period") -> "Period":
        """Read what str() wrote.

        Raises:
            PeriodError: it is none; the message says so of the parameter ``name``.
        """
        for kind in SIMPLE:
            if text == kind:
                return cls(kind)
        if match := _WAVE.fullmatch(text):
            return cls("wave", wave=int(match[1]))
        if match := _DAYS.fullmatch(text):
            first, last = _day(match[1], name), _day(match[2], name)
            if last < first:
                raise PeriodError(
                    wording("{name!r} ends before it begins: {text!r}."), name=name, text=text
                )
            return cls("days", first=first, last=last)
        raise PeriodError(
            wording(
                "{name!r} is 24h, 7d, 30d, sent, all, wave:2 or 2026-11-01..2026-11-08, not {text!r}."
            ),
            name=name,
            text=text[:40],
        )

    def __str__(self) -> str:
        if self.kind == "wave":
            return f"wave:{self.wave}"
        return f"{self.first}..{self.last}" if self.kind == "days" else self.kind

    @property
    def goes_on(self) -> bool:
        """Whether it ends now, whenever that is; a wave may, so that it is not said of one."""
        return self.kind not in ("wave", "days")

    @property
    def of_sendings(self) -> bool:
        """Whether it depends on when a campaign was sent."""
        return self.kind in ("sent", "wave")

    def span(self, now: datetime, zone: ZoneInfo, sent: Sequence[Sending] = ()) -> Span:
        """When it begins and ends, by the clock of a zone. Hours are whole ones, and of a sending the quarter of an
        hour that it was in counts.

        Args:
            sent: the campaign's waves, oldest first.

        Raises:
            PeriodError: nobody has said when the campaign was sent, or it has no such wave.
        """
        if length := LENGTHS.get(self.kind):
            return Span(_hour(now, zone) - length)
        if self.kind == "30d":
            today = now.astimezone(zone).date()
            return Span(time_zones.begin(today, -DAYS, zone).astimezone(UTC))
        if self.first and self.last:
            begin, end = (
                time_zones.begin(self.first, 0, zone),
                time_zones.begin(self.last, 1, zone),
            )
            return Span(begin.astimezone(UTC), end.astimezone(UTC))
        return Span() if self.kind == "all" else self._of_sendings(sent)

    def before(self, now: datetime, zone: ZoneInfo, sent: Sequence[Sending] = ()) -> Span | None:
        """The period of the same length just before it, or of a wave the one before; None where there is none."""
        if self.kind in ("all", "sent") or self.wave == 1:
            return None
        if self.wave:
            return Period("wave", wave=self.wave - 1).span(now, zone, sent)
        begin = self.span(now, zone).begin
        if length := LENGTHS.get(self.kind):
            return Span(_hour(now, zone) - 2 * length, begin)
        days, today = DAYS, now.astimezone(zone).date()
        if self.first and self.last:
            days, today = (self.last - self.first).days + 1, self.first
        earlier = -2 * days if self.kind == "30d" else -days
        return Span(time_zones.begin(today, earlier, zone).astimezone(UTC), begin)

    def _of_sendings(self, sent: Sequence[Sending]) -> Span:
        """From a sending on; a wave until the next one."""
        if not sent:
            raise PeriodError(
                wording("{period!r} asks when the campaign was sent, and nobody has said so."),
                period=str(self),
            )
        number = self.wave or 1
        if number > len(sent):
            raise PeriodError(
                wording("there is no wave {number}: the campaign has {waves}."),
                number=number,
                waves=len(sent),
            )
        following = sent[number : number + 1] if self.wave else ()
        end = _quarter(following[0].sent_at) if following else None
        return Span(_quarter(sent[number - 1].sent_at), end)


EVER = Period()


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The answers of which period are looked at, and against which (``before`` it, ``none``, or a period)."""

    period: Period = EVER
    against: Literal["before", "none"] | Period = "before"

    @classmethod
    def parse(cls, address: Mapping[str, str], usual: Period = EVER) -> "PeriodView":
        """Read an address's parameters; a period that it lacks is the ``usual`` one.

        Raises:
            PeriodError: one of both is none.
        """
        period, against = (address.get(name, "").strip() for name in NAMES)
        return cls(Period.parse(period) if period else usual, _against(against))

    @classmethod
    def understood(
        cls, address: Mapping[str, str], usual: Period = EVER
    ) -> tuple["PeriodView", list[str]]:
        """The same; what cannot be understood is left out, and said in words of its own."""
        view, strange = cls(usual), []
        for name in NAMES:
            try:
                only = cls.parse({name: address.get(name, "")}, usual)
            except PeriodError as error:
                strange.append(error.advice)
                continue
            view = (
                cls(only.period, view.against)
                if name == "period"
                else cls(view.period, only.against)
            )
        return view, strange

    def parameters(self, usual: Period = EVER) -> dict[str, str]:
        """What parse() read, without what is as by default."""
        named = {} if self.period == usual else {"period": str(self.period)}
        return named if self.against == "before" else {**named, "against": str(self.against)}

    def spans(
        self, now: datetime, zone: ZoneInfo, sent: Sequence[Sending] = ()
    ) -> tuple[Span, Span | None]:
        """When the period is, and what it is held against (None: nothing). What lies in both is of the period.

        Raises:
            PeriodError: the campaign has no such period.
        """
        span = self.period.span(now, zone, sent)
        if self.period.kind == "all" or self.against == "none":
            return span, None
        if isinstance(self.against, Period):
            return span, self.against.span(now, zone, sent)
        return span, self.period.before(now, zone, sent)


def _against(text: str) -> Literal["before", "none"] | Period:
    if text in ("", "before"):
        return "before"
    return "none" if text == "none" else Period.parse(text, "against")


def _day(text: str, name: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PeriodError(
            wording("{name!r} has a day that there is not: {text!r}."), name=name, text=text
        )
    return day


def _hour(now: datetime, zone: ZoneInfo) -> datetime:
    (hour,) = time_zones.steps(now, now, HOUR, zone)
    return hour


def _quarter(at: datetime) -> datetime:
    return datetime.fromtimestamp(at.timestamp() // QUARTER * QUARTER, UTC)
