"""What is said beside a difference: how many more answers would tell, and what a planned test would have said."""

from collections.abc import Iterator, Sequence

from dash import html
from dash.development.base_component import Component

from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.statistics import planned_tests, score_text
from feedback_buttons.reports.statistics.stats import Difference


def beside(counts: Sequence[int], than: Sequence[int], alpha: float) -> Iterator[Component]:
    """The sentences, if there are any, as a note of their own."""
    sentences = [
        _more(planned_tests.more_answers(counts, than, alpha)),
        _planned(planned_tests.planned(counts, than, alpha)),
    ]
    if words := " ".join(filter(None, sentences)):
        yield html.Div(words, className="meta")


def _more(answers: int | None) -> str:
    if not answers:
        return ""
    rounded = round(answers, 1 - len(str(answers)) + 1)  # two figures: it is a guess
    return tr("About {number} more answers would tell, should people go on to answer so.").format(
        number=text.number(rounded)
    )


def _planned(planned: Difference | None) -> str:
    """What who looks once, at a time fixed before, would be told."""
    if planned is None:
        return ""
    places = score_text.difference_digits(planned)
    ends = score_text.outwards(planned.low, planned.high, places)
    if not planned.real:
        low, high = map(score_text.with_sign, ends)
        template = tr(
            "A test planned for this one look would say: {low} to {high}, which may be chance."
        )
        return template.format(low=low, high=high)
    # The sentence before says in which direction.
    low, high = (score_text.with_sign(end).lstrip("+") for end in sorted(map(abs, ends)))
    template = tr("A test planned for this one look would say: {low} to {high}, more than chance.")
    return template.format(low=low, high=high)
