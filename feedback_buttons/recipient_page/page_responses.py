"""The recipients' pages as answers to a request."""

import gzip
import secrets
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request, Response

from feedback_buttons.campaigns import follow_up_questions, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.i18n import recipient_language
from feedback_buttons.recipient_page import page_html
from feedback_buttons.recipient_page.page_html import Kind, Page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Nobody keeps or shares what a recipient sees. All answers share these headers, which nobody changes.
_ALWAYS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
_PAGE = Headers(
    {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": page_html.CSP,
        "Vary": "Accept-Language",
        **_ALWAYS,
    }
)
_JSON = Headers({"Content-Type": "application/json", **_ALWAYS})
# Stand for what is different in every page, while all the rest of it is the same for many. Nobody can
# write these into a campaign's texts.
_ACTION, _NONCE = secrets.token_hex(16), secrets.token_hex(16)
PRIVACY = "/r/privacy/"
"""The address, before the language, of the page of what is stored. It stands among the buttons', which every proxy lets
through; no button has it: a language is no token."""
_KEPT_PAGES = 256  # of some 8 KB


class Sent(NamedTuple):
    """What came along with a press: what was written, the number of what was chosen, where to reach the recipient."""

    comment: str = ""
    choice: int | None = None
    contact: str = ""


_NOTHING = Sent()


class Reply(Response):
    """An answer with its whole body and its final headers, sent as they are: Werkzeug would look each header
    over once more, for what only redirects and ranges need."""

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        body: list[bytes] = self.response  # type: ignore[assignment]  # as all below are made
        start_response(self.status, [*self.headers, ("Content-Length", str(len(body[0])))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else body


def language(request: Request, campaign: Campaign | None) -> str:
    """The language to speak to this recipient in."""
    accepts = request.environ.get("HTTP_ACCEPT_LANGUAGE", "")
    return _pick(campaign.language if campaign else None, accepts[:200])


_pick = lru_cache(maxsize=1024)(recipient_language.pick)


def state(name: str, status: int = 200) -> Response:
    """What a page's script is told: ``saved``, or ``ask`` for a press."""
    return Reply([f'{{"state":"{name}"}}\n'.encode()], status, _JSON)


def page(
    request: Request,
    campaign: Campaign,
    kind: Kind,
    nonce: str,
    score: int | None,
    sent: Sent = _NOTHING,
    status: int = 200,
) -> Response:
    """A page for a button, with the campaign's own texts, and with what was sent."""
    spoken, action = language(request, campaign), request.root_path + request.path
    if any(sent) or not nonce:
        shown = _shown(campaign, spoken, kind, score, action, nonce, sent)
        return rendered(_linked(shown, request.root_path, spoken), spoken, status)
    before, between, after = _parts(campaign, kind, score, spoken, request.root_path)
    text = b"".join((before, escape(action).encode(), between, nonce.encode(), after))
    return Reply([text], status, _PAGE)


def unsigned(
    request: Request, campaign: Campaign, kind: Kind, nonce: str, score: int | None, comment: str
) -> Response:
    """A page for a button that names nobody; what is asked after the score belongs to recipients that are known."""
    spoken, action = language(request, campaign), request.root_path + request.path
    campaign = replace(campaign, questions=[], offer_contact=False)
    shown = _shown(campaign, spoken, kind, score, action, nonce, Sent(comment))
    shown = _linked(shown, request.root_path, spoken)
    return rendered(replace(shown, unsigned=True), spoken)


def notice(
    request: Request, campaign: Campaign, kind: Kind, status: int, comment: str = ""
) -> Response:
    """A page behind a button that names nobody, from which nothing can be sent, with what was typed in vain."""
    spoken = language(request, campaign)
    shown = _shown(campaign, spoken, kind, None, "", "", Sent(comment))
    return rendered(replace(shown, unsigned=True), spoken, status)


@lru_cache(maxsize=_KEPT_PAGES)
def _parts(
    campaign: Campaign, kind: Kind, score: int | None, spoken: str, root: str
) -> tuple[bytes, ...]:
    """What a page has before its address, between that and its nonce, and after."""
    shown = _shown(campaign, spoken, kind, score, _ACTION, _NONCE)
    text = page_html.render(_linked(shown, root, spoken), spoken)
    before, _, rest = text.partition(_ACTION)
    between, _, after = rest.partition(_NONCE)
    return before.encode(), between.encode(), after.encode()


def _linked(shown: Page, root: str, spoken: str) -> Page:
    """The page with a link to what is stored, for an endpoint below this path."""
    return replace(shown, privacy=f"{root}{PRIVACY}{spoken}")


def _shown(
    campaign: Campaign,
    spoken: str,
    kind: Kind,
    score: int | None,
    action: str,
    nonce: str,
    sent: Sent = _NOTHING,
) -> Page:
    comment, choice, contact = sent
    return Page(
        kind=kind,
        score=score,
        scale=scales.asked(campaign.scale, campaign.asks),
        action=action,
        nonce=nonce,
        comment=comment,
        had_comment=bool(comment) and kind == "saved",
        follow_up=follow_up_questions.asked(campaign.questions, score, spoken),
        choice=choice,
        offer_contact=campaign.offer_contact,
        contact=contact,
        had_contact=bool(contact) and kind == "saved",
        sender=campaign.sender,
        logo=campaign.logo,
        question=campaign.said("question", spoken),
        thanks=campaign.said("thanks", spoken),
        help_url=campaign.help_url,
        help_label=campaign.said("help_label", spoken),
        share_url=campaign.share_url,
        share_label=campaign.said("share_label", spoken),
        closed=campaign.closed,
        change_closed=campaign.change_closed,
    )


def preview(campaign: Campaign, score: int, spoken: str) -> str:
    """The HTML that a recipient sees whose press of this score was saved, without a way to send more."""
    return page_html.render(_shown(campaign, spoken, "saved", score, "", ""), spoken)


def weight(campaign: Campaign) -> int:
    """The bytes of the heaviest page that a recipient opens, compressed."""
    pages_ = (
        b"".join(_parts(campaign, kind, score, spoken, ""))
        for kind in ("confirm", "saved")
        for spoken in recipient_language.LANGUAGES
        for score in campaign.scores
    )
    return max(len(gzip.compress(page)) for page in pages_)


def rendered(shown: Page, spoken: str, status: int = 200) -> Response:
    """A page's HTML as a response with this status and the pages' headers."""
    return html(page_html.render(shown, spoken), status)


def html(text: str, status: int = 200) -> Response:
    """A page's text as a response with this status and the pages' headers."""
    return Reply([text.encode()], status, _PAGE)
