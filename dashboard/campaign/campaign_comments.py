"""The comments on a campaign's page, read and handled where they stand; and their view's state.

A view is a plain dict, for it lives in the browser: "search", "scores", "period" (the page's), "trail" (the places
where the pages gone through begin), "next" (where the one behind this begins, or None), "top" (which the newest
comments were when the page was made) and "handles" (whether who looks may handle comments). Search and scores stand in
the page's address too: the browser writes them there as they are chosen (assets/within.js).
"""

from hashlib import sha256
from typing import Any, cast
from urllib.parse import parse_qsl

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_list, filter_values
from feedback_buttons.comments.comment_filters import Filter, FilterError, spans
from feedback_buttons.comments.comment_list import CommentPage, CommentPlace
from feedback_buttons.dashboard.comments import comment_cards, comment_form
from feedback_buttons.dashboard.comments import comment_text as words
from feedback_buttons.dashboard.comments.comment_cards import Viewer
from feedback_buttons.dashboard.kit.requests import callback_arguments as arguments
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.dashboard.kit.words import empty_text, text
from feedback_buttons.storage import db

View = dict[str, Any]
TOP: View = {"search": "", "scores": [], "period": "", "trail": [], "next": None}
IN_ADDRESS = ("search", "scores")
FEW = 4  # comments, below which they need no column of their own
_DEEPEST = 10_000  # pages that somebody goes through
# All viewers are sent the same news: nothing in them depends on who looks.
ANYBODY = Viewer("", may_see_evidence=True)


def of_address(query: str) -> View:
    """The view that a page's query string asks for.

    Raises:
        FilterError: a value cannot be.
    """
    arguments = dict(parse_qsl(query.lstrip("?")))
    wanted = Filter.parse({name: arguments[name] for name in IN_ADDRESS if name in arguments})
    return TOP | {"search": wanted.search, "scores": list(wanted.scores)}


def view(sent: object) -> View:
    """The view that the browser holds; a request whose view cannot be is answered 400. Pages that were opened before
    there were periods have none."""
    held = {"period": "", **arguments.fields(sent, TOP.keys() - {"period"})}
    held |= {name: part for name, part in dict(cast(View, sent)).items() if name == "period"}
    trail = arguments.texts(held["trail"], _DEEPEST)
    following = arguments.text(held["next"]) or None
    for place in (*trail, *filter(None, [following])):
        try:
            CommentPlace.parse(place)
        except (ValueError, OverflowError):
            arguments.refuse()
    more = {name: part for name, part in dict(cast(View, sent)).items() if name not in TOP}
    return {
        **more, "search": arguments.text(held["search"]), "scores": arguments.scores(held["scores"]),
        "period": _period(held["period"]),
        "trail": trail, "next": following,
    }  # fmt: skip


def _period(sent: object) -> str:
    """A period of an address; what is none is refused."""
    try:
        return filter_values.period(arguments.text(sent)) if sent else ""
    except FilterError:
        arguments.refuse()


def read(connection: db.Connection, slug: str, view: View = TOP) -> CommentPage:
    """What a view shows."""
    place = CommentPlace.parse(view["trail"][-1]) if view["trail"] else None
    wanted = Filter(
        search=view["search"],
        campaign=slug,
        scores=tuple(view["scores"]),
        period=view["period"],
    )
    return comment_list.find(connection, wanted, place=place)


def _first(
    connection: db.Connection, slug: str, view: View, newest: CommentPage, viewer: Viewer
) -> list[Component]:
    """What a page begins with: the list as a view has it, and what the team's deeds need."""
    begin = TOP | {"period": view["period"]}
    page = newest if view == begin else read(connection, slug, view)
    shown = listed(page, view | {"top": top(newest), "handles": viewer.may_handle}, viewer)
    tag_names = comment_list.tags(connection) if viewer.may_handle else []
    tags = html.Datalist([html.Option(value=tag) for tag in tag_names], id=comment_cards.TAG_LIST)
    return [_list(shown), tags, dcc.Store(id="view", **shown["view"])]


def section(
    connection: db.Connection,
    campaign: Campaign,
    query: str = "",
    viewer: Viewer = ANYBODY,
    period: str = "",
) -> Component:
    """The section, as the page's query string asks for it, of a period.

    Raises:
        FilterError: a value cannot be.
    """
    view = of_address(query) | {"period": period}
    newest = read(connection, campaign.slug, TOP | {"period": period})
    shown = _first(connection, campaign.slug, view, newest, viewer)
    return _section(campaign, view, shown, "few" if len(newest.comments) < FEW else "")


