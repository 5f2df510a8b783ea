"""The index on the overview is that of the campaigns that are shown."""

from datetime import UTC, datetime

import pytest

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.overview import overview_page
from feedback_buttons.dashboard.overview.campaign_choice import Choice
from feedback_buttons.dashboard.overview.overview_page import Overview
from feedback_buttons.i18n.team_language import speaking
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.statistics.organisation_index import Part

NOW = datetime(2026, 12, 3, 14, tzinfo=UTC)


def standing(slug: str, touchpoint: str, score: int) -> Standing:
    campaign = Campaign(slug=slug, name=slug, touchpoint=touchpoint, language="nl", created_at=NOW)
    counts = tuple(100 * (value == score) for value in range(1, 11))
    part = Part(slug, slug, 100, 100 * score, 0, 0)
    return Standing(campaign, counts, None, counts, part, NOW)


@pytest.mark.parametrize(
    ("search", "index", "of"),
    [
        ("", "6.00", ""),
        ("?touchpoint=Delivery", "4.00", "Delivery"),
        ("?touchpoint=Order&language=nl", "8.00", "Order, Dutch"),
        ("?find=box", "4.00", "“box”"),
    ],
)
def test_the_index_is_of_the_campaigns_that_are_shown(search: str, index: str, of: str) -> None:
    all_ = [standing("thanks", "Order", 8), standing("box", "Delivery", 4)]
    wanted = Choice.parse(search)
    chosen = [shown.campaign.slug for shown in wanted.chosen(all_)]
    standings = {shown.campaign.slug: shown for shown in all_}
    overview = Overview(wanted, Windows.of("30d", NOW), standings, chosen, [], {})
    with speaking("en"):
        props = overview_page.changed(overview, ["box"])
    assert (props["index-value"]["children"], props["index-of"]["children"]) == (index, of)
