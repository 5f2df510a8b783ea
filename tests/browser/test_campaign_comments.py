"""The comments on a campaign's page in a real browser: what is chosen stands in the address; they are handled there."""

import re
from collections.abc import Callable, Iterator

import pytest
from answers import START, Answer, put
from dashboard_site import Site
from playwright.sync_api import Browser, Page, expect

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import Role
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db

Enter = Callable[[str, Role], Page]


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay apology"))
        for number in range(1, 11):
            put(connection, "delay", Answer(number, number, START, f"words of {number}."))
        yield connection


@pytest.fixture
def site(config: Config, conn: db.Connection) -> Iterator[Site]:
    assert conn.info.dbname in str(config.database_url)
    site = Site(config)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def enter(browser: Browser, site: Site, conn: db.Connection) -> Iterator[Enter]:
    """Opens a tab for a user of a role, in which no script may fail."""
    failed: list[str] = []
    contexts = []

    def opened(query: str, role: Role) -> Page:
        contexts.append(browser.new_context())
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: failed.append(str(error)))
        if users.get(conn, role) is None:
            users.add(conn, role, "correct horse battery", role)
        site.link = f"{site.url}/sign-in/{users.make_signin_link(conn, role)}"
        site.enter(tab)
        tab.goto(f"{site.url}/campaign/delay{query}")
        expect(tab.locator(".live.on")).to_be_visible()
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert failed == []


def shows(tab: Page, *people: int) -> None:
    """Only these people's comments are listed, and only their chips are pressed where any is."""
    expect(tab.locator("#list article")).to_have_count(len(people))
    for number in people:
        expect(tab.locator("#list")).to_contain_text(f"words of {number}.")


def chip(tab: Page, score: int) -> None:
    tab.locator(f'.chips [data-score="{score}"]').click()


def pressed(tab: Page, *scores: int) -> None:
    expect(tab.locator('.chips [aria-pressed="true"]')).to_have_text([*map(str, scores)])


def test_what_is_chosen_stands_in_the_address(enter: Enter) -> None:
    tab = enter("", "viewer")
    shows(tab, *range(1, 11))
    for score in (3, 1, 2, 7):  # faster than the server answers
        chip(tab, score)
    shows(tab, 1, 2, 3, 7)
    expect(tab).to_have_url(re.compile(r"/campaign/delay\?scores=1-3,7$"))
    tab.locator("#search").fill("words -7")
    shows(tab, 1, 2, 3)
    expect(tab).to_have_url(re.compile(r"\?scores=1-3,7&search=words\+-7$"))
    tab.reload()
    shows(tab, 1, 2, 3)
    pressed(tab, 1, 2, 3, 7)
    expect(tab.locator("#search")).to_have_value("words -7")
    expect(tab.locator("#refresh")).to_be_hidden()


def test_the_way_back_goes_through_what_was_chosen(enter: Enter) -> None:
    tab = enter("?scores=9-10", "viewer")
    shows(tab, 9, 10)
    chip(tab, 9)
    shows(tab, 10)
    chip(tab, 10)
    shows(tab, *range(1, 11))
    tab.evaluate("window.same = true")
    tab.go_back()
    shows(tab, 10)
    pressed(tab, 10)
    tab.go_back()
    shows(tab, 9, 10)
    tab.go_forward()
    shows(tab, 10)
    assert tab.evaluate("window.same")  # the page stayed
    tab.locator(".whole a").click()
    expect(tab.locator(".inbox article")).to_have_count(10)
    tab.go_back()
    shows(tab, 10)
    pressed(tab, 10)


def test_a_wrong_address_says_so(enter: Enter, site: Site) -> None:
    tab = enter("", "viewer")
    tab.goto(f"{site.url}/campaign/delay?scores=12")
    expect(tab.locator("main")).to_contain_text("scores are written as 0-6 or 3,7,9-10, not '12'")


def test_comments_are_handled_where_they_stand(enter: Enter, conn: db.Connection) -> None:
    tab = enter("", "agent")
    card = tab.locator("#list article", has_text="words of 4.")
    card.get_by_role("button", name="Close").click()
    expect(card).to_contain_text("Closed by you")
    comment_handling.change(conn, CommentKey("delay", 5, 0), "ben", "handler", "ben")
    expect(tab.locator("#list article", has_text="words of 5.")).to_contain_text("Handled by ben")
    expect(card.get_by_role("button", name="Open again")).to_be_visible()
    card.locator("summary", has_text="Note").click()
    card.locator("textarea").fill("I called")
    put(conn, "delay", Answer(11, 4, START, "words of 11."))
    conn.execute("select pg_notify('feedback', 'delay')")
    expect(tab.locator("#refresh")).to_be_visible()  # nothing moves under who writes
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".noted")).to_contain_text("I called")
    tab.locator("#refresh").click()
    expect(tab.locator("#list")).to_contain_text("words of 11.")


def test_who_only_looks_is_sent_the_news(enter: Enter, conn: db.Connection) -> None:
    tab = enter("", "viewer")
    expect(tab.get_by_role("button", name="Close")).to_have_count(0)
    put(conn, "delay", Answer(11, 4, START, "words of 11."))
    comment_handling.change(conn, CommentKey("delay", 11, 0), "ben", "status", "closed")
    expect(tab.locator("#list article", has_text="words of 11.")).to_contain_text("Closed by ben")
