"""What mail programs leave of a mail, and make of its colours, as far as it is documented. Approximations:
they show what is lost, not what fonts and spacing come out. No protection from hostile HTML either.

Sources: caniemail.com (per property and attribute), Google's list of CSS in Gmail
(developers.google.com/workspace/gmail/design/css), Roundcube's washtml, Open-Xchange's whitelist.properties.
"""

import colorsys
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from feedback_buttons.base import colours

_TABLE = frozenset({"width", "height", "align", "bgcolor", "border", "cellspacing", "cellpadding"})
_PICTURE = frozenset({"src", "alt"})
_MARKED = _TABLE | _PICTURE | {"color", "lang", "dir", "role", "aria-label"}
_MSO = re.compile(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", re.DOTALL)
_COLOURS = frozenset({"color", "background-color"})

Keeps = Callable[[str, str, str], bool]  # whether an element keeps a property with this value


@dataclass(frozen=True, slots=True, kw_only=True)
class MailClient:
    """One mail program.

    ``drops`` says in words what it does to the buttons. What it keeps: ``attributes``, and what ``keeps``
    says of the CSS; ``word`` reads what stands in comments for Outlook, ``dark`` turns light into dark,
    ``images`` are shown or not. ``phone`` is whether its window is that narrow.
    """

    name: str
    title: str
    drops: str
    attributes: frozenset[str] = field(default=_MARKED, repr=False)
    keeps: Keeps = field(default=lambda *_: True, repr=False)
    word: bool = False
    dark: bool = False
    images: bool = True
    phone: bool = False

    def __call__(self, part: str) -> str:
        """The mail, or a part of it, as this program shows it.

        >>> CLIENTS["outlook"]('<p style="color:#333;border-radius:6px">Hi</p>')
        '<div><p style="color:#333">Hi</p></div>'
        """
        if self.word:
            part = _MSO.sub(r"\1", part)
        root = html.fragment_fromstring(part, create_parent="div")
        etree.strip_tags(root, etree.Comment)
        for element in root.iter():
            self._treat(element)
        return str(html.tostring(root, encoding="unicode"))

    def _treat(self, element: Any) -> None:  # noqa: ANN401 (lxml has no types)
        for name in set(element.attrib) - self.attributes - {"style", "href"}:
            del element.attrib[name]
        if style := element.attrib.pop("style", ""):
            pairs = [_pair(declaration) for declaration in style.split(";") if ":" in declaration]
            declarations = [
                (name, value) for name, value in pairs if self.keeps(element.tag, name, value)
            ]
            if self.dark:
                declarations = [
                    (name, inverted(value) if name in _COLOURS else value)
                    for name, value in declarations
                ]
            element.set("style", ";".join(f"{name}:{value}" for name, value in declarations))
        for name in {"bgcolor", "color"} & set(element.attrib) if self.dark else ():
            element.set(name, inverted(element.get(name)))
        if element.tag == "img" and not self.images:
            _blank(element)


def inverted(text: str) -> str:
    """A colour of the same hue, as dark as it was light; what is no colour stays.

    >>> inverted("#fff"), inverted("#16191d"), inverted("inherit")
    ('#000000', '#e2e5e9', 'inherit')
    """
    try:
        colour = colours.parse(text)
    except colours.ColourError:
        return text
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    hue, light, saturation = colorsys.rgb_to_hls(*parts)
    turned = colorsys.hls_to_rgb(hue, 1 - light, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in turned)


def _pair(declaration: str) -> tuple[str, str]:
    name, _, value = declaration.partition(":")
    return name.strip().lower(), value.strip()


def _blank(picture: Any) -> None:  # noqa: ANN401 (lxml has no types)
    """A frame with the words that stand for the picture."""
    text = picture.get("alt", "")
    size = {name: picture.get(name, "") for name in ("width", "height")}
    picture.attrib.clear()
    picture.tag, picture.text = "span", text
    box = "".join(f"{name}:{value}px;" for name, value in size.items() if value.isdigit())
    picture.set("style", f"display:inline-block;{box}border:1px solid #999;overflow:hidden")


_OX_DISPLAY = {"block", "inline", "inline-table", "table", "table-cell", "table-row", "none"}
_OX = {
    "background-color", "border", "border-collapse", "border-spacing", "color", "direction", "display", "font",
    "font-family", "font-size", "line-height", "margin", "padding", "text-align", "text-decoration",
}  # fmt: skip
_GMAIL_DISPLAY = _OX_DISPLAY | {"inline-block", "list-item"}
# Of Google's list, what the body of a mail uses.
_GMAIL = _OX | {
    "border-radius", "height", "max-width", "min-width", "overflow", "vertical-align", "width",
}  # fmt: skip
_WORD = _OX - {"border-spacing"} | {"height", "vertical-align", "width"}


def _word(tag: str, name: str, value: str) -> bool:
    """Word: of display only none, padding on cells only, width on tables and cells."""
    if name in ("padding", "width", "height"):
        return tag in ("td", "table")
    return name in _WORD and (name != "display" or value == "none")


def _gmail(_: str, name: str, value: str) -> bool:
    return name in _GMAIL and (name != "display" or value in _GMAIL_DISPLAY)


def _ox(_: str, name: str, value: str) -> bool:
    return name in _OX and (name != "display" or value in _OX_DISPLAY)


CLIENTS = {
    client.name: client
    for client in (
        MailClient(
            name="gmail",
            title="Gmail on a phone",
            drops="The numbers stand in two rows. Nothing is lost.",
            keeps=_gmail,
            phone=True,
        ),
        MailClient(
            name="outlook",
            title="Outlook on Windows",
            drops="Word draws the mail: square corners, and only the mark itself can be clicked.",
            keeps=_word,
            word=True,
        ),
        MailClient(
            name="apple",
            title="Apple Mail",
            drops="Shows all of it as it was made.",
        ),
        MailClient(
            name="dark",
            title="Dark mode",
            drops="Gmail on an iPhone turns every colour's lightness round; others leave the buttons as they are.",
            keeps=_gmail,
            dark=True,
            phone=True,
        ),
        MailClient(
            name="images-off",
            title="Images off",
            drops="The buttons hold no image, so they stay.",
            images=False,
        ),
        MailClient(
            name="gmx",
            title="GMX and Web.de",
            drops="Square corners; names for screen readers and the direction of the text are lost.",
            attributes=_TABLE | _PICTURE | {"color"},
            keeps=lambda _, name, __: name not in ("border-radius", "background-color"),
        ),
        MailClient(
            name="roundcube",
            title="Roundcube",
            drops="Names for screen readers are lost.",
            attributes=_TABLE | _PICTURE | {"color", "lang", "dir"},
            keeps=lambda _, name, __: name != "position",
        ),
        MailClient(
            name="open-xchange",
            title="Open-Xchange",
            drops="Square corners; names for screen readers are lost.",
            attributes=_TABLE | _PICTURE | {"color", "dir"},
            keeps=_ox,
        ),
    )
}
