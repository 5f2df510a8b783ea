"""The pages behind a button without a usable token: its reader can answer all the same.

The answer is kept apart from those whose recipient is known. It always takes a press, since nothing is known of who
has the mail, and one browser can give few, see collector.py.
"""

from dataclasses import dataclass, replace

from werkzeug.wrappers import Request, Response

from feedback_buttons.base.ids import time_of
from feedback_buttons.base.rate_limiter import truncated
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.endpoint import visitors
from feedback_buttons.endpoint.broken_click_counts import Broken
from feedback_buttons.endpoint.button_requests import Form, Unsigned, read_form, score_in_address
from feedback_buttons.endpoint.collector import Collector
from feedback_buttons.endpoint.page_nonces import BadNonce, Nonce
from feedback_buttons.endpoint.recorder import Lost
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.unsigned_answers import ERASED, NOBODY, PRESSED
from feedback_buttons.recipient_page import page_responses
from feedback_buttons.recipient_page.page_html import Kind
from feedback_buttons.verdicts.evidence import DOUBTFUL_NETWORKS, MACHINE_FLAGS, Visit
from feedback_buttons.verdicts.policy import HASTE, POLICIES
from feedback_buttons.verdicts.press_rules import FORGED


@dataclass(frozen=True, slots=True)
class UnsignedButton:
    """A button that was asked for, of a campaign that is open; ``kind`` is what stands where the token belongs."""

    held: Collector
    request: Request
    campaign: Campaign
    kind: Broken
    score: int | None

    @property
    def subject(self) -> Subject:
        """The campaign as what an answer is about, and nobody as who gave it."""
        spoken = page_responses.language(self.request, self.campaign)
        policy = POLICIES[self.campaign.policy]
        return Subject(self.campaign.slug, NOBODY, 0, policy, language=spoken)

    def visit(self, did: str, score: int | None, flags: frozenset[str], page: int | None) -> Visit:
        """This request, as it is kept of such an answer."""
        id, at = self.held.ids.next(after=page or 0)
        client = self.held.visitors.client(visitors.device(self.request), at.date())
        network = visitors.network(self.request.remote_addr or "")
        return Visit(id, at, did, score, client, network, flags, page, self.kind)

    def page(
        self, kind: Kind, mode: str, score: int | None, id: int, comment: str = ""
    ) -> Response:
        """A page on which this button's answer can be given or changed."""
        nonce = self.held.nonces.sign(Nonce(id, 0, 0, mode, score), self.campaign.slug, NOBODY)
        return page_responses.unsigned(self.request, self.campaign, kind, nonce, score, comment)


def read(held: Collector, request: Request, refusal: Unsigned) -> UnsignedButton:
    """The button of the campaign that an address names.

    Raises:
        Unsigned: it names none that there is.
        Away: nobody knows the campaign while the database is away.
    """
    if refusal.slug is None or refusal.broken is None:
        raise refusal
    campaign = held.campaigns.get(refusal.slug)
    if campaign is None:
        raise refusal
    last = request.path.rstrip("/").rpartition("/")[2]
    return UnsignedButton(held, request, campaign, refusal.broken, score_in_address(last, campaign))


def show(held: Collector, request: Request, refusal: Unsigned, comment: str = "") -> Response:
    """Say what is wrong with the button, and offer the scale, with what was typed already. Nothing is recorded."""
    button = read(held, request, refusal)
    if button.campaign.closed:
        return page_responses.notice(request, button.campaign, "closed", 200, comment)
    id, _ = held.ids.next(after=0)
    response = button.page(refusal.kind, "ask", button.score, id, comment)
    response.status_code = refusal.status
    return response


def answer(held: Collector, request: Request, refusal: Unsigned) -> Response:
    """What the page's form sends: a press, with a comment or without, or that it be erased."""
    button, form = read(held, request, refusal), read_form(request)
    try:
        nonce = held.nonces.read(form["page"], button.campaign.slug, NOBODY)
    except BadNonce:
        return show(held, request, refusal, form.comment)
    try:
        if form["do"] in ("erase", "erase-now"):
            return _erase(button, form, nonce, sure=form["do"] == "erase-now")
        if button.campaign.closed:
            return show(held, request, refusal, form.comment)
        return _press(button, form, nonce)
    except Lost:
        score = form.score(button.campaign, nonce)
        later = button.page("later", nonce.mode, score, nonce.page, form.comment)
        later.status_code = 503
        return later


def _press(button: UnsignedButton, form: Form, nonce: Nonce) -> Response:
    score = form.score(button.campaign, nonce)
    if score is None:
        return button.page("choose", "ask", None, nonce.page, form.comment)
    flags = visitors.press_flags(button.request, button.held.config.url)
    visit = button.visit(PRESSED, score, flags, nonce.page)
    if _automatic(visit, nonce):
        return button.page("again", "again", score, nonce.page, form.comment)
    if nonce.mode != "saved" and not _granted(button, visit):
        return page_responses.notice(button.request, button.campaign, "crowded", 429, form.comment)
    text = form.comment
    comment = text if text or form["had_comment"] else None
    button.held.recorder.unsigned(button.subject, visit, comment)
    button.held.notifier.changed(button.campaign.slug)
    return button.page("saved", "saved", score, nonce.page, text)


def _automatic(visit: Visit, nonce: Nonce) -> bool:
    """Whether a press may be a machine's; where it only may, the second one counts."""
    opened = time_of(nonce.page)
    if nonce.mode == "saved":
        return bool(visit.flags & FORGED)
    if visit.flags & FORGED or visit.at - opened < HASTE:
        return True
    doubtful = visit.network in DOUBTFUL_NETWORKS or bool(visit.flags & MACHINE_FLAGS)
    return doubtful and nonce.mode != "again"


def _granted(button: UnsignedButton, visit: Visit) -> bool:
    """Whether this browser, and its network, may give one more answer."""
    slug, network = button.campaign.slug, truncated(button.request.remote_addr or "")
    browser = button.held.unsigned_limiter.take((slug, visit.client))
    return browser.granted and button.held.unsigned_networks.take((slug, network)).granted


def _erase(button: UnsignedButton, form: Form, nonce: Nonce, *, sure: bool) -> Response:
    flags = visitors.press_flags(button.request, button.held.config.url)
    score = form.score(button.campaign, nonce)
    visit = button.visit(ERASED, None, flags, nonce.page)
    if not sure or nonce.mode != "erase" or visit.flags & FORGED:
        return button.page("erase", "erase", score, nonce.page, form.comment)
    button.held.recorder.unsigned(button.subject, replace(visit, score=None), None)
    button.held.notifier.changed(button.campaign.slug)
    return page_responses.notice(button.request, button.campaign, "erased", 200)
