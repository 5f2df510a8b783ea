"""The comments of all campaigns, to be read and handled. The address is all the state of what is shown."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast
from urllib.parse import parse_qsl

import psycopg
from dash import (
    ALL,
    MATCH,
    ClientsideFunction,
    Dash,
    Input,
    Output,
    State,
    dcc,
    html,
    no_update,
)
from dash.development.base_component import Component
from psycopg_pool import PoolTimeout

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_handling, comment_list
from feedback_buttons.comments.comment_filters import TO_DO, Filter, FilterError
from feedback_buttons.comments.comment_handling import HandlingError
from feedback_buttons.comments.comment_list import Comment, CommentKey, CommentPlace
from feedback_buttons.dashboard.comments import (
    comment_cards,
    comment_form,
    comment_keys,
    filter_offers,
    list_foot,
    moved_card,
    topic_chips,
)
from feedback_buttons.dashboard.comments import comment_text as words
from feedback_buttons.dashboard.comments.comment_cards import Viewer
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests import callback_arguments as arguments
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Props, aria
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.storage import db
from feedback_buttons.topics.topic_list import TopicError


def viewer() -> Viewer:
    """The user of this request."""
    name = auth.current().name
    return Viewer(name, auth.may("handle"), auth.may("evidence"))


def page(
    connection: db.Connection, search: str, viewer: Viewer, *, may_take: bool
) -> list[Component]:
    """The whole page at an address's query string; with ways to download if the viewer may."""
    try:
        wanted, place = parse(search)
        _check(campaigns.find(connection, wanted.campaign), wanted)
    except FilterError as error:
        back = dcc.Link(words.WHOLE, href=own(comment_form.ADDRESS), className="primary")
        hint = f"{words.WRONG_HINT} {error}"
        return [blocks.notice(words.WRONG, hint, html.P(back))]
    offered = filter_offers.read(connection, wanted)
    tags = [html.Option(value=tag) for tag in offered.tags]
    return [
        html.Div([html.H1(words.TITLE), comment_form.views(wanted)], className="top"),
        *([] if place else moved_card.card(connection, wanted)),
        html.Div(
            [
                comment_form.form(wanted, offered, campaigns.zone(connection, wanted.campaign)),
                html.Div(
                    [
                        comment_form.search(wanted),
                        _new(),
                        html.Div(found(connection, wanted, place, viewer), id="found"),
                        *([list_foot.downloads(wanted)] if may_take else []),
                    ],
                    className="reading",
                ),
                comment_keys.legend(),
            ],
            className="inbox",
        ),
        html.Datalist(tags, id=comment_cards.TAG_LIST),
        comment_keys.dialog(),
        dcc.Store(id="again"),
        dcc.Store(id="arrived"),
        dcc.Store(id="handled"),
    ]


def _check(campaign: Campaign | None, wanted: Filter) -> None:
    """Say so where the campaign has no such period."""
    if campaign:
        wanted.span(ids.utc_now(), campaign.zone, campaign.sendings)


def stream(search: str) -> str | None:
    """Where the news of a page at this query string come from; None where there is none."""
    try:
        parse(search)
    except FilterError:
        return None
    return own(f"{comment_form.ADDRESS}/live{search}")


def parse(search: str) -> tuple[Filter, CommentPlace | None]:
    """What a query string asks for.

    Raises:
        FilterError: something that there cannot be.
    """
    arguments = dict(parse_qsl(search.lstrip("?")))
    place = arguments.pop(list_foot.PLACE, "")
    try:
        return Filter.parse(arguments), CommentPlace.parse(place) if place else None
    except FilterError:
        raise
    except ValueError as error:
        raise FilterError(words.WRONG_PLACE) from error


def found(
    connection: db.Connection, wanted: Filter, place: CommentPlace | None, viewer: Viewer
) -> list[Component]:
    """What of the page depends on the comments: how many, the list, the ways on."""
    viewer = replace(viewer, topic=wanted.topic)
    shown = comment_list.find(connection, wanted, viewer.name, place=place)
    newest = max(comment_list.arrivals(connection, wanted, viewer.name).values(), default=None)
    since = dcc.Store(id="since", data=newest.isoformat() if newest else None)
    if not shown.comments:
        return [since, _nothing(wanted)]
    return [
        since,
        html.P(words.comments(shown.total, shown.count_limit), className="total"),
        listed(shown.comments, viewer),
        list_foot.pager(shown, wanted),
    ]


def listed(shown: Iterable[Comment], viewer: Viewer) -> Component:
    """The comments as an ordered list, a card each."""
    return html.Ol([comment_cards.card(comment, viewer) for comment in shown], className="cards")


def news(connection: db.Connection, wanted: Filter, viewer: Viewer) -> dict[str, Props]:
    """What a viewer is told while the page is open: when the newest were written, what the team did last."""
    viewer = replace(viewer, topic=wanted.topic)
    times = comment_list.arrivals(connection, wanted, viewer.name).values()
    handled = comment_list.handled(connection)
    return {
        "arrived": {"data": [time.isoformat() for time in times]},
        "handled": {"data": [comment_cards.changed(comment, viewer) for comment in handled]},
    }


