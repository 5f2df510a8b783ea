"""The recipient's pages: from what a page has to show to its HTML. No request, no database."""

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.follow_up_questions import NOBODY, Asked
from feedback_buttons.campaigns.scales import Scale
from feedback_buttons.i18n.recipient_language import LANGUAGES, translations

Kind = Literal[
    "confirm",  # nothing speaks against it: the page's script confirms, else one press does
    "ask",  # asks for one press
    "again",  # the press looked automatic: asks for the same score once more
    "saved",  # after a press
    "choose",  # a good token without a score: the whole scale
    "erase",  # asks whether to erase
    "erased",
    "closed",  # the campaign is over: shows the answer, which can be erased
    "gone",  # the campaign was deleted, and all answers with it
    "unknown",  # forged, truncated or foreign token
    "preview",  # a merge tag that was never merged
    "test",
    "later",  # could not be kept
    "crowded",  # too many answers by one browser, or from its network, through buttons that name nobody
    "too_large",
]

_ANSWERS = frozenset({"confirm", "ask", "again", "saved", "choose"})
_NEED_SCORE = frozenset({"confirm", "ask", "again", "saved"})
_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """All that a recipient's page can show. Every text is plain text and is escaped.

    score is one of the campaign's scale, or None, and scale says how the page asks; action is the button's own
    address; nonce the signed value of the hidden field `page`; comment what the writer just saved or could not save,
    never what was saved before this visit; had_comment says that the page showed a comment, so that emptying it means
    erasing it; unsigned that the button names nobody; change_closed that
    an answer can be changed though the campaign is closed; choice is the number of the choice that was just saved of
    those that are asked; offer_contact that the recipient may leave an address, contact what they wrote there,
    had_contact as had_comment; privacy is the address of the page that says what is stored, "" where there is none.
    Raises ValueError for a score that the scale has not, or where the kind needs one and it is missing.
    """

    kind: Kind
    score: int | None = None
    scale: Scale = scales.SCALES["numbers"]
    action: str = ""
    nonce: str = ""
    comment: str = ""
    had_comment: bool = False
    follow_up: Asked = NOBODY
    choice: int | None = None
    offer_contact: bool = False
    contact: str = ""
    had_contact: bool = False
    sender: str = ""
    logo: str | None = None
    question: str | None = None
    thanks: str | None = None
    low_label: str | None = None
    high_label: str | None = None
    help_url: str | None = None
    help_label: str | None = None
    share_url: str | None = None
    share_label: str | None = None
    privacy: str = ""
    closed: bool = False
    unsigned: bool = False
    change_closed: bool = False

    def __post_init__(self) -> None:
        if self.score is None and self.kind in _NEED_SCORE:
            raise ValueError(f"a page of kind {self.kind!r} needs a score")
        if self.score is not None and self.score not in self.scores:
            raise ValueError(f"a score is {self.scores[0]} to 10, not {self.score}")

    @property
    def scores(self) -> range:
        """The scores that the page can be about: of five buttons also those between."""
        return scales.SCORES[self.scale.campaign]

    @property
    def mark(self) -> str:
        """The text on the button of the score; "" without one."""
        return "" if self.score is None else self.scale.mark(self.score)


def is_link(url: str | None) -> bool:
    """Whether a campaign's address may stand in a page: http, https, mailto or tel.

    >>> is_link("https://example.com/help"), is_link("javascript:alert(1)")
    (True, False)
    """
    return url is not None and _LINK.fullmatch(url) is not None


def _inline(name: str) -> Markup:
    """Read a style or script for the page itself, without its comments and indentation."""
    text = (Path(__file__).parent / "static" / name).read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return Markup("\n".join(line.strip() for line in text.splitlines() if line.strip()))  # noqa: S704 our own file


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_STYLE = _inline("page.css")
_SCRIPT = _inline("page.js")

CSP = "; ".join(
    (
        "default-src 'none'",
        f"style-src {_hash(_STYLE)}",
        f"script-src {_hash(_SCRIPT)}",
        "connect-src 'self'",
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The Content-Security-Policy header of every page of this module."""


def _environment(language: str) -> Environment:
    @cache  # at most every message with every score, and a third of the time of a page
    def gettext(message: str, **named: object) -> Markup:
        return Markup(translations(language).gettext(message)) % named  # noqa: S704 our own text

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a page costs no look at the disk
    )
    environment.globals.update(language=language, style=_STYLE, script=_SCRIPT, _=gettext)
    return environment


_ENVIRONMENTS = {language: _environment(language) for language in LANGUAGES}


def environment(language: str) -> Environment:
    """The templates of these pages, in one of LANGUAGES."""
    return _ENVIRONMENTS[language]


def _template(page: Page) -> str:
    if page.kind == "erase":
        return "erase.html"
    can_retry = page.kind == "later" and page.score is not None and page.nonce
    return "answer.html" if page.kind in _ANSWERS or can_retry else "notice.html"


def render(page: Page, language: str) -> str:
    """Return the HTML of a page in one of i18n.LANGUAGES; send it with CSP as its policy.

    Links of a campaign that are no links (`is_link`) are left out: a recipient never sees an error.
    """
    return (
        environment(language)
        .get_template(_template(page))
        .render(
            page=page,
            help_url=page.help_url if is_link(page.help_url) else None,
            share_url=page.share_url if is_link(page.share_url) else None,
        )
    )
