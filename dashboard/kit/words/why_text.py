"""The words of the card that says why a score moved."""

from collections.abc import Sequence

from feedback_buttons.dashboard.kit.words import overview_text, text
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import lazy_gettext, tr, trn
from feedback_buttons.reports.segments.score_moves import Move
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.change_parts import ChangePart

WHY = lazy_gettext("Why it moved")
GROUP, BROUGHT = lazy_gettext("Group"), lazy_gettext("Brought")
SCORE_MOVED, SHARE_MOVED = lazy_gettext("Their score"), lazy_gettext("Their share")
QUESTION, NONE_CHOSEN = lazy_gettext("A follow-up question"), lazy_gettext("nothing chosen")
SMALLER = lazy_gettext("Smaller groups together")
_DIGITS = 2  # decimals of a part: the larger ones have one, as scores do
_LARGE = 0.1


def sentence(move: Move, named: Sequence[tuple[ChangePart, str]], against: str = "") -> str:
    """The change and what brought it: "3.4 lower than in the 7 days before: −1.9 because “a” (channel) scores lower."

    Args:
        named: the parts that are told, and what their groups are called.
        against: the days that it is held against, where these are not as many just before.
    """  # noqa: RUF002 (a minus sign)
    difference = move.difference
    if difference is None:
        return ""
    before = trn("the {number} day before", "the {number} days before", move.spans.days)
    days = against or before
    if not difference.real and not named:
        return tr("The difference from {days_before} may be chance.").format(days_before=days)
    begin = tr("{difference} than in {days_before}").format(
        difference=overview_text.by(difference), days_before=days
    )
    if not named:
        return tr("{change}. No group moved more than the others.").format(change=begin)
    return f"{begin}: {'; '.join(_because(part, called) for part, called in named)}."


def topics(move: Move) -> str:
    """How those who wrote moved beside everybody, and which topics brought it; "" where none did."""
    if move.topics is None or not (wrote := move.topics.difference) or not move.difference:
        return ""
    parts = "; ".join(
        tr("{points} from “{topic}”, mentioned by {before} before and by {now} now").format(
            points=_signed(part.points),
            topic=topic.name(team_language.spoken()),
            before=text.percent(part.shares[0]),
            now=text.percent(part.shares[1]),
        )
        for topic, part in move.topics.parts
    )
    return tr(
        "The score of those who wrote moved by {wrote}, that of everybody by {everybody}. "
        "Topics: {parts}. Topics overlap: do not add these numbers."
    ).format(wrote=_signed(wrote.mean), everybody=_signed(move.difference.mean), parts=parts)


def group(value: str, kind: str) -> str:
    """A group in a sentence: "“courier” (channel)"."""
    return tr("“{group}” ({kind})").format(group=value, kind=kind)


def _because(part: ChangePart, called: str) -> str:
    brought = _signed(part.points)
    if part.cause == "mix":
        before, now = map(text.percent, part.shares)
        template = tr("{points} because the share of {group} went from {before} to {now}")
        return template.format(points=brought, group=called, before=before, now=now)
    lower = tr("{points} because {group} scores lower")
    higher = tr("{points} because {group} scores higher")
    return (lower if part.points < 0 else higher).format(points=brought, group=called)


def note(days: int | None, alike: Sequence[str], *, named: bool, watched: bool) -> str:
    """What is compared (so many days; None: the card says so itself), which kinds of groups all moved alike, and how
    sure what is named is: less so where the days go on, and are ``watched``."""
    parts = []
    if days:
        against = trn(
            "The last {number} day, today included, against the day before.",
            "The last {number} days, today included, against as many before.",
            days,
        )
        parts.append(against)
    if alike:
        parts.append(tr("No difference by: {kinds}.").format(kinds=", ".join(alike)))
    if named:
        parts.append(
            tr(
                "Only differences that are more than chance over all groups together are named. "
                "They show where the score moved, not why these people answer differently."
            )
        )
    if watched:
        parts.append(
            tr(
                "These days are not over yet. If you look every day, something is named by "
                "chance more often than once in twenty looks; a period that has ended is judged "
                "once."
            )
        )
    return " ".join(parts)


def points(part: ChangePart) -> tuple[str, str]:
    """What a part brought, and from where to where that may be: "−1.9", "(−2.4 to −1.5)"."""  # noqa: RUF002
    span = tr("{first} to {last}").format(first=_signed(part.low), last=_signed(part.high))
    return _signed(part.points), f"({span})"


def _signed(value: float) -> str:
    return score_text.signed(value, 1 if abs(value) >= _LARGE else _DIGITS)
