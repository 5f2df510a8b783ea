"""Loads at the start what the first request would wait for: lists of networks and crawlers, and templates.

They take a third of a second of processor time. Many requests that come at once to a process which has just
started would each do all of it, and be cut off by the database's limit of two seconds, or by their clients'.
"""

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from feedback_buttons.endpoint import visitors
from feedback_buttons.i18n import recipient_language
from feedback_buttons.recipient_page import page_html
from feedback_buttons.recipient_page.page_html import Kind, Page

_BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1"
_KINDS: tuple[Kind, ...] = ("confirm", "ask", "saved", "erase", "unknown")


def prepare() -> None:
    """Read all of it, before anybody waits."""
    builder = EnvironBuilder("/r/a/b/7", environ_overrides={"HTTP_USER_AGENT": _BROWSER})
    visitors.flags(Request(builder.get_environ()))
    builder.close()
    visitors.network("192.0.2.1")
    for language in recipient_language.LANGUAGES:
        for kind in _KINDS:
            page_html.render(Page(kind=kind, score=7), language)
