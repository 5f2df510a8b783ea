"""What a campaign is, and which of its values can be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from feedback_buttons.base import ids, slugs, text_lines, time_zones
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.base.policy_names import POLICY_NAMES, USUAL_POLICY
from feedback_buttons.base.text_lines import LineError
from feedback_buttons.base.time_zones import TimeZoneError
from feedback_buttons.campaigns import question_checks, scales, targets, waves
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.campaigns.question_checks import QuestionError
from feedback_buttons.campaigns.targets import Aim
from feedback_buttons.campaigns.waves import Sending, Wave, WaveError
from feedback_buttons.i18n.recipient_language import LANGUAGES

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
    in the team answers for it, ``scale`` is one of scales.SCORES, ``mails`` how many were sent at first, ``waves``
    when and how many later, ``repeat_after`` is in days, ``time_zone`` is the name of its own (None: the
    installation's), ``count_unsigned`` whether answers that are nobody's count in its figures, ``change_closed``
    whether an answer can be changed once it is closed, ``offer_contact`` whether its page offers to leave an address.
    ``texts`` are the sender's own, by language and what is said
    (OWN), ``questions`` what is asked after the score, with those that
    were, see :mod:`feedback_buttons.campaigns.follow_up_questions`; ``logo`` is a picture as
    :func:`feedback_buttons.campaigns.logos.read` makes it. ``tool_keys`` are those that are in use, by their id, see
    :mod:`feedback_buttons.mail.tool_keys`; ``touchpoint_target`` is what its touchpoint aims at, where that was read
    (``target`` tells both).
    """

    slug: str
    name: str
    owner: str = ""
    touchpoint: str = ""
    target_score: float | None = None
    target_answers: int | None = None
    asks: str | None = None
    language: str | None = None
    policy: str = USUAL_POLICY
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
    waves: list[Wave] = field(default_factory=list, hash=False)
    repeat_after: int | None = None
    time_zone: str | None = None
    count_unsigned: bool = False
    change_closed: bool = False
    offer_contact: bool = False
    demo: bool = False
    created_at: datetime = field(default_factory=ids.utc_now)
    closed_at: datetime | None = None
    tool_keys: list[int] = field(default_factory=list, hash=False)
    touchpoint_target: dict[str, float | int | None] | None = field(
        default=None, hash=False, compare=False
    )

    @property
    def target(self) -> Aim:
        """What it aims at: its own score and number of answers, where it has none those of its touchpoint."""
        own = Aim(self.target_score, self.target_answers)
        return targets.of(own, self.touchpoint_target, self.told)

    @property
    def closed(self) -> bool:
        """Whether new answers no longer count."""
        return self.closed_at is not None

    @property
    def sendings(self) -> tuple[Sending, ...]:
        """All its waves, oldest first; none while nobody has said when it was sent."""
        return waves.sendings(self.sent_at, self.mails, self.waves)

    def sent_before(self, at: datetime) -> datetime | None:
        """When the last wave was sent before a time; the first one where that was later; None: nobody knows."""
        return max(
            (wave.sent_at for wave in self.sendings if wave.sent_at <= at), default=self.sent_at
        )

    @property
    def mailed(self) -> int | None:
        """The mails of the waves sent until now; None while those of one are not counts."""
        now = ids.utc_now()
        mails = [self.mails, *(wave.mails for wave in self.sendings[1:] if wave.sent_at <= now)]
        counts = [count for count in mails if count is not None]
        return sum(counts) if len(counts) == len(mails) else None

    @property
    def zone(self) -> ZoneInfo:
        """By whose clock its hours, days and weeks are told: its own time zone, else the installation's."""
        return time_zones.of(self.time_zone)

    @property
    def scores(self) -> range:
        """The scores that can be given: from 1 to 10, or from 0."""
        return scales.SCORES[self.scale]

    @property
    def told(self) -> str:
        """The scale in which its scores are told: that which was asked, one of scales.TOLD."""
        return scales.told(self.scale, self.asks)

    @property
    def told_scores(self) -> range:
        """The scores that are told: from 1 to 5, from 1 to 10, or from 0."""
        return scales.TOLD[self.told]

    def histogram(self, counts: Sequence[int]) -> tuple[int, ...]:
        """Of how many gave 0 … 10 the histogram of the scores that are told."""
        return scales.histogram(counts, self.told)

    def said(self, name: str, language: str) -> str | None:
        """One of OWN in the sender's words: those in this language, else in whichever they wrote it.

        >>> campaign = Campaign(slug="a", name="A", question="Hoe?", texts={"en": {"question": "How?"}})
        >>> campaign.said("question", "en"), campaign.said("question", "de"), campaign.said("thanks", "en")
        ('How?', 'Hoe?', None)
        """
        own = self.texts.get(language, {}).get(name)
        return own or (None if name == "thanks" else getattr(self, name))


def checked(campaign: Campaign, questions: list[Question]) -> Campaign:
    """The campaign as it may be stored; ``questions`` are those it has had until now."""
    try:
        return _cleaned(campaign, questions)
    except (slugs.SlugError, LineError, QuestionError, TimeZoneError, WaveError) as error:
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
    _one_of("policy", campaign.policy, POLICY_NAMES)
    _at_least("mails", campaign.mails, 0)
    _at_least("repeat_after", campaign.repeat_after, 1)
    values["time_zone"] = time_zones.read(campaign.time_zone).key if campaign.time_zone else None
    if campaign.sent_at and campaign.sent_at.tzinfo is None:
        raise CampaignError(wording("sent_at needs a time zone, such as 2026-12-05T09:00+01:00."))
    values["waves"] = waves.checked(campaign.waves, campaign.sent_at)
    return replace(campaign, **values)


def _asked(campaign: Campaign) -> str | None:
    """What its mail asks on: one that its scale has; where there is only one, that."""
    choices = tuple(scales.of(campaign.scale))
    asks = campaign.asks or (choices[0] if len(choices) == 1 else None)
    _one_of("asks", asks, (None, *choices), OtherScale if asks in scales.SCALES else CampaignError)
    return asks


def _text(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    nullable = type(None) in get_args(Campaign.__annotations__.get(name))
    return text_lines.checked(name, value) or (None if nullable else "")


def _own(texts: Mapping[str, Mapping[str, str | None]]) -> dict[str, dict[str, str]]:
    """What is said in the sender's own words; nothing of what is empty."""
    checked_texts: dict[str, dict[str, str]] = {}
    for language, own in texts.items():
        _one_of("the language of a text", language, LANGUAGES)
        for name, text in own.items():
            _one_of("a text", name, OWN)
            if checked := _text(f"{name} ({language})", text):
                checked_texts.setdefault(language, {})[name] = checked
    return checked_texts


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
