"""Sentences that are stored as a message and its values, and translated when somebody reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from feedback_buttons.i18n.team_language import local, tr


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message in English with {placeholders}, and their values: texts, numbers, phrases.

    str() words it in the language spoken. What was kept as a plain text is a phrase without values, and is
    shown as it is.

    >>> from feedback_buttons.i18n.team_language import speaking
    >>> at = phrase("the HTML part, line {number}", number=1200)
    >>> with speaking("nl"):
    ...     str(at)
    'het HTML-deel, regel 1.200'
    >>> Phrase.read(at.kept()) == at
    True
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.values:
            return tr(self.message)
        return tr(self.message).format(
            **{name: _said(value) for name, value in self.values.items()}
        )

    def kept(self) -> dict[str, Any]:
        """The phrase as JSON, for Phrase.read()."""
        values = {
            name: value.kept() if isinstance(value, Phrase) else value
            for name, value in self.values.items()
        }
        return {"message": self.message, "values": values}

    @classmethod
    def read(cls, stored: object) -> "Phrase":
        """The phrase that was kept as JSON; a text that was kept worded, as it is."""
        if not is_kept(stored):
            return cls(str(stored))
        values = {
            name: cls.read(value) if is_kept(value) else value
            for name, value in stored["values"].items()
        }
        return cls(stored["message"], values)


def phrase(message: str, /, **values: object) -> Phrase:
    """A Phrase; the message is marked for the catalogues."""
    return Phrase(message, values)


def is_kept(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value out of JSON is what Phrase.kept() gave."""
    return isinstance(value, dict) and value.keys() == {"message", "values"}


def _said(value: object) -> object:
    if isinstance(value, Phrase):
        return str(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return local(f"{value:,}")
    return value
