"""The recipients' routes: read the token, record the visit, judge, show the page."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from feedback_buttons.base.ids import time_of
from feedback_buttons.base.rate_limiter import truncated
from feedback_buttons.campaigns import scales
from feedback_buttons.endpoint import unsigned_views, visitors
from feedback_buttons.endpoint.button_requests import (
    Button,
    Form,
    Refusal,
    Unsigned,
    read,
    read_form,
    typed,
)
from feedback_buttons.endpoint.collector import Collector
from feedback_buttons.endpoint.page_nonces import BadNonce, Nonce
from feedback_buttons.endpoint.recorder import Lost
from feedback_buttons.i18n import recipient_language
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Away
from feedback_buttons.recipient_page import page_responses
from feedback_buttons.recipient_page.page_html import Kind, Page
from feedback_buttons.recipient_page.page_responses import Sent
from feedback_buttons.verdicts.evidence import DOUBTFUL_NETWORKS, Visit
from feedback_buttons.verdicts.policy import HASTE
from feedback_buttons.verdicts.press_rules import FORGED
from feedback_buttons.verdicts.verdict import Verdict

log = logging.getLogger(__name__)

# A page that was left open for longer than this asks anew.
_NONCE_LIFE = timedelta(days=30)
# Who had a page open when its campaign was closed may finish it for so long.
_LAST_WORDS = timedelta(days=1)


def show(held: Collector, request: Request) -> Response:
    """A button's page. GET and HEAD record a visit and change no rating."""
    try:
        button = read(held, request)
    except Unsigned as refusal:
        return unsigned_views.show(held, request, refusal)
    if button.campaign.closed:
        return closed(button)
    flags = visitors.flags(button.request)
    flags |= _learned(button, flags)
    did = "prefetch" if "prefetch" in flags else button.request.method.lower()
    visit = button.visit(did, button.score, flags)
    if button.sent_at is None and held.crowd.scans(
        button.campaign.slug, button.invitation.recipient, visit.at
    ):
        visit = replace(visit, flags=flags | {"crowd"})
    subject, objection, events = fetched(button, visit)
    mode = "ask" if objection or button.score is None else "confirm"
    kind: Kind = "choose" if button.score is None else "ask" if objection else "confirm"
    return page(button, kind, button.nonce(visit, mode, events, subject.occasion), button.score)


def _learned(button: Button, flags: frozenset[str]) -> frozenset[str]:
    """What a client's other visits say against it; this one is noted for those to come."""
    held, request, now = button.held, button.request, button.held.clock()
    traits = held.learned.traits(request)
    if button.score is not None and "prefetch" not in flags:
        slug, recipient = button.campaign.slug, button.invitation.recipient
        held.learned.note(traits, slug, recipient, button.score, now)
    return held.learned.flags(traits, now)


def fetched(button: Button, visit: Visit) -> tuple[Subject, str | None, int]:
    """Record a visit: whose it is, what speaks against its page, and how much evidence that is."""
    held, recorder = button.held, button.held.recorder
    held.metrics.add("visits")
    network = truncated(button.request.remote_addr or "")
    if not held.visit_limiter.take(network).granted:
        held.metrics.add("noisy")
        return button.subject(button.invitation.occasion), "unread", 0
    subject = recorder.resolved(button.subject(button.invitation.occasion), visit.at)
    served = recorder.visit(subject, visit)
    if button.sent_at is None:
        scan = visit.machine or served.objection == "burst"
        held.crowd.note(
            subject.campaign, subject.recipient, visit.at, first=served.events == 1, scan=scan
        )
    if served.changed:
        button.changed()
    return subject, served.objection, served.events


def answer(held: Collector, request: Request) -> Response:
    """What a page's script or form sends: seen, press, erase, erase-now."""
    try:
        button = read(held, request)
    except Unsigned as refusal:
        return unsigned_views.answer(held, request, refusal)
    form = read_form(button.request)
    try:
        nonce = button.held.nonces.read(
            form["page"], button.campaign.slug, button.invitation.recipient
        )
        if button.held.clock() - time_of(nonce.page) > _NONCE_LIFE:
            raise BadNonce("too old")
    except BadNonce:
        return closed(button, form) if button.campaign.closed else bare(button, form)
    # Only the click tells what it was done with: the page's own requests come from the page.
    button = replace(button, client_class=nonce.client_class or button.client_class)
    button.held.metrics.add("answers")
    did = form["do"]
    try:
        if did in ("erase", "erase-now"):
            return erase(button, form, nonce, sure=did == "erase-now")
        if _too_late(button, nonce):
            return page_responses.state("ask") if did == "seen" else closed(button, form)
        if did == "seen":
            return seen(button, nonce)
        return press(button, form, nonce)
    except Lost:
        if did == "seen":
            return page_responses.state("ask", 503)
        return written(
            button, "later", form["page"], form.score(button.campaign, nonce), form, status=503
        )


