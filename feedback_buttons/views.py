"""The recipients' routes: read the token, record the visit, judge, show the page."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from feedback_buttons import comments, i18n, pages, visitors
from feedback_buttons.campaigns import Campaign
from feedback_buttons.collector import Collector
from feedback_buttons.evidence import Visit
from feedback_buttons.ids import time_of
from feedback_buttons.keeper import Lost
from feedback_buttons.links import Away
from feedback_buttons.nonces import BadNonce, Nonce
from feedback_buttons.pages import Kind, Page
from feedback_buttons.policy import HASTE, POLICIES
from feedback_buttons.ratings import Subject
from feedback_buttons.tokens import BadToken, Invitation, UnmergedToken, is_merge_tag
from feedback_buttons.verdict import Verdict

buttons = Blueprint("buttons", __name__)
log = logging.getLogger(__name__)

_SCORE = re.compile(r"0*(\d{1,2})(?!\d)")
# A page that was left open for longer than this asks anew.
_NONCE_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Button:
    """A button's address that was fetched, and all that it says."""

    campaign: Campaign
    invitation: Invitation
    score: int | None

    def subject(self, occasion: int) -> Subject:
        """Whose rating it is."""
        campaign, invitation = self.campaign, self.invitation
        return Subject(
            campaign.slug,
            invitation.recipient,
            occasion,
            POLICIES[campaign.policy],
            invitation.sent_at or campaign.sent_at,
            language(campaign),
            campaign.repeat_after,
        )

    def nonce(self, visit: Visit, mode: str, events: int = 0, occasion: int = 0) -> str:
        """The signed value of a page that is served for a visit."""
        nonce = Nonce(visit.id, occasion, events, mode, visit.score or 0)
        return collector().nonces.sign(nonce, self.campaign.slug, self.invitation.recipient)


class Refusal(Exception):
    """The address leads to no button; the page says so kindly, with this status."""

    def __init__(self, kind: Kind, status: int, campaign: Campaign | None = None) -> None:
        super().__init__(kind)
        self.kind, self.status, self.campaign = kind, status, campaign


def collector() -> Collector:
    """What this application writes through."""
    found: Collector = current_app.extensions["feedback_buttons"]
    return found


@buttons.get("/r/<path:address>")
def show(address: str) -> Response:
    """A button's page. GET and HEAD record a visit and change no rating."""
    button = read(address)
    flags = visitors.flags(request)
    did = "prefetch" if "prefetch" in flags else request.method.lower()
    visit = made(did, button.score, flags=flags)
    subject, objection, events = fetched(button, visit)
    mode = "ask" if objection or button.score is None else "confirm"
    kind: Kind = "choose" if button.score is None else "ask" if objection else "confirm"
    return page(button, kind, button.nonce(visit, mode, events, subject.occasion), button.score)


def fetched(button: Button, visit: Visit) -> tuple[Subject, str | None, int]:
    """Record a visit: whose it is, what speaks against its page, and how much evidence that is."""
    held = collector()
    held.metrics.add("visits")
    subject = held.keeper.resolved(button.subject(button.invitation.occasion), visit.at)
    served = held.keeper.visit(subject, visit)
    if served.changed:
        held.notifier.changed(button.campaign.slug)
    return subject, served.objection, served.events


@buttons.post("/r/<path:address>")
def answer(address: str) -> Response:
    """What a page's script or form sends: seen, press, erase, erase-now."""
    button = read(address)
    form = request.form
    try:
        nonce = collector().nonces.read(
            form.get("page", ""), button.campaign.slug, button.invitation.recipient
        )
        if request_time() - time_of(nonce.page) > _NONCE_LIFE:
            raise BadNonce("too old")
    except BadNonce:
        return bare(button)
    did = form.get("do", "press")
    collector().metrics.add("answers")
    try:
        if did == "seen":
            return seen(button, nonce)
        if did in ("erase", "erase-now"):
            return erase(button, nonce, sure=did == "erase-now")
        return press(button, nonce)
    except Lost:
        if did == "seen":
            return no_store(jsonify(state="ask"), 503)
        score = read_score(form.get("score", "")) or nonce.score or None
        return page(button, "later", form.get("page", ""), score, comment(), status=503)


def seen(button: Button, nonce: Nonce) -> Response:
    """The page's script says that the page was visible for a moment."""
    visit = made("seen", nonce.score or None, nonce)
    outcome = collector().keeper.seen(button.subject(nonce.occasion), visit, nonce.events)
    tell(button, outcome, visit)
    saved = outcome.score is not None and outcome.score == visit.score
    return no_store(jsonify(state="saved" if saved else "ask"))


def press(button: Button, nonce: Nonce) -> Response:
    """The page's form was sent."""
    score = read_score(request.form.get("score", "")) or nonce.score or None
    if score is None:
        return page(button, "choose", request.form["page"], None, comment())
    flags = visitors.press_flags(request, collector().config.url)
    visit = made("press", score, nonce, flags)
    text = comment()
    kept = text if text or request.form.get("had_comment") else None
    outcome = collector().keeper.press(button.subject(nonce.occasion), visit, kept)
    tell(button, outcome, visit)
    if outcome.answer != visit and outcome.state != "overruled":
        return page(button, "again", button.nonce(visit, "again", 0, nonce.occasion), score, text)
    return page(button, "saved", button.nonce(visit, "saved", 0, nonce.occasion), score, text)


