"""What mail programs leave of a mail, as far as their allow-lists are public; written anew from them."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree, html

_TABLE = frozenset({"width", "height", "align", "bgcolor", "border", "cellspacing", "cellpadding"})
_TAGS = frozenset(
    {"a", "b", "br", "div", "em", "i", "img", "p", "span", "strong", "table", "tbody", "td", "tr"}
)


@dataclass(frozen=True, slots=True)
class Sanitiser:
    """Which attributes, CSS properties and values of ``display`` are left; comments never are."""

    attributes: frozenset[str]
    allows: Callable[[str, str], bool]

    def __call__(self, part: str) -> str:
        """The mail as this program shows it."""
        root = html.fragment_fromstring(part, create_parent="div")
        etree.strip_tags(root, etree.Comment)
        for element in root.iter():
            assert element.tag in _TAGS
            for name in set(element.attrib) - self.attributes - {"style", "href"}:
                del element.attrib[name]
            if style := element.attrib.pop("style", ""):
                element.set("style", ";".join(filter(self._left, style.split(";"))))
        return html.tostring(root, encoding="unicode")

    def _left(self, declaration: str) -> bool:
        name, _, value = declaration.partition(":")
        return self.allows(name.strip(), value.strip())


_OX_DISPLAY = {"block", "inline", "inline-table", "table", "table-cell", "table-row", "none"}
_OX = {
    "background-color", "border-collapse", "border-spacing", "color", "display", "font",
    "font-family", "font-size", "line-height", "margin", "text-align", "text-decoration",
}  # fmt: skip

SANITISERS = {
    # washtml: no role, no aria-*; any property that loads and places nothing
    "roundcube": Sanitiser(_TABLE | {"lang", "dir"}, lambda name, _: name != "position"),
    # whitelist.properties: a list of properties, and of values for display; no rounded corners
    "open-xchange": Sanitiser(
        _TABLE | {"dir"},
        lambda name, value: name in _OX and (name != "display" or value in _OX_DISPLAY),
    ),
    # as caniemail has it: neither of role, lang, dir, aria-*; colours of cells only from the attribute
    "gmx": Sanitiser(_TABLE, lambda name, _: name not in ("border-radius", "background-color")),
}
