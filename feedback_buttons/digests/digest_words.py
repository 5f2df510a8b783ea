"""What a digest says of scores and of why they moved, in the language spoken."""

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Question, worded
from feedback_buttons.i18n.team_language import spoken, tr
from feedback_buttons.reports.segments.score_moves import QUESTION, Move
from feedback_buttons.reports.segments.segments import CLIENT, LANGUAGE
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.change_parts import ChangePart
from feedback_buttons.reports.statistics.stats import Difference, Score

PARTS = 3  # reasons that are named


def change(difference: Difference | None) -> str:
    """A change in words, marked where it is more than chance: "0.3 lower, more than chance"; "" where none can be
    told."""
    if difference is None:
        return ""
    points = score_text.rounded(difference.mean, score_text.difference_digits(difference))
    if not points:
        return tr("unchanged")
    template = tr("{points} higher") if points > 0 else tr("{points} lower")
    by = template.format(points=score_text.with_sign(abs(points)).lstrip("+"))
    chance = tr("more than chance") if difference.real else tr("may be chance")
    return f"{by}, {chance}"


def score(mean: Score | None, difference: Difference | None) -> str:
    """A score with its change: "8.6 ± 0.1 from 561 answers; 0.3 lower, more than chance"."""
    return "; ".join(filter(None, (score_text.sentence(mean, of_period=True), change(difference))))


def short(mean: Score | None, difference: Difference | None) -> str:
    """The same for a line's end, without the answers: "8.6 ± 0.1, 0.3 lower, more than chance"."""
    if mean is None or mean.early:
        return score_text.sentence(mean, of_period=True)
    words = score_text.told(score_text.value(mean), score_text.sure(mean))
    return ", ".join(filter(None, (words, change(difference))))


def why(move: Move | None, campaign: Campaign) -> str:
    """What brought the change: "−1.9 because “courier” (channel) scores lower; …"; "" where nothing is more than
    chance."""  # noqa: RUF002 (a minus sign)
    parts = move.foremost[:PARTS] if move and move.difference and move.difference.real else ()
    return "; ".join(_because(part, campaign) for part in parts)


def _because(part: ChangePart, campaign: Campaign) -> str:
    points = score_text.signed(part.points, 1 if abs(part.points) >= 0.1 else 2)
    group = tr("“{group}” ({kind})").format(
        group=_group(part, campaign), kind=_kind(part.kind, campaign)
    )
    if part.cause == "mix":
        before, now = map(score_text.share, part.shares)
        template = tr("{points} because the share of {group} went from {before} to {now}")
        return template.format(points=points, group=group, before=before, now=now)
    lower = tr("{points} because {group} scores lower")
    higher = tr("{points} because {group} scores higher")
    return (lower if part.points < 0 else higher).format(points=points, group=group)


def _kind(kind: str, campaign: Campaign) -> str:
    if kind.startswith(QUESTION):
        question = _question(kind, campaign)
        return (
            worded(question["text"], spoken(), campaign.language)
            if question
            else tr("A follow-up question")
        )
    named = {LANGUAGE: tr("Language of the page"), CLIENT: tr("Clicked with")}
    return named.get(kind, kind)


def _group(part: ChangePart, campaign: Campaign) -> str:
    if part.value is None:
        return tr("Smaller groups together")
    question = _question(part.kind, campaign) if part.kind.startswith(QUESTION) else None
    if question and part.value:
        return worded(question["choices"][int(part.value) - 1], spoken(), campaign.language)
    return part.value or tr("not known")


def _question(kind: str, campaign: Campaign) -> Question | None:
    number = int(kind.removeprefix(QUESTION))
    return next((one for one in campaign.questions if one.get("id") == number), None)
