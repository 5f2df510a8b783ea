"""What is to be done in the mail tool: the checklist, and the signed address of a page with it.

Whoever has that address needs no session: they see the buttons' code and nothing else of the dashboard.
It is signed so that nobody can make our pages say what they like.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from itsdangerous import BadData, URLSafeSerializer

from dashboard.choices import Choices
from feedback_buttons.mailtools import MailTool


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to mind in the mail tool. ``source`` confirms it; ``confirmed`` is whether anybody does."""

    text: str
    code: str = ""
    source: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Checklist:
    """What to do in one mail tool, in the order of doing it."""

    field: Advice
    paste: Advice
    tracking: Advice
    mind: Advice | None


def checklist(tool: MailTool) -> Checklist:
    """The checklist for a mail tool.

    >>> from feedback_buttons import mailtools
    >>> checklist(mailtools.get("ses")).mind.text
    'The mail is not sent: give every recipient the value.'
    """
    return Checklist(
        field=Advice(
            f"Make a contact field {tool.field}, of the kind text, and import the signed file's column "
            "feedback_token into it. The code calls it:",
            tool.tag,
            _linked(tool.tag_source),
            bool(tool.tag_source) or tool.name == "other",
        ),
        paste=Advice(
            f"Paste the code into {tool.paste}. Not into the text editor: it would show as text."
        ),
        tracking=Advice(
            _sentence(tool.tracking),
            tool.attribute,
            _linked(tool.tracking_source),
            bool(tool.tracking_source) or tool.name == "other",
        ),
        mind=Advice(_sentence(tool.empty)) if tool.empty else None,
    )


def sign(slug: str, choices: Choices, keys: Sequence[str]) -> str:
    """The path of the page for a colleague; ``keys`` stand newest first."""
    return f"/handover/{_serializer(keys).dumps([slug, choices.query()])}"


def read(link: str, keys: Sequence[str]) -> tuple[str, Choices] | None:
    """The campaign's slug and the choices of a link; None unless one of the keys signed it."""
    try:
        slug, query = _serializer(keys).loads(link)
    except (BadData, ValueError, TypeError):
        return None
    return str(slug), Choices.read(dict(parse_qsl(str(query))))


def _serializer(keys: Sequence[str]) -> URLSafeSerializer:
    # itsdangerous signs with the last of several keys; ours stand newest first.
    return URLSafeSerializer(list(reversed(keys)), salt="feedback-buttons.handover")


def _linked(source: str) -> str:
    return source if source.startswith("https://") else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
