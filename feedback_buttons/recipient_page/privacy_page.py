"""The page that tells recipients what is stored of their answer, for how long, and how to erase it.

Its parts are those into which docs/stored_fields.toml puts every table that knows a recipient; a test holds both
together. It is the same for everybody: it says nothing of whoever reads it.
"""

from dataclasses import dataclass

from babel import Locale
from werkzeug.wrappers import Request, Response

from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.recipient_page import page_html, page_responses
from feedback_buttons.recipient_page.page_html import Page


@dataclass(frozen=True, slots=True)
class KeptDays:
    """For how many days this installation keeps evidence, what senders say of people, and marks of erasures; what
    recipients wrote, and after how many an answer no longer tells whose it is (None: never)."""

    retention: int
    reference: int
    audit: int
    comments: int | None = None
    answers: int | None = None


PATHS = tuple(page_responses.PRIVACY + language for language in LANGUAGES)


def html(days: KeptDays, language: str) -> str:
    """The page in one of LANGUAGES."""
    template = page_html.environment(language).get_template("privacy.html")
    names = [(code, Locale.parse(code).get_language_name(code)) for code in LANGUAGES]
    return template.render(page=Page("unknown"), days=days, languages=names)


def show(days: KeptDays, request: Request) -> Response:
    """Answer the page in the language that its address ends with."""
    return page_responses.html(html(days, request.path.rpartition("/")[2]))
