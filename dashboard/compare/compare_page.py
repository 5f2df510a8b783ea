"""Two to five campaigns side by side: scores on one scale, answers in shares, differences in words."""

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urlencode

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.campaigns.scales import USUAL
from feedback_buttons.dashboard.compare import (
    compare_figures,
    compared_entries,
    planned_text,
    what_if_ways,
)
from feedback_buttons.dashboard.kit.frame.navigation import WHAT_IF
from feedback_buttons.dashboard.kit.periods import period_control
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Cell, Child, Props
from feedback_buttons.dashboard.kit.words import chart_text, empty_text, overview_text, text
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.statistics import score_text, stats
from feedback_buttons.reports.statistics.intervals import ALPHA
from feedback_buttons.storage import db

ADDRESS = "/compare"
MOST = 5  # campaigns that can be compared
Summaries = Sequence[CampaignSummary]


def wanted(search: str) -> list[str]:
    """The entries of an address's query, each once, in their order; where it names a period, all of them in that."""
    named = parse_qs(search.removeprefix("?"))
    entries, period = list(dict.fromkeys(named.get("c", []))), named.get("period", [""])[-1]
    return compared_entries.of_period(entries, period) if period else entries


def address(slugs: Sequence[str], path: str = ADDRESS) -> str:
    """The page's address, or its stream's."""
    return own(f"{path}?{urlencode([('c', slug) for slug in slugs])}")


def read(connection: db.Connection, slugs: Sequence[str]) -> list[CampaignSummary]:
    """What stands in these campaigns, or in periods of them ("delay@wave:2"), as many as can be compared; unknown ones
    are left out."""
    summaries = (compared_entries.read(connection, entry) for entry in slugs[:MOST])
    return [summary for summary in summaries if summary]


def page(summaries: Summaries, slugs: Sequence[str]) -> list[Component]:
    """The whole page, or how to come to one."""
    way = dcc.Link(overview_text.CHOOSE, href=own("/"), className="primary")
    there = {summary.campaign.slug for summary in summaries}
    left_out = [slug for slug in slugs if slug not in there]
    note = html.P(overview_text.left_out(left_out), className="note") if left_out else None
    if len(summaries) < 2:
        hint = overview_text.CHOOSE_HINT
        return [blocks.notice(overview_text.COMPARE, hint, html.Div([note, html.P(way)]))]
    now = compared(summaries)
    ways = html.Div(list(_waves(summaries, slugs)), className="ways meta")
    back = blocks.link(overview_text.CHOOSE_OTHERS, own("/"))
    height = f"{len(summaries) * 5.5 + 3}rem"

    def chart(name: str, title: str) -> Component:
        csv = address([summary.campaign.slug for summary in summaries], f"{ADDRESS}/{name}.csv")
        return blocks.card(name, title, *blocks.chart(name, title, height, now, csv))

    return [
        html.Div(
            [html.P(back, className="back"), html.H1(overview_text.COMPARE), note, ways],
            className="head",
        ),
        *_periods(summaries),
        html.Div(
            [
                chart("scores", overview_text.SCORES),
                chart("shares", overview_text.SHARES),
                _differences(summaries, now),
                blocks.card(
                    "figures", overview_text.FIGURES, html.Div(id="figures", **now["figures"])
                ),
            ],
            className="compare",
        ),
    ]


def _waves(summaries: Summaries, slugs: Sequence[str]) -> Iterator[Component]:
    """The way to a campaign's waves beside each other."""
    for summary in summaries:
        entries = compared_entries.waves(summary.campaign)[-MOST:]
        if len(entries) > 1 and "@" not in summary.campaign.slug and len(slugs) >= 2:
            words = overview_text.waves_of(summary.campaign.name)
            yield dcc.Link(words, href=address(entries))


def _periods(summaries: Summaries) -> Iterator[Component]:
    """The row that chooses one period for all campaigns, where there are several; "since sent" where all were sent."""
    entries = [summary.campaign.slug for summary in summaries]
    if len({compared_entries.campaign_of(entry) for entry in entries}) < 2:
        return
    here = compared_entries.period_of(entries)
    yield period_control.of_all(
        PeriodView(here) if here else None,
        lambda view: address(compared_entries.of_period(entries, str(view.period))),
        sent=all(compared_entries.sent(summary.campaign) for summary in summaries),
    )


def compared(summaries: Summaries) -> dict[str, Props]:
    """What changes with every answer, by component id."""
    names = [_name(summary) for summary in summaries]
    of_period = any(summary.of_period for summary in summaries)
    scores = compare_figures.scores(
        [(_name(summary), summary.score) for summary in summaries], of_period=of_period
    )
    shares = compare_figures.shares(
        [(_name(summary), summary.counts) for summary in summaries], of_period=of_period
    )
    heads = (text.CAMPAIGN, text.SCORE, overview_text.FROM, overview_text.TO)
    return {
        **blocks.chart_props(
            "scores", overview_text.SCORES, scores, heads, map(_score_row, summaries)
        ),
        **blocks.chart_props(
            "shares", overview_text.SHARES, shares, (text.SCORE, *names), _share_rows(summaries)
        ),
        "differences": {"children": [html.Li(line) for line in _sentences(summaries)]},
        "figures": {"children": _figures(summaries)},
    }


