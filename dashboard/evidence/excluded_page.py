"""The page of a campaign's answers that do not count: the number for each reason, and the recipients."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from dash import html
from dash.development.base_component import Component

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks, file_links
from feedback_buttons.dashboard.kit.shapes.blocks import Child
from feedback_buttons.dashboard.kit.words import chart_text, text
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.answers import excluded_answers
from feedback_buttons.reports.answers.excluded_answers import (
    Breakdown,
    ExcludedAnswer,
    ExcludedPage,
)
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.storage import db
from feedback_buttons.verdicts.rules import REASONS

_NAMES = ("kind", "reason", "before")


def address(slug: str, **view: object) -> str:
    """The page's address, for some of: kind, reason, before."""
    query = urlencode({name: str(value) for name, value in view.items() if value})
    return own(f"/campaign/{slug}/excluded" + (f"?{query}" if query else ""))


def page(
    connection: db.Connection, summary: CampaignSummary, search: str, *, may_export: bool = False
) -> list[Component]:
    """The page of an address with this query string; who ``may_export`` finds the list as a file.

    Raises:
        ValueError: no view has such an address.
    """
    arguments = {name: values[0] for name, values in parse_qs(search.lstrip("?")).items()}
    view: dict[str, Any] = {name: arguments.get(name) for name in _NAMES}
    if view["before"]:
        view["before"] = excluded_answers.ExcludedCursor.parse(view["before"])
    excluded = excluded_answers.excluded(connection, summary.campaign.slug, **view)
    breakdown = excluded_answers.breakdown(connection, summary.campaign.slug)
    return [
        *shown(summary, breakdown, excluded, view),
        *([_files(summary.campaign.slug, view)] if may_export else []),
    ]


def _files(slug: str, view: Mapping[str, Any]) -> Component:
    query = urlencode({name: view[name] for name in ("kind", "reason") if view[name]})
    csv = own(f"/campaign/{slug}/excluded.csv" + (f"?{query}" if query else ""))
    return html.P(file_links.links(csv, text.EXCLUDED), className="files")


def shown(
    summary: CampaignSummary, breakdown: Breakdown, excluded: ExcludedPage, view: Mapping[str, Any]
) -> list[Component]:
    """The whole page: headings and reasons to choose from, and one page of the list."""
    slug, kind, zone = summary.campaign.slug, view["kind"], summary.campaign.zone.key
    title = text.EXCLUDED_KINDS[kind][0] if kind in text.EXCLUDED_KINDS else text.EXCLUDED
    if kind == excluded_answers.OVERRULED:
        title = text.DECIDED
    return [
        html.Div(
            [
                blocks.back(summary.campaign),
                html.H1(title),
                html.P(_meaning(kind), className="facts"),
                html.P(chart_text.times_of(zone), className="note", **blocks.data(zone=zone)),
            ],
            className="head",
        ),
        html.Nav(
            list(_kinds(summary, breakdown, kind)),
            className="tabs",
            **blocks.aria(label=text.EXCLUDED),
        ),
        html.Div(
            [
                _reasons(slug, breakdown, view),
                blocks.card(
                    "excluded-list", text.RECIPIENTS, *_list(summary.campaign, excluded, view)
                ),
            ],
            className="halves",
        ),
    ]


def _meaning(kind: str | None) -> str:
    if kind == excluded_answers.OVERRULED:
        return text.DECIDED_MEANS
    return (
        text.EXCLUDED_KINDS[kind][1].capitalize() + "."
        if kind in text.EXCLUDED_KINDS
        else text.EXCLUDED_MEANS
    )


def _kinds(summary: CampaignSummary, breakdown: Breakdown, kind: str | None) -> Iterator[Component]:
    """Everything, each heading, and what the team decided."""
    yield _tab(summary, None, text.ALL, summary.set_aside, kind)
    for name, (label, _) in text.EXCLUDED_KINDS.items():
        yield _tab(summary, name, label, getattr(summary, name), kind)
    yield _tab(summary, excluded_answers.OVERRULED, text.DECIDED, breakdown.overruled, kind)


def _tab(
    summary: CampaignSummary, kind: str | None, label: str, count: int, chosen: str | None
) -> Component:
    counted = html.Span(text.number(count), className="meta")
    aim = address(summary.campaign.slug, kind=kind)
    return blocks.link([label, " ", counted], aim, here=kind == chosen)


def _reasons(slug: str, breakdown: Breakdown, view: Mapping[str, Any]) -> Component:
    """The reasons with their counts, each a way to see only its own."""
    kind = view["kind"]
    counts: dict[str, int] = {}
    for (heading, reason), count in breakdown.reasons.items():
        if kind in (None, heading):
            counts[reason] = counts.get(reason, 0) + count
    rows = [_reason(slug, reason, count, view) for reason, count in counts.items()]
    nothing = text.DECIDED_WHY if kind == excluded_answers.OVERRULED else text.NONE_EXCLUDED
    children: list[Child] = [html.Ul(rows, className="reasons") if rows else html.P(nothing)]
    if rows and not breakdown.whole:
        children.append(html.P(text.among(breakdown.looked), className="note"))
    if view["reason"]:
        every = blocks.link(text.ALL_REASONS, address(slug, kind=kind))
        children.append(html.P(every))
    return blocks.card("why", text.WHY, *children)


def _reason(slug: str, reason: str, count: int, view: Mapping[str, Any]) -> Component:
    aim = address(slug, kind=view["kind"], reason=reason)
    link = blocks.link(tr(REASONS.get(reason, reason)), aim, here=reason == view["reason"])
    return html.Li([html.B(text.number(count)), html.Span(link)])


def _list(campaign: Campaign, excluded: ExcludedPage, view: Mapping[str, Any]) -> Iterator[Child]:
    if excluded.rows:
        yield html.Ol([_row(campaign, answer) for answer in excluded.rows], className="list")
    else:
        yield html.P(text.NONE_AMONG if excluded.next else text.NONE_EXCLUDED, className="nothing")
    ways: list[Child] = []
    slug = campaign.slug
    if view["before"]:
        ways.append(blocks.link(text.NEWEST, address(slug, **{**view, "before": None})))
    if excluded.next:
        label = text.OLDER if len(excluded.rows) else text.LOOK_ON
        ways.append(blocks.link(label, address(slug, **{**view, "before": excluded.next})))
    yield html.Nav(ways, className="pager", **blocks.aria(label=text.RECIPIENTS))


def _row(campaign: Campaign, answer: ExcludedAnswer) -> Component:
    aim = blocks.evidence_address(campaign.slug, answer.recipient, answer.occasion)
    person = blocks.link(answer.reference or answer.recipient, aim)
    score = answer.clicked if answer.score is None else answer.score
    scale = campaign.told
    counts_as = None if answer.score is None else scales.tell(answer.score, scale)
    reason = text.decided_by(answer.account, counts_as) if answer.account else answer.sentence
    label = text.LAST_CLICK if answer.score is None else text.SCORE
    square = html.Span(
        [
            html.Span(f"{label} ", className="unseen"),
            text.NONE if score is None else scales.written(score, scale),
        ],
        className="given out" if answer.score is None else "given",
    )
    meta: list[Child] = [blocks.moment(answer.at)]
    if answer.shared_clients:
        meta += [" ", blocks.shared_token(answer.shared_clients)]
    if not answer.account:
        meta = [text.EXCLUDED_KINDS[answer.kind][0], " · ", *meta]
    return html.Li(
        [
            square,
            html.Div(
                [html.P(person, className="who"), html.P(reason), html.P(meta, className="meta")]
            ),
        ]
    )
