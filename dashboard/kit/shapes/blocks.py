"""The few shapes that all pages are built of: card, number, table, chart. (Comments have comment_cards.py.)

``Props`` are a component's properties by name. What changes while somebody looks is described as
``dict[str, Props]``, by the component's id: the same description makes the page and, sent over the
stream, keeps it up to date.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from babel.dates import get_day_names, get_month_names
from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.kit.charts.figures import Figure
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import tr

Props = dict[str, Any]
Child = Component | str
Cell = str  # of a chart's table


def card(name: str, title: str, *children: Child, kind: str = "") -> Component:
    """A section with a heading, which names it for a screen reader; of a ``kind`` that the style sheet knows."""
    return html.Section(
        [html.H2(title, id=f"{name}-title"), *children],
        className=f"card {name} {kind}".rstrip(),
        **aria(labelledby=f"{name}-title"),
    )


def folded(name: str, title: str, *children: Child, **props: Any) -> Component:  # noqa: ANN401 (Dash's)
    """A card that is closed on a phone until somebody opens it (assets/folds.js); wider screens show it whole."""
    head = html.Summary(html.H2(title, id=f"{name}-title"))
    return html.Section(
        html.Details([head, *children]),
        className=f"card fold {name}",
        **aria(labelledby=f"{name}-title"),
        **props,
    )


def quick(kind: type[Component], children: object = None, **props: Any) -> Component:  # noqa: ANN401 (Dash's)
    """A component as ``kind(children, **props)`` makes it. Dash checks each property first, which takes longer than all
    else of a table with hundreds of cells.

    >>> quick(html.Td, "so", id="a").to_plotly_json() == html.Td("so", id="a").to_plotly_json()
    True
    """
    component = kind.__new__(kind)
    vars(component).update(_blank(kind), children=children, **props)
    return component


@lru_cache(64)  # kinds of components: fewer are used
def _blank(kind: type[Component]) -> Props:
    """What Dash sets of each component of a kind."""
    return dict(vars(kind()))


def aria(**attributes: str) -> Props:
    """The aria- attributes of these names."""
    return {f"aria-{name}": value for name, value in attributes.items()}


def data(**attributes: str) -> Props:
    """The data- attributes of these names, for the scripts."""
    return {f"data-{name}": value for name, value in attributes.items()}


def moment(at: datetime, *, seconds: bool = False) -> Component:
    """A time; the browser writes it by the clock of the page's campaign, else by its own."""
    exact: Props = {"data-seconds": "true"} if seconds else {}
    return html.Time(text.utc(at), dateTime=text.iso(at), **exact)


def link(children: Child | Sequence[Child], aim: str, *, here: bool = False) -> Component:
    """A way to another page of the dashboard, or to another view of this one; ``here``: the one shown."""
    if here:
        return html.Span(children, **aria(current="page"))
    return dcc.Link(children, href=aim)


def way(children: Child, aim: str | None) -> Child:
    """What is shown, as a link where there is somewhere to go."""
    return dcc.Link(children, href=aim, className="into") if aim else children


def back(campaign: Campaign, *more: Component) -> Component:
    """The way back to a campaign, and others, above a page's title."""
    way = link(f"← {campaign.name}", own(f"/campaign/{campaign.slug}"))
    return html.P([way, *more], className="back")


def evidence_address(slug: str, recipient: str, occasion: int) -> str:
    """Where one recipient's evidence is shown."""
    return own(f"/campaign/{slug}/recipient/{recipient}" + (f"/{occasion}" if occasion else ""))


def badges(campaign: Campaign) -> Sequence[Component]:
    """What is special about a campaign."""
    names = [text.DEMO] * campaign.demo + [text.CLOSED] * campaign.closed
    names += [text.SCALES[campaign.told]] if campaign.told in text.SCALES else []
    return [html.Span(name, className="badge") for name in names]


def define(name: str, term: str, meaning: str) -> Component:
    """A term that explains itself when pointed at or focused."""
    button = html.Button(term, type="button", **aria(describedby=f"{name}-meaning"))
    tip = html.Span(meaning, id=f"{name}-meaning", role="tooltip", className="tip")
    return html.Span([button, tip], className="define")


