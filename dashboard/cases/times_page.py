"""How soon the team reacts to cases and closes them: a page with a bar for each median, the same as files, and cases as
files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base import ids, time_zones
from feedback_buttons.campaigns import campaigns
from feedback_buttons.cases import case_export, case_times
from feedback_buttons.cases.case_export import CaseRow
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.cases.case_times import CaseReport, CaseTimes
from feedback_buttons.comments.filter_values import FilterError
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.dashboard.kit.words import not_offered, text
from feedback_buttons.reports.exports import cells, export
from feedback_buttons.reports.scores import score_facts
from feedback_buttons.storage import db
from feedback_buttons.verdicts.visits_in_words import span

ADDRESS = "/cases/times"
DAYS = (7, 30, 90, 365)
_USUAL = 30  # days
_KINDS = ("all", "touchpoint", "member")  # as the page has them
_PERIOD = ("period", "period_begin", "period_end", "time_zone")
HEADS = (
    *("by", "name", "cases", "reacted", "closed", "reached", "median_reaction_seconds", "median_closing_seconds"),
    *_PERIOD,
)  # fmt: skip
NEXT_HEADS = ("reached", "people", "mean", *_PERIOD)


_Rows = Iterator[Sequence[object]]


class _Bar(NamedTuple):
    """A median as the page has it: its seconds, and in words; None and a dash for none."""

    seconds: float
    words: str


def blueprint(pool: db.Pool) -> Blueprint:
    """/cases/times, /cases/times.csv and /cases/times/next.csv, and /cases.csv with a view's query string; each file as
    .xlsx and .parquet too."""
    pages, views = Blueprint("case_times", __name__), _Views(pool)
    pages.add_url_rule(ADDRESS, view_func=views.look)
    pages.add_url_rule(f"{ADDRESS}.<any(csv, xlsx, parquet):form>", view_func=views.figures)
    pages.add_url_rule(
        f"{ADDRESS}/next.<any(csv, xlsx, parquet):form>", view_func=views.next_scores
    )
    pages.add_url_rule("/cases.<any(csv, xlsx, parquet):form>", view_func=views.cases)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("scores")
    def look(self) -> ResponseReturnValue:
        days = _days() or _USUAL
        report = self._report(days)
        return render_template(
            "case_times.html", report=report, days=days, choices=DAYS, bar=_bar, widest=_widest(report.times),
            mean=text.decimal, share=_share, wrong=_wrong_days(),
        )  # fmt: skip

    @auth.needs("scores")
    def figures(self, form: export.Form) -> ResponseReturnValue:
        return self._file(form, HEADS, _rows)

    @auth.needs("scores")
    def next_scores(self, form: export.Form) -> ResponseReturnValue:
        return self._file(form, NEXT_HEADS, _next_rows)

    @auth.needs("export")
    def cases(self, form: export.Form) -> ResponseReturnValue:
        try:
            wanted = CaseFilter.parse(request.args)
            batches = case_export.taken(self.pool.connection, wanted, auth.current().name, form)
        except FilterError as error:
            return file_links.refused([error.advice])
        with self.pool.connection() as connection:
            zone = campaigns.zone(connection, wanted.campaign)
        chunks = export.chunks(batches, CaseRow, form, file_links.dialect(zone))
        headers = {"Content-Disposition": f'attachment; filename="cases.{form}"'}
        return Response(chunks, mimetype=export.TYPES[form], headers=headers)

    def _file(
        self, form: export.Form, heads: Sequence[str], rows: Callable[[CaseReport], _Rows]
    ) -> Response:
        """A table of the report as a file, with the period in every row; a time that is not offered is answered 400."""
        days = _days()
        if days is None:
            return file_links.refused([_wrong_days()])
        report = self._report(days)
        zone = cells.zoned([report.since], time_zones.here())
        period = (f"{days}d", report.since, report.until, zone)
        return file_links.answered(form, heads, ((*row, *period) for row in rows(report)))

    def _report(self, days: int) -> CaseReport:
        now = ids.utc_now()
        with self.pool.connection() as connection:
            return case_times.read(connection, now - timedelta(days=days), now)


def _days() -> int | None:
    """How many days the address asks for; None where that is not offered."""
    text_asked = request.args.get("days", str(_USUAL))
    return next((days for days in DAYS if str(days) == text_asked), None)


def _wrong_days() -> str:
    """What is wrong with the days that the address asks for; "" for nothing."""
    return not_offered.sentence("days", request.args.get("days", ""), DAYS)


def _rows(report: CaseReport) -> _Rows:
    """A row for each of the page's."""
    return (astuple(row) for kind in _KINDS for row in report.of(kind))


def _next_rows(report: CaseReport) -> _Rows:
    """What those who had been reached answered next, and those who had not."""
    for row in report.next_scores:
        yield row.reached, row.people, score_facts.thousandths(row.mean)


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
    return f"{text.number(part)} ({text.whole(100 * part / whole)})" if whole else "0"
