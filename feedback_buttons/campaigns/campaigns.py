"""Campaigns: one mail, or mail flow, that carries buttons. Checks them, reads and writes them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, get_args
from urllib.parse import urlsplit

import psycopg
from psycopg.types.json import Jsonb

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids, slugs, text_lines
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.base.text_lines import LineError
from feedback_buttons.campaigns import question_checks, scales
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.campaigns.question_checks import QuestionError
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.storage import db, notify

FRESH = 2.0  # seconds that a collector serves what it knows of a campaign from memory
POLICIES = ("instant", "balanced", "strict")
_TEXTS = ("name", "owner", "touchpoint", "sender", "question", "help_label", "share_label")
_LINKS = ("help_url", "share_url")
OWN = ("question", "thanks", "help_label", "share_label")  # what can be said in each language
_LINK_LENGTH = 1000


class CampaignError(FeedbackError):
    """A campaign is missing, taken or wrong; the message names what and says what to do."""

    code = "campaign-invalid"


class MissingCampaign(CampaignError):
    """There is no campaign of this slug."""

    code = "campaign-missing"


class TakenCampaign(CampaignError):
    """There is a campaign of this slug already."""

    code = "campaign-taken"


class ClickedCampaign(CampaignError):
    """Somebody has clicked on its buttons already, so its scale stays."""

    code = "campaign-clicked"


class OtherScale(CampaignError):
    """What the mail asks is not of the campaign's scale."""

    code = "campaign-other-scale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One campaign, as its table has it.

    ``asks`` is the snippet's scale, one of scales.SCALES, that its mail asks on, if that is known; ``owner`` is who
    in the team answers for it, ``scale`` is one of scales.SCORES, ``mails`` how many were sent, ``repeat_after`` is
    in days. ``texts`` are the sender's own, by language and what is said (OWN), ``questions`` what is asked after
    the score, with those that were, see :mod:`feedback_buttons.campaigns.follow_up_questions`; ``logo`` is a picture as
    :func:`feedback_buttons.campaigns.logos.read` makes it. ``tool_keys`` are those that are in use, by their id, see
    :mod:`feedback_buttons.mail.tool_keys`.
    """

    slug: str
    name: str
    owner: str = ""
    touchpoint: str = ""
    asks: str | None = None
    language: str | None = None
    policy: str = "balanced"
    sender: str = ""
    question: str | None = None
    help_url: str | None = None
    help_label: str | None = None
    share_url: str | None = None
    share_label: str | None = None
    texts: dict[str, dict[str, str]] = field(default_factory=dict, hash=False)
    questions: list[Question] = field(default_factory=list, hash=False)
    logo: str | None = None
    sent_at: datetime | None = None
    scale: str = scales.USUAL
    mails: int | None = None
    repeat_after: int | None = None
    demo: bool = False
    created_at: datetime = field(default_factory=ids.utc_now)
    closed_at: datetime | None = None
    tool_keys: list[int] = field(default_factory=list, hash=False)

    @property
    def closed(self) -> bool:
        """Whether new answers no longer count."""
        return self.closed_at is not None

    @property
    def scores(self) -> range:
        """The scores that can be given: from 1 to 10, or from 0."""
        return scales.SCORES[self.scale]

    def histogram(self, counts: Sequence[int]) -> tuple[int, ...]:
        """Of how many gave 0 … 10 those that its scale has."""
        return tuple(counts[self.scores[0] :])

    def said(self, what: str, language: str) -> str | None:
        """One of OWN in the sender's words: those in this language, else in whichever they wrote it.

        >>> campaign = Campaign(slug="a", name="A", question="Hoe?", texts={"en": {"question": "How?"}})
        >>> campaign.said("question", "en"), campaign.said("question", "de"), campaign.said("thanks", "en")
        ('How?', 'Hoe?', None)
        """
        own = self.texts.get(language, {}).get(what)
        return own or (None if what == "thanks" else getattr(self, what))


def add(connection: db.Connection, campaign: Campaign, *, by: str = audit.COMMAND_LINE) -> Campaign:
    """Store a new campaign, in the name of ``by``; return it as stored.

    Raises:
        CampaignError: a value is wrong, or there is a campaign of this slug already.
    """
    checked = _checked(campaign, [])
    try:
        with connection.transaction():
            connection.execute(db.query("add_campaign"), _columns(checked))
            audit.record(connection, by, "campaign added", checked.slug)
            notify.announce(connection, checked.slug)
    except psycopg.errors.UniqueViolation as error:
        raise TakenCampaign(
            wording("there is a campaign {slug!r} already."),
            hint=wording("Choose another slug."),
            slug=checked.slug,
        ) from error
    return checked


def list_(connection: db.Connection, slugs: Collection[str] | None = None) -> tuple[Campaign, ...]:
    """All campaigns, or those of these slugs, newest first; without their logos, which are heavy."""
    wanted = {"slugs": None if slugs is None else list(slugs)}
    return tuple(db.rows(connection, Campaign, "list_campaigns", wanted))


def get(connection: db.Connection, slug: str) -> Campaign:
    """The campaign of this slug.

    Raises:
        CampaignError: there is none.
    """
    campaign = db.row(connection, Campaign, "get_campaign", {"slug": slug})
    if campaign is None:
        raise MissingCampaign(wording("there is no campaign {campaign!r}."), campaign=slug)
    return campaign


def edit(
    connection: db.Connection,
    slug: str,
    changes: Mapping[str, Any],
    *,
    by: str | None = audit.COMMAND_LINE,
) -> Campaign:
    """Change some columns of a campaign (never its slug), by name; return it as stored.

    Args:
        by: who does so, for the audit trail; None for what no person decides, such as mails that a provider tells of.

    Raises:
        CampaignError: there is no such campaign, or a value is wrong.
    """
    with connection.transaction():
        before = get(connection, slug)
        wanted = replace(before, **changes)
        if wanted.scale != before.scale:
            _unclicked(connection, before)
            wanted = replace(wanted, asks=changes.get("asks"))
        checked = _checked(wanted, before.questions)
        connection.execute(db.query("edit_campaign"), _columns(checked))
        differs = audit.changes(before, checked)
        if "logo" in differs:  # who and when is enough
            differs["logo"] = [bool(logo) for logo in differs["logo"]]
        if by is not None and differs:
            audit.record(connection, by, "campaign changed", slug, changes=differs)
        notify.announce(connection, slug)
    return checked


def note_asked(connection: db.Connection, campaign: Campaign, scale: str) -> None:
    """Remember on which scale a campaign's mail asks, of whoever makes its buttons, unless that is known already."""
    if campaign.asks is None:
        edit(connection, campaign.slug, {"asks": scale}, by=None)


