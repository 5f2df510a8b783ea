"""What real programs leave of a mail's HTML: their published whitelists, and what goes through one.

The lists hold what a snippet could use; an element that is not allowed is replaced by what is in it.
"""

from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALL = frozenset({"*"})  # every name is allowed
_ELEMENTS = _names("a b br center div em i p span strong table tbody td tr u")
_BOX = _names(
    "background background-color color font-size vertical-align text-align border border-top border-right "
    "border-bottom border-left border-collapse border-style border-spacing margin margin-top margin-right "
    "margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left"
)
_ZAMMAD_TABLE = _names("align bgcolor border cellpadding cellspacing summary width style")
_ZAMMAD_CELL = _names("abbr align axis colspan headers rowspan valign width style")


@dataclass(frozen=True, kw_only=True)
class Whitelist:
    """What a program allows, and the stylesheet that it shows it with.

    ``attributes`` and ``css`` are by element; those under "*" are allowed everywhere. Declarations in ``refused``
    (without spaces) are dropped whatever the property.
    """

    name: str
    source: str
    elements: frozenset[str] = _ELEMENTS
    attributes: dict[str, frozenset[str]]
    css: dict[str, frozenset[str]] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    sheet: str = ""

    def __call__(self, part: str) -> str:
        """A part of a mail, as this program shows it."""
        root = html.fragment_fromstring(part, create_parent="div")
        etree.strip_tags(root, etree.Comment)
        for element in list(root.iterdescendants()):
            if element.tag in self.elements:
                self._wash(element)
            else:
                element.drop_tag()
        return f"<style>{self.sheet}</style>{html.tostring(root, encoding='unicode')}"

    def _wash(self, element: Any) -> None:  # noqa: ANN401 (lxml has no types)
        for name in element.attrib:
            if not _allowed(self.attributes, element.tag, name):
                del element.attrib[name]
        kept = [
            declaration
            for declaration in element.attrib.pop("style", "").split(";")
            if declaration.replace(" ", "") not in self.refused
            and _allowed(self.css, element.tag, declaration.partition(":")[0].strip())
        ]
        if kept:
            element.set("style", ";".join(kept))


def _allowed(names: dict[str, frozenset[str]], tag: str, name: str) -> bool:
    allowed = names.get("*", frozenset()) | names.get(tag, frozenset())
    return name in allowed or "*" in allowed


WHITELISTS = [
    Whitelist(
        name="zammad-2016",
        source="github.com/zammad/zammad, config/initializers/html_sanitizer.rb at 04a609c",
        attributes={
            "*": frozenset({"class", "dir", "lang", "title"}),
            "a": frozenset({"href", "name", "rel"}),
            "span": frozenset({"style"}),
            "table": _ZAMMAD_TABLE,
            "td": _ZAMMAD_CELL,
        },
        css={"span": frozenset({"color"}), "table": _BOX, "td": _BOX},
    ),
    Whitelist(
        name="zammad-2021",
        source="github.com/zammad/zammad, config/initializers/html_sanitizer.rb at 5df9868",
        attributes={
            "*": frozenset({"class", "dir", "lang", "title"}),
            "a": frozenset({"href", "name", "rel"}),
            "div": frozenset({"style"}),
            "span": frozenset({"style"}),
            "table": _ZAMMAD_TABLE,
            "td": _ZAMMAD_CELL,
            "tr": frozenset({"style", "width"}),
        },
        css={
            "div": frozenset({"color"}),
            "span": frozenset({"color"}),
            "table": _BOX,
            "td": _BOX,
            "tr": _BOX,
        },
        refused=frozenset(
            f"color:{colour}"
            for colour in ("white", "black", "#000", "#000000", "#fff", "#ffffff", "rgb(0,0,0)")
        ),
    ),
    Whitelist(
        name="freshdesk",
        source="Sanitize's HTML_RELAXED as this help desk has it: github.com/Ramesh-Veeriaperumal/freshconsult, "
        "lib/sanitize/config/html_relaxed.rb at 01f751a",
        attributes={
            "*": frozenset({"dir", "lang", "title", "style"}),
            "a": frozenset({"href", "target"}),
            "table": frozenset({"summary", "width"}),
            "td": frozenset({"abbr", "axis", "colspan", "rowspan", "width"}),
        },
        css={"*": ALL},
    ),
    Whitelist(
        name="freshdesk-first",
        source="github.com/Ramesh-Veeriaperumal/freshconsult, lib/helpdesk/html_sanitizer.rb (Sanitize's RELAXED "
        "and style on span)",
        elements=_ELEMENTS - {"div", "center"},
        attributes={
            "a": frozenset({"href", "title"}),
            "span": frozenset({"style"}),
            "table": frozenset({"summary", "width"}),
            "td": frozenset({"abbr", "axis", "colspan", "rowspan", "width"}),
        },
        css={"span": ALL},
    ),
    Whitelist(
        name="open-xchange",
        source="github.com/open-xchange/appsuite-middleware, the default of whitelist.properties (HtmlWhitelistFilter)",
        elements=_ELEMENTS | {"font"},
        attributes={
            "*": frozenset({"style", "id", "class"}),
            "a": frozenset({"href", "name", "target", "type"}),
            "div": frozenset({"align", "dir"}),
            "font": frozenset({"color", "face", "size"}),
            "p": frozenset({"align"}),
            "table": frozenset(
                {"align", "border", "bgcolor", "cellpadding", "cellspacing", "width"}
            ),
            "td": frozenset(
                {"align", "bgcolor", "colspan", "height", "rowspan", "valign", "width"}
            ),
            "tr": frozenset({"align", "bgcolor", "height", "valign"}),
        },
        css={
            "*": _BOX
            | {
                "direction",
                "display",
                "font",
                "font-family",
                "font-weight",
                "height",
                "line-height",
            }
            | {"max-width", "min-height", "min-width", "overflow", "text-decoration", "width"}
        },
    ),
    Whitelist(
        name="roundcube",
        source="github.com/roundcube/roundcubemail, program/lib/Roundcube/rcube_washtml.php at 0161c1f",
        elements=_ELEMENTS | {"font"},
        attributes={
            "*": _names(
                "name class title width height align nowrap id rowspan colspan cellspacing cellpadding valign "
                "bgcolor color border face size lang dir href style"
            )
        },
        css={"*": ALL},
    ),
    Whitelist(
        name="dompurify-without-style",
        source="github.com/cure53/DOMPurify, src/tags.ts and src/attrs.ts, with FORBID_ATTR: ['style']; a page whose "
        "Content-Security-Policy allows no inline styles shows the same",
        elements=_ELEMENTS | {"font"},
        attributes={
            "*": _names(
                "align bgcolor border cellpadding cellspacing class color colspan dir face height href id lang name "
                "nowrap rel role rowspan size summary title valign width aria-label"
            )
        },
    ),
    Whitelist(
        name="own-link-colour",
        source="all is kept, and the program gives links a colour of its own, as many do",
        elements=_ELEMENTS | {"font"},
        attributes={"*": ALL},
        css={"*": ALL},
        sheet="a{color:#0b57d0!important}",
    ),
]
