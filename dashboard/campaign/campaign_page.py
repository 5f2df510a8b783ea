"""The page of one campaign."""

from collections.abc import Iterator, Sequence

from dash import html
from dash.development.base_component import Component

from feedback_buttons.base import ids
from feedback_buttons.campaigns import markers as made
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Result
from feedback_buttons.dashboard.campaign import (
    broken_buttons,
    comment_ways,
    excluded_card,
    marker_desk,
    question_results,
    segment_tables,
    shared_tokens_banner,
    timeline,
    unsigned_card,
    why_card,
)
from feedback_buttons.dashboard.campaign.campaign_course import Course
from feedback_buttons.dashboard.kit.charts import figures
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Cell, Child, Props, stat
from feedback_buttons.dashboard.kit.words import (
    chart_text,
    empty_text,
    overview_text,
    target_text,
    text,
)
from feedback_buttons.dashboard.studio import after_click_text, studio_text
from feedback_buttons.i18n.team_language import spoken, tr
from feedback_buttons.reports.answers.broken_clicks import BrokenButtons
from feedback_buttons.reports.answers.shared_tokens import SharedToken
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import change_text, target_progress, time_line
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.scores.latest_change import LatestChange
from feedback_buttons.reports.scores.unsigned_report import UnsignedAnswers
from feedback_buttons.reports.segments.score_moves import Move
from feedback_buttons.reports.segments.segments import Segments
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.stats import Score
from feedback_buttons.storage import db


def page(
    summary: CampaignSummary,
    course: Course,
    segments: Segments,
    comments: Component,
    results: Sequence[Result] = (),
    broken: Sequence[BrokenButtons] = (),
    shared: Sequence[SharedToken] = (),
    unsigned: UnsignedAnswers | None = None,
    *,
    latest: LatestChange,
    move: Move | None = None,
    scope: Scope | None = None,
    manages: bool = False,
    judges: bool = False,
) -> list[Component]:
    """The whole page, as the facts are now, with the ``comments``; who ``manages`` campaigns finds the way to their
    buttons, who ``judges`` evidence that to what is excluded."""
    campaign, slug = summary.campaign, summary.campaign.slug
    now = counted(summary, latest, scope)
    now |= over_time(course, slug) | segment_tables.props(segments, slug)
    now |= question_results.props(results, campaign, segments.at, of_period=summary.of_period)
    now |= why_card.props(move, campaign, scope)
    excluded = excluded_card.card(slug, now, linked=judges)
    alone = unsigned_card.card(campaign, unsigned)
    below = (_clock(campaign), *([marker_desk.desk(course.markers)] if manages else []))
    return [
        _head(campaign, manages=manages),
        *broken_buttons.banner(broken),
        *shared_tokens_banner.banner(shared, judges=judges),
        html.Div(
            [
                _hero(summary.campaign, now),
                comments,
                _chart(slug, now, "distribution", text.DISTRIBUTION, "16rem"),
                _course_cards(slug, now, *below),
                _parts_cards(slug, now, excluded, *alone),
            ],
            className="grid",
        ),
    ]


def _course_cards(slug: str, now: dict[str, Props], *below: Component) -> Component:
    """The time line with what stands below it, and why the score moved."""
    return _stack(
        "course",
        _chart(slug, now, "timeline", text.TIMELINE, "21rem", *below),
        why_card.card(now, _file(slug, "why")),
    )


def _parts_cards(slug: str, now: dict[str, Props], *below: Component) -> Component:
    """What was chosen of the follow-up questions, and the scores by group, with what stands below."""
    return _stack(
        "parts",
        question_results.card(now, _file(slug, "chosen")),
        segment_tables.card(now, _file(slug, "segments")),
        *below,
    )


def _stack(name: str, *cards: Component) -> Component:
    """Cards below each other, however high they are; a wide screen has two of them side by side."""
    return html.Div(cards, className=f"stack {name}")


def _chart(
    slug: str, now: dict[str, Props], name: str, title: str, height: str, *below: Component
) -> Component:
    """The card of a chart, with what stands below it."""
    return blocks.folded(
        name, title, *blocks.chart(name, title, height, now, _file(slug, name)), *below
    )


def _clock(campaign: Campaign) -> Component:
    """Which clock times are by."""
    return html.P(chart_text.times_of(campaign.zone.key), className="note")


def counted(
    summary: CampaignSummary, latest: LatestChange, scope: Scope | None = None
) -> dict[str, Props]:
    """What changes with every answer, by component id; in a period, where there is a scope."""
    score, campaign = summary.score, summary.campaign
    rows = _distribution_rows(summary.counts)
    figure = figures.distribution(summary.counts, of_period=summary.of_period)
    heads = (text.SCORE, text.ANSWERS, text.SHARE)
    return {
        "score": {
            "children": text.mean(score),
            "className": f"score ticks {_tone(score)}".strip(),
        },
        "margin": {"children": text.margin(score)},
        "certainty": {
            "children": text.between(score)
            if score
            else empty_text.hint(of_period=summary.of_period)
        },
        **_latest(latest, scope),
        **target_text.props(target_progress.of(campaign, score)),
        "answers": {"children": text.number(summary.answers)},
        "rate": {"children": text.percent(summary.response_rate)},
        "rate-note": {"children": _of_mails(summary, scope)},
        **_standard(summary),
        **excluded_card.numbers(summary),
        **blocks.chart_props(
            "distribution", text.DISTRIBUTION, figure, heads, rows, comment_ways.of_scores(campaign)
        ),
    }


