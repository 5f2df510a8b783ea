"""The form with which the team sets and removes markers on a campaign's time line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from feedback_buttons.campaigns import campaigns, markers
from feedback_buttons.campaigns.campaigns import MissingCampaign
from feedback_buttons.campaigns.markers import Marker, MarkerError
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests import callback_arguments as arguments
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.dashboard.kit.words import chart_text
from feedback_buttons.storage import db

# What is typed; sent along, so that the browser empties a field only where it still says so (assets/answers.js).
_TYPED = (State("marker-words", "value"), State("marker-when", "value"))


def desk(shown_markers: Sequence[Marker]) -> Component:
    """The markers with a button to remove each, and the form for a new one."""
    when: Props = {"type": "datetime-local"}  # the browser's own picker, by the campaign's clock
    words = dcc.Input(
        id="marker-words", type="text", maxLength=markers.LENGTH, autoComplete="off", value=""
    )
    fields = [
        html.Label([html.Span(chart_text.MARKER_WORDS), words]),
        html.Label(
            [html.Span(chart_text.MARKER_WHEN), dcc.Input(id="marker-when", value="", **when)]
        ),
        html.Button(chart_text.MARKER_ADD, id="marker-add", type="button"),
    ]
    return html.Details(
        [
            html.Summary(chart_text.MARKERS_OPEN),
            html.P(chart_text.MARKERS_HINT, className="note"),
            html.Ol(id="marks", className="marks", **listed(shown_markers)["marks"]),
            html.Div(fields, className="row"),
            html.P(id="marker-said", role="status", className="note"),
            dcc.Store(id="marker-new"),
        ],
        className="marking",
    )


def listed(shown_markers: Sequence[Marker]) -> dict[str, Props]:
    """The markers that can be removed; only those who may change them have the list on their page."""
    return {"marks": {"children": [_item(marker) for marker in shown_markers]}}


def _item(marker: Marker) -> Component:
    button = html.Button(
        chart_text.MARKER_REMOVE,
        id={"unmark": str(marker.id)},  # beyond 2 ** 53
        type="button",
        className="quiet",
        **blocks.aria(label=chart_text.remove(marker.words)),
    )
    about = html.Span([blocks.moment(marker.at), f" · {marker.account}"], className="meta")
    return html.Li([html.Span(marker.words), about, button], key=str(marker.id))


def register(app: Dash, pool: db.Pool) -> None:
    """Add the callbacks; what they change reaches all screens by the stream."""
    app.clientside_callback(
        ClientsideFunction("feedback", "mark"),
        Output("marker-new", "data"),
        Input("marker-add", "n_clicks"),
        Input("marker-words", "n_submit"),
        *_TYPED,
        prevent_initial_call=True,
    )

    @app.callback(
        Output("marker-said", "children"),
        Output("marker-words", "value"),
        Output("marker-when", "value"),
        Input("marker-new", "data"),
        Input({"unmark": ALL}, "n_clicks"),
        State("slug", "data"),
        *_TYPED,
        prevent_initial_call=True,
    )
    @auth.needs("campaigns")
    def change(new: object, _: object, sent_slug: object, *_typed: object) -> tuple[Any, ...]:
        if not any(trigger["value"] for trigger in ctx.triggered):
            return (no_update,) * 3
        name, slug = auth.current().name, arguments.text(sent_slug)
        gone = _unmarked()
        entered = arguments.fields(new, ("at", "words")) if gone is None else {}
        try:
            with pool.connection() as connection:
                if gone is not None:
                    markers.remove(connection, slug, name, gone)
                    return chart_text.MARKER_REMOVED, no_update, no_update
                zone = campaigns.get(connection, slug).zone
                at = _time(arguments.text(entered["at"]), zone)
                markers.add(connection, slug, name, arguments.text(entered["words"]), at)
        except (MarkerError, MissingCampaign) as error:
            return error.advice, no_update, no_update
        return chart_text.MARKER_ADDED, "", ""


def _unmarked() -> int | None:
    """The id of the marker whose button was pressed, if one was."""
    try:
        button = ctx.triggered_id
    except ValueError:
        arguments.refuse()
    return arguments.whole(button.get("unmark")) if isinstance(button, dict) else None


def _time(typed: str, zone: ZoneInfo) -> datetime | None:
    """The time that was picked, by the clock of a zone; None for none."""
    if not typed:
        return None
    try:
        at = datetime.fromisoformat(typed)
    except ValueError as error:
        raise MarkerError(chart_text.MARKER_BAD_TIME) from error
    return at if at.tzinfo else at.replace(tzinfo=zone)
