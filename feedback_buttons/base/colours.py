"""Colours: how bright they are, and whether text can be read on them (WCAG 2.2, 1.4.3)."""

import re

from feedback_buttons.base.errors import FeedbackError, wording

TEXT_CONTRAST = 4.5
WHITE, BLACK = "#ffffff", "#000000"
ACCENT = "#1f5fbf"  # ours, on a light ground
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})", re.IGNORECASE)
_NAMES = {"white": WHITE, "black": BLACK, "red": "#ff0000", "green": "#008000", "blue": "#0000ff"}


class ColourError(FeedbackError, ValueError):
    """A text is no colour; the message says what is."""

    code = "colour-invalid"


def parse(text: str) -> str:
    """A colour as #rrggbb, from #rrggbb, #rgb, rgb(…) or one of the commonest names.

    >>> parse("#FC0"), parse("rgb(0, 80, 255)")
    ('#ffcc00', '#0050ff')

    Raises:
        ColourError: it is none of these.
    """
    text = text.strip().lower()
    if parts := _HEX.fullmatch(text):
        digits = parts[1] if len(parts[1]) == 6 else "".join(2 * digit for digit in parts[1])
        return f"#{digits}"
    if parts := _RGB.match(text):
        return _write([min(int(part), 255) / 255 for part in parts.groups()])
    if text in _NAMES:
        return _NAMES[text]
    raise ColourError(wording("{text!r} is no colour; write it like #0a7d4f."), text=text[:40])


def luminance(colour: str) -> float:
    """How bright a colour is, 0 to 1, as WCAG defines relative luminance."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, ground: str) -> float:
    """The contrast of two colours, 1 to 21.

    >>> round(contrast("#ffffff", "#000000"), 1)
    21.0
    """
    darker, brighter = sorted((luminance(colour), luminance(ground)))
    return (brighter + 0.05) / (darker + 0.05)


def button(colour: str) -> str:
    """The colour itself where white text can be read on it, else one of the same hue, just dark enough.

    Black text on a bright colour would need no correction, but mail programs that darken a mail make
    such text white.

    >>> button("#0a7d4f"), button("#ffcc00")
    ('#0a7d4f', '#907200')
    """
    bright, most = luminance(colour), 1.05 / TEXT_CONTRAST - 0.05
    if bright <= most:
        return colour
    # In linear light a factor keeps the hue and scales the luminance; a little less, for rounding.
    return _write([_gamma(part * most / bright * 0.98) for part in _linear(colour)])


def _parts(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def _linear(colour: str) -> list[float]:
    return [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    ]


def _gamma(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _write(parts: list[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