def _section(campaign: Campaign, view: View, shown: list[Component], kind: str) -> Component:
    search = dcc.Input(
        id="search",
        type="search",
        debounce=0.3,
        autoComplete="off",
        placeholder=text.SEARCH,
        className="search",
        value=view["search"],
    )
    chips = html.Div(_chips(campaign, view["scores"]), className="chips")
    return blocks.card(
        "comments",
        text.COMMENTS,
        html.Label(text.SEARCH, htmlFor="search", className="unseen"),
        search,
        html.Fieldset([html.Legend(text.FILTER), chips]),
        html.Button(text.REFRESH, id="refresh", type="button", className="refresh", hidden=True),
        *shown,
        html.P(
            dcc.Link(words.OPEN_ALL, href=comment_form.address(Filter(campaign=campaign.slug))),
            className="whole",
        ),
        dcc.Store(id="slug", data=campaign.slug),
        dcc.Store(id="scores", data=view["scores"]),  # the chips that are pressed: the browser's
        dcc.Store(id="newest", data=None),
        dcc.Store(
            id="fetch", data=None
        ),  # the browser asks for the newest as their viewer sees them
        dcc.Store(id="written", data=None),  # when the address was written last
        kind=kind,
    )


def _list(shown: dict[str, Props]) -> Component:
    turn = html.Nav(
        [
            html.Button(text.NEWER, id="newer", type="button", **shown["newer"]),
            html.Span(id="matching", **shown["matching"]),
            html.Button(text.OLDER, id="older", type="button", **shown["older"]),
        ],
        className="pager",
        **blocks.aria(label=text.COMMENTS),
    )
    return html.Div([html.Ol(id="list", className="cards within", **shown["list"]), turn])


def listed(page: CommentPage, view: View, viewer: Viewer = ANYBODY) -> dict[str, Props]:
    """One page of the list and all that depends on it, by component id."""
    narrowed = view["search"] or view["scores"]
    nothing = text.NO_MATCH if narrowed else empty_text.comments(of_period=bool(view["period"]))
    sees = viewer if viewer.may_handle else ANYBODY
    items = [comment_cards.card(comment, sees, within=True) for comment in page.comments]
    return {
        "list": {"children": items or [html.Li(nothing, className="nothing")]},
        "matching": {"children": text.count(page.total, page.count_limit) if page.total else ""},
        "newer": {"disabled": not view["trail"]},
        "older": {"disabled": page.behind is None},
        "view": {"data": {**view, "next": str(page.behind) if page.behind else None}},
    }


def fresh(page: CommentPage, period: str = "") -> dict[str, Props]:
    """The top of the list for everybody: the browser shows it where nothing else is looked at."""
    return {"newest": {"data": {**top(page), "shown": listed(page, TOP | {"period": period})}}}


def top(page: CommentPage) -> dict[str, Any]:
    """Which comments a page has, and a mark that changes with what they say and what was done with them."""
    state = repr(page.comments).encode()
    keys = [str(comment.key) for comment in page.comments]
    return {"mark": sha256(state).hexdigest()[:16], "keys": keys}


def after(view: View, pressed: str | None, search: str, scores: list[int]) -> View:
    """The view after a button: "older" or "newer" turn a page of the comments of ``scores`` (of all where empty).

    Whatever else happened, the list begins at the top.
    """
    trail = list(view["trail"])
    if pressed == "older" and view["next"]:
        trail.append(view["next"])
    elif pressed == "newer":
        trail = trail[:-1]
    else:
        trail = []
    return {**view, "search": search, "scores": sorted(scores), "trail": trail, "next": None}


def _chips(campaign: Campaign, pressed: list[int]) -> list[Component]:
    """A button a score as it is told, for all that are stored so. The browser presses it and keeps which are pressed,
    so that quick clicks don't collide."""
    stored = {score: scales.standing_for(score, campaign.told) for score in campaign.told_scores}
    return [
        html.Button(
            str(score),
            type="button",
            **blocks.aria(pressed=str(not set(places).isdisjoint(pressed)).lower()),
            **blocks.data(score=spans(places)),
        )
        for score, places in stored.items()
    ]
