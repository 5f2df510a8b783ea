"""The recipient's page in a real browser: what it says, sends and keeps."""

import time
from dataclasses import replace

import pytest
from page_site import PAGE, Site
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from feedback_buttons.recipient_page.page_html import Kind

THANKS = "Thank you, your 7 is saved."
SEEN = {"do": ["seen"], "score": ["7"], "page": ["signed.nonce"]}


def slot(tab: Tab) -> str:
    """Return what can be seen in the place of the thanks and the button."""
    return tab.locator("#slot > *:visible b").inner_text()


def arrived(site: Site, do: str, number: int = 1) -> None:
    """Wait until so many posts of this kind have come: a press returns before the server has it."""
    for _ in range(3000):  # a bound on waiting, not a measurement
        if len(site.sent(do)) >= number:
            return
        time.sleep(0.02)


def test_page_confirms_itself_once_it_has_been_visible_for_a_moment(tab: Tab, site: Site) -> None:
    tab.goto(site.url)
    assert slot(tab) == "Saving your 7…"
    tab.clock.run_for(400)
    assert site.posts == []
    tab.clock.run_for(100)
    expect(tab.get_by_text(THANKS)).to_be_visible()
    assert tab.title() == THANKS
    assert slot(tab) == THANKS
    tab.clock.run_for(60_000)
    assert site.posts == [SEEN]


def test_the_senders_own_thanks_come_with_what_is_saved(tab: Tab, site: Site) -> None:
    site.page = replace(PAGE, thanks="So kind | <b>of you</b>!")
    tab.goto(site.url)
    tab.clock.run_for(800)
    expect(
        tab.get_by_text("Your 7 is saved. You can close this page, or tell us why.")
    ).to_be_visible()
    assert slot(tab) == tab.title() == "So kind | <b>of you</b>!"


def test_page_in_the_background_waits_until_it_is_looked_at(tab: Tab, site: Site) -> None:
    hidden = (
        "Object.defineProperty(document, 'visibilityState', {get: () => window.seen||'hidden'})"
    )
    tab.add_init_script(hidden)
    tab.goto(site.url)
    tab.clock.run_for(60_000)
    assert site.posts == []
    tab.evaluate("window.seen = 'visible'")
    tab.clock.run_for(800)
    expect(tab.get_by_text(THANKS)).to_be_visible()


def test_prerendered_page_does_not_count_as_seen(tab: Tab, site: Site) -> None:
    tab.add_init_script("Object.defineProperty(document, 'prerendering', {value: true})")
    tab.goto(site.url)
    tab.clock.run_for(60_000)
    assert site.posts == []


def test_asking_page_shows_the_button_from_the_start_and_gives_evidence(
    tab: Tab, site: Site
) -> None:
    site.page, site.state = replace(PAGE, kind="ask"), "ask"
    tab.goto(site.url)
    assert slot(tab) == "Send my 7"
    with tab.expect_response(site.url):
        tab.clock.run_for(800)
    tab.clock.run_for(60_000)
    assert site.posts == [SEEN]
    assert slot(tab) == "Send my 7"
    tab.get_by_role("button", name="Send my 7").click()
    expect(tab.get_by_text(THANKS)).to_be_visible()


def test_server_that_wants_a_press_after_all_gets_the_button(tab: Tab, site: Site) -> None:
    site.state = "ask"
    tab.goto(site.url)
    tab.clock.run_for(800)
    expect(tab.get_by_role("button", name="Send my 7")).to_be_visible()
    assert slot(tab) == "Send my 7"


def test_failure_shows_the_button_and_tries_once_more(tab: Tab, site: Site) -> None:
    site.state = None
    tab.goto(site.url)
    tab.clock.run_for(800)
    expect(tab.get_by_role("button", name="Send my 7")).to_be_visible()
    site.state = "saved"
    tab.clock.run_for(3000)
    expect(tab.get_by_text(THANKS)).to_be_visible()
    assert site.posts == [SEEN, SEEN]


def test_failing_server_is_asked_twice_and_no_more(tab: Tab, site: Site) -> None:
    site.state = None
    tab.goto(site.url)
    tab.clock.run_for(800)
    expect(tab.get_by_role("button", name="Send my 7")).to_be_visible()
    with tab.expect_response(site.url):
        tab.clock.run_for(3000)
    tab.clock.run_for(60_000)
    assert site.posts == [SEEN, SEEN]


def test_silent_server_leaves_nobody_waiting(tab: Tab, site: Site) -> None:
    site.gate.clear()
    tab.goto(site.url)
    tab.clock.run_for(7_900)
    assert slot(tab) == "Saving your 7…"
    tab.clock.run_for(100)
    assert slot(tab) == "Send my 7"


def test_old_browser_without_fetch_confirms_too(tab: Tab, site: Site) -> None:
    tab.add_init_script("delete window.fetch")
    tab.goto(site.url)
    tab.clock.run_for(800)
    expect(tab.get_by_text(THANKS)).to_be_visible()
    assert site.posts == [SEEN]


