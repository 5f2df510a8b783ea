"""The dashboard below a path in a real browser: links, live pages and the wall stay below it."""

import re
from collections.abc import Iterator

import pytest
from answers import START, Answer, put, put_scores
from dashboard_site import Site
from playwright.sync_api import Page, Response, expect

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db

PREFIX = "/feedback/team"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("delay", "welcome"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title()))
            put_scores(connection, slug, 9, 3)
        put(connection, "delay", Answer(40, 4, START, "too late"))
        yield connection


@pytest.fixture
def site(config: Config, conn: db.Connection) -> Iterator[Site]:
    site = Site(config, path=PREFIX)
    users.add(conn, "admin", "correct horse battery")
    site.link = f"{site.url}/sign-in/{users.make_signin_link(conn)}"
    site.start()
    yield site
    site.stop()


@pytest.fixture
def tab(page: Page, site: Site) -> Iterator[Page]:
    """A signed-in tab, in which no script may fail and nothing may be asked for elsewhere."""
    wrong: list[str] = []

    def look(answer: Response) -> None:
        path = answer.url.removeprefix(site.origin)
        if not path.startswith((PREFIX, "data:")) or answer.status >= 400:
            wrong.append(f"{answer.status} {path}")

    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", look)
    site.enter(page)
    yield page
    assert wrong == []


def test_pages_are_live_and_lead_to_each_other(tab: Page, site: Site, conn: db.Connection) -> None:
    tab.goto(f"{site.url}/")
    expect(tab.locator("#live")).to_have_text("Live")
    for box in tab.get_by_role("checkbox").all():
        box.check()
    tab.locator("#compare").click()
    expect(tab).to_have_url(re.compile(f"{site.url}/compare\\?c="))
    expect(tab.get_by_role("heading", name="Compare")).to_be_visible()
    tab.get_by_role("link", name=re.compile("^Delay")).first.click()
    expect(tab).to_have_url(re.compile(f"{site.url}/campaign/delay"))
    expect(tab.get_by_role("heading", name="Delay")).to_be_visible()
    tab.get_by_role("link", name="All time").click()
    expect(tab).to_have_url(f"{site.url}/campaign/delay")
    expect(tab.locator("#live")).to_have_text("Live")
    put(conn, "delay", Answer(77, 10, ids.utc_now(), "just now"))
    conn.execute("notify feedback, 'delay'")
    expect(tab.get_by_text("just now").first).to_be_visible()
    tab.get_by_role("link", name="Comments", exact=True).first.click()
    expect(tab).to_have_url(f"{site.url}/comments")
    tab.locator("[data-sieve=search] input").fill("late")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(f"{site.url}/comments?search=late")
    expect(tab.get_by_text("too late")).to_be_visible()


def test_the_studio_and_the_wall_work_below_the_path(tab: Page, site: Site) -> None:
    tab.goto(f"{site.url}/campaign/delay/studio")
    tab.get_by_label("Scale").select_option("stars")
    expect(tab).to_have_url(re.compile(f"{site.url}/campaign/delay/studio\\?.*scale=stars"))
    tab.goto(f"{site.url}/wall/delay")
    expect(tab.get_by_text("Delay")).to_be_visible()
    expect(tab.get_by_text("too late")).to_be_visible()