def _name(summary: CampaignSummary) -> str:
    """A campaign's name in a chart; with its scale where that is not the usual one."""
    campaign = summary.campaign
    return (
        campaign.name
        if campaign.told == USUAL
        else f"{campaign.name} ({text.SCALES[campaign.told]})"
    )


def _score_row(summary: CampaignSummary) -> Sequence[Cell]:
    score = summary.score
    ends = score_text.ends(score) if score else (text.NONE, text.NONE)
    return (_name(summary), text.mean(score), *ends)


def _share_rows(summaries: Summaries) -> Iterator[Sequence[Cell]]:
    counts = stats.aligned(*(summary.counts for summary in summaries))
    for score, row in zip(stats.scores(counts[0]), zip(*counts, strict=True), strict=True):
        shares = (
            n / summary.answers if summary.tells else None
            for n, summary in zip(row, summaries, strict=True)
        )
        yield (str(score), *(text.percent(share) for share in shares))


def _differences(summaries: Summaries, now: dict[str, Props]) -> Component:
    return blocks.card(
        "differences",
        overview_text.DIFFERENCES,
        html.Ul(id="differences", className="sentences", **now["differences"]),
        html.P(overview_text.together(len(summaries)), className="note"),
    )


def _none(*summaries: CampaignSummary) -> str:
    """Why they can't be compared: nobody has answered one of them, or not in its period."""
    without = [summary for summary in summaries if not summary.answers]
    of_period = any(summary.of_period for summary in without)
    return str(empty_text.CANNOT_COMPARE_PERIOD if of_period else overview_text.NO_ANSWERS)


def _sentences(summaries: Summaries) -> Iterator[list[Child]]:
    """Each campaign beside the first; the 5% are divided among them."""
    first, *others = summaries
    alpha = ALPHA / len(others)
    for other in others:
        name, than = (html.B(summary.campaign.name) for summary in (other, first))
        both_tell = other.tells and first.tells
        difference = stats.difference(other.counts, first.counts, alpha)
        if compared_entries.overlap(other.campaign.slug, first.campaign.slug):
            yield [name, overview_text.NOT_COMPARED, than, overview_text.SAME_ANSWERS]
        elif other.campaign.told != first.campaign.told:
            yield [name, overview_text.NOT_COMPARED, than, overview_text.OTHER_SCALE]
        elif difference is None:
            yield [name, overview_text.CANNOT_COMPARE, than, _none(other, first)]
        elif not both_tell:
            yield [name, overview_text.CANNOT_COMPARE, than, overview_text.TOO_EARLY]
        else:
            certain = overview_text.sure(difference)
            lower, higher = (other, first) if difference.mean < 0 else (first, other)
            beside = [
                *planned_text.beside(other.counts, first.counts, alpha),
                *what_if_ways.of_moving(lower.campaign, higher.campaign),
            ]
            yield [name, overview_text.scores(difference), than, certain, *beside]


def _figures(summaries: Summaries) -> Component:
    campaigns = [summary.campaign for summary in summaries]
    names = chart_text.standing(campaigns)
    defined = [blocks.define(name, *chart_text.term(name, campaigns)) for name in names]
    known_heads = (text.CAMPAIGN, text.SCORE, text.ANSWERS, text.RESPONSE_RATE)
    heads: list[Child] = [*known_heads, *defined, text.COMMENTS]
    slugs = [summary.campaign.slug for summary in summaries]
    return html.Div(
        blocks.table(
            heads,
            [_figure_row(summary, slugs, names) for summary in summaries],
            overview_text.FIGURES,
        ),
        className="wide",
        tabIndex="0",
        role="group",
        **blocks.aria(label=overview_text.FIGURES),
    )


def _figure_row(
    summary: CampaignSummary, slugs: Sequence[str], names: Sequence[str]
) -> Sequence[Child]:
    campaign, score = summary.campaign, summary.score
    responded, mails = summary.responded
    ways: list[Child] = [html.A(WHAT_IF, href=what_if_ways.of_one(campaign))]
    if campaign.slug != slugs[0]:
        order = [campaign.slug, *(slug for slug in slugs if slug != campaign.slug)]
        ways.append(dcc.Link(overview_text.AS_FIRST, href=address(order)))
    if len(slugs) > 2:
        rest = [slug for slug in slugs if slug != campaign.slug]
        ways.append(dcc.Link(overview_text.LEAVE_OUT, href=address(rest)))
    name = html.Span(
        [
            dcc.Link(campaign.name, href=compared_entries.page(campaign.slug)),
            *blocks.badges(campaign),
        ],
        className="title",
    )
    return (
        html.Div([name, html.Div(ways, className="ways meta")]),
        _beside(text.mean(score), text.margin(score)) if score else text.NONE,
        text.number(summary.answers),
        _beside(text.percent(summary.response_rate), text.of_mails(mails, responded)),
        *(_beside(*chart_text.figure(name, summary)) for name in names),
        text.number(summary.comments),
    )


def _beside(value: str, note: str) -> Component:
    return html.Div([html.B(value), html.Div(note, className="meta")])
