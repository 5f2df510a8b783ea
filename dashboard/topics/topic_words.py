"""What the page of the topics says. It says "mentioned", never "problem", and claims no cause."""

from feedback_buttons.base import ids
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import SIMPLE, Period
from feedback_buttons.dashboard.kit import text
from feedback_buttons.i18n.team_language import local, tr
from feedback_buttons.reports.scores import period_text
from feedback_buttons.reports.scores.topic_scores import TopicScore
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.stats import Difference
from feedback_buttons.topics.corrections import LEAST, Judged

LANGUAGES = ("nl", "en", "de", "fr")


def periods(campaign: Campaign | None, wanted: Period) -> dict[str, str]:
    """What the page offers by name: periods, a campaign's sendings, and what was asked for."""
    sent = campaign.sendings if campaign else ()
    past = [wave for wave in sent if wave.sent_at <= ids.utc_now()]
    kinds = [Period(kind) for kind in SIMPLE if kind != "sent" or past]
    waves = [Period("wave", wave=wave.number) for wave in past] if len(past) > 1 else []
    return {str(period): period_text.name(period, sent) for period in [*kinds, *waves, wanted]}


def share(topic: TopicScore) -> str:
    """Its share of all comments."""
    return text.NONE if topic.share is None else text.percent(topic.share)


def score(topic: TopicScore) -> str:
    """The mean of those who mention it, with its interval."""
    return f"{score_text.value(topic.score)} {score_text.sure(topic.score)}".strip()


def points(difference: Difference | None, digits: int = 1) -> str:
    """ "−0.7 (−0.9 to −0.5)", a dash where it is too early to tell."""  # noqa: RUF002 (a minus sign)
    if difference is None:
        return text.NONE
    low, high = score_text.outwards(difference.low, difference.high, digits)
    ends = (_signed(float(low), digits), _signed(float(high), digits))
    span = tr("{low} to {high}").format(low=ends[0], high=ends[1])
    return f"{_signed(difference.mean, digits)} ({span})"


def sentence(topic: TopicScore, name: str) -> str:
    """How those who mention it scored beside the others who wrote, without a claim of why; "" while one can't
    tell."""
    if topic.difference is None:
        return ""
    if not topic.difference.real:
        return tr(
            "Who mentions {topic} scores like the others who wrote, as far as {number} comments can tell."
        ).format(topic=name, number=local(f"{topic.comments:,}"))
    amount = score_text.decimal(abs(topic.difference.mean))
    message = (
        tr(
            "Who mentions {topic} gives {amount} less, of {number} comments; no proof that it is the reason."
        )
        if topic.difference.mean < 0
        else tr(
            "Who mentions {topic} gives {amount} more, of {number} comments; no proof that it is the reason."
        )
    )
    return message.format(topic=name, amount=amount, number=local(f"{topic.comments:,}"))


def judged(row: Judged | None) -> str:
    """How often its words were right, as the team judged."""
    if row is None or not row.of + row.missed:
        return text.NONE
    if row.precision is None:
        return tr("{judged} of {least} judged").format(judged=row.of, least=LEAST)
    return tr("{share} of {judged}").format(share=text.percent(row.precision), judged=row.of)


def of(campaign: Campaign | None) -> str:
    """Whose comments these are."""
    return campaign.name if campaign else tr("all campaigns that ask for a score from 1 to 10")


def _signed(value: float, digits: int) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""  # noqa: RUF001 (a minus sign)
    return f"{sign}{score_text.decimal(abs(value), digits)}"
