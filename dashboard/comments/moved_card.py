"""Scores that moved in the last 24 hours, above the comments that may say why; hidden if none did."""

from collections.abc import Iterator

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.reports.scores import attention, change_text, latest_change, overviews
from feedback_buttons.reports.scores.latest_change import PERIOD, LatestChange
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.storage import db

MOST = 3  # campaigns; the overview names all


def card(connection: db.Connection, wanted: Filter) -> list[Component]:
    """A card with a line for the campaign that is wanted, where it moved by more than chance; where none is wanted,
    with one for each of those that fell most."""
    lines = [
        html.Li(
            [
                dcc.Link(campaign.name, href=own(f"/campaign/{campaign.slug}?period={PERIOD}")),
                " ",
                html.Span(change_text.latest(change)),
            ]
        )
        for campaign, change in _moved(connection, wanted)
    ]
    return [html.Section(html.Ul(lines, className="concerns"), className="card attention")] * bool(
        lines
    )


def _moved(connection: db.Connection, wanted: Filter) -> Iterator[tuple[Campaign, LatestChange]]:
    now = ids.utc_now()
    if wanted.campaign:
        campaign = campaigns.find(connection, wanted.campaign)
        change = latest_change.read(connection, campaign, now) if campaign else None
        if campaign and change and change_text.moved(change):
            yield campaign, change
        return
    standings = overviews.standings(connection, Windows.of(PERIOD, now)).values()
    falls = [concern for concern in attention.of(standings) if concern.kind == "fell"]
    for concern in falls[:MOST]:
        yield concern.campaign, concern.latest
