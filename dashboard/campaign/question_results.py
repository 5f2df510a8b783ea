"""The follow-up answers on a campaign's page: a table for each question, with a bar for each answer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Question, Result, worded
from feedback_buttons.dashboard.campaign import comment_ways
from feedback_buttons.dashboard.kit.shapes import blocks, file_links
from feedback_buttons.dashboard.kit.shapes.blocks import Child, Props
from feedback_buttons.dashboard.kit.words import chart_text, text
from feedback_buttons.dashboard.kit.words import question_text as words
from feedback_buttons.i18n import team_language


def card(now: dict[str, Props], csv: str) -> Component:
    """The card; hidden where nothing is asked."""
    return blocks.folded(
        "chosen",
        words.QUESTIONS,
        html.P(id="chosen-note", className="note", **now["chosen-note"]),
        html.Div(id="chosen", **now["chosen"]),
        html.P(file_links.links(csv, words.QUESTIONS), className="files"),
        id="chosen-card",
        **now["chosen-card"],
    )


def props(
    results: Sequence[Result], campaign: Campaign, at: datetime | None, *, of_period: bool = False
) -> dict[str, Props]:
    """What changes of it, by component id; ``at`` is when it was summed up."""
    as_of = [chart_text.AS_OF, blocks.moment(at), "."] if at else []
    return {
        "chosen-note": {"children": as_of},
        "chosen-card": {"hidden": not results},
        "chosen": {
            "children": [_question(result, campaign, of_period=of_period) for result in results]
        },
    }


def rows(results: Iterable[Result], campaign: Campaign) -> Iterator[Sequence[object]]:
    """For a file: the question's number, its scores and words, and how many chose which answer."""
    spoken = campaign.language
    for result in results:
        question = result.question
        question_cells = (question.get("id"), *_span(question, campaign))
        for number, choice, count in _choices(result, spoken):
            yield *question_cells, _said(question["text"], spoken), number, choice, count


HEADS = ["question", "low", "high", "text", "choice", "answer", "answers"]


def _span(question: Question, campaign: Campaign) -> tuple[int, int]:
    """Of which scores it is asked, in the scale that the mail asked on."""
    return scales.tell(question["low"], campaign.told), scales.tell(question["high"], campaign.told)


def _said(text: dict[str, str], spoken: str | None) -> str:
    """In the reader's language if it is written in it, else in the campaign's."""
    return worded(text, team_language.spoken(), spoken)


def _choices(result: Result, spoken: str | None) -> Iterator[tuple[int, str, int]]:
    """Each with its number, words and count: those that are offered, or were chosen while they were."""
    for number, count in enumerate(result.counts, 1):
        choice = _said(result.question["choices"][number - 1], spoken)
        if choice or count:
            yield number, choice or words.no_longer(), count


def _question(result: Result, campaign: Campaign, *, of_period: bool) -> Component:
    question, spoken = result.question, campaign.language
    wording = _said(question["text"], spoken)
    facts = [words.of_scores(*_span(question, campaign)), text.answers(result.answers)]
    if not question.get("asked", True):
        facts.append(words.no_longer())
    heads = (words.CHOICE, words.SHARE, words.COUNT)
    return html.Div(
        [
            html.H3(wording, dir="auto"),
            html.P(" · ".join(facts), className="note"),
            blocks.table(heads, map(tuple, _rows(result, campaign)), wording)
            if result.answers
            else html.P(words.NONE_IN_PERIOD if of_period else words.NONE_YET),
        ],
        className="wide",
        tabIndex="0",
        role="group",
        **blocks.aria(label=wording),
    )


def _rows(result: Result, campaign: Campaign) -> Iterator[Sequence[Child]]:
    most = max(*result.counts, 1)
    question = result.question.get("id")
    for number, choice, count in _choices(result, campaign.language):
        bar = html.I(style={"width": f"{100 * count / most:.1f}%"}) if count else ""
        meter = html.Div(bar, className="meter", **blocks.aria(hidden="true"))
        share = html.Span(text.percent(count / result.answers if result.answers else None))
        both = html.Div([meter, share], className="share")
        aim = comment_ways.of_answer(campaign.slug, question, number) if count else None
        yield blocks.way(html.Span(choice, dir="auto"), aim), both, text.number(count)