def closed(button: Button, form: Form | None = None) -> Response:
    """The page of a campaign that is over, with what the recipient has answered, if anything, and a way to erase
    it; and with what was typed on a page that is sent too late, to be copied. Nothing is recorded."""
    comment = form.comment if form else ""
    visit = button.visit("get", None, visitors.flags(button.request))
    subject = button.subject(button.invitation.occasion)
    standing = button.held.recorder.latest(subject, visit.at)
    if standing is None:
        return page(button, "closed", "", None, comment)
    if button.campaign.change_closed and standing.score is not None:
        nonce = button.nonce(visit, "ask", 0, standing.occasion)
        return page(button, "closed", nonce, standing.score, comment)
    nonce = button.nonce(visit, "erase", 0, standing.occasion)
    return page(button, "closed", nonce, standing.score, comment)


def _too_late(button: Button, nonce: Nonce) -> bool:
    """Whether the campaign was closed before the page was opened, or more than a day ago."""
    end = button.campaign.closed_at
    if end is None:
        return False
    if button.campaign.change_closed and _answered(button, nonce):
        return False
    opened = time_of(nonce.page) < end or nonce.mode in ("saved", "again")
    return not opened or button.held.clock() - end > _LAST_WORDS


def _answered(button: Button, nonce: Nonce) -> bool:
    """Whether the recipient has an answer that can be changed."""
    latest = button.held.recorder.latest(button.subject(nonce.occasion), button.held.clock())
    return latest is not None and latest.score is not None


def seen(button: Button, nonce: Nonce) -> Response:
    """Record that the page was visible for a moment, as its script says; answer ``saved`` or ``ask``."""
    visit = button.visit("seen", nonce.score, visitors.flags(button.request), nonce)
    outcome = button.held.recorder.seen(button.subject(nonce.occasion), visit, nonce.events)
    tell(button, outcome, visit)
    saved = outcome.score is not None and outcome.score == visit.score
    return page_responses.state("saved" if saved else "ask")


def press(button: Button, form: Form, nonce: Nonce) -> Response:
    """Record a press with its comment and choice; answer the page of what became of it."""
    score = form.score(button.campaign, nonce)
    if score is None:
        return written(button, "choose", form["page"], None, form)
    flags = visitors.press_flags(button.request, button.held.config.url)
    visit = _among_pressers(button, button.visit("press", score, flags, nonce))
    comment, chosen = form.changed("comment", form.comment), form.chosen(button.campaign, score)
    contact = form.changed("contact", form.contact(button.campaign))
    doubtful = _doubtful(button, visit)
    outcome = button.held.recorder.press(
        button.subject(nonce.occasion), visit, comment, chosen, contact,
        first=nonce.score, suspect=doubtful,
    )  # fmt: skip
    tell(button, outcome, visit)
    if doubtful and nonce.mode != "again":
        automatic = outcome.answer != visit and outcome.reason not in ("pressers", "unread")
        slug, mail = button.campaign.slug, button.invitation.recipient
        button.held.pressers.note(slug, mail, score, visit.at, automatic=automatic)
    kind: Kind = "saved" if outcome.counts(visit) else "again"
    return written(button, kind, button.nonce(visit, kind, 0, nonce.occasion), score, form)


def _among_pressers(button: Button, press: Visit) -> Visit:
    """A press from a doubtful network, flagged where sandboxes press the campaign's mails just now."""
    slug, mail = button.campaign.slug, button.invitation.recipient
    about = button.held.pressers.about(slug, mail, press.score, press.at)
    return replace(press, flags=press.flags | about) if _doubtful(button, press) else press


