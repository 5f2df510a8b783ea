"""The team's language: English is in the sources, the others are gettext catalogues.

Who answers a person of the team chooses it for as long as that takes; programs, logs and the command line
choose none, so they stay English. (Recipients' languages are those of recipient_language.py.)

Not by Flask-Babel: it finds the language in Flask's application context, and what stands below the dashboard
(lint, reports, the worker, the command line) has none. A context variable serves both, and what Flask-Babel is
made of, gettext and Babel's LazyProxy, is used as it is.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import cast

from babel import Locale
from babel.dates import get_month_names
from babel.numbers import format_percent, get_decimal_symbol, get_group_symbol
from babel.support import LazyProxy

from feedback_buttons.i18n.catalogues import catalogue

LANGUAGES = {"en": "English", "nl": "Nederlands"}
DOMAIN = "team"  # the catalogues' name

_spoken: ContextVar[str] = ContextVar("spoken", default="en")


def spoken() -> str:
    """The language of the current request."""
    return _spoken.get()


def speak(language: str) -> None:
    """Answer in one of LANGUAGES from now on."""
    _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Answer in one of LANGUAGES meanwhile."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def tr(message: str) -> str:
    """The message in the language spoken; what has no translation stays English.

    >>> with speaking("nl"):
    ...     tr("Response rate"), tr("of our own")
    ('Respons', 'of our own')
    """
    return catalogue(_spoken.get(), DOMAIN).gettext(str(message))


def trn(one: str, many: str, number: int) -> str:
    """The message for this number, which stands in it as {number}; the catalogue knows which form that is.

    >>> with speaking("nl"):
    ...     trn("{number} answer", "{number} answers", 4812)
    '4.812 antwoorden'
    """
    message = catalogue(_spoken.get(), DOMAIN).ngettext(one, many, number)
    return message.format(number=local(f"{number:,}"))


class LazyText(LazyProxy):
    """A message that is worded whenever it is read, in the language that is spoken then.

    Dash asks what it sends for to_plotly_json(). Whoever needs a real str, such as str.join() and plotly's
    figures, says str().
    """

    def to_plotly_json(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return repr(str(self))

    def __hash__(self) -> int:
        return hash(str(self))

    def __copy__(self) -> "LazyText":
        return self

    def __deepcopy__(self, memo: object) -> "LazyText":
        return self


def lazy_gettext(message: str) -> str:
    """A constant's text, translated when it is shown: a LazyText, which can do what a str can.

    >>> rate = lazy_gettext("Response rate")
    >>> with speaking("nl"):
    ...     f"{rate}!"
    'Respons!'
    """
    return cast(str, LazyText(tr, message, enable_cache=False))


def local(number: str) -> str:
    """A number as Python writes it, with the separators of the language spoken.

    >>> with speaking("nl"):
    ...     local(f"{4812.5:,.1f}")
    '4.812,5'
    """
    language = _spoken.get()
    return number if language == "en" else number.translate(_separators(language))


def percent(number: str) -> str:
    """A percentage, written already, with its sign as the language spoken has it: "16%".

    >>> with speaking("nl"):
    ...     percent("9,6")
    '9,6%'
    """
    return f"{number}{_percent_sign(_spoken.get())}"


def date(at: datetime, zone: tzinfo = UTC) -> str:
    """A day of a time zone, short: "26 Nov 2025".

    >>> with speaking("nl"):
    ...     date(datetime(2025, 3, 26, tzinfo=UTC))
    '26 mrt 2025'
    """
    at = at.astimezone(zone)
    return f"{at.day} {_months(_spoken.get())[at.month]} {at.year}"


def names(codes: tuple[str, ...]) -> Mapping[str, str]:
    """Languages by code, called and sorted as the language spoken does."""
    return _names(_spoken.get(), codes)


@cache
def _separators(language: str) -> dict[int, str]:
    return str.maketrans({",": get_group_symbol(language), ".": get_decimal_symbol(language)})


@cache
def _percent_sign(language: str) -> str:
    """With the space that German and French have before it."""
    return format_percent(0, locale=language).removeprefix("0")


@cache
def _months(language: str) -> Mapping[int, str]:
    return get_month_names("abbreviated", locale=language)


@cache
def _names(language: str, codes: tuple[str, ...]) -> Mapping[str, str]:
    by_code = {code: str(Locale.parse(code, sep="-").get_display_name(language)) for code in codes}
    return dict(sorted(by_code.items(), key=lambda name: name[1].casefold()))