def close(
    connection: db.Connection, slug: str, *, reopen: bool = False, by: str = audit.COMMAND_LINE
) -> Campaign:
    """Close a campaign, so that new answers no longer count; or open it again.

    A campaign that is closed already keeps the moment it was closed at.
    """
    closed_at = None if reopen else get(connection, slug).closed_at or ids.utc_now()
    with connection.transaction():
        changed = edit(connection, slug, {"closed_at": closed_at}, by=None)
        did: audit.Did = "campaign opened" if reopen else "campaign closed"
        audit.record(connection, by, did, slug)
    return changed


def _unclicked(connection: db.Connection, campaign: Campaign) -> None:
    """Refuse to change the scale of a campaign that somebody has clicked on: an answer is one of its scale."""
    if db.value(connection, "any_click", {"slug": campaign.slug}):
        raise ClickedCampaign(
            wording(
                "the campaign {slug!r} has clicks on its scale of {scale}, which therefore stays. "
                "Make another campaign for the other scale."
            ),
            slug=campaign.slug,
            scale=campaign.scale,
        )


def _columns(campaign: Campaign) -> dict[str, Any]:
    json = {"texts": Jsonb(campaign.texts), "questions": Jsonb(campaign.questions)}
    return asdict(campaign) | json


def _checked(campaign: Campaign, questions: list[Question]) -> Campaign:
    """The campaign as it may be stored; ``questions`` are those it has had until now."""
    try:
        return _cleaned(campaign, questions)
    except (slugs.SlugError, LineError, QuestionError) as error:
        raise CampaignError.of(error) from error


