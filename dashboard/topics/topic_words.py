"""What the page of the topics says. It says "mentioned", never "problem", and claims no cause."""

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import local, tr
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.topics.topic_scores import TopicScore
from feedback_buttons.topics.corrections import LEAST, Judged

LANGUAGES = ("nl", "en", "de", "fr")


def share(topic: TopicScore) -> str:
    """Its share of all comments."""
    return text.NONE if topic.share is None else text.percent(topic.share)


def score(topic: TopicScore) -> str:
    """The mean of those who mention it, with its interval."""
    return f"{score_text.value(topic.score)} {score_text.sure(topic.score)}".strip()


def sentence(topic: TopicScore, name: str) -> str:
    """How those who mention it scored beside the others who wrote, without a claim of why; "" while one can't
    tell."""
    if topic.difference is None:
        return ""
    if not topic.difference.real:
        return tr(
            "{number} comments mention “{topic}”; they do not score differently from the others "
            "by more than chance."
        ).format(topic=name, number=local(f"{topic.comments:,}"))
    amount = score_text.decimal(abs(topic.difference.mean))
    message = (
        tr(
            "Comments that mention “{topic}” score {amount} lower ({number} comments). This does "
            "not prove that it is the reason."
        )
        if topic.difference.mean < 0
        else tr(
            "Comments that mention “{topic}” score {amount} higher ({number} comments). This "
            "does not prove that it is the reason."
        )
    )
    return message.format(topic=name, amount=amount, number=local(f"{topic.comments:,}"))


def judged(topic: TopicScore) -> str:
    """How often its words were right, as the team judged."""
    row = topic.judged or Judged(topic.topic.id)
    if not topic.comments and not row.of + row.missed:
        return text.NONE
    if row.precision is None:
        return tr("{judged} of {least} judged").format(judged=row.of, least=LEAST)
    return tr("{share} of {judged}").format(share=text.percent(row.precision), judged=row.of)


def of(campaign: Campaign | None) -> str:
    """Whose comments these are."""
    return campaign.name if campaign else tr("all campaigns that ask for a score from 1 to 10")
