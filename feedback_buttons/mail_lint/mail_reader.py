"""Read a mail as it arrived: its HTML and text parts, their links, and what was wrong on the way.

The input is hostile: sizes, nesting and the number of parts are bounded, nothing is fetched or run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from functools import cached_property
from itertools import chain, islice

from lxml import etree

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.mail_lint.button_links import ButtonLink, read_link

MOST_BYTES = 20_000_000  # of a message; most mail servers take no more
MOST_HTML = 2_000_000  # characters of a part that are looked at; mail programs show a twentieth
MOST_PARTS = 100
_MOST_BOUNDARIES = 30  # parsing takes as many times as long
MOST_LINKS = 2000
_NEAR = 50  # elements above or within a link that are looked at
_HEADER = re.compile(rb"(?:From [^\n]*\n)?[!-9;-~]+:[ \t\r\n]")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_META_CHARSET = re.compile(r"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
# Mail tools put their footer behind the end of the page, where browsers still show it and parsers stop.
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_UNSEEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


class UnreadableMail(FeedbackError):
    """A text or file cannot be read as a mail; the message says why."""

    code = "mail-unreadable"


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a mail's HTML: its address, its text, and how it looks.

    ``line`` counts from 1 in the decoded part; ``colour`` and ``background`` are CSS, "" where nothing says.
    """

    href: str
    text: str
    label: str
    line: int
    colour: str = ""
    background: str = ""
    picture: bool = False

    @property
    def button(self) -> ButtonLink | None:
        """The link read as a button's address: None unless it has the shape of one."""
        return read_link(self.href)


@dataclass(frozen=True)
class MailPart:
    """The text of a part. ``charset`` is the declared one, "" for none; ``broken`` is whether it did not fit."""

    text: str
    charset: str = ""
    broken: bool = False
    longest_line: int = 0


@dataclass(frozen=True)
class ParsedMail:
    """A mail as far as buttons go; ``message`` is False where only HTML was given."""

    html: MailPart | None
    plain: MailPart | None
    message: bool

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links of the HTML part, in order."""
        return tuple(_links(self.html.text)) if self.html else ()

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The addresses in the text part, in order."""
        addresses = _ADDRESS.finditer(self.plain.text) if self.plain else ()
        return tuple(address[0] for address in islice(addresses, MOST_LINKS))


def read(mail: bytes | str) -> ParsedMail:
    """A message with headers, or a mail's HTML alone.

    Raises:
        UnreadableMail: it is empty, too big, too deeply nested or no text at all.
    """
    data = _encode(mail) if isinstance(mail, str) else mail
    if len(data) > MOST_BYTES:
        raise UnreadableMail(
            wording("it has {size} bytes, and at most {most} are read: leave out attachments"),
            size=len(data),
            most=MOST_BYTES,
        )
    if not data.strip():
        raise UnreadableMail(wording("it is empty"))
    if _HEADER.match(data.lstrip(b"\xef\xbb\xbf \t\r\n")):
        return _read_message(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableMail(wording("it is not text: save the mail as .eml, or its HTML as .html"))
    return ParsedMail(_part(data, "utf-16" if b"\0" in data[:4096] else ""), None, message=False)


def _encode(mail: str) -> bytes:
    try:
        return mail.encode("utf-8", "surrogateescape")  # of bytes that were read so
    except UnicodeEncodeError:
        return mail.encode("utf-8", "replace")


def _read_message(data: bytes) -> ParsedMail:
    if len(re.findall(rb"boundary\s*=", data, re.IGNORECASE)) > _MOST_BOUNDARIES:
        raise UnreadableMail(wording("it has more parts within parts than any mail program shows"))
    try:
        parts = list(_parts(message_from_bytes(data)))
    except RecursionError as error:
        raise UnreadableMail(wording("it is nested too deeply")) from error
    return ParsedMail(_pick(parts, "text/html"), _pick(parts, "text/plain"), message=True)


def _pick(parts: list[tuple[str, MailPart]], kind: str) -> MailPart | None:
    """The first part of a kind that can hold buttons; the first of all may be a note of who forwarded it."""
    parts_of_kind = [part for part_kind, part in parts if part_kind == kind]
    return next(
        (part for part in parts_of_kind if "/r/" in part.text),
        parts_of_kind[0] if parts_of_kind else None,
    )


def _parts(message: Message) -> Iterator[tuple[str, MailPart]]:
    """The parts that mail programs show, no attachments."""
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            raise UnreadableMail(wording("it has more than {most} parts"), most=MOST_PARTS)
        kind = part.get_content_type()
        if kind in ("text/html", "text/plain") and part.get_content_disposition() != "attachment":
            payload = part.get_payload(decode=True)
            raw = part.get_payload()
            longest = max(map(len, raw.splitlines()), default=0) if isinstance(raw, str) else 0
            data = payload if isinstance(payload, bytes) else b""
            yield kind, _part(data, _declared(part), longest)


def _declared(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, ValueError):  # a header that encodes its charset in a charset nobody has
        return "unknown"


def _part(data: bytes, charset: str, longest_line: int = 0) -> MailPart:
    """Decode as mail programs do: as declared, else as UTF-8, else as Windows does."""
    declared = charset
    if not charset and (meta := _META_CHARSET.search(data[:2000].decode("latin-1"))):
        charset = meta[1]
    text, broken = "", True
    for attempt in (charset or "utf-8", "utf-8", "cp1252"):
        try:
            text, broken = data.decode(attempt), attempt != (charset or "utf-8")
            break
        except (LookupError, ValueError):
            continue
    else:
        text = data.decode("latin-1")
    return MailPart(text.translate(_UNSEEN)[:MOST_HTML], declared, broken, longest_line)


def _links(text: str) -> Iterator[Link]:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, huge_tree=True
    )
    try:
        root = etree.fromstring(_END.sub("", text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing that could be an element
        return
    elements = root.iterfind(".//a[@href]") if root is not None else ()
    for element in islice(elements, MOST_LINKS):
        yield Link(
            href=element.get("href"),
            text=_text(element),
            label=(element.get("aria-label") or "")[:80],
            line=element.sourceline or 0,
            colour=_colour(element),
            background=_background(element),
            picture=any(inner.tag == "img" for inner in islice(element.iter(), _NEAR)),
        )


def _text(element: etree._Element) -> str:
    return " ".join("".join(text[:200] for text in islice(element.itertext(), _NEAR)).split())[:80]


def _colour(element: etree._Element) -> str:
    """What the text of a link is drawn in: the innermost element's colour."""
    colour = ""
    for node in islice(element.iter(), _NEAR):
        colour = _style(node.get("style", "")).get("color") or node.get("color") or colour
    return colour


def _background(element: etree._Element) -> str:
    for node in islice(chain([element], element.iterancestors()), _NEAR):
        style = _style(node.get("style", ""))
        if (
            colour := style.get("background-color")
            or style.get("background")
            or node.get("bgcolor")
        ):
            return str(colour)
    return ""


def _style(text: str) -> dict[str, str]:
    pairs = (declaration.partition(":") for declaration in text[:2000].split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if value}
