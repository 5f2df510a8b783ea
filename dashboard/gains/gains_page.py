"""The page "where most can be gained": those who score otherwise, and by how much; the same as files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.dashboard.gains import gains_words as words
from feedback_buttons.dashboard.gains.gains_choice import GainsChoice
from feedback_buttons.dashboard.kit import auth, difference_text, file_links
from feedback_buttons.i18n import team_language
from feedback_buttons.reports.exports import export
from feedback_buttons.reports.scores import drivers, score_facts
from feedback_buttons.reports.scores.drivers import Driver
from feedback_buttons.storage import db

Rows = Iterator[Sequence[object]]


def blueprint(pool: db.Pool) -> Blueprint:
    """/gains, and its tables as files."""
    pages = Blueprint("gains", __name__)
    views = _Views(pool)
    pages.add_url_rule("/gains", view_func=views.look)
    pages.add_url_rule(
        "/gains/drivers.<any(csv, xlsx, parquet):form>", view_func=views.drivers_file
    )
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("scores")
    def look(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            choice = GainsChoice.read(connection)
            shown = drivers.read(connection, choice.extent)
        return render_template(
            "gains.html",
            words=words,
            choice=choice,
            points=difference_text.points,
            turned=difference_text.turned,
            sure=[driver for driver in shown if driver.contrast.mean.real],
            unsure=[driver for driver in shown if not driver.contrast.mean.real],
            low=words.LOW[choice.extent.scale],
            high=words.HIGH[choice.extent.scale],
            spoken=team_language.spoken(),
            may=auth.may,
        )

    @auth.needs("scores")
    def drivers_file(self, form: export.Form) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            choice = _understood(connection)
            shown = drivers.read(connection, choice.extent)
        rows = (_row(driver, choice) for driver in shown)
        heads = [*drivers.HEADS, "where", "period", "first_day", "last_day", "scale"]
        return sheet(form, heads, rows)


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


def _row(driver: Driver, choice: GainsChoice) -> list[object]:
    facts = drivers.facts(driver)
    numbers = [
        score_facts.thousandths(fact) if isinstance(fact, float) else fact
        for fact in facts.values()
    ]
    return [*numbers, *covered(choice)]
