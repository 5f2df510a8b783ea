"""How a value is written into a CSV that a spreadsheet opens: complete, of the right type, and never as a formula.

A spreadsheet reads a CSV by its computer's region: where numbers have a decimal comma, a semicolon parts the cells.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timezone, tzinfo

MARK = "\ufeff"  # the byte order mark, by which Excel knows UTF-8
TIME_ZONE = "time_zone"  # the column that says how far a row's times are from UTC
# What makes a spreadsheet take a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# An id that it would take for a number, and write down as another one: long, with a 0 in front, or like 12e34.
_NUMBER = re.compile(r"\d{16,}|0\d+|\d+[eE]\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is to be read: by which delimiter (",", ";" or a tab), and in which zone its times are."""

    delimiter: str = ","
    zone: tzinfo = UTC

    def row(self, values: Sequence[object]) -> list[object]:
        """The cells of a row; its times in the offset of the first one, so that they can be compared.

        >>> Dialect(";").row([7.25, "=1+1", "0017", 8, datetime(2026, 12, 4, 14, 5, tzinfo=UTC)])
        ['7,25', "'=1+1", "'0017", 8, '2026-12-04 14:05:00']
        """
        zone = offset(values, self.zone)
        return [self._cell(value, zone) for value in values]

    def _cell(self, value: object, zone: tzinfo) -> object:
        if isinstance(value, str):
            strange = value.startswith(_FORMULA) or _NUMBER.fullmatch(value)
            return f"'{value}" if strange else value
        if isinstance(value, datetime):
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        if isinstance(value, float) and self.delimiter == ";":
            return repr(value).replace(".", ",")
        return value


def offset(values: Sequence[object], zone: tzinfo) -> tzinfo:
    """How far from UTC the zone is at the first of the times among these values; UTC where there is none."""
    first = next((value for value in values if isinstance(value, datetime)), None)
    away = first.astimezone(zone).utcoffset() if first else None
    return timezone(away) if away else UTC


def zoned(values: Sequence[object], zone: tzinfo) -> str:
    """The same as words: "UTC+01:00"; "" without a time.

    >>> zoned(["a", datetime(2026, 12, 4, tzinfo=UTC)], UTC)
    'UTC'
    """
    any_time = any(isinstance(value, datetime) for value in values)
    return str(offset(values, zone)) if any_time else ""
