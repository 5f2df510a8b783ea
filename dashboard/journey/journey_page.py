"""The page of the journey: the touchpoints from left to right in their order, on a phone from top to bottom."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns.periods import EVER, PeriodView
from feedback_buttons.campaigns.score_bands import band
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard.journey import journey_choice
from feedback_buttons.dashboard.journey import journey_text as words
from feedback_buttons.dashboard.journey.journey_axis import JourneyAxis
from feedback_buttons.dashboard.kit.periods import period_control
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks, change_mark, file_links
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.dashboard.kit.words import overview_text, paper_text, text
from feedback_buttons.i18n import team_language
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import touchpoint_scores
from feedback_buttons.reports.scores.journey_parts import JourneyPart, JourneyPartError
from feedback_buttons.reports.scores.touchpoint_scores import Journey, TouchpointScore
from feedback_buttons.reports.statistics import stats
from feedback_buttons.storage import db

ADDRESS = "/journey"
FILE = "/journey/touchpoints.csv"


def address(view: PeriodView, path: str = ADDRESS, part: JourneyPart | None = None) -> str:
    """Where the page is shown in a view, of a part of the answers; or its stream or file."""
    return own(_named(view, path, part))


def _named(view: PeriodView, path: str, part: JourneyPart | None) -> str:
    named = {"part": str(part)} if part else {}
    query = urlencode({**view.parameters(touchpoint_scores.USUAL), **named}, safe=":")
    return f"{path}?{query}" if query else path


def read(connection: db.Connection, search: str, now: datetime) -> tuple[Journey, list[str]]:
    """What the page's address asks for, and what it asks in vain, in words."""
    asks = dict(parse_qsl(search.removeprefix("?")))
    view, strange = touchpoint_scores.understood(asks)
    try:
        return touchpoint_scores.read(connection, view, now, asks.get("part", "")), strange
    except JourneyPartError as error:
        return touchpoint_scores.read(connection, view, now), [*strange, error.advice]


def page(
    journey: Journey,
    *,
    manages: bool = False,
    comments: bool = False,
    strange: Sequence[str] = (),
) -> list[Component]:
    """The whole page; who ``manages`` campaigns may edit the order, who may read ``comments`` is led to them."""
    demo = [html.Span(text.DEMO, className="badge")] if journey.demo else []
    head = html.Div(
        [html.H1([text.JOURNEY, *demo]), *_edit(journey, manages=manages)],
        className="head titled",
    )
    if not journey.touchpoints:
        hint = html.Div([html.H2(words.NOTHING_YET), html.P(words.GIVE_ONE)], className="notice")
        return [head, html.Div(hint, className="card")]
    shown = changing(journey, comments=comments)
    return [
        head,
        html.P(words.LEAD, className="lead"),
        *(html.P([advice, " ", overview_text.LEFT_OUT], className="wrong") for advice in strange),
        html.Div(
            [
                period_control.of_all(
                    journey.view, lambda view: address(view, part=journey.part), held=True
                ),
                *journey_choice.parts(journey, address),
            ],
            className="choosing unprinted",
        ),
        html.P(paper_text.as_of(journey.now, time_zones.here()), className="printed"),
        html.P(_covers(journey), className="covers"),
        *_no_touchpoints(journey),
        html.Ol(id="journey", className="journey", **shown["journey"]),
        html.Div([html.P(line, className="note") for line in _notes(journey)]),
        html.P(
            file_links.links(address(journey.view, FILE, journey.part), text.JOURNEY),
            className="files",
        ),
    ]


def changing(journey: Journey, *, comments: bool) -> dict[str, Props]:
    """What changes with every answer, by component id."""
    axis = JourneyAxis.around(journey.touchpoints)
    steps = [_step(journey, score, axis, comments=comments) for score in journey.touchpoints]
    return {"journey": {"children": steps}}


def _edit(journey: Journey, *, manages: bool) -> list[Component]:
    if not manages:
        return []
    order = html.A(words.ORDER, href=own("/journey/order"), className="way")
    share = f"/sharing?{urlencode({'address': _named(journey.view, ADDRESS, journey.part)})}"
    return [
        html.Div([order, html.A(words.SHARE, href=own(share), className="way")], className="ways")
    ]


def _no_touchpoints(journey: Journey) -> list[Component]:
    """How campaigns come by a touchpoint, where none has one."""
    if any(score.touchpoint for score in journey.touchpoints):
        return []
    return [html.P(words.GIVE_ONE, className="note")]


def _covers(journey: Journey) -> str:
    zone = time_zones.here()
    whose = f"{journey_choice.called(journey.part)}, " if journey.part else ""
    covered = whose + period_text.view(journey.view, journey.now, zone)
    span, against = journey.view.spans(journey.now, zone)
    if against is None:
        return covered
    return (
        f"{covered}, {period_text.against(Scope(journey.view, span, against, journey.now, zone))}"
    )


