"""Where things stand on a page, and that nothing moves that somebody reads."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import START, Answer, crowd, put
from dashboard_site import Site
from playwright.sync_api import Page, expect

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, markers
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db

PATH = "/campaign/delay"
SHIFTS = """
window.moved = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""
CHANGED = "Last 24 hours: 5.7 ± 1.2 from 86 answers, 3.0 lower than before: more than chance."
TOPICS = "Vandaag het meest genoemd: Bezorging 16 · Communicatie 14 · Site en app 6"
MOVED = 0.02  # what a page may move in all, of the 0.1 that is called good


@pytest.fixture
def site(config: Config) -> Iterator[Site]:
    site = Site(config)
    with db.connect(str(config.database_url), autocommit=True) as connection:
        sent = START.replace(month=1)
        campaigns.add(
            connection, Campaign(slug="delay", name="Delay apology", sent_at=sent, mails=500)
        )
        put(connection, "delay", *crowd(1, 8, people=120))
        words = [f"Late, {number} times" for number in range(12)]
        for number, comment in enumerate(words, 900):
            put(connection, "delay", Answer(number, 7, comment=comment, language="de"))
        campaigns.add(connection, Campaign(slug="young", name="Just sent", mails=50))
        put(connection, "young", Answer(40, 3, ids.utc_now() - timedelta(days=1), "Late"))
        begin = ids.utc_now() - timedelta(days=2)
        for hour in range(6):
            put(connection, "young", *crowd(100 * (hour + 1), 8, begin + timedelta(hours=hour)))
        markers.add(connection, "young", "admin", "Sent again", begin + timedelta(hours=1))
        segments.renew(connection, ids.utc_now())
        users.add(connection, "admin", "correct horse battery")
        site.link = f"{site.url}/sign-in/{users.make_signin_link(connection)}"
    site.start()
    yield site
    site.stop()


@pytest.fixture
def tab(page: Page, site: Site) -> Page:
    """A signed-in tab that adds up how far things move."""
    site.enter(page)
    page.add_init_script(SHIFTS)
    return page


def show(tab: Page, site: Site, width: int, path: str = PATH) -> None:
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto(site.url + path)
    expect(tab.locator(".live.on")).to_be_visible()


def top(tab: Page, selector: str) -> float:
    box = tab.locator(selector).bounding_box()
    assert box is not None
    return box["y"]


def edge(tab: Page, selector: str, side: str) -> float:
    """Where an element ends, on that side."""
    place: float = tab.locator(selector).evaluate(
        "(element, side) => element.getBoundingClientRect()[side]", side
    )
    return place


def test_a_phone_begins_with_score_and_comments_and_folds_the_rest(tab: Page, site: Site) -> None:
    show(tab, site, 390)
    tops = [top(tab, name) for name in (".hero", "#list", ".distribution", ".timeline")]
    assert tops == sorted(tops)
    chart = tab.locator("#timeline-graph")
    expect(chart).to_be_hidden()
    tab.get_by_text("Over time", exact=True).click()
    expect(chart.locator(".xtick").first).to_be_visible()
    drawn = chart.locator(".main-svg").first
    assert drawn.evaluate("svg => svg.getBoundingClientRect().width") <= 390


@pytest.mark.parametrize("width", [768, 1280, 3840])
def test_the_comments_stand_beside_a_stack_without_holes(tab: Page, site: Site, width: int) -> None:
    show(tab, site, width)
    expect(tab.locator("#timeline-graph .xtick").first).to_be_visible()
    assert top(tab, ".comments") == top(tab, ".hero")
    gaps = tab.locator(".stack").evaluate_all(
        """stacks => stacks.flatMap((stack) => {
          const shown = [...stack.children].filter((card) => card.offsetHeight);
          return shown.slice(1).map((card, place) =>
            card.getBoundingClientRect().top - shown[place].getBoundingClientRect().bottom);
        })"""
    )
    assert gaps
    assert max(gaps) < 32
    assert edge(tab, ".comments", "right") > 0.95 * width
    if width > 768:  # the drawing is as high as the card
        left_over = edge(tab, ".distribution", "bottom") - edge(
            tab, ".distribution .under", "bottom"
        )
        assert left_over < 40


@pytest.mark.parametrize("width", [768, 1280])
def test_few_comments_leave_no_empty_place_below_them(tab: Page, site: Site, width: int) -> None:
    show(tab, site, width, "/campaign/young")
    expect(tab.locator("#timeline-graph .xtick").first).to_be_visible()
    assert top(tab, ".comments") == top(tab, ".hero")
    assert edge(tab, ".comments", "bottom") == pytest.approx(edge(tab, ".hero", "bottom"), abs=1)
    for stack in (".course", ".parts"):
        assert edge(tab, stack, "right") == pytest.approx(edge(tab, ".comments", "right"), abs=1)
        assert edge(tab, stack, "left") == pytest.approx(edge(tab, ".hero", "left"), abs=1)