def shared_token(clients: int) -> Component:
    """The mark of an answer whose token many people hold, so that it is not one person's."""
    means = tr("This token was answered with on {clients} devices within a day.")
    title = means.format(clients=text.number(clients))
    return html.Span(tr("Not one person's"), className="badge", title=title)


def stat(label: Child, name: str, props: Props, note: Props | None = None) -> Component:
    """A number with its label, and a line about it; for use within html.Dl."""
    shown: list[Component] = [html.Dt(label), html.Dd(id=name, className="ticks", **props)]
    if note:
        shown.append(html.Dd(id=f"{name}-note", className="note", **note))
    return html.Div(shown, className="stat")


def table(heads: Sequence[Child], rows: Iterable[Sequence[Child]], caption: str) -> Component:
    """A plain table; the first cell of a row is its heading."""
    return html.Table(
        [
            html.Caption(caption, className="unseen"),
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody(
                [
                    html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])])
                    for row in rows
                ]
            ),
        ]
    )


def chart_props(
    name: str,
    title: str,
    figure: Figure,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    ways: Props | None = None,
) -> dict[str, Props]:
    """What of a chart changes: its figure and the table of its numbers, both made by assets/charts.js.

    Args:
        ways: where a click on the chart leads: ``aims`` by the place of what was clicked on; or ``to``, an address, and
            ``spans``, the minutes since 1970 at which what can be clicked on begins. ``rows`` are those of the table.
    """
    table = {"caption": title, "heads": list(heads), "rows": [list(row) for row in rows]}
    chart = {"name": name, **figure, "table": table, "ways": ways or {}}
    return {f"{name}-data": {"data": chart}}


def chart(name: str, title: str, height: str, props: dict[str, Props], csv: str) -> list[Component]:
    """A chart of fixed height, named for a screen reader; below it its numbers as a table, and both as files:
    the numbers from the address ``csv``, the picture as the browser has it."""
    config = {"displayModeBar": False, "doubleClick": False, **calendar()}
    graph = html.Div(
        id=f"{name}-graph",
        className="chart",
        style={"height": height},
        **data(config=json.dumps(config), place=f"{name}-graph"),
    )
    table = html.Div(
        id=f"{name}-table", className="scrolls", tabIndex="0", role="region", **aria(label=title)
    )
    numbers = html.Details([html.Summary(text.AS_TABLE), table], **data(table=name))
    picture: Props = {"data-picture": f"{name}-graph", "data-file": file_links.name(csv)}
    files = html.P(
        [
            *file_links.links(csv, title),
            html.Button(
                text.AS_PICTURE, type="button", **aria(label=text.picture(title)), **picture
            ),
        ],
        className="files",
    )
    return [
        dcc.Store(id=f"{name}-data", **props[f"{name}-data"]),
        html.Div(graph, role="img", **aria(label=title)),
        html.Div([numbers, files], className="under"),
    ]


def calendar() -> Props:
    """How a chart names months and days."""
    return _calendar(team_language.spoken())


@lru_cache(maxsize=8)  # the languages of a team
def _calendar(code: str) -> Props:
    names = {
        "months": get_month_names("wide", locale=code),
        "shortMonths": get_month_names("abbreviated", locale=code),
        "days": get_day_names("wide", locale=code),
        "shortDays": get_day_names("abbreviated", locale=code),
    }
    # Weeks begin on Monday in one and on Sunday in the other.
    days = {name: [words[(day + 6) % 7] for day in range(7)] if "ay" in name else list(words.values())
            for name, words in names.items()}  # fmt: skip
    return {"locale": code, "locales": {code: {"dictionary": {}, "format": days}}}


def notice(title: str, hint: str, *more: Child) -> Component:
    """A page that has little to say, said well."""
    return html.Div([html.H1(title), html.P(hint), *more], className="notice")


def again() -> Component:
    """A button that loads the page anew (assets/live.js)."""
    mark: Props = {"data-again": "true"}
    return html.Button(text.AGAIN, type="button", **mark)


def loading() -> Component:
    """What stands where a page will be; after some seconds it offers another try."""
    late = html.Div([html.P(text.LATE), again()], className="late")
    return html.Div([html.P(text.LOADING), late], className="notice loading", role="status")