def test_page_left_while_a_retry_was_due_still_tells_that_it_was_seen(tab: Tab, site: Site) -> None:
    site.state = None
    tab.goto(site.url)
    tab.clock.run_for(800)
    expect(tab.get_by_role("button", name="Send my 7")).to_be_visible()
    with tab.expect_request(site.url):
        tab.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    tab.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    tab.get_by_role("button", name="Send my 7").click()
    expect(tab.get_by_text(THANKS)).to_be_visible()
    arrived(site, "seen", 2)
    assert site.sent("seen") == [SEEN, SEEN]


def test_page_brought_back_after_a_press_claims_nothing_and_posts_nothing(
    tab: Tab, site: Site
) -> None:
    tab.goto(site.url)
    tab.evaluate("document.forms[0].dispatchEvent(new Event('submit'))")
    tab.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    tab.clock.run_for(60_000)
    assert slot(tab) == "Send my 7"
    assert site.posts == []


def test_confirming_never_moves_the_keyboard_away(tab: Tab, site: Site) -> None:
    site.page = replace(PAGE, kind="ask")
    tab.goto(site.url)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.value") == "7"
    tab.clock.run_for(800)
    expect(tab.get_by_text(THANKS)).to_be_visible()
    assert tab.evaluate("document.activeElement.id") == "slot"


def test_comment_typed_before_the_confirmation_is_kept(tab: Tab, site: Site) -> None:
    tab.goto(site.url)
    area = tab.get_by_label("What is the main reason for your 7?")
    area.fill("شكرا <b>")
    tab.clock.run_for(800)
    expect(tab.get_by_text(THANKS)).to_be_visible()
    assert area.input_value() == "شكرا <b>"
    tab.get_by_role("button", name="Send my answer").click()
    arrived(site, "press")
    (post,) = site.sent("press")
    assert (post["score"][0], post["comment"]) == ("7", ["شكرا <b>"])


@pytest.mark.parametrize(
    ("button", "do", "score"),
    [
        pytest.param("Send my 7", "press", "7", id="the big button"),
        pytest.param("9", "press", "9", id="another score"),
        pytest.param("Send my answer", "press", "7", id="the answer's button"),
        pytest.param("Erase my answer", "erase", "7", id="erasing"),
    ],
)
def test_every_button_sends_all_that_was_typed_without_scripts(
    plain_tab: Tab, site: Site, button: str, do: str, score: str
) -> None:
    plain_tab.goto(site.url)
    plain_tab.locator("textarea").fill("typed first")
    plain_tab.locator("button", has_text=button).click()
    arrived(site, do)
    (post,) = site.posts
    assert (post["do"][0], post["score"][0]) == (do, score)
    assert post["page"] == ["signed.nonce"]
    assert post["comment"] == ["typed first"]
    assert post["had_comment"] == [""]


@pytest.mark.parametrize(("button", "do"), [("Yes, erase", "erase-now"), ("No, keep", "press")])
def test_question_before_erasing_sends_the_choice(
    plain_tab: Tab, site: Site, button: str, do: str
) -> None:
    site.page = replace(PAGE, kind="erase", comment="typed", had_comment=True)
    plain_tab.goto(site.url)
    plain_tab.locator("button", has_text=button).click()
    arrived(site, do)
    (post,) = site.posts
    assert (post["do"][0], post["score"][0], post["comment"]) == (do, "7", ["typed"])
    assert post["had_comment"] == ["1"]


def test_page_without_scripts_asks_for_one_press(plain_tab: Tab, site: Site) -> None:
    plain_tab.goto(site.url)
    assert slot(plain_tab) == "Send my 7"
    assert "saved" not in plain_tab.locator("body").inner_text()


def test_page_is_one_request_and_stores_nothing(tab: Tab, site: Site) -> None:
    requests: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(site.url, wait_until="networkidle")
    assert requests == [site.url]
    assert tab.context.cookies() == []


def test_a_choice_is_sent_with_whatever_button_is_pressed(tab: Tab, site: Site) -> None:
    tab.goto(site.url)
    tab.get_by_text("The price").click()
    tab.get_by_role("button", name="Send my answer").click()
    arrived(site, "press")
    (sent,) = site.sent("press")
    assert (sent["score"][0], sent["question"], sent["choice"]) == ("7", ["1"], ["3"])


@pytest.mark.parametrize("kind", ["saved", "confirm", "again"])
@pytest.mark.parametrize("place", ["#contact", "input[name=choice]"])
def test_enter_in_a_field_sends_what_is_there_with_the_score_that_was_given(
    plain_tab: Tab, site: Site, kind: Kind, place: str
) -> None:
    """A browser presses the form's first button then: not the first of the scale, a 1."""
    site.page = replace(PAGE, kind=kind, offer_contact=True)
    plain_tab.goto(site.url)
    plain_tab.locator("textarea").fill("typed first")
    plain_tab.locator("#contact").fill("anna@example.com")
    plain_tab.locator("input[name=choice]").first.check()
    plain_tab.locator(place).first.press("Enter")
    expect(plain_tab.get_by_text("Thank you, your 7")).to_be_visible()
    (post,) = site.posts
    assert (post["do"], post["score"][0], post["choice"]) == (["press"], "7", ["1"])
    assert (post["comment"], post["contact"]) == (["typed first"], ["anna@example.com"])
