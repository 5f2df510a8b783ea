"""The dashboard in a real browser, served by gunicorn as it is for real."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from access import CONTRAST, axe, fits
from answers import START, Answer, crowd, put, put_scores, put_visit
from dashboard_site import Site, drawn
from playwright.sync_api import Browser, Page, expect

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.frame import navigation
from feedback_buttons.recipients import references
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db

SCANNED = recipient_code(40)
PAGES = (
    "/",
    "/?period=all&sort=score&find=e",
    "/compare?c=delay&c=one&c=empty",
    "/compare",
    "/campaign/delay",
    "/campaign/one",
    "/campaign/empty",
    "/campaign/no",
    "/people",
    "/people/user?name=admin",
    "/account",
    "/audit",
    "/campaign/delay/excluded?kind=scanned",
    f"/campaign/delay/recipient/{SCANNED}",
)
TEXTS = ["Eindelijk!", "<script>alert(1)</script>", "شكرا جزيلا", "a" * 300]


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay apology", mails=100))
        campaigns.add(connection, Campaign(slug="one", name="First of its kind"))
        campaigns.add(connection, Campaign(slug="empty", name="Delivery notice"))
        campaigns.close(connection, "one")
        put_scores(connection, "one", 9)
        for number in range(12):
            at = START - timedelta(hours=number * 7)
            put(connection, "delay", Answer(number, number % 10 + 1, at, TEXTS[number % 4]))
        put(connection, "delay", Answer(40, 4, aside="scanned"))
        for second, score in enumerate((3, 4)):
            more = {"network": "security", "flags": ["mangled"]}
            put_visit(connection, 40, second * 20, "get", score, **more)
        shops = [{"shop": "Utrecht" if number < 10 else "Gent"} for number in range(12)]
        references.keep(connection, range(12), [""] * 12, shops, ids.utc_now())
        segments.renew(connection, ids.utc_now())
        yield connection


@pytest.fixture
def site(config: Config, conn: db.Connection) -> Iterator[Site]:
    site = Site(config)
    users.add(conn, "admin", "correct horse battery")  # who has none is asked for one first
    site.link = f"{site.url}/sign-in/{users.make_signin_link(conn)}"
    site.start()
    yield site
    site.stop()


@pytest.fixture
def tab(page: Page, site: Site) -> Iterator[Page]:
    """A signed-in tab, in which no script may fail."""
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on(
        "console",
        lambda message: failed.append(message.text) if "Security" in message.text else None,
    )
    site.enter(page)
    yield page
    assert failed == []


def visit(tab: Page, site: Site, slug: str) -> None:
    tab.goto(f"{site.url}/campaign/{slug}")
    expect(tab.locator(".live.on")).to_be_visible()


def answer(conn: db.Connection, given: Answer, slug: str = "delay") -> None:
    put(conn, slug, given)
    conn.execute("select pg_notify('feedback', %s)", [slug])


def test_an_answer_appears_without_a_reload(tab: Page, site: Site, conn: db.Connection) -> None:
    visit(tab, site, "empty")
    expect(tab.locator("#score")).to_have_text("–")  # noqa: RUF001 (a dash)
    answer(conn, Answer(77, 8, comment="<b>Thanks</b>"), "empty")
    expect(tab.locator("#margin")).to_contain_text("too early to tell")
    expect(tab.locator("#answers")).to_have_text("1")
    put(conn, "empty", *crowd(100, 8))
    answer(conn, Answer(78, 8), "empty")
    expect(tab.locator("#score")).to_have_text("8.0")
    expect(tab.locator("#list li").first).to_contain_text("<b>Thanks</b>")
    expect(tab.locator("#distribution-graph .bars .point")).to_have_count(10)


def test_seven_windows_are_all_kept_up_to_date(tab: Page, site: Site, conn: db.Connection) -> None:
    slugs = [f"window-{number}" for number in range(7)]
    for slug in slugs:
        campaigns.add(conn, Campaign(slug=slug, name=slug))
    visit(tab, site, slugs[0])
    windows = [tab, *(tab.context.new_page() for _ in slugs[1:])]
    for slug, window in zip(slugs[1:], windows[1:], strict=True):
        visit(window, site, slug)
    eighth = tab.context.new_page()  # which shows what another does
    visit(eighth, site, slugs[0])
    for number, slug in enumerate(slugs):
        answer(conn, Answer(100 + number, 9, ids.utc_now()), slug)
    for window in [*windows, eighth]:
        expect(window.locator("#answers")).to_have_text("1", timeout=30_000)
        expect(window.locator(".live.on")).to_be_visible()
    for window in windows[1:]:  # who leaves makes room
        window.close()
    answer(conn, Answer(200, 9, ids.utc_now()), slugs[0])
    expect(eighth.locator("#answers")).to_have_text("2")
    expect(tab.locator("#answers")).to_have_text("2")


def test_the_overview_moves_too(tab: Page, site: Site, conn: db.Connection) -> None:
    tab.goto(site.url)
    drawn(tab)
    score = tab.locator("#mean-of-empty")
    expect(score).to_have_text("–")  # noqa: RUF001 (a dash)
    put(conn, "empty", *crowd(100, 8, ids.utc_now()))
    answer(conn, Answer(77, 8, ids.utc_now()), "empty")
    expect(score).to_have_text("8.0")
    tab.get_by_role("table").get_by_role("link", name="Delivery notice").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Delivery notice")
    expect(tab).to_have_title("Delivery notice")
    expect(tab.locator("#distribution-graph .bars .point")).to_have_count(10)


def test_campaigns_are_chosen_ticked_and_compared(
    tab: Page, site: Site, conn: db.Connection
) -> None:
    campaigns.edit(conn, "delay", {"owner": "Anna"})
    tab.goto(site.url)
    drawn(tab)
    tab.get_by_role("link", name="All time", exact=True).click()
    tab.wait_for_url("**/?period=all")
    tab.get_by_label("All owners").select_option("Anna")
    tab.wait_for_url("**/?period=all&owner=Anna")
    expect(tab.locator(".campaigns tbody tr")).to_have_count(1)
    tab.go_back()
    expect(tab.locator(".campaigns tbody tr")).to_have_count(3)
    expect(tab.get_by_role("link", name="Compare")).to_be_hidden()
    tab.get_by_role("checkbox", name="Compare Delay apology").click()
    expect(tab.locator("#ticked")).to_have_text("Tick one more to compare them.")
    tab.get_by_role("checkbox", name="Compare Delivery notice").click()
    tab.get_by_role("link", name="Compare").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Compare")
    expect(tab.locator(".live.on")).to_be_visible()
    answer(conn, Answer(77, 8), "empty")
    expect(tab.locator("#differences")).to_contain_text("too early to tell")


def test_a_marker_is_set_on_one_screen_and_seen_on_another(
    tab: Page, site: Site, conn: db.Connection
) -> None:
    answer(conn, Answer(77, 8, ids.utc_now()), "empty")
    visit(tab, site, "empty")
    other = tab.context.new_page()
    visit(other, site, "empty")
    line = other.locator("#timeline-graph .annotation", has_text="Site <b>down")
    tab.get_by_text("Markers: what happened when").click()
    tab.get_by_label("What happened").fill("Site <b>down")
    tab.get_by_role("button", name="Add", exact=True).click()
    expect(tab.locator("#marks li")).to_contain_text("Site <b>down")
    expect(line).to_be_attached()
    tab.get_by_role("button", name="Remove: Site <b>down").click()
    expect(line).not_to_be_attached()


def test_a_definition_is_read_on_focus_and_named_to_screen_readers(tab: Page, site: Site) -> None:
    visit(tab, site, "delay")
    term = tab.get_by_role("button", name="NPS, approximately")
    term.focus()
    expect(tab.locator("#nps-meaning")).to_be_visible()
    expect(term).to_have_accessible_description(re.compile("0 to 10"))
    tab.keyboard.press("Escape")
    expect(tab.locator("#nps-meaning")).to_be_hidden()


def test_a_chart_is_taken_as_numbers_and_as_a_picture(tab: Page, site: Site) -> None:
    visit(tab, site, "delay")
    expect(tab.locator("#distribution-graph .bars .point")).to_have_count(10)
    with tab.expect_download() as found:
        tab.get_by_role("link", name="Distribution: download the numbers as CSV").click()
    assert found.value.path().read_text().startswith("\ufeffscore,answers")
    with tab.expect_download() as found:
        tab.get_by_role("button", name="Distribution: download the chart as SVG").click()
    assert found.value.suggested_filename == "delay-distribution.svg"
    assert "</svg>" in found.value.path().read_text()


def test_the_screen_says_that_it_is_stale_and_heals_itself(
    tab: Page, site: Site, conn: db.Connection
) -> None:
    visit(tab, site, "delay")
    site.stop()
    expect(tab.get_by_role("status")).to_contain_text("Not live since")
    answer(conn, Answer(77, 8))
    site.start()
    expect(tab.locator(".live.on")).to_have_text("Live")
    expect(tab.locator("#answers")).to_have_text("13")


def test_a_session_that_ends_leads_to_the_door(tab: Page, site: Site, conn: db.Connection) -> None:
    visit(tab, site, "delay")
    conn.execute("delete from account")
    tab.wait_for_url("**/sign-in?next=/campaign/delay")


def test_comments_are_searched_filtered_and_paged(tab: Page, site: Site) -> None:
    visit(tab, site, "delay")
    comments = tab.locator("#list li")
    expect(comments).to_have_count(10)
    tab.get_by_role("button", name="Older").click()
    expect(comments).to_have_count(2)
    expect(tab.get_by_role("button", name="Older")).to_be_disabled()
    tab.get_by_role("button", name="Newer").click()
    expect(comments).to_have_count(10)
    tab.get_by_label("Search comments").fill("EINDELIJK")
    expect(comments).to_have_count(3)
    tab.get_by_role("button", name="5", exact=True).click()
    expect(comments).to_have_count(1)
    expect(tab.get_by_role("button", name="5", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    for score in (7, 5, 8, 8):  # quicker than the server answers: none is lost
        tab.get_by_role("button", name=str(score), exact=True).click()
    expect(comments).to_have_text("No comment matches.")
    pressed = (
        tab.locator("#list").locator("xpath=ancestor::section").locator('[aria-pressed="true"]')
    )
    expect(pressed).to_have_text(["7"])


def test_a_list_that_is_being_read_stays_until_its_reader_asks(
    tab: Page, site: Site, conn: db.Connection
) -> None:
    visit(tab, site, "delay")
    tab.get_by_role("button", name="Older").click()
    expect(tab.locator("#list li")).to_have_count(2)
    answer(conn, Answer(77, 8, START + timedelta(hours=1), "brand new"))
    tab.get_by_role("button", name="Show new comments").click()
    expect(tab.locator("#list li").first).to_contain_text("brand new")
    expect(tab.get_by_role("button", name="Show new comments")).to_be_hidden()


def test_what_was_excluded_is_found_and_decided_by_keyboard(tab: Page, site: Site) -> None:
    visit(tab, site, "delay")
    tab.get_by_role("link", name="Scanned").press("Enter")
    tab.wait_for_url("**/campaign/delay/excluded?kind=scanned")
    tab.get_by_role("link", name=SCANNED).press("Enter")
    tab.wait_for_url(f"**/recipient/{SCANNED}")
    expect(tab.locator("#verdict")).to_contain_text("Does not count: scanned")
    expect(tab.locator("#happened")).to_contain_text("Opened button 4")
    tab.get_by_label("Why? It is kept").fill("Said so on the phone")
    four = tab.get_by_role("button", name="Count it as 4")
    four.press("Enter")
    expect(tab.locator("#said")).to_contain_text("Decided")
    expect(tab.locator("#verdict")).to_contain_text("counts: decided")
    expect(tab.locator("#happened")).to_contain_text("Said so on the phone")
    expect(four).to_be_focused()
    expect(four).to_have_attribute("aria-pressed", "true")
    tab.go_back()
    expect(tab.get_by_role("link", name="Decided by the team 1")).to_be_visible()


def test_times_and_charts_are_in_the_campaign_s_zone(
    browser: Browser, site: Site, conn: db.Connection
) -> None:
    for slug in ("one", "delay"):
        campaigns.edit(conn, slug, {"time_zone": "Asia/Kathmandu"})
    context = browser.new_context(timezone_id="Asia/Tokyo")
    tab = context.new_page()
    site.enter(tab)
    visit(tab, site, "one")
    expect(tab.get_by_text("Times are in the time zone Asia/Kathmandu.")).to_be_visible()
    tab.get_by_text("Show as a table").last.click()
    expect(tab.locator("#timeline-table tbody th").first).to_have_text("3 Dec 2026, 19:45")
    expect(tab.locator("#timeline-graph .xtick").first).to_be_attached()
    first = tab.evaluate("document.getElementById('timeline-graph').data[0].x[0]")
    assert first == "2026-12-03 19:45"
    visit(tab, site, "delay")
    expect(tab.locator("#list time").first).to_contain_text("19:45")
    context.close()


def test_charts_take_the_colours_of_the_scheme(tab: Page, site: Site) -> None:
    visit(tab, site, "delay")
    bar = tab.locator("#distribution-graph .bars .point path").first
    expect(bar).to_have_css("fill", "rgb(194, 81, 12)")
    tab.emulate_media(color_scheme="dark")
    expect(bar).to_have_css("fill", "rgb(240, 136, 62)")


def test_paper_is_light_however_dark_the_screen_is(tab: Page, site: Site) -> None:
    tab.emulate_media(color_scheme="dark")
    visit(tab, site, "delay")
    bar = tab.locator("#distribution-graph .bars .point path").first
    number = tab.locator("#distribution-graph .xtick text").first
    expect(bar).to_have_css("fill", "rgb(240, 136, 62)")
    tab.emulate_media(media="print", color_scheme="dark")
    expect(bar).to_have_css("fill", "rgb(194, 81, 12)")
    expect(number).to_have_css("fill", "rgb(89, 98, 109)")
    expect(tab.locator("body")).to_have_css("background-color", "rgb(246, 247, 248)")
    tab.emulate_media(media="screen", color_scheme="dark")
    expect(bar).to_have_css("fill", "rgb(240, 136, 62)")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")  # a printer asks before it is print
    expect(bar).to_have_css("fill", "rgb(194, 81, 12)")


def test_a_drawing_on_paper_is_as_high_as_its_place(tab: Page, site: Site) -> None:
    """However high it was on the screen: a printer lays a page out anew, but nothing is drawn anew."""
    visit(tab, site, "delay")
    tab.emulate_media(media="print")
    drawing = tab.locator("#timeline-graph")
    drawn = drawing.locator(".svg-container")
    drawn.evaluate("inside => inside.style.height = '999px'")
    expect(drawn).to_have_css("height", f"{drawing.evaluate('shown => shown.offsetHeight')}px")


def test_a_page_is_read_before_its_scripts_have_come(
    browser: Browser, tab: Page, site: Site
) -> None:
    signed_in = tab.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=signed_in)
    early = context.new_page()
    early.goto(f"{site.url}/campaign/delay")
    expect(early.get_by_role("heading", level=1)).to_have_text("Delay apology")
    expect(early.locator(".stat dd.ticks").first).to_have_text("12")
    early.get_by_role("link", name="Comments", exact=True).click()
    early.wait_for_url("**/comments")
    context.close()


def test_no_page_keeps_anybody_out_or_is_wider_than_its_window(tab: Page, site: Site) -> None:
    for path in PAGES:
        show(tab, site, path)
        for width in (390, 1920, 1280):
            fits(tab, width)
        blame_nothing(tab, path)
    for path in ("/sign-in", "/sign-in/x"):
        tab.goto(site.url + path)
        blame_nothing(tab, path)


def show(tab: Page, site: Site, path: str) -> None:
    """Open a page and wait until all of it is there."""
    tab.goto(site.url + path)
    drawn(tab)
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    for graph in tab.locator(".chart").all():
        expect(graph.locator(".xtick, .annotation").first).to_be_attached()


def blame_nothing(tab: Page, path: str) -> None:
    tab.emulate_media(color_scheme="light")
    light = axe(tab)
    tab.emulate_media(color_scheme="dark")
    dark = axe(tab, **CONTRAST)
    assert [each["id"] for each in light["violations"] + dark["violations"]] == [], path
    # Contrast within charts is not decided by axe; their colours are the text's.
    assert {each["id"] for each in light["incomplete"]} <= {"color-contrast"}, path


def test_a_phone_shows_all_its_places_whole(tab: Page, site: Site) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/audit"):
        show(tab, site, path)
        places = tab.locator("header .row :is(a, button)")
        usual = [place for place in navigation.PLACES if not place.part]
        expect(places).to_have_count(len(usual) + 2)  # the account, and the way out
        for place in places.filter(visible=True).all():
            expect(place).to_be_in_viewport(ratio=1)
        for menu in tab.locator("header .places").all():  # each closes the one before
            menu.locator("summary").click()
            expect(tab.locator("header .places[open]")).to_have_count(1)
            for place in menu.get_by_role("link").all():
                expect(place).to_be_in_viewport(ratio=1)
        tab.keyboard.press("Escape")
        expect(tab.locator("header .places[open]")).to_have_count(0)


def test_paper_has_the_numbers_and_nothing_to_press(tab: Page, site: Site) -> None:
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 718, "height": 1047})  # A4 less margins of a centimetre
    pressed = tab.locator("header, input, select, button:not(.define button), a[download]")
    shown = tab.locator(".score, .chart, .campaigns, .journey, .board, .audit").filter(visible=True)
    lift = "/what-if?by=whole&kind=lift&cell=%5B%22%22%2C%22%22%5D"
    listed = "/compare?c=delay&c=one", "/audit"
    for path in ("/campaign/delay", *listed, "/", "/journey", "/gains", lift):
        show(tab, site, path)
        expect(pressed.filter(visible=True)).to_have_count(0)
        expect(shown.first).to_be_visible()
        tables = tab.locator(":is(.board, .figures, .audit) .wide, .journey, .upright")
        for table in tables.filter(visible=True).all():
            assert table.evaluate("shown => shown.scrollWidth <= shown.clientWidth"), path
        if path in ("/journey", "/gains", lift):
            expect(tab.locator(".printed").first).to_contain_text("As of ")
    expect(tab.get_by_role("heading", name="The low scores of")).to_be_visible()


def test_a_page_that_does_not_come_offers_another_try(tab: Page, site: Site) -> None:
    fails = re.compile("_dash-layout")
    tab.context.route(fails, lambda route: route.fulfill(status=502, body="no gateway"))
    tab.goto(f"{site.url}/campaign/delay")
    again = tab.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    tab.context.unroute(fails)
    again.click()
    expect(tab.locator("#answers")).to_have_text("12")


@pytest.mark.parametrize("width", [360, 1360, 1920])
def test_too_early_to_tell_is_read_whole_in_dutch(
    tab: Page, site: Site, conn: db.Connection, width: int
) -> None:
    users.set_language(conn, "admin", "nl")
    tab.set_viewport_size({"width": width, "height": 860})
    visit(tab, site, "one")
    expect(tab.locator(".hero .margin")).to_contain_text("te vroeg")
    card = tab.locator(".hero")
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")
    assert tab.locator(".hero .margin").evaluate(
        "told => told.getBoundingClientRect().right"
    ) <= card.evaluate("card => card.getBoundingClientRect().right")
