"""How soon the team reacts to cases and closes them: a page with a bar for each median, and cases as files."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.cases import case_export, case_times
from feedback_buttons.cases.case_export import CaseRow
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.cases.case_times import CaseTimes
from feedback_buttons.comments.filter_values import FilterError
from feedback_buttons.dashboard.kit import auth, file_links, text
from feedback_buttons.reports.exports import export
from feedback_buttons.storage import db
from feedback_buttons.verdicts.visits_in_words import span

ADDRESS = "/cases/times"
DAYS = (7, 30, 90, 365)


class _Bar(NamedTuple):
    """A median as the page has it: its seconds, and in words; None and a dash for none."""

    seconds: float
    words: str


def blueprint(pool: db.Pool) -> Blueprint:
    """/cases/times, and /cases.csv, .xlsx and .parquet with a view's query string."""
    pages = Blueprint("case_times", __name__)

    @pages.get(ADDRESS)
    @auth.needs("scores")
    def times() -> ResponseReturnValue:
        days = request.args.get("days", 30, int)
        days = days if days in DAYS else 30
        now = ids.utc_now()
        with pool.connection() as connection:
            report = case_times.read(connection, now - timedelta(days=days), now)
        return render_template(
            "case_times.html", report=report, days=days, choices=DAYS, bar=_bar, widest=_widest(report.times),
            mean=text.decimal, share=_share,
        )  # fmt: skip

    @pages.get("/cases.<any(csv, xlsx, parquet):form>")
    @auth.needs("export")
    def download(form: export.Form) -> ResponseReturnValue:
        try:
            wanted = CaseFilter.parse(request.args)
        except FilterError as error:
            abort(Response(f"{error}\n", status=400, mimetype="text/plain"))
        batches = case_export.taken(pool.connection, wanted, auth.current().name, form)
        with pool.connection() as connection:
            zone = campaigns.zone(connection, wanted.campaign)
        chunks = export.chunks(batches, CaseRow, form, file_links.dialect(zone))
        headers = {"Content-Disposition": f'attachment; filename="cases.{form}"'}
        return Response(chunks, mimetype=export.TYPES[form], headers=headers)

    return pages


def _bar(seconds: float | None) -> _Bar:
    if seconds is None:
        return _Bar(0, "–")  # noqa: RUF001 (a dash)
    return _Bar(seconds, span(timedelta(seconds=seconds)))


def _widest(times: Iterable[CaseTimes]) -> float:
    """The longest of all medians, which has the whole width."""
    return max(
        (value for row in times for value in (row.reaction, row.closing) if value), default=1
    )


def _share(part: int, whole: int) -> str:
    """ "3 (25%)"."""
    return f"{text.number(part)} ({part / whole:.0%})" if whole else "0"
