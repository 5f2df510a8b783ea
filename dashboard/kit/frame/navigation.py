"""The navigation in every page's head: the places that the user may see."""

from dataclasses import dataclass, replace
from itertools import groupby

from dash import dcc, html
from dash.development.base_component import Component
from flask import current_app, g

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import Permission
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import lazy_gettext, tr


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation. ``live`` pages are shown by Dash without loading anew, the others are plain;
    ``menu`` is the name of the menu that it stands in, where it is in one; ``part`` the blueprint that answers
    there, where that is not of every dashboard."""

    name: str
    path: str
    needs: Permission
    live: bool = False
    menu: str = ""
    part: str = ""


GAINS, WHAT_IF = lazy_gettext("Where most can be gained"), lazy_gettext("What if")
INSTALLATIONS = lazy_gettext("All installations")
FIND_IN_LIST = lazy_gettext("Find in the list")
PLACES = (
    Place(text.CAMPAIGNS, "/", "scores", live=True),
    Place(text.COMMENTS, "/comments", "comments", live=True),
    Place(text.CASES, "/cases", "comments", live=True),
    Place(text.JOURNEY, "/journey", "scores", live=True, menu=text.INSIGHT),
    Place(text.TOPICS, "/topics", "comments", menu=text.INSIGHT),
    Place(GAINS, "/gains", "scores", menu=text.INSIGHT),
    Place(WHAT_IF, "/what-if", "scores", menu=text.INSIGHT),
    Place(INSTALLATIONS, "/installations", "scores", menu=text.INSIGHT, part="installations"),
    Place(text.SCREENS, "/screens", "campaigns", menu=text.SET_UP),
    Place(text.ALERTS, "/alerts", "keys", menu=text.SET_UP),
    Place(text.API, "/api", "campaigns", menu=text.SET_UP),
    Place(text.PEOPLE, "/people", "people", menu=text.SET_UP),
    Place(text.AUDIT, "/audit", "people", menu=text.SET_UP),
)


def places() -> list[Place]:
    """Those that the user of this request may go to; a single one needs no way there."""
    account = g.get("account")
    allowed = [
        replace(place, name=tr(place.name), menu=tr(place.menu) if place.menu else "")
        for place in PLACES
        if account and users.may(account.role, place.needs)
        if not place.part or place.part in current_app.blueprints
    ]
    return allowed if len(allowed) > 1 else []


def head(here: str = "", status: Component | None = None) -> Component:
    """The head of every page, of Dash's and of the plain ones.

    Args:
        here: the path of the page, which is marked where it is one of the places.
        status: what else stands in it, such as whether the page is live.
    """
    account = g.get("account")
    menus = groupby(places(), key=lambda place: place.menu)
    links = [part for menu, group in menus for part in _ways(menu, [*group], here)]
    me = (
        html.A(account.name, href=own("/account"), className="me", **_current("/account", here))
        if account
        else None
    )
    out = html.Button(text.SIGN_OUT, type="submit", className="quiet")
    ways = [
        html.Nav(links, **blocks.aria(label=text.PLACES)) if links else None,
        me,
        html.Form(out, method="post", action=own("/sign-out")),
    ]
    brand = dcc.Link(text.PRODUCT, href=own("/"), className="brand")
    find: blocks.Props = {"data-find": FIND_IN_LIST}  # static/lists.js says so
    return html.Header([brand, html.Div(ways, className="row"), status], **find)


def _ways(menu: str, group: list[Place], here: str) -> list[Component]:
    """Places that stand beside each other; a menu where there are several for one."""
    links = [_link(place, here) for place in group]
    if not menu or len(links) == 1:
        return links
    inside = any(place.path == here for place in group)
    # assets/folds.js closes it when another is opened or somebody goes elsewhere.
    return [
        html.Details(
            [html.Summary(menu), html.Div(links)],
            className="places inside" if inside else "places",
        )
    ]


def _link(place: Place, here: str) -> Component:
    kind = dcc.Link if place.live and not here else html.A
    # A page of a period leads to others of the same one (assets/periods.js).
    along: blocks.Props = {"className": "along"} if place.live else {}
    return kind(place.name, href=own(place.path), **_current(place.path, here), **along)


def _current(path: str, here: str) -> blocks.Props:
    return blocks.aria(current="page") if path == here else {}
