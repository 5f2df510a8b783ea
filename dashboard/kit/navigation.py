"""Where one can go: the places in every page's head, by what the user may."""

from dataclasses import dataclass, replace

from dash import dcc, html
from dash.development.base_component import Component
from flask import g

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import Permission
from feedback_buttons.dashboard.kit import blocks, text
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
    Place(text.SCREENS, "/screens", "campaigns"),
    Place(text.API, "/api", "campaigns"),
    Place(text.PEOPLE, "/people", "people"),
    Place(text.AUDIT, "/audit", "people"),
)


def places() -> list[Place]:
    """Those that the user of this request may go to; a single one needs no way there."""
    account = g.get("account")
    found = [
        replace(each, name=tr(each.name))
        for each in PLACES
        if account and users.may(account.role, each.needs)
    ]
    return found if len(found) > 1 else []


def head(status: Component) -> Component:
    """The head of the pages that Dash shows; templates/team.html has the same for the plain ones."""
    links: list[Component] = [
        dcc.Link(each.name, href=each.path) if each.live else html.A(each.name, href=each.path)
        for each in places()
    ]
    out = html.Form(
        html.Button(text.SIGN_OUT, type="submit", className="quiet"),
        method="post",
        action="/sign-out",
    )
    account = g.get("account")
    ways = [
        html.Nav(links, **blocks.aria(label=text.PLACES)) if links else None,
        html.A(account.name, href="/account", className="me") if account else None,
        out,
    ]
    brand = dcc.Link(text.PRODUCT, href="/", className="brand")
    return html.Header([brand, html.Div(ways, className="row"), status])
