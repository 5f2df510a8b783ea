"""A change of a score in words, in the language spoken."""

from decimal import Decimal

from feedback_buttons.i18n.team_language import local, tr
from feedback_buttons.reports.scores.latest_change import LatestChange
from feedback_buttons.reports.statistics import score_text

_HUNDREDTH = Decimal("0.01")


def latest(change: LatestChange) -> str:
    """What the last 24 hours say beside all before; "" while it is too early to tell."""
    score, difference = change.score, change.difference
    if score is None or difference is None:
        return ""
    begin = tr("Last 24 hours: {score}").format(score=score_text.sentence(score))
    mean = score_text.rounded(difference.mean, score_text.difference_digits(difference))
    if not difference.real or not mean:
        return tr("{last_24_hours}. The difference from before may be chance.").format(
            last_24_hours=begin
        )
    return tr("{last_24_hours}, {difference} than before: more than chance.").format(
        last_24_hours=begin, difference=by(mean)
    )


def moved(change: LatestChange) -> str:
    """The same where the change is more than chance; "" where it is not."""
    return latest(change) if change.difference and change.difference.real else ""


def by(difference: Decimal) -> str:
    """How much higher or lower: "3.5 lower"; in hundredths at most, where these say something."""
    template = tr("{points} higher") if difference > 0 else tr("{points} lower")
    hundredths = round(difference, 2)
    fine = abs(difference) >= _HUNDREDTH and hundredths != difference
    return template.format(points=size(hundredths if fine else difference))


def size(difference: Decimal) -> str:
    """A difference without its sign."""
    return local(str(abs(difference)))