def _cleaned(campaign: Campaign, questions: list[Question]) -> Campaign:
    slugs.check(campaign.slug)
    values: dict[str, Any] = {name: _text(name, getattr(campaign, name)) for name in _TEXTS}
    values |= {name: _link(name, getattr(campaign, name)) for name in _LINKS}
    values["texts"] = _own(campaign.texts)
    _one_of("scale", campaign.scale, tuple(scales.SCORES))
    if campaign.questions != questions:
        values["questions"] = question_checks.settled(
            questions, campaign.questions, campaign.scores
        )
    question_checks.within(values.get("questions", questions), campaign.scores)
    if not values["name"]:
        raise CampaignError(wording("a campaign needs a name."))
    _one_of("language", campaign.language, (None, *LANGUAGES))
    values["asks"] = _asked(campaign)
    _one_of("policy", campaign.policy, POLICIES)
    _at_least("mails", campaign.mails, 0)
    _at_least("repeat_after", campaign.repeat_after, 1)
    if campaign.sent_at and campaign.sent_at.tzinfo is None:
        raise CampaignError(wording("sent_at needs a time zone, such as 2026-12-05T09:00+01:00."))
    return replace(campaign, **values)


def _asked(campaign: Campaign) -> str | None:
    """What its mail asks on: one that its scale has; where there is only one, that."""
    known = tuple(scales.of(campaign.scale))
    asks = campaign.asks or (known[0] if len(known) == 1 else None)
    _one_of("asks", asks, (None, *known), OtherScale if asks in scales.SCALES else CampaignError)
    return asks


def _text(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    nullable = type(None) in get_args(Campaign.__annotations__.get(name))
    return text_lines.checked(name, value) or (None if nullable else "")


def _own(texts: Mapping[str, Mapping[str, str | None]]) -> dict[str, dict[str, str]]:
    """What is said in the sender's own words; nothing of what is empty."""
    kept: dict[str, dict[str, str]] = {}
    for language, said in texts.items():
        _one_of("the language of a text", language, LANGUAGES)
        for what, text in said.items():
            _one_of("a text", what, OWN)
            if checked := _text(f"{what} ({language})", text):
                kept.setdefault(language, {})[what] = checked
    return kept


def _link(name: str, value: str | None) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    aim = {"https": parts.hostname, "mailto": parts.path, "tel": parts.path}.get(parts.scheme)
    if not aim or text_lines.CONTROL.search(value) or " " in value or len(value) > _LINK_LENGTH:
        raise CampaignError(
            wording(
                "{name} must be an address such as https://example.com/help (or mailto: "
                "or tel:), not {value!r}."
            ),
            name=name,
            value=value[:60],
        )
    return value


def _one_of(
    name: str,
    value: str | None,
    allowed: tuple[str | None, ...],
    error: type[CampaignError] = CampaignError,
) -> None:
    if value not in allowed:
        choices = ", ".join(choice for choice in allowed if choice)
        raise error(
            wording("{name} must be one of {choices}, not {value!r}."),
            name=name,
            choices=choices,
            value=value,
        )


def _at_least(name: str, value: int | None, least: int) -> None:
    if value is not None and not least <= value < 2**31:
        raise CampaignError(
            wording("{name} must be {least} or more, not {value}."),
            name=name,
            least=least,
            value=value,
        )
