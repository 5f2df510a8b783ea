"""The page "where most can be gained": what holds the score back, and who scores differently; the same as files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.dashboard.gains import gains_words as words
from feedback_buttons.dashboard.gains.gains_choice import GainsChoice
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.dashboard.kit.words import difference_text
from feedback_buttons.i18n import team_language
from feedback_buttons.reports.exports import export
from feedback_buttons.reports.scores import drivers, gain_cells, moments, score_facts
from feedback_buttons.reports.scores.gain_cells import Cells
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.storage import db

PATH = "/gains"

Rows = Iterator[Sequence[object]]
Table = tuple[Sequence[str], Iterator[Iterable[object]]]


def blueprint(pool: db.Pool) -> Blueprint:
    """/gains, and its tables as files."""
    pages = Blueprint("gains", __name__)
    views = _Views(pool)
    pages.add_url_rule(PATH, view_func=views.look)
    pages.add_url_rule(
        "/gains/<any(drivers, cells, moments):table>.<any(csv, xlsx, parquet):form>",
        view_func=views.file,
    )
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("scores")
    def look(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            return page(connection, GainsChoice.read(connection), may=auth.may)

    @auth.needs("scores")
    def file(self, table: str, form: export.Form) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            choice = _understood(connection)
            heads, rows = _TABLES[table](connection, choice)
        facts = [*covered(choice)]
        heads = [*heads, "where", "period", "first_day", "last_day", "scale"]
        return sheet(form, heads, ([*map(_told, row), *facts] for row in rows))


def page(connection: db.Connection, choice: GainsChoice, **more: Any) -> str:  # noqa: ANN401 (for the template)
    """The page of a choice as HTML; ``more`` is what the template takes of who looks at it."""
    shown = drivers.read(connection, choice.extent)
    cells = _cells(connection, choice)
    return render_template(
        "gains.html",
        words=words,
        choice=choice,
        cells=cells,
        moments=moments.read(connection, choice.extent, cells.by),
        points=difference_text.points,
        turned=difference_text.turned,
        signed=score_text.signed,
        sure=[driver for driver in shown if driver.contrast.mean.real],
        unsure=[driver for driver in shown if not driver.contrast.mean.real],
        low=words.LOW[choice.extent.scale],
        high=words.HIGH[choice.extent.scale],
        spoken=team_language.spoken(),
        **more,
    )


def sheet(form: export.Form, heads: Sequence[str], rows: Rows) -> Response:
    """A table as a file of this form."""
    name = f"{file_links.name(request.path)}.{form}"
    data = export.sheet(heads, rows, form, file_links.dialect())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype=export.TYPES[form], headers=headers)


def covered(choice: GainsChoice) -> list[object]:
    """What the figures of a row are of: whose, the period, its days, the scale."""
    first, last = choice.extent.days or (None, None)
    return [choice.where, str(choice.period.period), first, last, choice.extent.scale]


def _understood(connection: db.Connection) -> GainsChoice:
    """The choice of a file; no file is made of what an address asks in vain."""
    choice = GainsChoice.read(connection)
    if choice.strange:
        abort(Response("\n".join(choice.strange), status=400, mimetype="text/plain"))
    return choice


def _drivers(connection: db.Connection, choice: GainsChoice) -> Table:
    shown = drivers.read(connection, choice.extent)
    return drivers.HEADS, (drivers.facts(driver).values() for driver in shown)


def _cell_rows(connection: db.Connection, choice: GainsChoice) -> Table:
    shown = _cells(connection, choice)
    rows = ((shown.by, *gain_cells.facts(cell).values()) for cell in shown.cells)
    return ("by", *gain_cells.HEADS), rows


def _moment_rows(connection: db.Connection, choice: GainsChoice) -> Table:
    by = _cells(connection, choice).by
    shown = moments.read(connection, choice.extent, by)
    return ("by", *moments.HEADS), ((by, *moments.facts(moment).values()) for moment in shown)


_TABLES = {"drivers": _drivers, "cells": _cell_rows, "moments": _moment_rows}


def _cells(connection: db.Connection, choice: GainsChoice) -> Cells:
    return gain_cells.read(connection, choice.extent, choice.organisation, choice.by)


def _told(value: object) -> object:
    return score_facts.thousandths(value) if isinstance(value, float) else value
