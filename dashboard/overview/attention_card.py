"""What needs attention first, above the list of campaigns, each with a link; hidden while there is nothing."""

from collections.abc import Collection, Iterable

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard.campaign import broken_buttons, shared_tokens_banner
from feedback_buttons.dashboard.comments import comment_form
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Child, Props
from feedback_buttons.dashboard.kit.words import overview_text, text
from feedback_buttons.i18n.team_language import tr, trn
from feedback_buttons.reports.answers.broken_clicks import BrokenButtons
from feedback_buttons.reports.answers.shared_tokens import SharedToken
from feedback_buttons.reports.scores import attention, change_text
from feedback_buttons.reports.scores.attention import Concern
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.scores.response_rates import LowRate

MOST = 8  # lines; who has more begins with these


def card(now: dict[str, Props]) -> Component:
    """The card."""
    return html.Section(
        [
            html.H2(overview_text.ATTENTION, id="attention-title"),
            html.Ul(id="attention-list", className="concerns", **now["attention-list"]),
        ],
        id="attention",
        className="card attention",
        **now["attention"],
        **blocks.aria(labelledby="attention-title"),
    )


def props(
    standings: Collection[Standing],
    broken: Iterable[BrokenButtons] = (),
    shared: Iterable[SharedToken] = (),
    rates: Iterable[LowRate] = (),
) -> dict[str, Props]:
    """What changes of it, by component id."""
    names = {standing.campaign.slug: standing.campaign.name for standing in standings}
    lines = [_concern(concern) for concern in attention.of(standings)]
    lines += [_line(low.campaign.slug, low.campaign.name, [_low(low)]) for low in rates]
    lines += [
        _line(kind.campaign, names[kind.campaign], broken_buttons.line(kind))
        for kind in broken
        if kind.campaign in names
    ]
    lines += [
        _line(token.campaign, names[token.campaign], shared_tokens_banner.line(token))
        for token in shared
        if token.campaign in names
    ]
    more = [html.Li(overview_text.and_more(len(lines) - MOST), className="meta")]
    shown = lines[:MOST] + (more if len(lines) > MOST else [])
    return {"attention": {"hidden": not lines}, "attention-list": {"children": shown}}


def _concern(concern: Concern) -> Component:
    campaign = concern.campaign
    facts: list[Child] = [_said(concern)]
    if concern.kind == "fell":
        words = comment_form.address(Filter(campaign=campaign.slug, days=1))
        facts += [" ", dcc.Link(overview_text.ITS_COMMENTS, href=words)]
    return _line(campaign.slug, campaign.name, facts)


def _low(low: LowRate) -> str:
    """That fewer answer than usual, and what was to be expected."""
    template = tr(
        "{rate} of the last mails were answered in {days}; {least} to {most} was to be expected of {whose}."
    )
    return template.format(
        rate=text.percent(low.under.rate),
        days=trn("{number} day", "{number} days", low.days),
        least=text.percent(low.under.low),
        most=text.percent(low.under.high),
        whose=tr("its earlier ones") if low.own else tr("those at its touchpoint"),
    )


def _said(concern: Concern) -> str:
    lately, usual = concern.lately, concern.usual
    if concern.kind == "fell":
        return change_text.latest(concern.latest)
    if concern.kind == "scanned":
        clicks = lately.scanned + lately.answers
        template = tr(
            "Scanners pressed {share} of the clicks of the last 24 hours, {usual} before."
        )
        return template.format(
            share=text.percent(lately.scanned / clicks), usual=text.percent(usual)
        )
    template = (
        tr("No answer in 24 hours; {usual} in the same hours of the quieter one of two weeks.")
        if concern.kind == "silent"
        else tr("{answers} in 24 hours; {usual} in the same hours of the quieter one of two weeks.")
    )
    return template.format(answers=text.answers(lately.answers), usual=text.number(int(usual)))


def _line(slug: str, name: str, facts: list[Child]) -> Component:
    return html.Li([dcc.Link(name, href=own(f"/campaign/{slug}")), " ", html.Span(facts)])
