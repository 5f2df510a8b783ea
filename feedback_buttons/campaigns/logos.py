"""A sender's logo: from an uploaded file to a picture that can do nothing but be seen. Pure."""

import re
import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator

from lxml import etree

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.i18n.team_language import local

MOST = 64 * 1024  # bytes of a file that is looked at; far fewer fit the page
_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"sRGB"}
_WIDEST = 2000
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = (
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon "
    "linearGradient radialGradient stop clipPath mask"
)
_ATTRIBUTES = (
    "id version width height viewBox preserveAspectRatio x y x1 x2 y1 y2 cx cy r rx ry fx fy fr d points "
    "pathLength transform href offset gradientUnits gradientTransform "
    "spreadMethod clipPathUnits maskUnits maskContentUnits fill fill-rule fill-opacity stroke stroke-width "
    "stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset stroke-opacity "
    "opacity color stop-color stop-opacity clip-path clip-rule mask display visibility overflow "
    "vector-effect shape-rendering paint-order style role aria-label aria-hidden"
)
_NOTES = frozenset(
    {"class", "baseProfile", "enable-background"}
)  # say nothing without a style sheet
_URL = re.compile(r"url\s*\(\s*['\"]?\s*(?!#)|@|\\|/\*|expression|image-set", re.IGNORECASE)


class LogoError(FeedbackError, ValueError):
    """A file is no logo that can be shown; the message names why and says what to do."""

    code = "logo-invalid"


def read(data: bytes) -> str:
    """An SVG or PNG as a data URI, without all that is not drawn.

    Raises:
        LogoError: it is neither, is broken, or holds what a picture must not.
    """
    if not data:
        raise LogoError(wording("choose a file, an SVG or a PNG."))
    if len(data) > MOST:
        raise LogoError(
            wording("the file has {bytes} bytes; make it smaller than {most}."),
            bytes=local(f"{len(data):,}"),
            most=local(f"{MOST:,}"),
        )
    if data.startswith(_PNG):
        return "data:image/png;base64," + b64encode(_png(data)).decode()
    return "data:image/svg+xml;base64," + b64encode(_svg(data)).decode()


def _png(data: bytes) -> bytes:
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or len(chunks[0][1]) != 13:
        raise LogoError(wording("the PNG is not complete; save it again."))
    if max(struct.unpack(">II", chunks[0][1][:8])) > _WIDEST:
        raise LogoError(
            wording("the PNG is larger than {pixels} pixels; make it about 300 wide."),
            pixels=_WIDEST,
        )
    return _PNG + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
        if name in _CHUNKS
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """A PNG's parts up to its end: name and body."""
    at = len(_PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if data[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(name + body)):
            return
        yield name, body
        if name == b"IEND":
            return
        at += 12 + length


def _svg(data: bytes) -> bytes:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise LogoError(wording("the file is neither a PNG nor a well-formed SVG.")) from error
    kind = root.getroottree().docinfo.internalDTD
    if kind is not None and list(kind.iterentities()):
        raise LogoError(wording("the SVG declares entities; save it again as a plain SVG."))
    if root.tag != f"{_SVG}svg":
        raise LogoError(wording("the file is neither a PNG nor an SVG."))
    _clean(root)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root))


def _clean(element: "etree._Element") -> None:
    """Take out an editor's own notes; refuse all else that is not only drawn."""
    name = str(element.tag).removeprefix(_SVG)
    if name in ("text", "tspan"):
        raise LogoError(
            wording("the SVG holds letters, whose font few readers have; turn them into outlines.")
        )
    if name not in _ELEMENTS.split():
        raise LogoError(
            wording("the SVG holds <{name}>, which a logo must not; save it without."), name=name
        )
    for attribute, value in element.attrib.items():
        plain = "href" if attribute == _HREF else attribute
        if plain.startswith("{") or plain in _NOTES or plain.startswith("data-"):
            del element.attrib[attribute]
        elif plain not in _ATTRIBUTES.split():
            raise LogoError(
                wording("the SVG holds the attribute {name}, which a logo must not."), name=plain
            )
        elif _URL.search(value) or (plain == "href" and not value.startswith("#")):
            raise LogoError(
                wording("the SVG's {name} leads out of it, to {value}; put all into it."),
                name=plain,
                value=repr(value[:60]),
            )
    for child in list(element):
        if not isinstance(child.tag, str):
            raise LogoError(wording("the SVG refers to an entity; save it again as a plain SVG."))
        if child.tag == f"{_SVG}metadata" or not child.tag.startswith(_SVG):
            element.remove(child)
        else:
            _clean(child)