def erase(button: Button, nonce: Nonce, *, sure: bool) -> Response:
    """Asks before it erases: a machine that presses every button must not."""
    visit = made("erase", None, nonce, visitors.press_flags(request, collector().config.url))
    hasty = visit.at - time_of(nonce.page) < HASTE
    if sure and nonce.mode == "erase" and not hasty and not visit.flags:
        collector().keeper.erase(button.subject(nonce.occasion), visit)
        collector().notifier.changed(button.campaign.slug)
        return page(button, "erased", "", None)
    score = read_score(request.form.get("score", "")) or nonce.score or button.score
    asked = button.nonce(visit, "erase", 0, nonce.occasion)
    return page(button, "erase", asked, score, comment())


def bare(button: Button) -> Response:
    """A POST that comes from no page of ours, or from one left open for too long: evidence, and the
    page with what was written, asking for one press."""
    score = read_score(request.form.get("score", "")) or button.score
    visit = made("bare", score)
    subject, _, _ = fetched(button, visit)
    kind: Kind = "ask" if score else "choose"
    return page(button, kind, button.nonce(visit, "ask", 0, subject.occasion), score, comment())


def read(address: str) -> Button:
    """What a button's address says.

    Raises:
        Refusal: it leads to no button.
    """
    slug, token, score = ([part for part in address.split("/") if part] + ["", "", ""])[:3]
    if is_merge_tag(token) or is_merge_tag(slug):
        raise Refusal("preview", 200)
    slug = slug.lower()
    try:
        invitation = collector().tokens.read(slug, token)
    except UnmergedToken as error:
        raise Refusal("preview", 200) from error
    except BadToken as error:
        raise Refusal("unknown", 404) from error
    try:
        campaign = collector().campaigns.get(slug)
    except Away as error:
        log.critical("the database is away, and the texts of %s are not on this disk", slug)
        raise Refusal("later", 503) from error
    if campaign is None:
        raise Refusal("unknown", 404)
    if campaign.closed:
        raise Refusal("closed", 410, campaign)
    if invitation.test:
        raise Refusal("test", 200, campaign)
    return Button(campaign, invitation, read_score(score))


def read_score(text: str) -> int | None:
    """The score at the start of a text, whatever stands behind it; None if it is none from 1 to 10.

    >>> [read_score(text) for text in ("7", "7.", "10)", "0", "11", "abc", "")]
    [7, 7, 10, None, None, None, None]
    """
    found = _SCORE.match(text) if text.isascii() else None
    score = int(found[1]) if found else 0
    return score if 1 <= score <= 10 else None


def made(
    did: str, score: int | None, nonce: Nonce | None = None, flags: frozenset[str] | None = None
) -> Visit:
    """This request as evidence."""
    id, at = collector().ids.next(after=nonce.page if nonce else 0)
    agent = request.headers.get("User-Agent", "")
    return Visit(
        id,
        at,
        did,
        score,
        collector().visitors.client(request.remote_addr or "", agent, at.date()),
        visitors.network(request),
        visitors.flags(request) if flags is None else flags,
        nonce.page if nonce else None,
        nonce.mode if nonce else None,
    )


def tell(button: Button, outcome: Verdict, visit: Visit) -> None:
    """Let the dashboards know of an answer, or of one that was set aside."""
    if outcome.answer == visit or outcome.score is None:
        collector().notifier.changed(button.campaign.slug)


def comment() -> str:
    """The comment that a form brought."""
    return comments.clean(request.form.get("comment", ""))


def request_time() -> datetime:
    """The time now, as the collector's clock has it."""
    return collector().clock()


def language(campaign: Campaign | None) -> str:
    """The language to speak to this recipient in."""
    accepts = request.headers.get("Accept-Language")
    return i18n.pick(campaign.language if campaign else None, accepts)


def page(
    button: Button,
    kind: Kind,
    nonce: str,
    score: int | None,
    text: str = "",
    status: int = 200,
) -> Response:
    """A page for a button, with the campaign's own texts."""
    campaign = button.campaign
    shown = Page(
        kind=kind,
        score=score,
        action=request.path,
        nonce=nonce,
        comment=text,
        had_comment=bool(text) and kind == "saved",
        sender=campaign.sender,
        question=campaign.question,
        help_url=campaign.help_url,
        help_label=campaign.help_label,
        share_url=campaign.share_url,
        share_label=campaign.share_label,
    )
    return rendered(shown, campaign, status)


def rendered(shown: Page, campaign: Campaign | None, status: int = 200) -> Response:
    """A page as the answer to this request."""
    response = current_app.response_class(
        pages.render(shown, language(campaign)), status, mimetype="text/html"
    )
    response.headers["Content-Security-Policy"] = pages.CSP
    response.headers["Vary"] = "Accept-Language"
    return no_store(response)


def no_store(response: Response, status: int | None = None) -> Response:
    """Nobody keeps or shares what a recipient sees."""
    if status:
        response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@buttons.errorhandler(Refusal)
def refuse(refusal: Refusal) -> Response:
    """The friendly page behind an address that leads to no button."""
    sender = refusal.campaign.sender if refusal.campaign else ""
    return rendered(Page(kind=refusal.kind, sender=sender), refusal.campaign, refusal.status)


@buttons.app_errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> Response:
    """More than any comment takes."""
    return rendered(Page(kind="too_large"), None, 413)


@buttons.app_errorhandler(Exception)
def failed(error: Exception) -> Response:
    """One place for what nobody foresaw: the visitor gets a kind page, the log the cause."""
    if isinstance(error, HTTPException):
        return rendered(Page(kind="unknown"), None, error.code or 404)
    log.exception("a request failed")
    return rendered(Page(kind="later"), None, 500)
