"""The page "what if": what a change would do to the score, the NPS, the index and the cost; scenarios that are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.dashboard.gains import gains_words as words
from feedback_buttons.dashboard.gains import what_if_words
from feedback_buttons.dashboard.gains.gains_choice import GainsChoice
from feedback_buttons.dashboard.gains.gains_page import sheet
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.exports import export
from feedback_buttons.reports.scores import gain_cells, scenario_results, scenarios, score_facts
from feedback_buttons.reports.scores.gain_cells import Key
from feedback_buttons.reports.scores.scenario_inputs import INPUTS, ScenarioInputs
from feedback_buttons.reports.scores.scenarios import Scenario, WhatIf
from feedback_buttons.reports.statistics import what_if
from feedback_buttons.storage import db

PATH = "/what-if"


def blueprint(pool: db.Pool) -> Blueprint:
    """/what-if, its results as files, and what is kept."""
    pages = Blueprint("what_if", __name__)
    views = _Views(pool)
    pages.add_url_rule(PATH, view_func=views.look)
    pages.add_url_rule(PATH, methods=["POST"], view_func=views.save)
    pages.add_url_rule(f"{PATH}/remove", methods=["POST"], view_func=views.remove)
    pages.add_url_rule(f"{PATH}/scenarios.<any(csv, xlsx, parquet):form>", view_func=views.take)
    pages.add_url_rule(f"{PATH}.<any(csv, xlsx, parquet, json):form>", view_func=views.file)
    return pages


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What an address asks for, and what would come of it; None while it is not complete."""

    choice: GainsChoice
    form: ScenarioInputs
    by: str
    offered: tuple[str, ...]
    cells: dict[Key, tuple[int, ...]]
    result: WhatIf | None = None
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("scores")
    def look(self) -> ResponseReturnValue:
        return _page(self.pool)

    @auth.needs("campaigns")
    def save(self) -> ResponseReturnValue:
        name, form = request.form.get("name", ""), ScenarioInputs.read(request.form)
        try:
            with self.pool.connection() as connection:
                scenarios.save(connection, name, form.texts, by=auth.current().name)
        except FeedbackError as error:
            return _page(self.pool, error.advice), 400
        return redirect(own(f"{PATH}?{form.query}"), 303)

    @auth.needs("campaigns")
    def remove(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            scenarios.remove(connection, request.form.get("name", ""), by=auth.current().name)
        return redirect(own(PATH), 303)

    @auth.needs("scores")
    def file(self, form: str) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            wanted = _read(connection, request.values)
        if wanted.result is None:
            nothing = tr("Choose what is changed, and how.")
            return Response("\n".join(wanted.wrong) or nothing, status=400, mimetype="text/plain")
        result, choice = wanted.result, wanted.choice
        period = str(choice.period.period)
        facts = scenario_results.named(
            wanted.form, choice.extent, period, wanted.by, result.answers
        )
        rows = what_if.in_rows(result.results)
        if form == "json":
            return jsonify({"inputs": facts, "results": rows})
        heads = [*rows[0], *facts]
        values = ([*map(_rounded, row.values()), *facts.values()] for row in rows)
        return sheet(export.form(form), heads, values)

    @auth.needs("scores")
    def take(self, form: export.Form) -> ResponseReturnValue:
        """All scenarios that are kept, with what was put in."""
        with self.pool.connection() as connection:
            kept_scenarios = scenarios.list_(connection)
        rows = (
            (one.name, one.account, one.at, *(one.inputs.get(name) for name in INPUTS))
            for one in kept_scenarios
        )
        return sheet(form, ("scenario", "account", "at", *INPUTS), rows)


def _read(connection: db.Connection, fields: Mapping[str, str]) -> _Wanted:
    """What an address, or the form that was sent, asks for."""
    form = ScenarioInputs.read(fields)
    choice = GainsChoice.of(
        connection, *(form.texts.get(name, "") for name in ("where", "period", "by"))
    )
    extent, organisation = choice.extent, choice.organisation
    offered = gain_cells.offered(connection, extent)
    by = choice.by or offered[0]
    sums = gain_cells.read_sums(connection, extent, organisation, by)
    cells = scenarios.cells(extent, sums)
    wrong = (*choice.strange, *(form.wrong if form.cell else ()))
    if not form.complete or not form.cell:
        return _Wanted(choice, form, by, offered, cells, wrong=wrong)
    try:
        change = form.change(sum(cells.get(form.cell, ())))
        result = scenarios.results(extent, sums, form.cell, form.target, change)
    except FeedbackError as error:
        return _Wanted(choice, form, by, offered, cells, wrong=(*wrong, error.advice))
    return _Wanted(choice, form, by, offered, cells, result, wrong)


def page(
    connection: db.Connection,
    fields: Mapping[str, str],
    wrong: str = "",
    **more: Any,  # noqa: ANN401 (for the template)
) -> str:
    """The page of what was put in, as HTML; ``more`` is what the template takes of who looks at it."""
    wanted = _read(connection, fields)
    every = scenarios.list_(connection)
    return render_template(
        "what_if.html",
        wanted=wanted,
        choice=wanted.choice,
        words=words,
        what=what_if_words,
        scenarios=every,
        kept_as=_kept_as(every, wanted.form),
        address=lambda scenario: own(f"{PATH}?{ScenarioInputs.read(scenario.inputs).query}"),
        wrong=" ".join(filter(None, [wrong, *wanted.wrong])),
        **more,
    )


def _kept_as(every: Sequence[Scenario], form: ScenarioInputs) -> str:
    """As what the same inputs are kept; "" where they are not."""
    names = (one.name for one in every if ScenarioInputs.read(one.inputs).texts == form.texts)
    return next(names, "")


def _page(pool: db.Pool, wrong: str = "") -> str:
    with pool.connection() as connection:
        return page(connection, request.values, wrong, may=auth.may, may_edit=auth.may("campaigns"))


def _rounded(value: object) -> object:
    return score_facts.thousandths(value) if isinstance(value, float) else value
