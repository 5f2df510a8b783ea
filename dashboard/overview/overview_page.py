"""The page of all campaigns: which are shown, kept up to date cell by cell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.campaigns import campaigns
from feedback_buttons.dashboard.kit.charts import figures
from feedback_buttons.dashboard.kit.periods import period_links
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks, change_mark
from feedback_buttons.dashboard.kit.shapes.blocks import Child, Props, quick
from feedback_buttons.dashboard.kit.words import overview_text, target_text
from feedback_buttons.dashboard.kit.words import text as words
from feedback_buttons.dashboard.overview import (
    attention_card,
    index_card,
    index_chart,
    overview_controls,
)
from feedback_buttons.dashboard.overview.campaign_choice import Choice
from feedback_buttons.dashboard.studio import campaign_form_text
from feedback_buttons.reports.answers import broken_clicks, shared_tokens
from feedback_buttons.reports.answers.broken_clicks import BrokenButtons
from feedback_buttons.reports.answers.shared_tokens import SharedToken
from feedback_buttons.reports.scores import (
    index_days,
    overviews,
    response_rates,
    target_progress,
)
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.scores.response_rates import LowRate
from feedback_buttons.reports.statistics.index_course import IndexDay
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class Overview:
    """All campaigns, those of the choice, and those of its page; small charts of the latter by slug; the course of the
    index of those of the choice."""

    choice: Choice
    windows: Windows
    standings: dict[str, Standing]
    chosen: list[str]
    shown: list[str]
    arrivals: dict[str, tuple[int, ...]]
    broken: Sequence[BrokenButtons] = ()
    shared: Sequence[SharedToken] = ()
    low_rates: Sequence[LowRate] = ()
    course: Sequence[IndexDay] = ()

    def covers(self, slugs: Collection[str], now: datetime) -> bool:
        """Whether these are all known, and nothing has left the period since."""
        all_here = all(slug in self.standings for slug in slugs)
        return all_here and self.windows == Windows.of(
            self.choice.period, now, other=self.choice.against
        )


def read(connection: db.Connection, wanted: Choice, now: datetime) -> Overview:
    """Read all campaigns' standings, and the small charts of those on the page."""
    windows = Windows.of(wanted.period, now, other=wanted.against)
    listed = campaigns.aimed(connection, campaigns.list_(connection))
    sums = overviews.sums(connection, windows, listed)
    standings = overviews.of_sums(sums, windows, listed)
    chosen = wanted.chosen(standings.values())
    wanted = wanted.within(len(chosen))
    shown = [standing.campaign.slug for standing in wanted.shown(chosen)]
    arrivals = overviews.arrivals(connection, sums, windows, shown, now)
    slugs = [standing.campaign.slug for standing in chosen]
    alarms = (
        broken_clicks.list_(connection),
        shared_tokens.list_(connection),
        response_rates.low(connection, listed, now, sums),
    )
    indexed = overviews.indexed([standing.campaign for standing in chosen])
    course = index_days.of_sums(sums, {campaign.slug for campaign in indexed}, now)
    return Overview(wanted, windows, standings, slugs, shown, arrivals, *alarms, course)


def renewed(
    connection: db.Connection, old: Overview, slugs: Collection[str], now: datetime
) -> Overview:
    """The same campaigns in the same order, some of them read again."""
    listed = campaigns.aimed(connection, campaigns.list_(connection, slugs))
    sums = overviews.sums(connection, old.windows, listed)
    fresh = overviews.of_sums(sums, old.windows, listed)
    seen = [slug for slug in old.shown if slug in fresh]
    arrivals = overviews.arrivals(connection, sums, old.windows, seen, now) if seen else {}
    return replace(old, standings=old.standings | fresh, arrivals=old.arrivals | arrivals)