def _doubtful(button: Button, press: Visit) -> bool:
    """Whether machines press where a press comes from."""
    return press.network in DOUBTFUL_NETWORKS or button.held.learned.scans(button.request, press.at)


def erase(button: Button, form: Form, nonce: Nonce, *, sure: bool) -> Response:
    """Erase the answer where that is ``sure``, else answer the page that asks: a machine presses every button."""
    flags = visitors.press_flags(button.request, button.held.config.url)
    visit = button.visit("erase", None, flags, nonce)
    hasty = visit.at - time_of(nonce.page) < HASTE
    if sure and nonce.mode == "erase" and not hasty and not visit.flags & FORGED:
        button.held.recorder.erase(button.subject(nonce.occasion), visit)
        button.changed()
        return page(button, "erased", "", None)
    sent = form.score(button.campaign, nonce)
    score = button.score if sent is None else sent
    next_nonce = button.nonce(visit, "erase", 0, nonce.occasion)
    return written(button, "erase", next_nonce, score, form)


def bare(button: Button, form: Form) -> Response:
    """A POST that comes from no page of ours, or from one left open for too long: evidence, and the
    page with what was written, asking for one press."""
    sent = form.score(button.campaign)
    score = button.score if sent is None else sent
    visit = button.visit("bare", score, visitors.flags(button.request))
    subject, _, _ = fetched(button, visit)
    kind: Kind = "choose" if score is None else "ask"
    next_nonce = button.nonce(visit, "ask", 0, subject.occasion)
    return written(button, kind, next_nonce, score, form)


def tell(button: Button, outcome: Verdict, visit: Visit) -> None:
    """Notify the dashboards of an answer, or of one that was excluded."""
    if outcome.answer == visit or outcome.score is None:
        button.changed()


def page(button: Button, kind: Kind, nonce: str, score: int | None, comment: str = "") -> Response:
    """Answer a page of this kind for a button."""
    return page_responses.page(button.request, button.campaign, kind, nonce, score, Sent(comment))


def written(
    button: Button, kind: Kind, nonce: str, score: int | None, form: Form, status: int = 200
) -> Response:
    """A page for a button, with what was written and chosen on the page before."""
    campaign = button.campaign
    chosen = form.chosen(campaign, score)
    sent = Sent(form.comment, chosen.choice if chosen else None, form.contact(campaign))
    return page_responses.page(button.request, campaign, kind, nonce, score, sent, status)


# What is done with a button's address.
METHODS: dict[str, Callable[[Collector, Request], Response]] = {
    "GET": show,
    "HEAD": show,
    "POST": answer,
}


def error_page(request: Request, error: Exception) -> Response:
    """The page for any error: the visitor gets a kind one, the log the cause."""
    if isinstance(error, Refusal):
        return refuse(request, error)
    spoken = page_responses.language(request, None)
    if isinstance(error, Away):
        log.critical("the database is away, and a campaign's texts are not on this disk")
        return page_responses.rendered(Page(kind="later", comment=typed(request)), spoken, 503)
    if isinstance(error, RequestEntityTooLarge):
        return page_responses.rendered(Page(kind="too_large"), spoken, 413)
    if isinstance(error, HTTPException):
        return page_responses.rendered(Page(kind="unknown"), spoken, error.code or 404)
    log.error("a request failed", exc_info=error)
    return page_responses.rendered(Page(kind="later", comment=typed(request)), spoken, 500)


def refused_page(status: HTTPStatus, languages: str) -> Response:
    """The page for a request that is not read to its end; the languages are those that a browser accepts."""
    too_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    spoken = recipient_language.pick(None, languages[:200])
    return page_responses.rendered(
        Page(kind="too_large" if too_large else "unknown"), spoken, status
    )


def refuse(request: Request, refusal: Refusal) -> Response:
    """The friendly page behind an address that leads to no button."""
    sender = refusal.campaign.sender if refusal.campaign else ""
    asks = refusal.campaign.asks if refusal.campaign else None
    scale = scales.asked(refusal.campaign.scale if refusal.campaign else scales.USUAL, asks)
    spoken = page_responses.language(request, refusal.campaign)
    comment = typed(request)
    shown = Page(refusal.kind, refusal.score, scale, sender=sender, comment=comment)
    return page_responses.rendered(shown, spoken, refusal.status)