def _notes(journey: Journey) -> Iterator[str]:
    axis = JourneyAxis.around(journey.touchpoints)
    if axis:
        yield words.axis(axis.low, axis.high)
    if any(score.difference for score in journey.touchpoints):
        yield str(words.CHANGE_MEANS)
    if journey.part:
        yield str(words.PART)
    yield str(words.WHOLE)
    yield str(overview_text.OWN_CLOCKS)


def _step(
    journey: Journey, score: TouchpointScore, axis: JourneyAxis | None, *, comments: bool
) -> Component:
    """A touchpoint."""
    estimate = score.pool.score
    name = words.name(score)
    change: Props = change_mark.props(score.difference) if journey.view.against != "none" else {}
    title = html.H2(_way(name, journey, score))
    scale = text.SCALES.get(score.pool.scale)
    below = [
        axis.track(estimate)
        if axis and estimate and not estimate.early
        else html.Div(className="track"),
        _reading(score, words.empty(journey.part, of_period=journey.view.period != EVER)),
        html.P(
            [html.Span(f"{overview_text.CHANGE} ", className="meta"), html.Span(**change)]
            if score.before and change
            else []
        ),
        _shape(score),
        html.P(words.bands(score), className="meta"),
        _facts(score),
        *_mentioned(journey, score, comments=comments),
        html.P(_left_out(score, scale), className="meta"),
        html.P(words.campaigns(score), className="meta printed"),
        html.P(list(_ways(journey, score, comments=comments)), className="ways meta"),
    ]
    return html.Li([title, html.Div(below, className="step")], key=score.touchpoint)


def _reading(score: TouchpointScore, none: str) -> Component:
    """The score and how far it may be off; or why there is none."""
    estimate = score.pool.score
    sure = html.Span(text.margin(estimate) or none, className="margin")
    parts: list[blocks.Child] = [html.B(text.mean(estimate)), " ", sure]
    return html.P(parts if estimate and not estimate.early else [sure], className="reading")


def _left_out(score: TouchpointScore, scale: object) -> str:
    return " ".join(filter(None, [str(scale or ""), words.left_out(score)]))


def _way(name: str, journey: Journey, score: TouchpointScore) -> blocks.Child:
    return dcc.Link(name, href=_campaigns(journey, score)) if score.touchpoint else name


def _campaigns(journey: Journey, score: TouchpointScore) -> str:
    """The overview of its campaigns, in the same period."""
    named = (
        {"period": str(journey.view.period)}
        if journey.view.period != touchpoint_scores.USUAL
        else {}
    )
    return own(f"/?{urlencode({**named, 'touchpoint': score.touchpoint})}")


def _shape(score: TouchpointScore) -> Component:
    """A bar a score, as high as many gave it."""
    counts, most = score.pool.shape, max(score.pool.shape)
    points = stats.scores(counts)
    bars = [
        html.I(
            style={"height": f"{100 * count / most if most else 0:.1f}%"},
            className=band(at * 10 // points[-1]),
        )
        for at, count in zip(points, counts, strict=True)
    ]
    return html.Div(bars, className="shape", **blocks.aria(hidden="true"))


def _facts(score: TouchpointScore) -> Component:
    mails = html.Span(words.mails(score), className="meta")
    rate: list[blocks.Child] = [text.percent(score.response_rate), " ", mails]
    return html.Dl(
        [
            html.Div([html.Dt(text.ANSWERS), html.Dd(text.number(score.pool.answers))]),
            html.Div([html.Dt(overview_text.RATE_OF_ALL), html.Dd(rate)]),
            html.Div([html.Dt(words.SPREAD), html.Dd(words.deviation(score))]),
        ]
    )


def _mentioned(journey: Journey, score: TouchpointScore, *, comments: bool) -> Iterator[Component]:
    """The topics that its comments mention most, each leading to these."""
    if not score.topics:
        return
    spoken = team_language.spoken()
    items: list[Component] = [
        html.Li(
            blocks.way(
                topic.words(spoken), _comments(journey, score, topic.slug) if comments else None
            )
        )
        for topic in score.topics
    ]
    yield html.Div([html.H3(words.MENTIONED), html.Ul(items)], className="mentioned")


def _comments(journey: Journey, score: TouchpointScore, topic: str = "") -> str:
    period = str(journey.view.period)
    wanted = Filter(
        touchpoint=score.touchpoint, topic=topic, period="" if period == "all" else period
    )
    return own(f"/comments?{wanted}")


def _ways(journey: Journey, score: TouchpointScore, *, comments: bool) -> Iterator[Component]:
    if not score.touchpoint:
        yield html.Span(words.campaigns(score))
        return
    yield dcc.Link(words.campaigns(score), href=_campaigns(journey, score))
    if comments:
        yield dcc.Link(text.COMMENTS, href=_comments(journey, score))
