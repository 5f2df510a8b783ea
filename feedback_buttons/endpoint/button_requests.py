"""Parses the address of a button, and what the request says about the client."""

import hmac
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from feedback_buttons.campaigns import follow_up_questions, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Chosen
from feedback_buttons.comments import comment_cleaning
from feedback_buttons.endpoint import mangled_addresses, visitors
from feedback_buttons.endpoint.broken_click_counts import Broken
from feedback_buttons.endpoint.collector import Collector
from feedback_buttons.endpoint.page_nonces import Nonce
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.recipient_page.page_html import Kind
from feedback_buttons.recipient_page.page_responses import language
from feedback_buttons.signing import tool_signatures
from feedback_buttons.signing.tokens import BadToken, Invitation, UnmergedToken, is_merge_tag
from feedback_buttons.verdicts.client_class import client_class
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES

# A comment of 2,000 characters of four bytes each, percent-encoded, with room to spare.
FORM_BYTES = 64 * 1024
_READ = "feedback_buttons.form"  # in a request's environment: its form, which can be read once
FIELDS = 20
CONTACT_LENGTH = 200  # characters
_SCORE = re.compile(r"0*([0-9]{1,2})(?!\d)")
_CUT = re.compile(r"[01](?!\d)")  # may have been a 10, or a 01; see scales.in_address


class Refusal(Exception):
    """The address leads to no button; the page says so kindly, with this status."""

    def __init__(
        self, kind: Kind, status: int, campaign: Campaign | None = None, score: int | None = None
    ) -> None:
        super().__init__(kind)
        self.kind, self.status, self.campaign, self.score = kind, status, campaign, score


class Unsigned(Refusal):
    """None of our keys has signed the address, as it stands there. Where it names a campaign all the same, ``slug`` is
    which one, and ``broken`` what stands where the token belongs."""

    slug: str | None = None
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button's address that was asked for, by which request, and what was clicked with."""

    held: Collector
    request: Request
    campaign: Campaign
    invitation: Invitation
    score: int | None
    client_class: str

    @property
    def sent_at(self) -> datetime | None:
        """When the mail was sent, as its token says, else when its campaign's last wave was."""
        by_token, campaign = self.invitation.sent_at, self.campaign
        if by_token or not campaign.waves:  # as nearly always: no clock is asked
            return by_token or campaign.sent_at
        return campaign.sent_before(self.held.ids.now())

    def subject(self, occasion: int) -> Subject:
        """The rating that an answer on this occasion is about: campaign, recipient, occasion, policy, send time."""
        campaign, invitation = self.campaign, self.invitation
        return Subject(
            campaign.slug,
            invitation.recipient,
            occasion,
            POLICIES[campaign.policy],
            self.sent_at,
            language(self.request, campaign),
            campaign.repeat_after,
            self.client_class,
            invitation.sent_at,
        )

    def nonce(self, visit: Visit, mode: str, events: int = 0, occasion: int = 0) -> str:
        """The signed value of a page that is served for a visit."""
        seal = self.held.nonces.seal(visit.id, visitors.device(self.request))
        nonce = Nonce(
            visit.id, occasion, events, mode, visit.score, self.client_class, visit.client, seal
        )
        return self.held.nonces.sign(nonce, self.campaign.slug, self.invitation.recipient)

    def visit(
        self, did: str, score: int | None, flags: frozenset[str], nonce: Nonce | None = None
    ) -> Visit:
        """This request as evidence."""
        id, at = self.held.ids.next(after=nonce.page if nonce else 0)
        device = visitors.device(self.request)
        client = self._opened_by(nonce, device) if nonce else None
        if client is None:
            client = self.held.visitors.client(device, at.date())
        network = visitors.network(self.request.remote_addr or "")
        page, mode = (nonce.page, nonce.mode) if nonce else (None, None)
        return Visit(id, at, did, score, client, network, flags, page, mode)

    def _opened_by(self, nonce: Nonce, device: bytes) -> int | None:
        """The client that the page was opened by, if it is the one who sends it back: by now the day's key may
        be another, at midnight or after the database was away."""
        same = hmac.compare_digest(nonce.seal, self.held.nonces.seal(nonce.page, device))
        return nonce.client if same else None

    def changed(self) -> None:
        """Notify the dashboards that the campaign's figures changed."""
        self.held.notifier.changed(self.campaign.slug)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields that a page's form sent, by name; "" for those that it did not."""

    values: "MultiDict[str, str] | dict[str, str]"

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def comment(self) -> str:
        """The comment that came along, cleaned."""
        return comment_cleaning.clean(self["comment"])

    def contact(self, campaign: Campaign) -> str:
        """Where to reach who wrote it, in their own words; "" where the campaign does not offer that."""
        line = " ".join(comment_cleaning.clean(self["contact"]).split())
        return line[:CONTACT_LENGTH].strip() if campaign.offer_contact else ""

    def changed(self, name: str, text: str) -> str | None:
        """The text of a field; one that is emptied on a page that showed it is "", to be removed, and None on any other
        page, which says nothing of it."""
        return text if text or self[f"had_{name}"] else None

    def chosen(self, campaign: Campaign, score: int | None) -> Chosen | None:
        """What was chosen of what the campaign asks at this score."""
        return follow_up_questions.chosen(
            campaign.questions, score, self["question"], self["choice"]
        )

    def score(self, campaign: Campaign, nonce: Nonce | None = None) -> int | None:
        """The score that was pressed, else the one that the page showed."""
        pressed = read_score(self["score"], campaign.scores)
        return nonce.score if pressed is None and nonce else pressed


