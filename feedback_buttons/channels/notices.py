"""What a message says, before any channel's own form: words of ours, and a stranger's words apart from them.

A channel may give our words a form of its own. A stranger's words (``quotes``) are shown as they are, and never read as
markup, a mention or a link.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Quote:
    """What a recipient wrote, and a line of ours about it, such as the score and the time."""

    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that stands in a mail: a name, what it shows in words, and how many pixels wide it is shown."""

    name: str
    png: bytes
    words: str
    width: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for people, and the same for programs.

    Attributes:
        type: which event it is, for programs, such as "alert.answers".
        title: one line.
        text: some sentences.
        facts: lines of a label and a value.
        quotes: what recipients wrote.
        link, link_text: where more is to be seen, and what that is called.
        data: the same for programs, as JSON.
        language: of the words.
        pictures: for mails alone; never kept.
        follows: the key of the message that it answers, in whose thread a mail stands; "" for none.
    """

    type: str
    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    quotes: tuple[Quote, ...] = ()
    link: str = ""
    link_text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    language: str = "en"
    pictures: tuple[Picture, ...] = ()
    follows: str = ""

    def payload(self) -> dict[str, Any]:
        """As JSON, to be kept until it is sent; without pictures."""
        return asdict(replace(self, pictures=()))

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> "Notice":
        """What payload() wrote.

        >>> notice = Notice("test", "A test", facts=(("Score", "7"),), quotes=(Quote("Late", "3"),))
        >>> Notice.read(notice.payload()) == notice
        True
        """
        quotes = tuple(Quote(**quote) for quote in payload.get("quotes", ()))
        facts = tuple((str(label), str(value)) for label, value in payload.get("facts", ()))
        return cls(**{**payload, "quotes": quotes, "facts": facts, "pictures": ()})
