"""The comments of all campaigns in a real browser: read, found, handled, by mouse and by keys."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from access import CONTRAST, axe, fits
from answers import START, Answer, put
from dashboard_site import Site, drawn
from playwright.sync_api import Browser, Page, expect

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db

TEXTS = {
    1: ("nl", 3, "Twee bestellingen, nog niets ontvangen"),
    2: ("en", 9, "Thank you! <script>alert(1)</script>"),
    3: ("de", 5, "Die Verspätung war ärgerlich"),
    4: ("fr", 8, "La réponse est arrivée"),
    5: ("en", 2, "طلبت الهدية قبل أسبوعين"),
}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("delay", "order"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title()))
        for number, (language, score, text) in TEXTS.items():
            at = START - timedelta(days=30, hours=number)
            slug = "delay" if number < 4 else "order"
            put(connection, slug, Answer(number, score, at, text, language=language))
        for number in range(10, 20):
            at = START - timedelta(days=40, hours=number)
            put(connection, "order", Answer(number, 7, at, f"older {number}", language="en"))
        yield connection


@pytest.fixture
def site(config: Config, conn: db.Connection) -> Iterator[Site]:
    site = Site(config)
    site.link = f"{site.url}/sign-in/{users.make_signin_link(conn, 'anna')}"
    site.start()
    yield site
    site.stop()


@pytest.fixture
def tab(page: Page, site: Site) -> Iterator[Page]:
    """A tab that anna has signed in to, in which no script may fail."""
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda each: failed.append(each.text) if each.type == "error" else None)
    enter(page, site)
    yield page
    assert failed == []


def enter(tab: Page, site: Site) -> None:
    site.enter(tab)
    visit(tab, site)


def visit(tab: Page, site: Site, query: str = "") -> None:
    tab.goto(f"{site.url}/comments{query}")
    expect(tab.locator(".live.on")).to_be_visible()


def shows(tab: Page, number: int) -> None:
    expect(tab.locator(".cards article")).to_have_count(number)


def test_a_comment_is_found_filtered_and_shared_by_address(
    tab: Page, site: Site, browser: Browser, conn: db.Connection
) -> None:
    shows(tab, 10)
    tab.get_by_role("link", name="Next").click()
    shows(tab, 5)
    tab.get_by_role("link", name="Back", exact=True).click()
    shows(tab, 10)
    tab.get_by_role("searchbox").fill("verspatungen")
    tab.keyboard.press("Enter")
    shows(tab, 1)
    expect(tab.locator("mark")).to_have_text("Verspätung")
    tab.get_by_role("searchbox").fill("older or Thank or bestelling")
    tab.locator("select[name=scores]").select_option("0-6")
    shows(tab, 1)
    expect(tab.locator("mark")).to_have_text("bestellingen")
    address = tab.url
    tab.get_by_role("link", name="Clear all").click()
    shows(tab, 10)
    assert tab.url.endswith("/comments")
    colleague = browser.new_page()
    site.link = f"{site.url}/sign-in/{users.make_signin_link(conn, 'ben')}"
    enter(colleague, site)
    colleague.goto(address)
    drawn(colleague)
    shows(colleague, 1)
    expect(colleague.locator("select[name=scores]")).to_have_value("0-6")
    colleague.close()


def test_every_deed_has_a_button_and_a_key(tab: Page, site: Site, conn: db.Connection) -> None:
    visit(tab, site, "?sort=lowest&scores=1-6")
    shows(tab, 3)
    card = tab.locator(".cards article").first
    for key, name in (("o", "Open again"), ("h", "Unassign me")):
        tab.keyboard.press(key) if name == "Unassign me" else tab.keyboard.press("j")
        if name == "Open again":
            expect(card).to_be_focused()
            tab.keyboard.press(key)
        expect(card.get_by_role("button", name=name)).to_be_visible()
    tab.keyboard.press("s")
    expect(card.get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "true")
    tab.keyboard.press("t")
    tab.keyboard.type("Late delivery")
    tab.keyboard.press("Enter")
    expect(card.locator(".tag")).to_contain_text("late delivery")
    tab.keyboard.press("Escape")
    expect(card).to_be_focused()
    tab.keyboard.press("n")
    tab.keyboard.type("Called; a voucher is under way. jkos")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".noted")).to_contain_text("voucher")
    card.get_by_role("button", name="Remove the tag late delivery").click()
    expect(card.locator(".tag")).to_have_count(0)
    expect(
        card
    ).to_be_focused()  # the button is gone, and nobody has to begin at the top of the page
    expect(card).to_contain_text("Closed by you")
    row = conn.execute("select status, starred, tags, note, handler from comment where score = 2")
    assert row.fetchone() == ("closed", True, [], "Called; a voucher is under way. jkos", "anna")
    shows(tab, 3)  # what was closed stays where it is being read
    tab.keyboard.press("Escape")
    tab.locator("h1").click()
    tab.keyboard.press("k")
    tab.keyboard.press("?")
    expect(tab.get_by_role("dialog")).to_contain_text("Next comment")
    tab.keyboard.press("Escape")
    tab.keyboard.press("/")
    expect(tab.get_by_role("searchbox")).to_be_focused()


def test_a_list_that_is_read_stays_and_says_what_is_new(
    tab: Page, site: Site, conn: db.Connection
) -> None:
    visit(tab, site, "?campaign=delay")
    shows(tab, 3)
    put(conn, "delay", Answer(77, 1, ids.utc_now(), "brand new"))
    put(conn, "order", Answer(78, 1, ids.utc_now(), "of another campaign"))
    conn.execute("notify feedback, 'delay'")
    comment_handling.change(conn, CommentKey("delay", 1, 0), "ben", "status", "closed")
    mine = tab.locator("article", has_text="bestellingen")
    expect(mine).to_contain_text("Closed by ben")
    new = tab.get_by_role("button", name="1 new comment")
    expect(new).to_be_visible()
    shows(tab, 3)
    new.click()
    shows(tab, 4)
    expect(tab.locator("article").first).to_contain_text("brand new")
    expect(new).to_be_hidden()


def test_the_page_keeps_nobody_out(tab: Page, site: Site) -> None:
    for query in ("", "?search=verspatung", "?search=nothing", "?scores=77"):
        tab.goto(f"{site.url}/comments{query}")
        drawn(tab)
        expect(tab.get_by_role("heading", level=1)).to_be_visible()
        folded = tab.locator("article details:not([open]) summary")
        for _ in range(min(folded.count(), 2)):
            folded.first.click()
        for width in (390, 1920, 1280):
            fits(tab, width)
        tab.emulate_media(color_scheme="light")
        blame_nothing(tab)
        tab.emulate_media(color_scheme="dark")
        blame_nothing(tab, **CONTRAST)


def blame_nothing(tab: Page, **options: object) -> None:
    found = axe(tab, **options)
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == [], tab.url
    # Contrast is undecided only where one character stands alone: crosses and keys, in the text's colour.
    unsure = [
        node["html"]
        for each in found["incomplete"]
        for node in each["nodes"]
        if each["id"] != "color-contrast" or len(node["html"].split(">")[1].split("<")[0]) > 1
    ]
    assert unsure == [], tab.url
