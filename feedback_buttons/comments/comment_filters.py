"""Which comments are wanted, and in what order: from an address's query string and back; pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from feedback_buttons.base import slugs, time_zones
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import scales
from feedback_buttons.i18n.recipient_language import LANGUAGES

SORTS = ("newest", "oldest", "lowest")
STATUSES = ("open", "closed")
ME, NOBODY = "me", "nobody"  # as handlers; no user can be found by these names
LONGEST = 200  # characters that can be searched for
_SPANS = re.compile(r"\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*")


class FilterError(FeedbackError, ValueError):
    """An address asks for something that there cannot be; the message says what it may ask for."""

    code = "filter-invalid"


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted; the defaults want everything, newest first.

    Attributes:
        scores: of these, in order; empty for all.
        days: of the last so many days; None for any time.
        since, until: the first and the last day, of the installation's time zone.
        handler: a user's name, ME, NOBODY, or "" for whoever.
    """

    search: str = ""
    campaign: str = ""
    scores: tuple[int, ...] = ()
    language: str = ""
    days: int | None = None
    since: date | None = None
    until: date | None = None
    tag: str = ""
    status: str = ""
    starred: bool = False
    handler: str = ""
    sort: str = field(default="newest")

    @classmethod
    def parse(cls, address: Mapping[str, str]) -> "Filter":
        """Read a query string's parameters; empty and unknown ones mean nothing.

        Raises:
            FilterError: a value cannot be.
        """
        texts = {name: address.get(name, "").strip() for name in _READERS}
        return cls(**{name: _READERS[name](text) for name, text in texts.items() if text})

    def __str__(self) -> str:
        return urlencode(self.parameters())

    def parameters(self) -> dict[str, str]:
        """What parse() read, without what is as by default."""
        default = Filter()
        return {
            field.name: _written(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != getattr(default, field.name)
        }

    def but(self, **changes: Any) -> "Filter":  # noqa: ANN401 (any field)
        """The same with some fields changed."""
        return replace(self, **changes)

    def from_(self, now: datetime) -> datetime | None:
        """The first moment that is wanted; of ``days`` and ``since`` the later one."""
        wanted = [now - timedelta(days=self.days)] if self.days else []
        wanted += [time_zones.begin(self.since)] if self.since else []
        return max(wanted, default=None)

    def to(self) -> datetime | None:
        """The first moment that is not wanted any more."""
        if self.until is None:
            return None
        return time_zones.begin(self.until, 1)


TO_DO = Filter(status="open", scores=(0, 1, 2, 3, 4, 5, 6), sort="oldest")


def spans(scores: tuple[int, ...]) -> str:
    """Scores in short.

    >>> spans((1, 2, 3, 6, 9, 10)), spans(())
    ('1-3,6,9-10', '')
    """
    parts: list[list[int]] = []
    for score in scores:
        if parts and score == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], score]
        else:
            parts.append([score])
    return ",".join("-".join(map(str, part)) for part in parts)


def _scores(text: str) -> tuple[int, ...]:
    wanted: set[int] = set()
    if _SPANS.fullmatch(text):
        for part in text.split(","):
            low, _, high = part.partition("-")
            wanted |= set(range(int(low), int(high or low) + 1))
    if not wanted or not wanted <= set(scales.ANY):
        raise FilterError(
            wording("scores are written as 0-6 or 3,7,9-10, not {text!r}."), text=text[:40]
        )
    return tuple(sorted(wanted)) if len(wanted) < len(scales.ANY) else ()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FilterError(
            wording("a day is written as 2026-12-05, not {text!r}."), text=text[:40]
        ) from None


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 3660):
        raise FilterError(
            wording("days are a number from 1 to 3660, not {text!r}."), text=text[:40]
        )
    return int(text)


def _campaign(text: str) -> str:
    try:
        slugs.check(text)
    except slugs.SlugError as error:
        raise FilterError.of(error) from error
    return text


def _plain(text: str) -> str:
    if "\0" in text or len(text) > LONGEST:
        raise FilterError(
            wording("at most {longest} characters can be searched for."), longest=LONGEST
        )
    return text


def _one_of(name: str, *allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise FilterError(
                wording("{name} is one of {known}, not {text!r}."),
                name=name,
                known=", ".join(allowed),
                text=text[:40],
            )
        return text

    return read


def _yes(text: str) -> bool:
    return _one_of("starred", "yes")(text) == "yes"


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return spans(value)
    return "yes" if value is True else str(value)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "search": _plain,
    "campaign": _campaign,
    "scores": _scores,
    "language": _one_of("language", *LANGUAGES),
    "days": _days,
    "since": _day,
    "until": _day,
    "tag": _plain,
    "status": _one_of("status", *STATUSES),
    "starred": _yes,
    "handler": _plain,
    "sort": _one_of("sort", *SORTS),
}
