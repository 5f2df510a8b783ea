"""The ways from a comparison to *What if*: of one campaign, and of contacts that go from one to another."""

from collections.abc import Iterator
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import EVER
from feedback_buttons.campaigns.scales import USUAL
from feedback_buttons.dashboard.compare import compared_entries
from feedback_buttons.dashboard.gains.what_if_page import PATH
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.scores import gain_cells
from feedback_buttons.reports.scores.scenario_inputs import option


def of_one(campaign: Campaign) -> str:
    """The address of the page on one campaign's answers, in the period that is compared."""
    slug = compared_entries.campaign_of(campaign.slug)
    return _address(where=f"campaign:{slug}", period=_period(campaign))


def of_moving(source: Campaign, target: Campaign) -> Iterator[Component]:
    """A line with the link to the what-if of moving contacts from one campaign to the other."""
    if there := _moving(source, target):
        words = tr("What if contacts of {campaign} went to {other}?").format(
            campaign=source.name, other=target.name
        )
        yield html.Div(html.A(words, href=there), className="meta")


def _moving(source: Campaign, target: Campaign) -> str:
    """The address of what would come of it if contacts of one campaign went to another; "" where they are not of one
    touchpoint, period and scale from 1 to 10, since cells of one page are of one place."""
    slugs = [compared_entries.campaign_of(campaign.slug) for campaign in (source, target)]
    alike = (source.touchpoint, source.demo, source.scale, _period(source))
    if not source.touchpoint or source.scale != USUAL or slugs[0] == slugs[1]:
        return ""
    if alike != (target.touchpoint, target.demo, target.scale, _period(target)):
        return ""
    cells = [option((slug, "")) for slug in slugs]
    return _address(
        where=f"touchpoint:{source.touchpoint}",
        period=_period(source),
        by=gain_cells.WHOLE,
        kind="move",
        cell=cells[0],
        target=cells[1],
    )


def _period(campaign: Campaign) -> str:
    """As the page takes it; "" for all of time."""
    period = compared_entries.period_of([campaign.slug])
    return "" if period is None or period == EVER else str(period)


def _address(**named: str) -> str:
    query = {name: value for name, value in named.items() if value}
    return own(f"{PATH}?{urlencode(query, safe=':')}")
