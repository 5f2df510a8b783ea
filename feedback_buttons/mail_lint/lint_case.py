"""What lint knows of a mail, and how its rules say what they find."""

import re
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from feedback_buttons.base.phrases import Phrase, phrase
from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.mail_lint.button_links import (
    ButtonLink,
    protection,
    read_link,
    tracker,
    wrapped,
)
from feedback_buttons.mail_lint.mail_reader import Link, ParsedMail
from feedback_buttons.signing.tokens import Tokens

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
SHOWN = 3  # findings of one rule; the fourth says nothing new
BROKEN = re.compile(r"=3D|=\r?\n|[\r\n\t]")  # of an address that was wrapped
_MARKS = {mark for scale in SCALES.values() for mark in scale.marks}


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing that is wrong: what, how to mend it, and where it stands."""

    severity: Severity
    rule: str
    wrong: Phrase
    mend: Phrase
    where: Phrase


@dataclass(frozen=True)
class Case:
    """A mail, and what is known of the buttons that should be in it."""

    mail: ParsedMail
    url: str | None = None
    campaign: str | None = None
    tokens: Tokens | None = None
    scale: str | None = None

    @cached_property
    def buttons(self) -> tuple[tuple[Link, ButtonLink], ...]:
        """The links that are ours, by their shape."""
        return tuple((link, link.button) for link in self.mail.links if link.button)

    @cached_property
    def rewritten(self) -> tuple[Link, ...]:
        """The links that look like buttons and lead elsewhere."""
        elsewhere = [
            link
            for link in self.mail.links
            if not link.button and _looks_like_one(link) and not BROKEN.search(link.href)
        ]
        trackers = [link for link in elsewhere if tracker(link.href) or protection(link.href)]
        return tuple(trackers or (elsewhere if len(elsewhere) >= 3 and not self.buttons else ()))

    @property
    def shown(self) -> tuple[Link, ...]:
        """The links that people see as buttons, wherever they lead."""
        return (*(link for link, _ in self.buttons), *self.rewritten)

    @cached_property
    def quoted(self) -> bool:
        """Whether the HTML is still quoted-printable after it was decoded."""
        return self.mail.html is not None and self.mail.html.text.count('=3D"') > 2

    @cached_property
    def in_text(self) -> tuple[ButtonLink, ...]:
        """The buttons of the text part."""
        return tuple(filter(None, map(read_link, self.mail.addresses)))


def _looks_like_one(link: Link) -> bool:
    named = re.search(r"\b\d{1,2}\D{1,8}(?:10|5)$", link.label)
    return link.text in _MARKS or bool(named) or wrapped(link.href) is not None


def private(host: str) -> bool:
    """Whether only this machine or network knows the host."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name.endswith((".local", ".localhost", ".internal", ".test")):
        return True
    try:
        return not ip_address(name).is_global
    except ValueError:
        return False


def host(address: str) -> str:
    """Where an address leads, to be shown."""
    try:
        return short(urlsplit(address[:500]).hostname or address)
    except ValueError:
        return short(address)


def short(text: str) -> str:
    """A part of the mail that can be shown: one line, no control characters, not for ever."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text[:120])
    return clean if len(text) <= 80 else clean[:79] + "…"


def line(link: Link) -> Phrase:
    """Where a link stands."""
    return _html(link.line)


def at(case: Case, pattern: "re.Pattern[str]") -> Phrase:
    """Where the HTML first has this."""
    text = case.mail.html.text if case.mail.html else ""
    match = pattern.search(text)
    return _html(text.count("\n", 0, match.start()) + 1 if match else None)


def _html(number: int | None) -> Phrase:
    if number:
        return phrase("the HTML part, line {number}", number=number)
    return phrase("the HTML part")


def error(wrong: Phrase, mend: Phrase, where: Phrase) -> LintFinding:
    """People cannot answer, or their answers are lost. (The rule's name is added by :func:`lint`.)"""
    return LintFinding("error", "", wrong, mend, where)


def warning(wrong: Phrase, mend: Phrase, where: Phrase) -> LintFinding:
    """A finding about what works but could be better, or may not work in every mail program."""
    return LintFinding("warning", "", wrong, mend, where)


def note(wrong: Phrase, mend: Phrase, where: Phrase) -> LintFinding:
    """A finding that asks for nothing to be done."""
    return LintFinding("note", "", wrong, mend, where)
