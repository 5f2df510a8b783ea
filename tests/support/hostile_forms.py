"""Makes up what somebody who is signed in may send to the plain pages: the forms that pages show, with other values."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from werkzeug.routing import Rule

LONG = "x" * 60_000
DASHBOARD = Path(__file__).parents[2] / "dashboard"
# Names by which the dashboard's code reads what is sent.
_READ = re.compile(r'(?:form|args|values|arguments|files|named)\.(?:get|getlist)\("(\w+)"')
_PLACE = re.compile(r"<(?:any\((?P<choices>[^)]*)\):|\w+:)?(?P<name>\w+)>")
# No number, time, zone, path or text that a form would send.
_WRONG = (
    "", " ", "\0", "a\0b", LONG, "9" * 5000, "-1", "0", "2147483648", "9223372036854775808", "1e309", "nan", "inf",
    "٣", "²", "½", "1_000", "0x10", "true", "null", "None", "2026-13-45", "0001-01-01", "9999-12-31T23:59",
    "2026-12-05T09:00:00+99:00", "24:00", "Europe/Nowhere", "../../etc/passwd", "/", "//x", "{", "[" * 5000,
    '{"a":' * 3000, '[["x",["y"]]]', "' or 1=1 --", "<script>alert(1)</script>", "%s", "%(x)s", "{0}", "{x.y}", "\\",
    "\ufffe", "\u202e", "e\u0301" * 300, "a\r\nSet-Cookie: x=1", "http://[::1", "http://x:99999", "javascript:alert(1)",
    "x@y@z", "full", "admin", "editor", "yes", "delete", "=cmd()", "~", "7~x~y", "1-", "(((", "*", "last99999d",
)  # fmt: skip
# What is no text in UTF-8, as an address and as a form's body hold it.
_BROKEN = ("%ff", "%ed%a0%80", "%00", "%", "%zz", "%f4%90%80%80")


@dataclass(slots=True)
class Form:
    """One form of a page: where it is sent, and by its fields' names the values that it can send."""

    address: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the forms of a page that are posted."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self._select = address, [Form(address)], ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form, or a field of the last one."""
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(named.get("action") or self.address))
        name = named.get("name", self._select if tag == "option" else "")
        if tag == "select":
            self._select = name
        if name and tag in ("input", "button", "textarea", "select", "option"):
            self.forms[-1].fields.setdefault(name, []).append(named.get("value", ""))


def forms(address: str, page: str) -> list[Form]:
    """The forms of a page that have fields."""
    reader = _Reader(address)
    reader.feed(page)
    return [form for form in reader.forms if form.fields]


class Stranger:
    """Makes up requests of pages by their rules.

    Args:
        shown: the forms of all pages, as somebody who may everything is shown them.
    """

    def __init__(self, dice: random.Random, shown: list[Form], slugs: list[str]) -> None:
        self.dice, self.slugs = dice, slugs
        self._shown = shown
        self._values = sorted(
            {value for form in shown for values in form.fields.values() for value in values}
        )
        sources = (path.read_text() for path in sorted(DASHBOARD.rglob("*.py")))
        read = {name for source in sources for name in _READ.findall(source)}
        self._names = sorted(read | {name for form in shown for name in form.fields})

    def value(self) -> str:
        """A text that is wrong, or belongs to another form: a name or an id of somebody else's among them."""
        return self.dice.choice(_WRONG if self.dice.random() < 0.7 else self._values)

    def path(self, rule: Rule) -> str:
        """An address of the rule: its places filled with what there is, or with anything."""

        def filled(place: re.Match[str]) -> str:
            if place["choices"]:
                return self.dice.choice(place["choices"].split(", "))
            if self.dice.random() < 0.3:
                return self.dice.choice((*_BROKEN[:3], quote(self.value()[:300], safe="")))
            return quote(self.dice.choice(self.slugs if place["name"] == "slug" else self._values))

        return _PLACE.sub(filled, rule.rule)

    def query(self) -> str:
        """A query string, of names that some page reads."""
        names = self.dice.sample(self._names, self.dice.randrange(6))
        pairs = urlencode([(name, self.value()[:3000]) for name in names])
        broken = f"{self.dice.choice(self._names)}={self.dice.choice(_BROKEN)}"
        return "?" + "&".join(filter(None, (pairs, broken if self.dice.random() < 0.2 else "")))

    def body(self, path: str) -> dict[str, Any]:
        """What is posted there, as arguments of a test client: a form of this page, some of it spoiled, or a body
        that is no form of it."""
        kind = self.dice.random()
        if kind < 0.06:
            return {"json": [[{"name": self.value()}]]}
        if kind < 0.12:
            broken = "&".join(f"{name}={self.dice.choice(_BROKEN)}" for name in self._names[:20])
            return {"data": broken, "content_type": "application/x-www-form-urlencoded"}
        if kind < 0.16:
            return {"data": {f"x{number}": "1" for number in range(1200)}}
        data: dict[str, Any] = dict(self._fields(path))
        if kind < 0.35:
            data[self.dice.choice(self._names)] = (BytesIO(self._file()), self.value()[:200])
        return {"data": data}

    def _fields(self, path: str) -> Iterator[tuple[str, list[str]]]:
        of_page = [form for form in self._shown if form.address.partition("?")[0] == path]
        form = self.dice.choice(of_page) if of_page else Form(path)
        spoiled = self.dice.choice((0.1, 0.4, 1.0))
        for name, values in form.fields.items():
            if self.dice.random() < 0.95:
                wrong = self.dice.random() < spoiled
                yield name, [self.value() if wrong else self.dice.choice(values)]
        for name in self.dice.sample(self._names, 0 if of_page else 6):
            yield name, [self.value() for _ in range(self.dice.randrange(1, 4))]

    def _file(self) -> bytes:
        return self.dice.choice(
            (b"", b"\0" * 999, b"\xff\xfe\0", b"PK\x03\x04x", b"\x89PNG\r\n\x1a\n", b"a,b\n1\n", b"<svg/>",
             b"From: x\nContent-Type: multipart/mixed; boundary=\n\n--\n", b'"' * 9999, self.value()[:9999].encode())
        )  # fmt: skip
