"""The organisation's index: one number, what it is made of, and what moved it."""

from collections.abc import Collection, Mapping

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.dashboard.kit.words import overview_text, text
from feedback_buttons.dashboard.overview import index_chart
from feedback_buttons.reports.scores import attention, overviews
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.organisation_index import Mover

MOVERS = 4


def card(now: dict[str, Props], csv: str) -> Component:
    """The card; hidden while no campaign has an answer in the index's 30 days. ``csv`` is where its course is had as a
    file."""
    head = html.H2(
        [
            blocks.define("index", overview_text.INDEX, overview_text.INDEX_MEANS),
            _live("index-of", now),
            _live("index-badge", now),
        ],
        id="index-title",
    )
    parts = ("index-value", "index-margin", "index-change")
    number = html.P([_live(part, now) for part in parts], className="big")
    movers = html.Div(
        [
            html.H3(
                [overview_text.MOVED, html.Span(f" {overview_text.MOVED_NOTE}", className="meta")]
            ),
            html.Ol(id="movers", className="movers", **now["movers"]),
        ]
    )
    return html.Section(
        [
            html.Div(
                [head, number, html.P(id="index-note", className="note", **now["index-note"])]
            ),
            movers,
            _course(now, csv),
        ],
        id="index",
        className="card index",
        **now["index"],
        **blocks.aria(labelledby="index-title"),
    )


def _course(now: dict[str, Props], csv: str) -> Component:
    title = str(overview_text.INDEX_COURSE)
    chart = blocks.chart(index_chart.NAME, title, "9rem", now, csv)
    return html.Div([html.H3(title), *chart], className="course")


def props(
    standings: Collection[Standing], chosen: Collection[Standing], of: str = ""
) -> dict[str, Props]:
    """What changes of it, by component id: the index of the ``chosen`` campaigns, which are called ``of``; that of all
    has no name."""
    index, demo = overviews.organisation(chosen)
    if index is None:
        return _none()
    change = index.change or 0
    tone = "up" if change >= 0.005 else "down" if change <= -0.005 else ""
    by_slug = {standing.campaign.slug: standing for standing in standings}
    movers = [
        _mover(mover, by_slug) for mover in index.movers[:MOVERS] if abs(mover.pull) >= 0.0005
    ]
    still = overview_text.NO_DAY_AGO if index.change is None else overview_text.NOTHING_MOVED
    return {
        "index": {"hidden": False},
        "index-of": {"children": of},
        "index-badge": {
            "children": text.DEMO if demo else "",
            "className": "badge" if demo else "",
        },
        "index-value": {"children": text.decimal(index.value, 2), "className": "score ticks"},
        "index-margin": {
            "children": overview_text.give_or_take(index.margin),
            "className": "margin",
        },
        "index-change": {
            "children": overview_text.index_change(index.change),
            "className": f"margin {tone}",
        },
        "index-note": {"children": overview_text.index_from(index.campaigns, index.answers)},
        "movers": {"children": movers or [html.Li(still, className="note")]},
    }


def _none() -> dict[str, Props]:
    """No campaign has an answer in the index's 30 days."""
    names = ("value", "margin", "change", "of", "badge", "note")
    empty: Props = {"children": ""}
    return {
        "index": {"hidden": True},
        **{f"index-{name}": empty for name in names},
        "movers": empty,
    }


def _live(name: str, now: dict[str, Props]) -> Component:
    return html.Span(id=name, **now[name])


def _mover(mover: Mover, by_slug: Mapping[str, Standing]) -> Component:
    part = mover.part
    own_change = overview_text.own_change(attention.latest(by_slug[part.slug], by_slug.values()))
    facts = (own_change, overview_text.moved(part.score_then, part.score))
    pull = score_text.signed(mover.pull, 3)
    return html.Li(
        [
            html.B(pull, className="up" if mover.pull > 0 else "down"),
            dcc.Link(part.name, href=own(f"/campaign/{part.slug}")),
            html.Span(" · ".join(filter(None, facts)), className="meta"),
        ],
        key=part.slug,
    )
