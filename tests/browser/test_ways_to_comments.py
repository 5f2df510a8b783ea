"""What a campaign's page shows leads to the comments behind it, in a real browser: a bar, a step, a row of a table."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import START, Answer, put
from dashboard_site import Site
from playwright.sync_api import Locator, Page, expect

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db


@pytest.fixture
def site(config: Config, database: str) -> Iterator[Site]:
    site = Site(config)
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay apology", mails=100))
        for number in range(30):
            at, client = START + timedelta(hours=number // 10), ("iphone", "mac")[number % 2]
            words = f"words of {number}"
            put(connection, "delay", Answer(number, number % 10 + 1, at, words, client=client))
        segments.renew(connection, ids.utc_now())
        site.link = f"{site.url}/sign-in/{users.make_signin_link(connection, 'anna')}"
    site.start()
    yield site
    site.stop()


@pytest.fixture
def tab(page: Page, site: Site) -> Iterator[Page]:
    """A signed-in tab on the campaign's page, in which no script may fail."""
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    site.enter(page)
    page.goto(f"{site.url}/campaign/delay")
    expect(page.locator(".live.on")).to_be_visible()
    expect(page.locator("#distribution-graph .bars .point")).to_have_count(10)
    yield page
    assert failed == []


def press(tab: Page, bar: Locator) -> None:
    """Click where a bar of a chart stands: the chart itself lies above it."""
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def shows(tab: Page, *people: int) -> None:
    expect(tab.locator(".inbox .cards article")).to_have_count(len(people))
    for number in people:
        expect(tab.locator(".inbox .cards")).to_contain_text(f"words of {number}")


def test_a_bar_leads_to_its_comments_and_back(tab: Page) -> None:
    press(tab, tab.locator("#distribution-graph .bars .point").nth(2))
    shows(tab, 2, 12, 22)
    assert tab.url.endswith("/comments?campaign=delay&scores=3")
    tab.go_back()
    expect(tab.locator("#distribution-graph .bars .point")).to_have_count(10)
    press(tab, tab.locator("#timeline-graph .bars .point").nth(0))
    expect(tab.locator(".total")).to_have_text("10 comments")
    assert "since=2026-12-03T14:00:00Z&until=2026-12-03T14:" in tab.url
    expect(tab.locator("input[name=since]")).to_have_value("2026-12-03T14:00:00Z")


def test_rows_of_tables_lead_to_theirs(tab: Page) -> None:
    tab.locator("[data-table=distribution] summary").click()
    tab.get_by_role("link", name="10", exact=True).click()
    shows(tab, 9, 19, 29)
    tab.go_back()
    tab.get_by_role("link", name="iPhone or iPad").click()
    expect(tab.locator(".total")).to_have_text("15 comments")
    expect(tab.locator("select[name=client]")).to_have_value("iphone")
