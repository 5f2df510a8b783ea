"""The page of the API in a real browser: a key is made, and an operation run with it."""

import re
from collections.abc import Iterator

import pytest
from access import axe
from dashboard_site import Site
from playwright.sync_api import Page, expect

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db


@pytest.fixture
def site(config: Config) -> Iterator[Site]:
    with db.connect(str(config.database_url)) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Sorry, your present is late"))
        link = users.make_signin_link(connection)
    site = Site(config)
    site.start()
    site.link = f"{site.url}/sign-in/{link}"
    yield site
    site.stop()


def test_a_key_is_made_and_tried_on_the_page(site: Site, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    site.enter(page)
    page.goto(f"{site.url}/api")
    page.get_by_label("Which program is it for?").fill("Order mails")
    for scope in ("campaigns:read", "tokens"):
        page.get_by_label(scope).check()
    page.get_by_role("button", name="Make the key").click()
    made = page.get_by_label("The key", exact=True).input_value()
    assert made.startswith("fbk_")
    page.get_by_text("All campaigns, newest first").click()
    operation = page.locator("details[open]")
    operation.get_by_role("button", name="Run").click()
    expect(operation.get_by_role("status")).to_contain_text("200")
    expect(operation.get_by_role("status")).to_contain_text("your present is late")
    assert "unsafe" not in str(complaints)
    page.get_by_text("Tokens for up to 10,000 recipients of a campaign").click()
    operation = page.locator("details[open]").last
    operation.get_by_label("campaign").fill("delay")
    operation.get_by_role("button", name="Run").click()
    expect(operation.get_by_role("status")).to_contain_text('"token"')
    assert axe(page)["violations"] == []
    assert complaints == []
    page.get_by_role("button", name="Revoke Order mails").click()
    expect(page.get_by_text("Order mails is refused from now on.")).to_be_visible()
    expect(page.get_by_label("The key", exact=True)).to_have_count(0)


@pytest.mark.parametrize("path", ["/webhooks", "/signing", "/mail-tests"])
def test_what_connects_mail_tools_can_be_read_by_everybody(
    site: Site, page: Page, path: str
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    site.enter(page)
    page.goto(site.url + path)
    if path == "/webhooks":
        page.get_by_label("What do you call it?").fill("News")
        page.get_by_role("button", name="Make the address").click()
        expect(page.get_by_text("Waits for its key")).to_be_visible()
    if path == "/signing":
        page.get_by_role("button", name="Make it").click()
        expect(page.get_by_label("The HTML part")).to_have_value(re.compile("hmac_sha256_hex"))
        page.goto(f"{site.url}/signing?campaign=delay&address={{{{fb_person}}}}")
        expect(page.get_by_text("did not fill in")).to_be_visible()
    assert axe(page)["violations"] == []
    assert complaints == []
