"""The recipients' pages as answers to a request."""

from dataclasses import replace
from functools import lru_cache

from flask import Request, Response
from markupsafe import escape
from werkzeug.datastructures import Headers

from feedback_buttons import i18n, pages
from feedback_buttons.campaigns import Campaign
from feedback_buttons.pages import Kind, Page

# Nobody keeps or shares what a recipient sees. All answers share these headers, which nobody changes:
# with a list as its body, a response takes them as they are and adds the length to a copy.
_ALWAYS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
_PAGE = Headers(
    {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": pages.CSP,
        "Vary": "Accept-Language",
        **_ALWAYS,
    }
)
_JSON = Headers({"Content-Type": "application/json", **_ALWAYS})
# Stand for what is different in every page, while all the rest of it is the same for many.
_ACTION, _NONCE = "{{the address}}", "{{the nonce}}"
_KEPT_PAGES = 256  # of some 8 KB


def language(request: Request, campaign: Campaign | None) -> str:
    """The language to speak to this recipient in."""
    accepts = request.environ.get("HTTP_ACCEPT_LANGUAGE", "")
    return _pick(campaign.language if campaign else None, accepts[:200])


_pick = lru_cache(maxsize=1024)(i18n.pick)


def state(name: str, status: int = 200) -> Response:
    """What a page's script is told: ``saved``, or ``ask`` for a press."""
    return Response([f'{{"state":"{name}"}}\n'.encode()], status, _JSON)


def page(
    request: Request,
    campaign: Campaign,
    kind: Kind,
    nonce: str,
    score: int | None,
    comment: str = "",
    status: int = 200,
) -> Response:
    """A page for a button, with the campaign's own texts."""
    shown = Page(
        kind=kind,
        score=score,
        action=request.path,
        nonce=nonce,
        comment=comment,
        had_comment=bool(comment) and kind == "saved",
        sender=campaign.sender,
        question=campaign.question,
        help_url=campaign.help_url,
        help_label=campaign.help_label,
        share_url=campaign.share_url,
        share_label=campaign.share_label,
    )
    return rendered(shown, language(request, campaign), status)


def rendered(shown: Page, spoken: str, status: int = 200) -> Response:
    """A page as an answer."""
    if shown.comment or not (shown.action and shown.nonce):
        text = pages.render(shown, spoken)
    else:
        text = _skeleton(replace(shown, action=_ACTION, nonce=_NONCE), spoken)
        text = text.replace(_NONCE, shown.nonce).replace(_ACTION, escape(shown.action))
    return Response([text.encode()], status, _PAGE)


_skeleton = lru_cache(maxsize=_KEPT_PAGES)(pages.render)
