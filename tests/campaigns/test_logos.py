"""A sender's logo: what is drawn is kept, what could do more is refused by its name."""

import struct
import zlib
from base64 import b64decode

import pytest

from feedback_buttons.campaigns import logos
from feedback_buttons.campaigns.logos import LogoError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 3"{}>{}</svg>'


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 2, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" + b"\x80" * width))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + pixels + chunk(b"IEND", b"")


def svg(inside: str, attributes: str = "") -> bytes:
    return SVG.format(attributes, inside).encode()


def kept(data: bytes) -> bytes:
    return b64decode(logos.read(data).partition(",")[2])


def test_a_drawing_is_kept_without_what_its_editor_noted() -> None:
    drawn = '<defs><linearGradient id="a"/></defs><path d="M0 0h9v3z" fill="url(#a)" style="stroke:red"/>'
    noted = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://example.com/svg11.dtd">'
        + SVG.format(
            ' xmlns:ink="http://ink.example" ink:version="1" class="a" data-name="b"',
            f'<!-- of Anna --><metadata>Anna</metadata><ink:view/>{drawn}<use xlink:href="#a"/>',
        )
    )
    assert kept(noted.encode()) == svg(drawn + '<use xlink:href="#a"/>')
    assert logos.read(svg(drawn)).startswith("data:image/svg+xml;base64,")


def test_a_png_is_kept_without_what_is_written_into_it() -> None:
    assert logos.read(png()).startswith("data:image/png;base64,")
    assert kept(png(2, chunk(b"tEXt", b"Author\0Anna")) + b"more") == png()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "choose a file"),
        (b"GIF89a", "neither a PNG nor a well-formed SVG"),
        (b"<html/>", "neither a PNG nor an SVG"),
        (b"<svg/>", "neither a PNG nor an SVG"),
        (svg("<path>"), "neither a PNG nor a well-formed SVG"),
        (b"x" * 70_000, "has 70,000 bytes"),
        (png()[:-3], "PNG is not complete"),
        (png().replace(b"IDAT", b"IDAX"), "PNG is not complete"),
        (png(2001), "larger than 2000 pixels"),
        (svg("<script>alert(1)</script>"), "<script>"),
        (svg("<foreignObject/>"), "<foreignObject>"),
        (svg("<style>@import 'x'</style>"), "<style>"),
        (svg("<image href='#a'/>"), "<image>"),
        (svg("<a href='#a'/>"), "<a>"),
        (svg("<g><animate/></g>"), "<animate>"),
        (svg("", ' onload="alert(1)"'), "attribute onload"),
        (svg('<use href="https://example.com/a.svg#a"/>'), "href leads out of it"),
        (svg('<use xlink:href="data:image/svg+xml,a"/>'), "href leads out of it"),
        (svg('<path fill="url(https://example.com)"/>'), "fill leads out of it"),
        (svg("<path style=\"fill:URL ( '//example.com')\"/>"), "style leads out of it"),
        (svg(r'<path style="fill:u\72l(//example.com)"/>'), "style leads out of it"),
        (svg('<path style="@import x"/>'), "style leads out of it"),
        (svg("<text>Parcels</text>"), "outlines"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("<title>&a;</title>"), "entities"),
        (
            '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'.encode("utf-16")
            + svg("&a;").decode().encode("utf-16-le"),
            "entities",
        ),
    ],
    ids=str,
)
def test_what_is_no_mere_picture_is_refused_by_its_name(data: bytes, message: str) -> None:
    with pytest.raises(LogoError, match=message.replace("(", r"\(")):
        logos.read(data)
