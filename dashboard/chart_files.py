"""The numbers behind the charts, as files: sums only, so whoever sees the charts may take them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base import ids, time_zones
from feedback_buttons.campaigns import follow_up_questions
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.campaign import (
    campaign_page,
    campaign_scope,
    question_results,
    segment_tables,
    why_card,
)
from feedback_buttons.dashboard.campaign.campaign_course import Course
from feedback_buttons.dashboard.compare import compare_page, compared_entries
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.dashboard.overview import campaign_choice, overview_page
from feedback_buttons.dashboard.overview.campaign_choice import Choice
from feedback_buttons.reports.exports import cells, export
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import campaign_reports, score_facts
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.segments import score_moves
from feedback_buttons.reports.segments import segments as sums
from feedback_buttons.reports.segments.segments import Segment
from feedback_buttons.reports.statistics import score_text, stats
from feedback_buttons.reports.statistics.index_course import IndexDay
from feedback_buttons.storage import db

Rows = Iterator[Sequence[object]]
_ASKED = ("mails", "response_rate", "comments")
_FACTS = ("period", "period_begin", "period_end", "time_zone", "scale")  # what figures are of
_HELD = ("against", "against_begin", "against_end")  # and what their change is held against


def blueprint(pool: db.Pool) -> Blueprint:
    """/campaign/<slug>/<chart>.csv, /compare/<chart>.csv, /campaigns.csv and /campaigns/index.csv, with their page's
    query; each as .xlsx and .parquet too."""
    files = Blueprint("chart_files", __name__)
    views = _Views(pool)
    files.add_url_rule(
        "/campaign/<slug>/<any(distribution, timeline, segments, chosen, why):chart>.<any(csv, xlsx, parquet):form>",
        view_func=views.of_campaign,
    )
    files.add_url_rule(
        "/compare/<any(scores, shares):chart>.<any(csv, xlsx, parquet):form>",
        view_func=views.of_several,
    )
    files.add_url_rule("/campaigns/index.<any(csv, xlsx, parquet):form>", view_func=views.of_index)
    files.add_url_rule("/campaigns.<any(csv, xlsx, parquet):form>", view_func=views.of_all)
    return files


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("scores")
    def of_campaign(self, slug: str, chart: str, form: export.Form) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            ever = campaign_reports.summary(connection, slug)
            if ever is None:
                abort(404)
            scope = _scope(ever.campaign)
            heads, rows = _of_campaign(connection, ever, chart, scope)
        return file_links.answered(form, *_said(heads, rows, ever.campaign, scope), scope.zone)

    @auth.needs("scores")
    def of_several(self, chart: str, form: export.Form) -> ResponseReturnValue:
        slugs = compare_page.wanted(request.query_string.decode())
        with self.pool.connection() as connection:
            summaries = compare_page.read(connection, slugs)
        if chart == "scores":
            return file_links.answered(
                form,
                ["campaign", "name", "score", "low", "high", "answers", *_ASKED, *_FACTS],
                map(_score, summaries),
            )
        counts = stats.aligned(*(summary.counts for summary in summaries))
        rows = zip(stats.scores(counts[0]) if counts else (), *counts, strict=True)
        return file_links.answered(
            form, ["score", *(summary.campaign.slug for summary in summaries)], rows
        )

    @auth.needs("scores")
    def of_all(self, form: export.Form) -> ResponseReturnValue:
        query = request.query_string.decode()
        _refuse(campaign_choice.strange(query))
        wanted = Choice.parse(query)
        with self.pool.connection() as connection:
            overview = overview_page.read(connection, wanted, ids.utc_now())
        heads = "campaign name touchpoint language owner score low high change answers mails last time_zone"
        windows = overview.windows
        period = (windows.period, windows.begin, windows.end)
        held = _held(windows)
        rows = (
            (*_standing(standing), *period, standing.campaign.told, *held)
            for standing in (overview.standings[slug] for slug in overview.chosen)
        )
        added = [fact for fact in _FACTS if fact != "time_zone"]  # that of the last answer is it
        return file_links.answered(form, [*heads.split(), *added, *_HELD], rows)

    @auth.needs("scores")
    def of_index(self, form: export.Form) -> ResponseReturnValue:
        query = request.query_string.decode()
        _refuse(campaign_choice.strange(query))
        with self.pool.connection() as connection:
            overview = overview_page.read(connection, Choice.parse(query), ids.utc_now())
        return file_links.answered(
            form,
            ["day", "index", "low", "high", "campaigns", "answers"],
            map(_index_day, overview.course),
        )


def _held(windows: Windows) -> tuple[str, datetime | None, datetime | None]:
    """What a row's change is compared with: "none" for nothing, else as the address names it, and its two ends."""
    if windows.against is None:
        return "none", None, None
    return windows.other, windows.against.begin, windows.against.end


