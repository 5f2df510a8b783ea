"""The inputs of a what-if scenario, read from a form, an address or a stored scenario, and written to them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from feedback_buttons.i18n.team_language import lazy_gettext, tr
from feedback_buttons.reports.scores.gain_cells import Key
from feedback_buttons.reports.statistics.what_if import Amount, CellChange, Kind

TEXT = 1200  # characters of a field: a cell's place of 300 and its value, with what must be escaped in them
# What is put in, as the page's form and address name it.
INPUTS = (
    *("where", "period", "by", "kind", "cell", "target"),
    *("points", "points_off", "percent"),
    *("contacts", "cost_now", "cost_now_off", "cost_then", "cost_then_off"),
)
KINDS: dict[str, Kind] = {"raise": "raise", "lift": "lift", "move": "move"}
# Numbers by their field: what it is called, the least, the most, and what it is where nothing is written.
NUMBERS = {
    "points": (lazy_gettext("Points higher"), -9.0, 9.0, 1.0),
    "points_off": (lazy_gettext("Standard error"), 0.0, 9.0, 0.0),
    "percent": (lazy_gettext("Percent of its contacts"), 0.0, 100.0, 20.0),
    "contacts": (lazy_gettext("Contacts (empty: as many as answers)"), 0.0, 1e9, 0.0),
    "cost_now": (lazy_gettext("Cost of a contact now"), 0.0, 1e6, 0.0),
    "cost_now_off": (lazy_gettext("Standard error of the cost now"), 0.0, 1e6, 0.0),
    "cost_then": (lazy_gettext("Cost of a contact then"), 0.0, 1e6, 0.0),
    "cost_then_off": (lazy_gettext("Standard error of the cost then"), 0.0, 1e6, 0.0),
}
OF_KIND = {"raise": ("points", "points_off"), "lift": (), "move": ("percent",)}
COSTS = ("contacts", "cost_now", "cost_now_off", "cost_then", "cost_then_off")


@dataclass(frozen=True, slots=True)
class ScenarioInputs:
    """The inputs as they were written; ``wrong`` says what can't be read of it."""

    texts: Mapping[str, str]
    numbers: Mapping[str, float]
    wrong: tuple[str, ...] = ()

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "ScenarioInputs":
        """Those of a form, an address, or a kept scenario."""
        texts = {name: str(fields.get(name, "")).strip()[:TEXT] for name in INPUTS}
        texts = {name: text for name, text in texts.items() if text}
        numbers, wrong = {}, []
        for name, (called, least, most, usual) in NUMBERS.items():
            number = _number(texts.get(name, ""), usual)
            if number is None or not least <= number <= most:
                message = tr("{field}: a number from {least} to {most}.")
                wrong.append(message.format(field=called, least=f"{least:g}", most=f"{most:,.0f}"))
                number = usual
            numbers[name] = number
        return cls(texts, numbers, tuple(wrong))

    @property
    def kind(self) -> Kind:
        """What is changed."""
        return KINDS.get(self.texts.get("kind", ""), "raise")

    @property
    def cell(self) -> Key | None:
        """What is changed of; None where nothing was chosen."""
        return _key(self.texts.get("cell", ""))

    @property
    def target(self) -> Key | None:
        """Where contacts are moved to; None for another change."""
        return _key(self.texts.get("target", "")) if self.kind == "move" else None

    @property
    def complete(self) -> bool:
        """Whether it can be computed."""
        return bool(self.cell and (self.target or self.kind != "move") and not self.wrong)

    @property
    def priced(self) -> bool:
        """Whether a contact costs anything, now or then."""
        return any(self.numbers[name] for name in COSTS if name != "contacts")

    @property
    def query(self) -> str:
        """The same as an address's query."""
        return urlencode(self.texts, safe=":")

    def change(self, answers: int) -> CellChange:
        """What is to be computed, of a cell of so many answers."""
        numbers = self.numbers
        return CellChange(
            self.kind,
            Amount(numbers["points"], numbers["points_off"]),
            numbers["percent"] / 100 if self.kind == "move" else 1.0,
            numbers["contacts"] or answers,
            Amount(numbers["cost_now"], numbers["cost_now_off"]),
            Amount(numbers["cost_then"], numbers["cost_then_off"]),
        )


def option(key: Key) -> str:
    """A cell as the form's value."""
    return json.dumps(key, ensure_ascii=False, separators=(",", ":"))


def _key(text: str) -> Key | None:
    try:
        place, value = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
    return (place, value) if isinstance(place, str) and isinstance(value, str) else None


def _number(text: str, usual: float) -> float | None:
    """A number with a decimal point or comma; None where it is none."""
    if not text:
        return usual
    plain = text.replace(" ", "").replace(",", ".")
    return float(plain) if re.fullmatch(r"[-+]?\d{1,12}(\.\d{1,9})?", plain, re.ASCII) else None
