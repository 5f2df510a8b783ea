"""A part of the answers of the journey: those of whom an attribute is known, or who read the page in a language.

Sums of parts are kept by days, so that a period counts with all days that it touches.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedback_buttons.base import months
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns.periods import Span
from feedback_buttons.storage import db

MOST = 200  # that are offered


class JourneyPartError(FeedbackError):
    """There is no such part; the message says which was asked for."""

    code = "part-missing"


class JourneyPart(NamedTuple):
    """Whose answers: an attribute's name ("": the page's language), its value, and how many answers all campaigns
    have of them."""

    kind: str
    value: str
    answers: int

    def __str__(self) -> str:
        """As an address names it: "channel:post", of a language ":nl"."""
        return f"{self.kind}:{self.value}"


class PartSpan(NamedTuple):
    """A row of journey_part_sums.sql."""

    campaign: str
    place: int
    counts: list[int]


def offered(connection: db.Connection) -> list[JourneyPart]:
    """All parts that can be chosen, attributes before the language, of each the largest first."""
    return db.rows(connection, JourneyPart, "journey_parts", {"most": MOST})


def chosen(parts: Sequence[JourneyPart], named: str) -> JourneyPart | None:
    """The part that an address names; None where it names none.

    Raises:
        JourneyPartError: there is no such part.
    """
    if not named:
        return None
    part = next((part for part in parts if str(part) == named), None)
    if part is None:
        raise JourneyPartError(
            wording("there are no answers of {part!r}, such as channel:post."), part=named[:80]
        )
    return part


def sums(
    connection: db.Connection,
    part: JourneyPart,
    slugs: Sequence[str],
    spans: Sequence[Span],
    zone: ZoneInfo,
    now: datetime,
) -> list[PartSpan]:
    """The answers of a part in the days that each of one or two spans touches; a span's place counts from 1. A day of
    both is of the first."""
    (first, last), *others = [span.days(zone, now) for span in spans]
    days = [(first, last, 1)]
    for other in others:
        days += [(*rest, 2) for rest in months.without(*other, (first or date.min, last))]
    wanted = {"slugs": slugs, "kinds": [part.kind], "value": part.value}
    return db.rows(
        connection, PartSpan, "journey_part_sums", {**wanted, **months.cut(days).parameters}
    )