def test_a_chart_s_legend_keeps_off_its_markers_when_a_screen_turns(tab: Page, site: Site) -> None:
    show(tab, site, 390, "/campaign/young")
    tab.get_by_text("Over time", exact=True).click()
    chart = tab.locator("#timeline-graph")
    marker = chart.locator(".annotation", has_text="Sent again")
    expect(marker).to_be_visible()
    tab.set_viewport_size({"width": 844, "height": 390})
    apart = """() => {
      const box = (found) => document.querySelector(found).getBoundingClientRect();
      const words = [...document.querySelectorAll("#timeline-graph .annotation")];
      const marker = words.find((each) => each.textContent.includes("Sent again")).getBoundingClientRect();
      return box("#timeline-graph .legend").bottom <= marker.top + 1;
    }"""
    for _ in range(600):  # the drawing follows in its own time
        if tab.evaluate(apart):
            break
        tab.wait_for_timeout(100)
    assert tab.evaluate(apart)


def test_meters_are_seen_in_colours_that_the_reader_forces(tab: Page, site: Site) -> None:
    show(tab, site, 1280)
    tab.emulate_media(forced_colors="active")
    colours = tab.locator(".segments .meter b").first.evaluate(
        """dot => [dot, document.querySelector(".segments")]
          .map((element) => getComputedStyle(element).backgroundColor)"""
    )
    assert len(set(colours)) == 2


def test_the_head_marks_the_place_that_is_shown(tab: Page, site: Site) -> None:
    show(tab, site, 1280, "/")
    here = tab.locator("header [aria-current]")
    expect(here).to_have_text("Campaigns")
    tab.get_by_role("link", name="Comments", exact=True).first.click()
    expect(here).to_have_text("Comments")
    tab.locator("header summary", has_text="Insight").click()
    tab.get_by_role("link", name="Journey").click()
    expect(tab.locator("header .inside > summary")).to_have_text("Insight")
    expect(here).to_have_text("Journey")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_comes_or_grows_stale(tab: Page, site: Site, width: int) -> None:
    show(tab, site, width)
    expect(tab.locator("#distribution-graph .xtick").first).to_be_attached()
    before = top(tab, "main")
    site.stop()
    expect(tab.locator(".live.off")).to_be_visible()
    assert top(tab, "main") == before
    assert tab.evaluate("window.moved") < MOVED
    site.start()


def test_charts_are_seen_before_what_makes_them_interactive_has_come(tab: Page, site: Site) -> None:
    tab.context.route("**/plotly-basic*", lambda route: route.abort())
    show(tab, site, 1280)
    plain = tab.locator("#distribution-graph .plain-chart rect")
    expect(plain.first).to_be_visible()
    at = top(tab, "#distribution-graph .plain-chart")
    tab.context.unroute("**/plotly-basic*")
    expect(tab.locator("#distribution-graph .main-svg").first).to_be_visible()
    expect(plain).to_have_count(0)
    assert abs(top(tab, "#distribution-graph .bars") - at) < 200
    assert tab.evaluate("window.moved") < MOVED


def test_the_chosen_period_is_whole_on_a_small_phone(tab: Page, site: Site) -> None:
    show(tab, site, 320)
    chosen = ".period .tabs > [aria-current]"
    assert edge(tab, chosen, "right") <= edge(tab, ".period .tabs", "right")
    assert edge(tab, chosen, "bottom") <= edge(tab, ".period .tabs", "bottom")


def test_names_of_campaigns_have_the_room_on_a_tablet(
    tab: Page, site: Site, config: Config
) -> None:
    with db.connect(str(config.database_url), autocommit=True) as connection:
        long = "Your parcel is on its way to you, and we are sorry that it is late"
        campaigns.edit(connection, "delay", {"name": long})
    show(tab, site, 768, "/?period=all")
    name = tab.locator(".campaigns .name").filter(has_text="Your parcel").bounding_box()
    assert name
    assert name["width"] > 200


def test_a_wall_is_whole_at_once_and_stays_where_it_is(tab: Page, site: Site) -> None:
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(f"{site.url}/wall")
    expect(tab.locator("#live.on")).to_be_visible()
    expect(tab.locator("#comments li").filter(visible=True)).not_to_have_count(0)
    assert tab.evaluate("window.moved") < MOVED


@pytest.mark.parametrize("told", [CHANGED, ""], ids=["a change", "no change"])
@pytest.mark.parametrize("topics", [TOPICS, ""], ids=["topics", "no topics"])
def test_a_wall_keeps_its_bars(tab: Page, site: Site, told: str, topics: str) -> None:
    tab.set_viewport_size({"width": 1280, "height": 720})
    tab.goto(f"{site.url}/wall/delay")
    expect(tab.locator("#live.on")).to_be_visible()
    room = tab.evaluate(
        """([told, topics]) => {
            document.querySelector("#score").textContent = "8.61";
            document.querySelector("#score").classList.add("long"); // as wall.js has it
            document.querySelector("#margin").textContent = "± 0.09";
            document.querySelector("#latest").textContent = told;
            document.querySelector("#topics").textContent = topics;
            return document.querySelector("#bars > :last-child .room").clientHeight;
        }""",
        [told, topics],
    )
    assert room > 60