def page(
    overview: Overview, *, manages: bool = False, strange: Sequence[str] = ()
) -> list[Component]:
    """The whole page; who ``manages`` campaigns can make one. ``strange`` is what its address asks in vain."""
    if not overview.standings:
        return [html.H1(words.CAMPAIGNS), html.Div(_none(manages=manages), className="card")]
    above = _above(overview)
    return [
        html.Div(
            [
                html.H1(words.CAMPAIGNS),
                *([html.Div([*_settings(), _new()], className="deeds")] if manages else []),
            ],
            className="head titled",
        ),
        attention_card.card(above),
        index_card.card(above, overview_controls.index_file(overview.choice)),
        *(html.P([advice, " ", overview_text.LEFT_OUT], className="wrong") for advice in strange),
        overview_controls.filters(overview.choice, overview.standings.values()),
        html.Div(id="campaigns", **listed(overview)["campaigns"]),
        overview_controls.bar(),
    ]


def everything(overview: Overview) -> dict[str, Props]:
    """All that can change on the page, by component id."""
    return {**listed(overview), **_above(overview)}


def _above(overview: Overview) -> dict[str, Props]:
    """What stands above the list and changes."""
    standings = overview.standings.values()
    concerns = attention_card.props(standings, overview.broken, overview.shared, overview.low_rates)
    chosen = [overview.standings[slug] for slug in overview.chosen]
    course = index_chart.props(overview.course, overviews.organisation(chosen)[0])
    wanted = overview.choice
    if not wanted.filtered:
        return concerns | course | index_card.props(standings, standings)
    of = overview_controls.filtered(wanted)
    return concerns | course | index_card.props(standings, chosen, of)


def changed(overview: Overview, slugs: Collection[str], *, slow: bool = True) -> dict[str, Props]:
    """What changes with these campaigns; with ``slow`` what is large too."""
    props = _above(overview)
    if not slow:
        props.pop(f"{index_chart.NAME}-data")
    for slug in overview.shown:
        if slug in slugs:
            props |= _cells(overview, slug)
    return props


def listed(overview: Overview) -> dict[str, Props]:
    """The table, or why it is empty."""
    if not overview.shown:
        way = dcc.Link(overview_text.SHOW_ALL, href=own("/"), className="primary")
        nothing = html.Div([html.P(overview_text.NO_MATCH), way], className="notice")
        return {"campaigns": {"children": nothing, "className": "card"}}
    heads = html.Tr(
        [
            html.Td(className="tick"),
            *(_head(overview.choice, *head) for head in _heads(overview.choice)),
        ]
    )
    rows = [_row(overview, slug) for slug in overview.shown]
    table = html.Table([html.Thead(heads), html.Tbody(rows)], className="campaigns")
    return {
        "campaigns": {
            "children": [
                table,
                *overview_controls.pager(overview.choice, len(overview.chosen)),
                overview_controls.clocks(
                    overview.choice, [overview.standings[slug] for slug in overview.shown]
                ),
                overview_controls.files(overview.choice),
            ],
            "className": "card",
        }
    }


def _heads(wanted: Choice) -> list[tuple[str, str, str]]:
    """The columns: class, words, and what they can be put in order by, or ""."""
    change = [("change", overview_text.CHANGE, "change")] if wanted.compared else []
    rate = words.RESPONSE_RATE if wanted.period == "all" else overview_text.RATE_OF_ALL
    return [
        ("name", words.CAMPAIGN, "name"),
        ("points", words.SCORE, "score"),
        *change,
        ("answers", words.ANSWERS, "answers"),
        ("rate", rate, "rate"),
        ("arrivals", words.ARRIVALS, ""),
        ("last", words.LAST_ANSWER, "last"),
    ]


def _head(wanted: Choice, name: str, title: str, order: str) -> Component:
    if not order:
        return html.Th(title, scope="col", className=name)
    down, here = wanted.sort.startswith("-"), wanted.sort.removeprefix("-") == order
    arrow = html.Span(" ↓" if down else " ↑", **blocks.aria(hidden="true")) if here else ""
    link = dcc.Link([title, arrow], href=wanted.address(sort=wanted.by(order)))
    sort: Props = blocks.aria(sort="descending" if down else "ascending") if here else {}
    before = name == "change" and wanted.against == Choice().against
    about: Props = {"title": overview_text.CHANGE_MEANS} if before else {}
    return html.Th(link, scope="col", className=name, **sort, **about)


