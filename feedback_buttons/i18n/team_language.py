"""The language in which the team is spoken to: English in the sources, the others by gettext catalogues.

Who answers a person of the team chooses it for as long as that takes; programs, logs and the command line
choose none, so they stay English. (Recipients' languages are those of recipient_language.py.)
"""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

from babel import Locale
from babel.dates import get_month_names
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

LANGUAGES = {"en": "English", "nl": "Nederlands"}
FOLDER = Path(__file__).parent / "translations"

_spoken: ContextVar[str] = ContextVar("spoken", default="en")


def spoken() -> str:
    """The language of whoever is answered now."""
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
    language = _spoken.get()
    return message if language == "en" else _catalogue(language).get(message, message)


def trn(one: str, many: str, number: int) -> str:
    """The message for this number, which stands in it as {number}; English and Dutch count alike.

    >>> with speaking("nl"):
    ...     trn("{number} answer", "{number} answers", 4812)
    '4.812 antwoorden'
    """
    return tr(one if number == 1 else many).format(number=local(f"{number:,}"))


def told(kept: str) -> str:
    """A message that was kept in English, its values filled in, in the language spoken.

    >>> with speaking("nl"):
    ...     told("counts as 7"), told("the HTML part, line 1,200"), told("of our own")
    ('telt mee als 7', 'het HTML-deel, regel 1.200', 'of our own')
    """
    language = _spoken.get()
    if language == "en" or (known := tr(kept)) != kept:
        return kept if language == "en" else known
    for pattern, translation in _patterns(language):
        if found := pattern.fullmatch(kept):
            return translation.format(
                **{name: _value(each) for name, each in found.groupdict().items()}
            )
    return kept


def _value(kept: str) -> str:
    return local(kept) if re.fullmatch(r"[\d,]*\d(\.\d+)?", kept) else tr(kept)


@cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """What the messages with values look like with them, and their translations; most words first."""
    found = []
    for message, translation in _catalogue(language).items():
        parts = [(said, name) for said, name, *_ in Formatter().parse(message)]
        names = [name for _, name in parts if name]
        words = sum(len(said) for said, _ in parts)
        if names and len(set(names)) == len(names) and words > 3:
            shape = "".join(
                re.escape(said) + (f"(?P<{name}>.+)" if name else "") for said, name in parts
            )
            plain = translation.replace("!r", "")  # the value was kept with its quotes
            found.append((words, re.compile(shape, re.DOTALL), plain))
    found.sort(key=lambda each: -each[0])
    return [(pattern, translation) for _, pattern, translation in found]


def local(number: str) -> str:
    """A number as Python writes it, with the separators of the language spoken.

    >>> with speaking("nl"):
    ...     local(f"{4812.5:,.1f}")
    '4.812,5'
    """
    language = _spoken.get()
    return number if language == "en" else number.translate(_separators(language))


def date(at: datetime) -> str:
    """A day in UTC, short: "26 Nov 2025".

    >>> with speaking("nl"):
    ...     date(datetime(2025, 3, 26, tzinfo=UTC))
    '26 mrt 2025'
    """
    at = at.astimezone(UTC)
    return f"{at.day} {_months(_spoken.get())[at.month]} {at.year}"


def names(codes: tuple[str, ...]) -> Mapping[str, str]:
    """Languages by code, called and sorted as the language spoken does."""
    return _names(_spoken.get(), codes)


class Words(ModuleType):
    """A module of texts: whoever reads its constants from outside reads them in the language spoken.

    Within the module they are English; its functions call tr() themselves.
    """

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 (whatever a module holds)
        value = super().__getattribute__(name)
        if not name[0].isupper() or not isinstance(value, str | tuple | dict):
            return value
        language = _spoken.get()
        return value if language == "en" else _constant(self, name, language)


def translated(module: str) -> None:
    """Make the module of this name one of Words; called at its end."""
    sys.modules[module].__class__ = Words


@cache
def _constant(module: Words, name: str, language: str) -> object:
    with speaking(language):
        return _deep(vars(module)[name])


def _deep(value: object) -> object:
    """A constant with the texts in it translated, but for the keys."""
    if isinstance(value, str):
        return tr(value)
    if isinstance(value, tuple):
        return tuple(map(_deep, value))
    return {key: _deep(each) for key, each in value.items()} if isinstance(value, dict) else value


@cache
def _catalogue(language: str) -> dict[str, str]:
    with (FOLDER / language / "LC_MESSAGES" / "team.po").open("rb") as file:
        found = read_po(file, locale=language, abort_invalid=True)
    known: dict[str, str] = {}
    for message in found:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        known.update(
            {str(id): str(text) for id, text in zip(ids, texts, strict=True) if id and text}
        )
    return known


@cache
def _separators(language: str) -> dict[int, str]:
    return str.maketrans({",": get_group_symbol(language), ".": get_decimal_symbol(language)})


@cache
def _months(language: str) -> Mapping[int, str]:
    return get_month_names("abbreviated", locale=language)


@cache
def _names(language: str, codes: tuple[str, ...]) -> Mapping[str, str]:
    found = {code: str(Locale.parse(code, sep="-").get_display_name(language)) for code in codes}
    return dict(sorted(found.items(), key=lambda each: each[1].casefold()))
