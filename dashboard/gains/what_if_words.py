"""What the page "what if" says: what was put in, and what would come of it."""

from feedback_buttons.dashboard.gains import gains_words
from feedback_buttons.dashboard.kit.words import difference_text, text
from feedback_buttons.i18n.team_language import lazy_gettext, local, tr
from feedback_buttons.reports.scores.extents import Extent
from feedback_buttons.reports.scores.gain_cells import Key
from feedback_buttons.reports.scores.scenario_inputs import (
    COSTS,
    NUMBERS,
    OF_KIND,
    ScenarioInputs,
    option,
)
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.stats import Difference
from feedback_buttons.reports.statistics.what_if import Consequence

__all__ = [
    "COSTS",
    "NUMBERS",
    "OF_KIND",
    "cell",
    "decimal",
    "option",
    "points",
    "put_in",
    "row",
    "sentence",
]

KINDS = {
    "raise": lazy_gettext("Every answer is a number of points higher"),
    "lift": lazy_gettext("Its low scores (1 to 6) become an 8"),
    "move": lazy_gettext("Some of its contacts move to another group"),
}
_CALLED = {"contacts": lazy_gettext("Contacts")}  # where a field's name says more than its value's
_OWN = {
    None: lazy_gettext("Result"),
    0.0: lazy_gettext("The people who choose it cause the whole gap"),
    0.5: lazy_gettext("The group causes half of the gap"),
    1.0: lazy_gettext("The group causes the whole gap"),
}


def cell(extent: Extent, by: str, key: Key) -> str:
    """What a cell is called."""
    return gains_words.cell(extent, by, *key) or gains_words.of(extent)


def points(difference: Difference | None, digits: int = 3) -> str:
    """A change with its interval; where nothing is left open, without."""
    if difference is None:
        return text.NONE
    if difference.high - difference.low < 10**-digits / 2:
        return score_text.signed(difference.mean, digits)
    return difference_text.points(difference, digits)


def decimal(value: float) -> str:
    """A number with two decimals."""
    return score_text.decimal(value, 2)


def row(result: Consequence, index: float | None) -> tuple[str, ...]:
    """A result: for which part of the gap, the score before and after, the changes."""
    before = score_text.decimal(result.before, 2)
    now_index = text.NONE if index is None else points(result.index)
    return (
        str(_OWN[result.own_doing]),
        f"{before} → {score_text.decimal(result.after, 2)}",
        points(result.score),
        points(result.nps, 1),
        now_index,
        points(result.cost, 0),
    )


def sentence(extent: Extent, by: str, form: ScenarioInputs) -> str:
    """What is changed, in a sentence."""
    if not form.cell:
        return ""
    called = cell(extent, by, form.cell)
    if form.kind == "move" and form.target:
        return tr("{percent} of the contacts of {cell} go to {target}.").format(
            percent=score_text.as_typed(form.numbers["percent"]),
            cell=called,
            target=cell(extent, by, form.target),
        )
    if form.kind == "lift":
        return tr("The low scores of {cell} become an 8.").format(cell=called)
    return tr("Every answer of {cell} is {points} points higher.").format(
        cell=called, points=local(f"{form.numbers['points']:g}")
    )


def put_in(form: ScenarioInputs, answers: int) -> list[tuple[str, str]]:
    """All numbers that count, by what they are called."""
    named = {**form.numbers, "contacts": form.numbers["contacts"] or answers}
    return [
        (str(_CALLED.get(name, NUMBERS[name][0])), local(f"{named[name]:,.10g}"))
        for name in (*OF_KIND[form.kind], *COSTS)
    ]
