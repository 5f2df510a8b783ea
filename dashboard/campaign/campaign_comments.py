"""The comments on a campaign's page, to be read; and their view's state. They are handled in comments_page.py.

A view is a plain dict, for it lives in the browser: "search", "scores", "trail" (the places where
the pages gone through begin) and "next" (where the one behind this begins, or None).
"""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import COUNT_LIMIT, CommentPage, CommentPlace
from feedback_buttons.dashboard.comments import comment_cards, comment_form
from feedback_buttons.dashboard.comments import comment_text as words
from feedback_buttons.dashboard.comments.comment_cards import Viewer
from feedback_buttons.dashboard.kit import blocks, text
from feedback_buttons.dashboard.kit.blocks import Props
from feedback_buttons.storage import db

View = dict[str, Any]
TOP: View = {"search": "", "scores": [], "trail": [], "next": None}
# All viewers are sent the same: nothing here depends on who looks.
ANYBODY = Viewer("", may_see_evidence=True)


def read(connection: db.Connection, slug: str, view: View = TOP) -> CommentPage:
    """What a view shows."""
    place = CommentPlace.parse(view["trail"][-1]) if view["trail"] else None
    wanted = Filter(search=view["search"], campaign=slug, scores=tuple(view["scores"]))
    return comment_list.find(connection, wanted, place=place)


def section(campaign: Campaign, newest: CommentPage) -> Component:
    """The section, showing the newest."""
    slug, shown = campaign.slug, listed(newest, TOP)
    search = dcc.Input(
        id="search",
        type="search",
        debounce=0.3,
        autoComplete="off",
        placeholder=text.SEARCH,
        className="search",
    )
    return blocks.card(
        "comments",
        text.COMMENTS,
        html.Label(text.SEARCH, htmlFor="search", className="unseen"),
        search,
        html.Fieldset(
            [html.Legend(text.FILTER), html.Div(_chips(campaign.scores), className="chips")]
        ),
        html.Button(text.REFRESH, id="refresh", type="button", className="refresh", hidden=True),
        html.Ol(id="list", className="cards within", **shown["list"]),
        html.Nav(
            [
                html.Button(text.NEWER, id="newer", type="button", **shown["newer"]),
                html.Span(id="matching", **shown["matching"]),
                html.Button(text.OLDER, id="older", type="button", **shown["older"]),
            ],
            className="pager",
            **blocks.aria(label=text.COMMENTS),
        ),
        html.P(
            dcc.Link(words.OPEN_ALL, href=comment_form.address(Filter(campaign=slug))),
            className="whole",
        ),
        dcc.Store(id="slug", data=slug),
        dcc.Store(id="scores", data=[]),  # the chips that are pressed: the browser keeps it
        dcc.Store(id="view", **shown["view"]),
        dcc.Store(id="newest", data=None),
    )


def listed(page: CommentPage, view: View) -> dict[str, Props]:
    """One page of the list and all that depends on it, by component id."""
    nothing = text.NO_MATCH if view["search"] or view["scores"] else text.NO_COMMENTS
    items = [comment_cards.card(comment, ANYBODY, within=True) for comment in page.comments]
    return {
        "list": {"children": items or [html.Li(nothing, className="nothing")]},
        "matching": {"children": text.count(page.total, COUNT_LIMIT) if page.total else ""},
        "newer": {"disabled": not view["trail"]},
        "older": {"disabled": page.behind is None},
        "view": {"data": {**view, "next": str(page.behind) if page.behind else None}},
    }


def fresh(page: CommentPage) -> dict[str, Props]:
    """The top of the list for everybody: the browser shows it where nothing else is looked at."""
    return {"newest": {"data": listed(page, TOP)}}


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
    return {"search": search, "scores": sorted(scores), "trail": trail, "next": None}


def _chips(scores: range) -> list[Component]:
    """A button a score. The browser presses it and keeps which are pressed, so that quick clicks don't collide."""
    return [
        html.Button(
            str(score),
            type="button",
            **blocks.aria(pressed="false"),
            **blocks.data(score=str(score)),
        )
        for score in scores
    ]
