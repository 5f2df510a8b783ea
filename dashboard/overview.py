"""The page of all campaigns."""

from collections.abc import Iterable

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import blocks, figures, text
from dashboard.blocks import Props
from feedback_buttons.reports import CampaignSummary

HEADS = (
    text.CAMPAIGN,
    text.ARRIVALS,
    text.SCORE,
    text.ANSWERS,
    text.RESPONSE_RATE,
    text.LAST_ANSWER,
)


def page(summaries: list[CampaignSummary]) -> list[Component]:
    """All campaigns in a table, in the order given."""
    return [html.H1(text.CAMPAIGNS), html.Div(id="campaigns", **listed(summaries)["campaigns"])]


def listed(summaries: list[CampaignSummary]) -> dict[str, Props]:
    """The whole table, or what to do while there is no campaign."""
    if not summaries:
        return {"campaigns": {"children": _none(), "className": "card"}}
    head = html.Tr(
        [
            html.Th(each, scope="col", className=name)
            for each, name in zip(HEADS, _columns(), strict=True)
        ]
    )
    changing = changed(summaries)
    rows = [html.Tr(id=name, **props) for name, props in changing.items()]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="campaigns")
    return {"campaigns": {"children": table, "className": "card"}}


def changed(summaries: Iterable[CampaignSummary]) -> dict[str, Props]:
    """The rows of some campaigns, by the row's id."""
    return {f"row-{each.campaign.slug}": {"children": _row(each)} for each in summaries}


def _columns() -> tuple[str, ...]:
    return ("name", "arrivals", "points", "answers", "rate", "last")


def _row(each: CampaignSummary) -> list[Component]:
    cells = [
        _arrivals(each),
        _score(each),
        text.number(each.answers),
        text.percent(each.response_rate),
        blocks.moment(each.last_at) if each.last_at else text.NONE,
    ]
    name, *others = _columns()
    return [
        html.Th(_name(each), scope="row", className=name),
        *(html.Td(cell, className=column) for cell, column in zip(cells, others, strict=True)),
    ]


def _name(each: CampaignSummary) -> list[Component]:
    campaign = each.campaign
    line: list[blocks.Child] = [dcc.Link(campaign.name, href=f"/campaign/{campaign.slug}")]
    return [
        html.Span([*line, *blocks.badges(campaign)], className="title"),
        html.Span(campaign.touchpoint, className="meta"),
    ]


def _arrivals(each: CampaignSummary) -> Component | str:
    if not each.answers:
        return text.NONE
    shape = {"clipPath": figures.spark(each.arrivals)}
    return html.Div(className="spark", style=shape, **blocks.aria(hidden="true"))


def _score(each: CampaignSummary) -> list[Component] | str:
    score = each.score
    if score is None:
        return text.NONE
    return [html.B(f"{score.mean:.1f}"), html.Span(f" {score.plus_minus}", className="meta")]


def _none() -> Component:
    command = html.Pre(html.Code(text.NO_CAMPAIGNS_COMMAND), tabIndex="0")
    return html.Div(
        [html.H2(text.NO_CAMPAIGNS), html.P(text.NO_CAMPAIGNS_HINT), command], className="notice"
    )
