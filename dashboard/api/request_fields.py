"""What fields of requests can be, for all resources: types are strict, and nothing that is not named is taken."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import core_schema

from feedback_buttons.base import slugs
from feedback_buttons.campaigns import scales
from feedback_buttons.i18n.recipient_language import LANGUAGES

MOST_RECIPIENTS = 10_000
CURSOR = "give the cursor of the page before, as it was answered"
PATTERN_WORDS: dict[str, str] = {}  # what to write, by the pattern of a field
_DAY = r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_AT = "2026-12-05T09:00:00Z"


def worded(pattern: str, words: str) -> str:
    """The pattern of a field, with the words of the error for values that do not match."""
    PATTERN_WORDS[pattern] = words
    return pattern


PLAIN = worded(r"^[^\x00-\x1f\x7f-\x9f]*$", "write plain text in one line")


def moment(
    time: str, words: str = f"write a time such as {_AT}"
) -> tuple[BeforeValidator, WithJsonSchema]:
    """A time of this century, whose pattern leaves no doubt of its zone."""
    pattern = rf"{_DAY}T{time}"
    schema = {"type": "string", "format": "date-time", "pattern": f"^{pattern}$", "examples": [_AT]}
    return BeforeValidator(_reader(re.compile(pattern, re.ASCII), words)), WithJsonSchema(schema)


def _reader(pattern: re.Pattern[str], words: str) -> Callable[[object], datetime]:
    def read(value: object) -> datetime:
        if not (isinstance(value, str) and pattern.fullmatch(value)):
            raise ValueError(words)
        try:
            return datetime.fromisoformat(value)
        except ValueError as error:  # 30 February
            raise ValueError(f"{words}; there is no such day") from error

    return read


_ZONED = moment(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)")


def _whole(value: object) -> object:
    """A float without a fraction as an int: to JSON Schema 5.0 is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def one_of(values: Iterable[str]) -> GetPydanticSchema:
    """One of these texts, which the document lists."""
    return GetPydanticSchema(lambda _kind, _handler: core_schema.literal_schema([*values]))


whole_number = BeforeValidator(_whole)
Moment = Annotated[datetime, *_ZONED]
Line = Annotated[str, StringConstraints(max_length=300, pattern=PLAIN)]
END = r"[^\s\x00-\x1f\x7f-\x9f\ufeff]"  # what a name can begin and end with
NAME = worded(
    rf"^[^\x00-\x1f\x7f-\x9f]*{END}[^\x00-\x1f\x7f-\x9f]*$",
    "write a name in one line, not only spaces",
)
Name = Annotated[
    str,
    StringConstraints(max_length=300, pattern=NAME),
]
SLUG = worded(
    f"^{slugs.PATTERN}$", f"write lowercase letters, digits and hyphens, such as {slugs.EXAMPLE}"
)
Slug = Annotated[
    str,
    StringConstraints(pattern=SLUG),
    Field(examples=[slugs.EXAMPLE]),
]
Language = Annotated[str, one_of(LANGUAGES)]
Scale = Annotated[str, one_of(scales.SCALES)]
# Which zones there are is for the system's tables to say, and changes with them: a document that lists six hundred
# makes clients that know no newer one, or none at all, since GMT0 and GMT+0 are one name in most languages.
Zone = Annotated[
    str,
    StringConstraints(
        max_length=100, pattern=worded(r"^[!-~]+$", "write a time zone such as Europe/Amsterdam")
    ),
    Field(examples=["Europe/Amsterdam"], description="By its name in the IANA's tables."),
]
# What a person or a message is called: plain, and spaces at its ends would be lost in a CSV.
KEY = worded(
    rf"^{END}([^\x00-\x1f\x7f-\x9f]*{END})?$",
    "write plain text in one line, without spaces at its ends",
)
Reference = Annotated[str, StringConstraints(max_length=300, pattern=KEY)]


class Asked(BaseModel):
    """What a request holds, and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True)