def _of_mails(summary: CampaignSummary, scope: Scope | None) -> str:
    """The mails that the response rate is of; where it is not that of the period, that it is of all time."""
    answers, mails = summary.responded
    words = text.of_mails(mails, answers)
    return words if scope is None or scope.all or scope.wave else overview_text.of_all_time(words)


def _latest(latest: LatestChange, scope: Scope | None) -> dict[str, Props]:
    """How the last 24 hours differ, or the period, in words; marked where that is more than chance. What goes on says
    first how its last 24 hours moved, where that is more than chance."""
    words, difference = overview_text.change(latest, scope), latest.difference
    lately = change_text.moved(latest.lately) if latest.lately else ""
    words = " ".join(filter(None, (lately, words)))
    if lately and latest.lately:
        difference = latest.lately.difference
    way = "" if not difference or not difference.real else "fell" if difference.mean < 0 else "rose"
    return {
        "latest": {"children": words, "hidden": not words, "className": f"latest {way}".strip()}
    }


def _tone(score: Score | None) -> str:
    return "none" if score is None else "none early" if score.early else ""


def _standard(summary: CampaignSummary) -> dict[str, Props]:
    """The figures of the field: the net promoter score, and what else the mail asked for."""
    figures: dict[str, Props] = {}
    for name in chart_text.standing([summary.campaign]):
        value, spread = chart_text.figure(name, summary)
        figures |= {name: {"children": value}, f"{name}-note": {"children": spread}}
    return figures


def over_time(course: Course, slug: str) -> dict[str, Props]:
    """What changes with every answer but may lag a second: it is larger."""
    heads, rows = timeline.heads(course), timeline.rows(course)
    figure, ways = timeline.figure(course), comment_ways.of_times(slug, *timeline.begins(course))
    chart = blocks.chart_props("timeline", text.TIMELINE, figure, heads, rows, ways)
    return chart | marker_desk.listed(course.markers)


def course(connection: db.Connection, campaign: Campaign, scope: Scope | None = None) -> Course:
    """Read how a campaign came about; in a period, where there is a scope."""
    frame = time_line.timeline(connection, campaign.slug, scope)
    markers = made.list_(connection, campaign.slug)
    lowest, *_, highest = campaign.told_scores
    waves = [
        made.Marker(wave.number, wave.sent_at, chart_text.wave(wave), "")
        for wave in campaign.sendings[1:]
        if wave.sent_at <= ids.utc_now()
    ]
    of_period = scope is not None and not scope.all
    return Course(
        frame, campaign.sent_at, markers, lowest, highest, campaign.zone, waves, of_period
    )


def _head(campaign: Campaign, *, manages: bool) -> Component:
    facts: list[Child] = [html.Span(campaign.touchpoint)] if campaign.touchpoint else []
    if campaign.sent_at:
        facts.append(html.Span([f"{text.SENT_AT} ", blocks.moment(campaign.sent_at)]))
    if campaign.closed_at:
        facts.append(html.Span([f"{text.CLOSED} ", blocks.moment(campaign.closed_at)]))
    title = html.H1([html.Span(campaign.name), *blocks.badges(campaign)])
    ways = html.P(list(_ways(campaign, manages=manages)), className="facts elsewhere")
    lines = [title, html.P(facts, className="facts"), ways]
    return html.Div(lines, className="head wide-head", **blocks.data(zone=campaign.zone.key))


def _ways(campaign: Campaign, *, manages: bool) -> Iterator[Component]:
    """Where a campaign is shown otherwise, and where it is made."""
    yield html.A(text.WALL, href=own(f"/wall/{campaign.slug}"))
    poster = f"/campaign/{campaign.slug}/poster.pdf?language={spoken()}"
    yield html.A(text.POSTER, href=own(poster))
    if manages:
        yield html.A(tr("Sharing"), href=own(f"/sharing?campaign={campaign.slug}"))
        for name, path in (
            (studio_text.STUDIO, "studio"),
            (after_click_text.AFTER, "after"),
            (studio_text.SETTINGS, "settings"),
        ):
            yield html.A(name, href=own(f"/campaign/{campaign.slug}/{path}"))


def _hero(campaign: Campaign, now: dict[str, Props]) -> Component:
    big = html.P(
        [
            html.Span(id="score", **now["score"]),
            html.Span(id="margin", className="margin", **now["margin"]),
        ],
        className="big",
    )
    numbers = html.Dl(
        [
            stat(text.ANSWERS, "answers", now["answers"]),
            stat(text.RESPONSE_RATE, "rate", now["rate"], now["rate-note"]),
        ],
        className="stats",
    )
    standard = html.Dl(
        [
            stat(
                blocks.define(name, *chart_text.term(name, [campaign])),
                name,
                now[name],
                now[f"{name}-note"],
            )
            for name in chart_text.STANDARD
            if name in now
        ],
        className="stats",
    )
    latest = html.P(id="latest", **now["latest"])
    certainty = html.P(id="certainty", className="certainty", **now["certainty"])
    target = html.P(id="target", **now["target"])
    ages = html.P(id="ages", className="note", **now["ages"])
    return blocks.card("hero", text.SCORE, big, latest, certainty, target, ages, numbers, standard)


def _file(slug: str, name: str) -> str:
    return own(f"/campaign/{slug}/{name}.csv")


def _distribution_rows(counts: Sequence[int]) -> list[Sequence[Cell]]:
    answers = sum(counts) if stats.tells(counts) else 0
    return [
        (str(score), text.number(count), text.percent(count / answers if answers else None))
        for score, count in zip(stats.scores(counts), counts, strict=True)
    ]
