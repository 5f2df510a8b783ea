"""What chooses and compares on the page of all campaigns: filters, pages, and the bar of ticked ones."""

from collections.abc import Collection, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.campaigns.periods import Period, PeriodView
from feedback_buttons.dashboard.compare.compare_page import MOST
from feedback_buttons.dashboard.kit.periods import period_control
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks, file_links
from feedback_buttons.dashboard.kit.shapes.blocks import Child, Props
from feedback_buttons.dashboard.kit.words import chart_text, overview_text, text
from feedback_buttons.dashboard.overview.campaign_choice import ROWS, Choice, options
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.scores.overviews import Standing


def filters(wanted: Choice, standings: Collection[Standing]) -> Component:
    """A form whose every change is a new address (``choose`` in assets/live.js)."""
    fields = [
        _select(wanted, name, options(standings, name))
        for name in ("touchpoint", "language", "owner")
    ]
    find = dcc.Input(
        id="find",
        name="find",
        type="search",
        value=wanted.find,
        placeholder=overview_text.FIND,
        autoComplete="off",
    )
    label = html.Label(overview_text.FIND, htmlFor="find", className="unseen")
    form = html.Form(
        html.Div([*filter(None, fields), label, find], className="chooser"),
        className="choose",
        **blocks.aria(label=overview_text.FILTERS),
    )
    view = PeriodView.parse({"period": wanted.period, "against": wanted.against})
    periods = period_control.of_all(
        view,
        lambda aim: wanted.address(period=str(aim.period), against=str(aim.against)),
        held=True,
    )
    return html.Div([periods, form], className="choosing")


def filtered(wanted: Choice) -> str:
    """What the campaigns of a choice have in common, in words: "Delivery, Dutch"; "" for all."""
    language = text.languages().get(wanted.language, wanted.language)
    find = f"“{wanted.find}”" if wanted.find else ""
    return ", ".join(filter(None, (wanted.touchpoint, str(language), wanted.owner, find)))


def _select(wanted: Choice, name: str, offered: Collection[str]) -> Component | None:
    if not offered:
        return None
    now = getattr(wanted, name)
    names = text.languages() if name == "language" else {}
    every = html.Option(overview_text.ANY[name], value="", selected=not now)
    shown = [
        html.Option(names.get(value, value), value=value, selected=value == now)
        for value in offered
    ]
    return html.Select([every, *shown], name=name, **blocks.aria(label=overview_text.ANY[name]))


def pager(wanted: Choice, total: int) -> list[Component]:
    first, last = (wanted.page - 1) * ROWS + 1, min(wanted.page * ROWS, total)
    if total <= ROWS:
        return []

    def way(title: str, aim: int, there: bool) -> Child:
        return dcc.Link(title, href=wanted.address(page=aim)) if there else html.Span(title)

    return [
        html.Nav(
            [
                way(overview_text.EARLIER, wanted.page - 1, wanted.page > 1),
                html.Span(overview_text.of_campaigns(first, last, total)),
                way(overview_text.FURTHER, wanted.page + 1, last < total),
            ],
            className="pager ways",
            **blocks.aria(label=overview_text.PAGES),
        )
    ]


def bar() -> Component:
    """Says how many are ticked, and leads on; assets/live.js fills it."""
    words_of: Props = {
        "data-few": overview_text.TICK_FEW,
        "data-ready": overview_text.TICK_READY,
        "data-many": overview_text.TICK_MANY,
        "data-most": str(MOST),
        "data-usual": Choice().period,
    }
    return html.Div(
        [
            html.Span(id="ticked", role="status"),
            dcc.Link(
                overview_text.COMPARE, id="compare", href=own("/compare"), className="primary"
            ),
        ],
        id="ticked-bar",
        className="bar",
        hidden=True,
        **words_of,
    )


def files(wanted: Choice) -> Component:
    """The ways to the campaigns of a choice as files."""
    links = file_links.links(_file("/campaigns.csv", wanted), text.CAMPAIGNS)
    return html.P(links, className="files")


def index_file(wanted: Choice) -> str:
    """Where the course of their index is had as a file."""
    return _file("/campaigns/index.csv", wanted)


def _file(path: str, wanted: Choice) -> str:
    query = wanted.query()
    return own(f"{path}?{query}" if query else path)


def clocks(choice: Choice, shown: Sequence[Standing]) -> Component:
    """Of which period the list is, against which, and by which clock periods begin: each campaign's own."""
    zones = {standing.campaign.zone.key for standing in shown}
    note = chart_text.days_of(*zones) if len(zones) == 1 else overview_text.OWN_CLOCKS
    period = period_text.name(Period.parse(choice.period))
    if choice.compared and choice.against != Choice().against:
        other = period_text.name(Period.parse(choice.against))
        period = tr("{period} against {other}").format(period=period, other=other)
    return html.P(f"{period}. {note}", className="note")