def read_form(request: Request) -> Form:
    """The form of a request. Werkzeug's parser takes as long as all the rest of a confirmation; it is left
    for what pages of ours don't send."""
    environ = request.environ
    if _READ in environ:
        return cast(Form, environ[_READ])
    form = environ[_READ] = Form(_fields(request))
    return form


def _fields(request: Request) -> "MultiDict[str, str] | dict[str, str]":
    environ = request.environ
    if environ.get("CONTENT_TYPE", "").partition(";")[0] != "application/x-www-form-urlencoded":
        return request.form
    length = environ.get("CONTENT_LENGTH", "")
    short = length.isdecimal() and len(length) < 9 and int(length) <= FORM_BYTES
    data = environ["wsgi.input"].read(int(length)) if short else request.get_data(cache=False)
    values: dict[str, str] = {}
    text = data.decode("utf-8", "replace")
    # A page has a dozen fields; whatever stands behind more than that is not looked at.
    first = "&".join(text.split("&", FIELDS)[:FIELDS])
    for name, value in parse_qsl(first, keep_blank_values=True):
        values.setdefault(name, value)  # the pressed button's own stands first
    return values


def typed(request: Request) -> str:
    """What a request that cannot be saved has as a comment, to be shown back: "" where it has none."""
    if request.method != "POST":
        return ""
    try:
        return read_form(request).comment
    except HTTPException:
        return ""


def read(held: Collector, request: Request) -> Button:
    """What a button's address says: /r/<campaign>/<token>/<score>; of a mangled one, what it was.

    Raises:
        Refusal: it leads to no button.
        Away: nobody knows the campaign while the database is away.
    """
    try:
        return _read(held, request, request.path)
    except Refusal as refusal:
        if refusal.campaign:  # known by its token
            raise
        for path in mangled_addresses.mended(request.path):
            with suppress(Unsigned):
                button = _read(held, request, path)
                request.path = path
                return button
        if isinstance(refusal, Unsigned):
            _name(held, request, refusal)
        raise


def _name(held: Collector, request: Request, refusal: Unsigned) -> None:
    """Say which campaign a button names that names nobody, and count a click on it, unless a machine made it."""
    _, slug, token, *_ = [*request.path.lstrip("/").lower().split("/"), "", "", ""]
    if slug not in held.campaigns.slugs:
        return
    lost = not token or (
        token.isdecimal() and len(token) < 3
    )  # as a mail tool leaves an empty field
    broken: Broken = "unmerged" if refusal.kind == "preview" else "empty" if lost else "wrong"
    refusal.slug, refusal.broken = slug, broken
    if request.method == "GET" and not visitors.flags(request):
        held.broken.note(slug, broken, held.clock())


def _read(held: Collector, request: Request, path: str) -> Button:
    parts = [part for part in path.split("/") if part]
    slug, token, score = [*parts[1:], "", "", ""][:3]
    if is_merge_tag(token) or is_merge_tag(slug):
        raise Unsigned("preview", 200)
    slug = slug.lower()
    try:
        invitation = held.tokens.read(slug, token)
    except UnmergedToken as error:
        raise Unsigned("preview", 200) from error
    except BadToken as error:
        if not tool_signatures.fits(token):
            raise Unsigned("unknown", 404) from error
        invitation = None
    campaign = held.campaigns.get(slug)
    if campaign is None:
        raise Unsigned("gone" if invitation else "unknown", 410 if invitation else 404)
    invitation = invitation or _signed_by_tool(held, campaign, token)
    clicked = score_in_address(score, campaign)
    if invitation.test:
        raise Refusal("test", 200, campaign, clicked)
    return Button(held, request, campaign, invitation, clicked, client_class(request.environ))


def _signed_by_tool(held: Collector, campaign: Campaign, token: str) -> Invitation:
    try:
        signed = tool_signatures.read(held.tokens, campaign.slug, campaign.tool_keys, token)
    except BadToken as error:
        raise Unsigned("unknown", 404) from error
    return Invitation(campaign.slug, signed.recipient)


def score_in_address(text: str, campaign: Campaign) -> int | None:
    """The score that a button's address ends with; None where it may be what is left of another one, or where
    the campaign's mail has no such button.

    >>> ten = Campaign(slug="a", name="A")
    >>> [score_in_address(text, ten) for text in ("01", "1", "1=0", "1 0", "10", "7.", "01&data=x")]
    [1, None, None, None, 10, 7, 1]
    >>> stars = Campaign(slug="a", name="A", asks="stars")
    >>> [score_in_address(text, stars) for text in ("7", "8")]
    [None, 8]
    """
    if _CUT.match(text):
        return None
    score = read_score(text, campaign.scores)
    return score if score is None or scales.asks(campaign.asks, score) else None


def read_score(text: str, scores: range) -> int | None:
    """The score at the start of a text, whatever stands behind it; None if it is none of these.

    >>> [read_score(text, range(1, 11)) for text in ("7", "7.", "10)", "7\u201d", "0", "11", "abc", "")]
    [7, 7, 10, 7, None, None, None, None]
    >>> [read_score(text, range(11)) for text in ("0", "0.", "00", "10", "")]
    [0, 0, 0, 10, None]
    """
    digits = _SCORE.match(text)
    score = int(digits[1]) if digits else None
    return score if score in scores else None
