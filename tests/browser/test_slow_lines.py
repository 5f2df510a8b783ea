"""On a slow line, in a real browser: no answer takes the place of a newer one, and no press is lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import Answer, put
from dashboard_site import Site, drawn
from late_answers import UPDATE, LateAnswers
from playwright.sync_api import Page, Route, expect

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns, markers
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("delay", "order"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title()))
            for number in range(1, 13):
                at = ids.utc_now() - timedelta(days=1, hours=number)
                words = f"words {number} of {slug}."
                put(connection, slug, Answer(number, min(number, 10), at, words))
        yield connection


@pytest.fixture
def site(config: Config, conn: db.Connection) -> Iterator[Site]:
    site = Site(config)
    users.add(conn, "admin", "correct horse battery")
    site.link = f"{site.url}/sign-in/{users.make_signin_link(conn)}"
    site.start()
    yield site
    site.stop()


@pytest.fixture
def tab(page: Page, site: Site) -> Iterator[Page]:
    """A signed-in tab, in which no script may fail."""
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    site.enter(page)
    yield page
    assert failed == []


UNTIL_IT_RUNS = """() => new Promise((done) => {
    const look = () => steps.size ? done() : setTimeout(look, 20);
    look();
})"""


def visit(tab: Page, site: Site, path: str) -> None:
    tab.goto(site.url + path)
    expect(tab.locator(".live.on")).to_be_visible()


def go(tab: Page, path: str) -> None:
    """Go to another page as a link of the dashboard does: without a new document."""
    tab.evaluate("to => dash_clientside.set_props('address', to)", {"pathname": path, "search": ""})


def test_a_late_answer_to_a_page_that_was_left_is_dropped(tab: Page, site: Site) -> None:
    visit(tab, site, "/campaign/delay")
    late = LateAnswers(tab, UPDATE, sends="words 3")
    tab.locator("#search").fill("words 3")
    late.wait()
    go(tab, "/campaign/order")
    expect(tab.locator("#list")).to_contain_text("words 1 of order.")
    late.let_go()
    expect(tab.locator("#list")).to_contain_text("words 1 of order.")
    expect(tab.locator("#list")).not_to_contain_text("of delay.")


def test_a_late_decision_stays_off_another_recipient_s_page(tab: Page, site: Site) -> None:
    visit_path = f"/campaign/delay/recipient/{recipient_code(3)}"
    tab.goto(site.url + visit_path)
    drawn(tab)
    late = LateAnswers(tab, UPDATE, sends="decide")
    tab.get_by_role("button", name="Does not count").click()
    late.wait()
    go(tab, f"/campaign/delay/recipient/{recipient_code(5)}")
    expect(tab.locator("main")).to_contain_text(recipient_code(5))
    late.let_go()
    expect(tab.locator("#verdict")).not_to_contain_text("decided")


def test_numbers_that_run_stop_with_their_page(tab: Page, site: Site, conn: db.Connection) -> None:
    tab.add_init_script("""
        window.steps = new Map();
        const [set, clear] = [setInterval, clearInterval];
        let next = 1e6;
        window.setInterval = (act, time) => {
            if (time !== 40) return set(act, time);
            steps.set(next, act);
            return next++;
        };
        window.clearInterval = (id) => steps.delete(id) || clear(id);
    """)
    visit(tab, site, "/campaign/delay")
    expect(tab.locator("#answers")).to_have_text("12")
    for number in range(20, 50):
        put(conn, "delay", Answer(number, 8, ids.utc_now()))
    conn.execute("notify feedback, 'delay'")
    tab.evaluate(UNTIL_IT_RUNS)
    go(tab, "/campaign/order")
    expect(tab.locator("h1")).to_have_text("Order")
    expect(tab.locator(".live.on")).to_be_visible()
    expect(tab.locator("#answers")).to_have_text("12")
    tab.evaluate(
        "for (let turn = 0; turn < 10; turn += 1) for (const act of [...steps.values()]) act()"
    )
    expect(tab.locator("#answers")).to_have_text("12")


def test_a_page_that_came_after_all_is_not_loaded_anew(tab: Page, site: Site) -> None:
    tab.add_init_script("""
        window.later = new Map();
        const [set, clear] = [setTimeout, clearTimeout];
        let next = 1e6;
        window.setTimeout = (act, time, ...more) => {
            if (time !== 3000) return set(act, time, ...more);
            later.set(next, act);
            return next++;
        };
        window.clearTimeout = (id) => later.delete(id) || clear(id);
    """)
    visit(tab, site, "/campaign/delay")

    is_away = True

    def away(route: Route) -> None:
        answer = route.fetch()
        body = answer.text()
        if is_away:
            body = body.replace('"retry":false', '"retry":true')
        route.fulfill(response=answer, body=body)

    tab.route(UPDATE, away)
    go(tab, "/campaign/order")
    expect(tab.locator("h1")).to_have_text("Order")
    is_away = False
    go(tab, "/campaign/delay")
    expect(tab.locator("h1")).to_have_text("Delay")
    tab.evaluate("window.same = true; for (const act of later.values()) act()")
    tab.wait_for_timeout(500)
    assert tab.evaluate("window.same")


@pytest.mark.parametrize("press", ["Close", "Star"])
def test_a_double_click_does_a_deed_once(
    tab: Page, site: Site, conn: db.Connection, press: str
) -> None:
    comment_handling.change(
        conn, CommentKey("delay", 1, 0), "ben", "handler", "ben"
    )  # so that nothing moves
    visit(tab, site, "/comments?campaign=delay")
    card = tab.locator(".cards article").first
    button = card.get_by_role("button", name=press)
    box = button.bounding_box()
    assert box
    place = box["x"] + 6, box["y"] + box["height"] / 2
    tab.mouse.click(*place)
    after = card.get_by_role("button", name="Open again" if press == "Close" else "Star")
    expect(after).to_have_attribute("data-press", "o" if press == "Close" else "s")
    if press == "Star":
        expect(after).to_have_attribute("aria-pressed", "true")
    moved = after.bounding_box()
    assert moved
    assert abs(moved["y"] - box["y"]) < 10
    late = LateAnswers(tab, UPDATE, sends='"do"')
    tab.mouse.down(click_count=2)
    tab.mouse.up(click_count=2)
    tab.wait_for_timeout(500)
    assert not late.held


def test_a_press_holds_while_its_card_is_drawn_anew(
    tab: Page, site: Site, conn: db.Connection
) -> None:
    visit(tab, site, "/comments?campaign=delay")
    card = tab.locator(".cards article").first
    card.get_by_role("button", name="Close").hover()
    tab.mouse.down()
    comment_handling.change(conn, CommentKey("delay", 1, 0), "ben", "starred", "yes")
    tab.wait_for_timeout(500)  # the news have come
    tab.mouse.up()
    expect(card.get_by_role("button", name="Open again")).to_be_visible()


def test_a_marker_is_set_once_and_the_next_one_s_words_stay(
    tab: Page, site: Site, conn: db.Connection
) -> None:
    visit(tab, site, "/campaign/delay")
    tab.get_by_text("Markers: what happened when").click()
    late = LateAnswers(tab, UPDATE, sends="marker-new")
    tab.get_by_label("What happened").fill("Site down")
    add = tab.get_by_role("button", name="Add", exact=True)
    add.click()
    add.click()
    late.wait()
    tab.get_by_label("What happened").fill("Site up again")
    late.let_go()
    expect(tab.locator("#marker-said")).not_to_be_empty()
    expect(tab.get_by_label("What happened")).to_have_value("Site up again")
    assert [marker.words for marker in markers.list_(conn, "delay")] == ["Site down"]


def test_a_tag_that_is_typed_stays_while_another_is_given(tab: Page, site: Site) -> None:
    visit(tab, site, "/comments?campaign=delay")
    card = tab.locator(".cards article").first
    late = LateAnswers(tab, UPDATE, sends='"do"')
    tab.keyboard.press("j")
    tab.keyboard.press("t")
    tab.keyboard.type("late")
    tab.keyboard.press("Enter")
    late.wait()
    card.locator("input").fill("refund")
    late.let_go()
    expect(card.locator(".tag")).to_contain_text("late")
    expect(card.locator("input")).to_have_value("refund")


def test_a_search_that_is_typed_stays_while_a_filter_is_on_its_way(tab: Page, site: Site) -> None:
    visit(tab, site, "/comments")
    late = LateAnswers(tab, UPDATE, sends="page.children")
    tab.locator("select[name=scores]").select_option("0-6")
    late.wait()
    tab.get_by_role("searchbox").fill("delay")
    late.let_go()
    expect(tab.locator(".total")).not_to_have_text("24 comments")
    expect(tab.get_by_role("searchbox")).to_have_value("delay")
    expect(tab.get_by_role("searchbox")).to_be_focused()


def test_turning_the_page_goes_before_news(tab: Page, site: Site, conn: db.Connection) -> None:
    visit(tab, site, "/campaign/delay")
    late = LateAnswers(tab, UPDATE, sends="older")
    tab.get_by_role("button", name="Older").click()
    late.wait()
    put(conn, "delay", Answer(20, 8, ids.utc_now(), "brand new"))
    conn.execute("notify feedback, 'delay'")
    expect(tab.locator("#answers")).to_have_text("13")
    tab.wait_for_timeout(500)
    late.let_go()
    expect(tab.locator("#list li")).to_have_count(2)


def test_a_note_stays_that_was_begun_while_news_were_on_their_way(
    tab: Page, site: Site, conn: db.Connection
) -> None:
    visit(tab, site, "/campaign/delay")
    late = LateAnswers(tab, UPDATE, sends="fetch")
    put(conn, "delay", Answer(20, 8, ids.utc_now(), "brand new"))
    conn.execute("notify feedback, 'delay'")
    late.wait()
    card = tab.locator("#list article", has_text="words 4 of")
    card.locator("summary", has_text="Note").click()
    card.locator("textarea").fill("I called")
    late.let_go()
    expect(card.locator("textarea")).to_have_value("I called")
    expect(card.locator("textarea")).to_be_visible()


@pytest.mark.parametrize("path", ["", "/people"])
def test_a_form_is_sent_once(page: Page, site: Site, path: str) -> None:
    """A browser that is asked twice forgets the first answer: the door is shut, for its link works once."""
    sent: list[str] = []
    if path:
        site.enter(page)
    page.goto(site.url + path if path else site.link)
    if path:
        page.locator("input[name=name]").first.fill("ben")
    box = page.locator("form:has(#name) button" if path else "form button").bounding_box()
    assert box
    page.route("**", lambda route: sent.append(route.request.url))  # they never come back
    for _ in range(2):
        page.mouse.click(box["x"] + 5, box["y"] + 5)
    page.wait_for_timeout(300)
    assert len(sent) == 1


def test_a_page_is_asked_for_again_where_the_line_broke(tab: Page, site: Site) -> None:
    visit(tab, site, "/campaign/delay")
    broken: list[str] = []

    def break_(route: Route) -> None:
        if "page.children" in (route.request.post_data or "") and not broken:
            broken.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    tab.route(UPDATE, break_)
    go(tab, "/campaign/order")
    expect(tab.locator("h1")).to_have_text("Order")


def test_a_press_that_never_arrived_is_said(tab: Page, site: Site) -> None:
    visit(tab, site, "/comments?campaign=delay")
    tab.route(UPDATE, lambda route: route.abort())
    card = tab.locator(".cards article").first
    card.get_by_role("button", name="Close").click()
    expect(tab.get_by_text("The server did not answer")).to_be_visible()
