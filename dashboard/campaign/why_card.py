"""Why a campaign's score moved, on its page: a sentence, and the groups that moved it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from dash import html
from dash.development.base_component import Component

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import worded
from feedback_buttons.dashboard.campaign import segment_tables
from feedback_buttons.dashboard.kit.shapes import blocks, file_links
from feedback_buttons.dashboard.kit.shapes.blocks import Child, Props
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.dashboard.kit.words import why_text as words
from feedback_buttons.i18n import team_language
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import score_facts
from feedback_buttons.reports.segments.score_moves import QUESTION, Move
from feedback_buttons.reports.segments.segments import Segment
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.change_parts import ChangePart

MOST, SENTENCE = 8, 3  # parts that are shown, and that the sentence tells
HEADS = (
    *("group", "value", "cause", "points", "low", "high", "told", "score_before", "score", "answers_before"),
    *("answers", "share_before", "share", "first_day_before", "last_day_before", "first_day", "last_day"),
)  # fmt: skip


def card(now: dict[str, Props], csv: str) -> Component:
    """The card; hidden where there are too few answers to split. ``csv`` is where all parts are had as a file."""
    return html.Section(
        [
            html.H2(words.WHY, id="why-title"),
            html.P(id="why-move", className="sentence", **now["why-move"]),
            html.P(id="why-note", className="note", **now["why-note"]),
            html.Div(id="why", className="wide", **now["why"]),
            html.P(id="why-topics", className="mentioned", **now["why-topics"]),
            html.P(file_links.links(csv, str(words.WHY)), className="files"),
        ],
        id="why-card",
        className="card moves",
        **now["why-card"],
        **blocks.aria(labelledby="why-title"),
    )


def props(move: Move | None, campaign: Campaign, scope: Scope | None = None) -> dict[str, Props]:
    """What changes of it, by component id."""
    why = move.why if move else None
    if not move or not why:
        hidden: Props = {"children": []}
        return {
            "why-card": {"hidden": True},
            "why-move": hidden,
            "why-note": hidden,
            "why": hidden,
            "why-topics": hidden,
        }
    named = move.told[:MOST]
    alike = [
        name(part, campaign)[1]
        for part in {part.kind: part for part in why.parts}.values()
        if part.kind in why.alike
    ]
    against = scope.days_against if scope else None
    sentence = words.sentence(
        move,
        [(part, words.group(*name(part, campaign))) for part in move.foremost[:SENTENCE]],
        period_text.days(against) if against else "",
    )
    days = None if against else move.spans.days
    return {
        "why-card": {"hidden": False},
        "why-move": {"children": sentence},
        "why-note": {
            "children": words.note(
                days,
                alike,
                named=bool(named),
                watched=(scope is None or scope.goes_on) and bool(named or move.topics),
            )
        },
        "why": {"children": [_table(named, campaign)] if named else []},
        "why-topics": {"children": words.topics(move)},
    }


def rows(move: Move | None, campaign: Campaign) -> Iterator[Sequence[object]]:
    """All parts of a move for a file, those that the page tells and the others: which group by which cause, what it
    brought with its interval, its score, answers and share then and now, and the days of both; none of no move."""
    if not move or not move.why:
        return
    shown, days = move.told, _days(move)
    for part in move.why.parts:
        value, kind = name(part, campaign)
        sides = part.before, part.now
        yield (
            *(kind, value, part.cause),
            *map(score_facts.thousandths, (part.points, part.low, part.high)),
            part in shown,
            *(score_facts.thousandths(stats.mean(counts) or 0.0) for counts in sides),
            *map(sum, sides),
            *(round(share, 6) for share in part.shares),
            *days,
        )


def _days(move: Move) -> Sequence[date | None]:
    """The first and the last day of what a move is held against, and of what is looked at; None for no first day."""
    spans = move.spans
    until = spans.until or spans.first - timedelta(days=1)
    begins = [None if day == date.min else day for day in (spans.before, spans.first)]
    return begins[0], until, begins[1], spans.last


def name(part: ChangePart, campaign: Campaign) -> tuple[str, str]:
    """What a group is called, and of which kind it is: ("courier", "channel")."""
    if part.kind.startswith(QUESTION):
        return _chosen(part, campaign)
    group = Segment(part.kind, part.value, tuple(part.now))
    return segment_tables.value(group), segment_tables.name(part.kind)


def _chosen(part: ChangePart, campaign: Campaign) -> tuple[str, str]:
    """A choice and its question in words; of those who chose none, that."""
    number = int(part.kind.removeprefix(QUESTION))
    question = next((one for one in campaign.questions if one.get("id") == number), None)
    spoken = team_language.spoken(), campaign.language
    if question is None:
        return str(part.value or words.NONE_CHOSEN), str(words.QUESTION)
    words_of_question = worded(question["text"], *spoken)
    if not part.value:
        return str(words.NONE_CHOSEN if part.value == "" else words.SMALLER), words_of_question
    return worded(question["choices"][int(part.value) - 1], *spoken), words_of_question


def _table(parts: Sequence[ChangePart], campaign: Campaign) -> Component:
    heads = (words.GROUP, words.BROUGHT, words.SCORE_MOVED, words.SHARE_MOVED)
    return blocks.table(heads, (tuple(_row(part, campaign)) for part in parts), str(words.WHY))


def _row(part: ChangePart, campaign: Campaign) -> Iterator[Child]:
    points, span = words.points(part)
    tone = "down" if part.points < 0 else "up"
    value, kind = name(part, campaign)
    yield html.Span([value, " ", html.Span(kind, className="meta")])
    yield html.Span([html.B(points, className=tone), " ", html.Span(span, className="meta")])
    scores = [stats.mean(counts) for counts in (part.before, part.now)]
    yield _moved(*(text.decimal(score or 0.0) for score in scores), strong=part.cause == "within")
    yield _moved(*(text.percent(share) for share in part.shares), strong=part.cause == "mix")


def _moved(before: str, now: str, *, strong: bool) -> Component:
    """From what to what; strong where this is what moved the score."""
    change = f"{before} → {now}"
    return html.B(change) if strong else html.Span(change, className="meta")