def register(app: Dash, pool: db.Pool) -> None:
    """Add the callbacks by which comments are handled and shown anew."""

    @app.callback(
        Output({"part": "done", "key": MATCH}, "children"),
        Output({"part": "acts", "key": MATCH}, "children"),
        Output({"part": "said", "key": MATCH}, "children"),
        Output({"write": "tag", "key": MATCH}, "value"),
        Output({"write": "before", "key": MATCH}, "data"),
        Input({"do": ALL, "to": ALL, "key": MATCH}, "n_clicks"),
        State({"write": "tag", "key": MATCH}, "value"),
        State({"write": "note", "key": MATCH}, "value"),
        State({"write": "before", "key": MATCH}, "data"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    @auth.needs("handle")
    def handle(_clicks: object, *fields: object) -> tuple[Any, ...]:
        pressed = arguments.pressed("do", "to", "key")
        if pressed is None:
            return (no_update,) * 5
        tag, note, before, search = map(arguments.text, fields)
        deed = _deed(pressed, {"tag": tag, "note": note})
        return _handled(pool, *deed, _sought(search), before)

    _register_again(app, pool)
    _in_the_browser(app)


def _register_again(app: Dash, pool: db.Pool) -> None:
    """Add the callback that shows the list anew."""

    @app.callback(
        Output("found", "children"),
        Input("again", "data"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    @auth.needs("comments")
    def show_again(_: object, search: object) -> list[Component]:
        try:
            wanted, _place = parse(arguments.text(search))
            with pool.connection() as connection:
                return found(connection, wanted, None, viewer())
        except FilterError:
            arguments.refuse()
        except (psycopg.Error, PoolTimeout):
            return [blocks.notice(text.AWAY, text.AWAY_HINT)]


def _deed(
    pressed: Mapping[str, str], written: Mapping[str, str]
) -> tuple[CommentKey, comment_handling.Field, str]:
    """Which comment a button is of, what it changes, and into what; what no page of ours sends is refused."""
    field = cast(comment_handling.Field, pressed["do"])
    value = pressed["to"] or written.get(field, "")
    if field == "handler" and value not in ("", viewer().name):
        arguments.refuse()  # nobody takes a comment for somebody else
    try:
        return CommentKey.parse(pressed["key"]), field, value
    except ValueError:
        arguments.refuse()


def _sought(search: str) -> str:
    """The topic by which comments are looked at; none where an address has no filter of ours."""
    with suppress(FilterError):
        return parse(search)[0].topic
    return ""


def _in_the_browser(app: Dash) -> None:
    """Add what the browser does by itself: it announces new comments and shows what others have done."""
    for name, output, inputs in (
        ("announce", "new", [Input("arrived", "data"), Input("since", "data")]),
        ("refresh", "handled", [Input("handled", "data")]),
    ):
        app.clientside_callback(
            ClientsideFunction("comments", name),
            Output(output, "className" if output == "new" else "modified_timestamp"),
            *inputs,
            prevent_initial_call=True,
        )


def _handled(
    pool: db.Pool,
    key: CommentKey,
    field: comment_handling.Field,
    value: str,
    topic: str,
    before: str,
) -> tuple[Any, ...]:
    """Make a change, and show what is now: done, acts, what to say, the tag field, the note that was ``before``."""
    person, complaint = replace(viewer(), topic=topic), ""
    with pool.connection() as connection:
        try:
            if field == topic_chips.FIELD:
                topic_chips.correct(connection, key, value, person.name)
            else:
                shown = before if field == "note" else None
                comment_handling.change(connection, key, person.name, field, value, before=shown)
        except (HandlingError, TopicError) as error:
            complaint = f"{error}"[:1].upper() + f"{error}"[1:]
        now = comment_list.get(connection, key)
    if now is None:
        return no_update, no_update, words.GONE, no_update, no_update
    return (
        comment_cards.done(now, person),
        comment_cards.acts(now, person),
        words.MADE if field == "note" and not complaint else complaint,
        "" if field == "tag" and not complaint else no_update,
        now.note if field == "note" else no_update,
    )


def _new() -> Component:
    labels = blocks.data(one=words.NEW_ONE, many=words.NEW_MANY)
    button = html.Button(words.NEW, type="button", id="new", className="new", **labels)
    return html.Div(button, **aria(live="polite"))


def _nothing(wanted: Filter) -> Component:
    if wanted.attribute:
        name, hint = words.NO_MATCH, words.no_group(wanted.attribute)
    elif wanted == TO_DO:
        name, hint = words.NOTHING_TO_DO, words.NOTHING_TO_DO_HINT
    elif wanted.parameters():
        name, hint = words.NO_MATCH, words.NO_MATCH_HINT
    else:
        name, hint = words.NONE_YET, words.NONE_YET_HINT
    return html.Div([html.H2(name), html.P(hint)], className="notice")