def _index_day(day: IndexDay) -> Sequence[object]:
    low, high = score_text.outwards(day.value - day.margin, day.value + day.margin, 3)
    return (
        day.day,
        score_facts.thousandths(day.value),
        float(low),
        float(high),
        day.campaigns,
        day.answers,
    )


def _scope(campaign: Campaign) -> Scope:
    """The period in the address; 400 if it does not exist."""
    scope, strange = campaign_scope.of_address(
        campaign, request.query_string.decode(), ids.utc_now()
    )
    _refuse(strange)
    return scope


def _refuse(strange: Sequence[str]) -> None:
    """Make no file of what an address asks in vain."""
    if strange:
        abort(file_links.refused(strange))


def _of_campaign(
    connection: db.Connection, ever: CampaignSummary, chart: str, scope: Scope
) -> tuple[Sequence[str], Rows]:
    """The heads and rows of one of a campaign's charts, in a period."""
    campaign, slug = ever.campaign, ever.campaign.slug
    if chart == "distribution":
        summary = campaign_reports.summary_of(connection, slug, scope) or ever
        rows = zip(campaign.told_scores, summary.counts, strict=True)
        return ["score", "answers"], rows
    if chart == "chosen":
        results = follow_up_questions.results(connection, slug, campaign.questions, scope.days)
        return question_results.HEADS, question_results.rows(results, campaign)
    if chart == "why":
        move = score_moves.of_scope(connection, campaign, scope)
        return why_card.HEADS, why_card.rows(move, campaign)
    if chart == "segments":
        heads = ["group", "value", "score", "low", "high", "answers"]
        return heads, map(_segment, sums.read(connection, slug, scope.days).segments)
    return _course(campaign_page.course(connection, campaign, scope))


def _said(
    heads: Sequence[str], rows: Rows, campaign: Campaign, scope: Scope
) -> tuple[Sequence[str], Rows]:
    """The same with what the figures are of: the period, from when until just before when, by which clock, and in which
    scale. It stands in every row, so that no part of the file goes without it."""
    facts = dict(zip(_FACTS, _facts(campaign, scope), strict=True))
    added = [name for name in facts if name not in heads]
    return [*heads, *added], ([*row, *(facts[name] for name in added)] for row in rows)


def _facts(campaign: Campaign, scope: Scope) -> Sequence[object]:
    span = scope.span
    return str(scope.view.period), span.begin, span.end, scope.zone.key, campaign.told


def _course(course: Course) -> tuple[Sequence[str], Rows]:
    """Every step of the chart, not only those of the table; markers are in the row in which they fall."""
    heads = ["from", "seconds_since_sending", "answers", "total", "score", "markers", "time_zone"]
    return heads, _steps(course)


def _steps(course: Course) -> Rows:
    frame = course.frame
    begins = [at.to_pydatetime() for at in frame.index]
    columns = (frame[name].tolist() for name in ("answers", "total", "score"))
    for place, (at, answers, total, score) in enumerate(zip(begins, *columns, strict=True)):
        since = int((at - course.sent_at).total_seconds()) if course.sent_at else None
        first, end = not place, begins[place + 1] if place + 1 < len(begins) else None
        marker_words = [
            marker.words
            for marker in course.events
            if (first or marker.at >= at) and (end is None or marker.at < end)
        ]
        score_told = None if math.isnan(score) else score_facts.thousandths(score)
        zone = cells.zoned([at], course.zone)
        yield at, since, answers, total, score_told, "; ".join(marker_words), zone


def _segment(segment: Segment) -> Sequence[object]:
    return (
        segment_tables.name(segment.kind),
        segment_tables.value(segment),
        *score_facts.in_thousandths(segment.score),
        segment.answers,
    )


def _score(summary: CampaignSummary) -> Sequence[object]:
    return (
        summary.campaign.slug,
        summary.campaign.name,
        *score_facts.in_thousandths(summary.score),
        summary.answers,
        summary.responded[1],
        summary.response_rate and round(summary.response_rate, 5),
        summary.comments,
        *_facts(summary.campaign, compared_entries.scope(summary.campaign, ids.utc_now())),
    )


def _standing(standing: Standing) -> Sequence[object]:
    of, change = standing.campaign, standing.difference
    moved = score_facts.thousandths(change.mean) if change else None
    facts = (of.slug, of.name, of.touchpoint, of.language, of.owner)
    zone = cells.zoned([standing.last_at], time_zones.here())
    return (
        *facts,
        *score_facts.in_thousandths(standing.score),
        moved,
        standing.answers,
        of.mailed,
        standing.last_at,
        zone,
    )
