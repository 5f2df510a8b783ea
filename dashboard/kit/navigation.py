"""Where one can go: the places in every page's head, by what the user may."""

from dataclasses import dataclass, replace

from dash import dcc, html
from dash.development.base_component import Component
from flask import g

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import Permission
from feedback_buttons.dashboard.kit import blocks, text
from feedback_buttons.dashboard.kit.own_address import own
from feedback_buttons.i18n.team_language import tr


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the head. ``live`` pages are shown by Dash without loading anew, the others are plain."""

    name: str
    path: str
    needs: Permission
    live: bool = False


PLACES = (
    Place(text.CAMPAIGNS, "/", "scores", live=True),
    Place(text.COMMENTS, "/comments", "comments", live=True),
    Place(text.CASES, "/cases", "comments", live=True),
    Place(text.TOPICS, "/topics", "comments"),
    Place(text.SCREENS, "/screens", "campaigns"),
    Place(text.API, "/api", "campaigns"),
    Place(text.ALERTS, "/alerts", "keys"),
    Place(text.PEOPLE, "/people", "people"),
    Place(text.AUDIT, "/audit", "people"),
)


def places() -> list[Place]:
    """Those that the user of this request may go to; a single one needs no way there."""
    account = g.get("account")
    allowed = [
        replace(place, name=tr(place.name))
        for place in PLACES
        if account and users.may(account.role, place.needs)
    ]
    return allowed if len(allowed) > 1 else []


def head(here: str = "", status: Component | None = None) -> Component:
    """The head of every page, of Dash's and of the plain ones.

    Args:
        here: the path of the page, which is marked where it is one of the places.
        status: what else stands in it, such as whether the page is live.
    """
    account = g.get("account")
    links = [_link(place, here) for place in places()]
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
    return html.Header([brand, html.Div(ways, className="row"), status])


def _link(place: Place, here: str) -> Component:
    kind = dcc.Link if place.live and not here else html.A
    # A page of a period leads to others of the same one (assets/periods.js).
    along: blocks.Props = {"className": "along"} if place.live else {}
    return kind(place.name, href=own(place.path), **_current(place.path, here), **along)


def _current(path: str, here: str) -> blocks.Props:
    return blocks.aria(current="page") if path == here else {}
