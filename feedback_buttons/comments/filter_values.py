"""Reads each filter of comments from the text in an address; pure."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime

from feedback_buttons.base import address_names, slugs
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import scales, waves
from feedback_buttons.campaigns.periods import EVER, Period, PeriodError

LONGEST = 200  # characters that can be searched for
PROOFS = ("seen", "pressed", "none")
AGES = ("early", "late")  # within 24 hours of sending, or later
UNKNOWN = "unknown"  # as a client: answers from before it was asked
_SPANS = re.compile(r"\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*")
_ANSWER = re.compile(r"[1-9]\d{0,4}(\.([1-9]|10))?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)", re.ASCII)


class FilterError(FeedbackError, ValueError):
    """An address asks for something that there cannot be; the message says what it may ask for."""

    code = "filter-invalid"


def unknown_filter(name: str, names: Collection[str]) -> FilterError:
    """The error for a parameter of an address that is no filter."""
    meant = address_names.like(name, names)
    return FilterError(
        wording("unknown filter {name!r}."),
        hint=wording("Did you mean {meant}?") if meant else wording("Filters are: {known}."),
        name=name[:40],
        meant=meant,
        known=", ".join(names),
    )


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


def scores(text: str) -> tuple[int, ...]:
    """What spans() wrote; () for all scores.

    Raises:
        FilterError: it is nothing of the kind, as for all readers here.
    """
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


def day_or_moment(text: str) -> date | datetime:
    """A day, or a moment with its offset, in UTC."""
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise FilterError(
            wording("a day is written as 2026-12-05, a moment as 2026-12-05T14:00Z, not {text!r}."),
            text=text[:40],
        ) from None


def period(text: str) -> str:
    """A period; "" for all of time."""
    try:
        period = Period.parse(text)
    except PeriodError as error:
        raise FilterError.of(error) from error
    return "" if period == EVER else text


def days(text: str) -> int:
    """A number of days."""
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= 3660):
        raise FilterError(
            wording("days are a number from 1 to 3660, not {text!r}."), text=text[:40]
        )
    return int(text)


def campaign(text: str) -> str:
    """A campaign's slug."""
    try:
        slugs.check(text)
    except slugs.SlugError as error:
        raise FilterError.of(error) from error
    return text


def plain(text: str) -> str:
    """Any text that is not too long."""
    if "\0" in text or len(text) > LONGEST:
        raise FilterError(
            wording("at most {longest} characters can be searched for."), longest=LONGEST
        )
    return text


def answer(text: str) -> str:
    """A follow-up question's number, and maybe that of one of its choices: "3" or "3.2"."""
    if not _ANSWER.fullmatch(text) or int(text.partition(".")[0]) >= 2**15:
        raise FilterError(
            wording("an answer is written as 3.2 (question 3, choice 2), not {text!r}."),
            text=text[:40],
        )
    return text


def attribute(text: str) -> str:
    """What is kept of a person or a message: "channel=phone"."""
    name, mark, value = text.partition("=")
    if not (name.strip() and mark and value) or "\0" in text or len(text) > 2 * LONGEST:
        raise FilterError(
            wording("an attribute is written as channel=phone, not {text!r}."), text=text[:40]
        )
    return text


def wave(text: str) -> int:
    """The number of a campaign's wave."""
    if not (
        text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= waves.MOST + 1
    ):
        raise FilterError(
            wording("a wave is a number from 1 to {most}, not {text!r}."),
            most=waves.MOST + 1,
            text=text[:40],
        )
    return int(text)


def one_of(name: str, *allowed: str) -> Callable[[str], str]:
    """A reader of one of these words."""

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


def yes_or_no(name: str) -> Callable[[str], bool]:
    """A reader of whether only such comments are wanted."""
    return lambda text: one_of(name, "yes")(text) == "yes"


def topic(text: str) -> str:
    """A topic's slug."""
    if not re.fullmatch(slugs.PATTERN, text):
        raise FilterError(
            wording("a topic is written as it stands in its address, not {text!r}."), text=text[:40]
        )
    return text


def written(value: object) -> str:
    """A filter's value as an address has it."""
    if isinstance(value, tuple):
        return spans(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return "yes" if value is True else str(value)