def _row(overview: Overview, slug: str) -> Component:
    campaign, cells = overview.standings[slug].campaign, _cells(overview, slug)

    def live(name: str, kind: type[Component] = html.Td) -> Component:
        # A phone has no head for it.
        label: Props = {"data-label": overview_text.CHANGE} if name == "change" else {}
        return quick(kind, id=f"{name}-of-{slug}", **cells[f"{name}-of-{slug}"], **label)

    label = f"{overview_text.COMPARE} {campaign.name}"
    facts: Props = {"data-slug": slug, **blocks.aria(checked="false", label=label)}
    box = quick(html.Button, type="button", role="checkbox", **facts)
    score = [live("mean", html.B), " ", live("margin", html.Span), live("target", html.Span)]
    name = _name(overview.standings[slug], overview.choice.along)
    others = [name for name, _, _ in _heads(overview.choice)[2:]]
    return quick(
        html.Tr,
        [
            quick(html.Td, box, className="tick"),
            quick(html.Th, name, scope="row", className="name"),
            quick(html.Td, score, className="points"),
            *(live(name) for name in others),
        ],
    )


def _cells(overview: Overview, slug: str) -> dict[str, Props]:
    """What changes of a row, by component id."""
    standing, arrivals = overview.standings[slug], overview.arrivals[slug]
    score = standing.score
    props: dict[str, Props] = {
        "mean": {"children": words.mean(score), "className": "ticks"},
        "margin": {"children": words.margin(score), "className": "meta"},
        "target": _target(standing),
        "answers": {"children": words.number(standing.answers), "className": "answers ticks"},
        "rate": {"children": words.percent(standing.response_rate), "className": "rate"},
        "arrivals": {"children": _spark(arrivals), "className": "arrivals"},
        "last": {
            "children": blocks.moment(standing.last_at) if standing.last_at else words.NONE,
            "className": "last",
        },
    }
    if overview.choice.compared:
        props["change"] = change_mark.props(standing.difference)
    return {f"{name}-of-{slug}": each_props for name, each_props in props.items()}


def _target(standing: Standing) -> Props:
    """Whether the score of the period is what the campaign aims at."""
    progress = target_progress.of(standing.campaign, standing.score)
    words = target_text.score(progress)
    return {
        "children": words, "hidden": not words,
        "className": f"target meta {target_text.state(progress)}".strip(),
    }  # fmt: skip


def _name(standing: Standing, along: Mapping[str, str]) -> list[Component]:
    campaign = standing.campaign
    language = words.languages().get(campaign.language or "", "")
    facts = [fact for fact in (campaign.touchpoint, language, campaign.owner) if fact]
    aim = period_links.carried(own(f"/campaign/{campaign.slug}"), along)
    link = dcc.Link(campaign.name, href=aim)
    return [
        quick(html.Span, [link, *blocks.badges(campaign)], className="title"),
        quick(html.Span, " · ".join(map(str, facts)), className="meta"),
    ]


def _spark(arrivals: tuple[int, ...]) -> Child:
    if not any(arrivals):
        return words.NONE
    shape = {"clipPath": figures.spark(arrivals)}
    return quick(html.Div, className="spark", style=shape, **blocks.aria(hidden="true"))


def _new() -> Component:
    return html.A(campaign_form_text.NEW, href=own("/campaigns/new"), className="primary")


def _settings() -> list[Component]:
    return [html.A(title, href=own(path)) for title, path in overview_text.SETTINGS]


def _none(*, manages: bool) -> Component:
    hint = campaign_form_text.FIRST if manages else campaign_form_text.ASK_EDITOR
    way = [_new()] if manages else []
    return html.Div([html.H2(words.NO_CAMPAIGNS), html.P(hint), *way], className="notice")
