"""A slow answer that comes after a later press: what was done last is what the page shows."""

from collections.abc import Iterator

import pytest
from dashboard_site import Site
from late_answers import LateAnswers
from playwright.sync_api import Page, Route, expect

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db

STUDIO = "/campaign/delay/studio?tool=brevo"
PEOPLE = "email\nanna@example.com\n"
DELETE = "Delete it now"


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


@pytest.fixture
def tab(site: Site, page: Page) -> Page:
    site.enter(page)
    page.goto(site.url + STUDIO)
    return page


def choose(tab: Page, people: str) -> None:
    file = {"name": "customers.csv", "mimeType": "text/csv", "buffer": people.encode()}
    tab.get_by_label("Drop the list here, or choose it", exact=True).set_input_files(file)


def mail(tab: Page, html: str) -> None:
    file = {"name": "mail.html", "mimeType": "text/html", "buffer": html.encode()}
    tab.get_by_label("Drop the mail here, or choose it", exact=True).set_input_files(file)


def test_a_list_that_was_deleted_does_not_come_back(tab: Page) -> None:
    pieces = LateAnswers(tab, "**/list/*?at=*", method="PUT")
    choose(tab, PEOPLE)
    pieces.wait()
    tab.get_by_role("button", name=DELETE).click()
    expect(tab.get_by_text("Deleted.", exact=True)).to_be_visible()
    pieces.release()
    expect(tab.get_by_text("Deleted.", exact=True)).to_be_visible()
    expect(tab.get_by_text("customers.csv is here.")).to_have_count(0)


def test_a_button_stays_under_the_pointer_while_a_list_arrives(tab: Page) -> None:
    pieces = LateAnswers(tab, "**/list/*?at=*", method="PUT")
    choose(tab, "email\n" + "".join(f"customer{number}@example.com\n" for number in range(30_000)))
    pieces.wait()
    tab.get_by_role("button", name=DELETE).hover()
    tab.mouse.down()
    pieces.release()
    expect(tab.locator("#list progress")).not_to_have_attribute("value", "0")
    tab.mouse.up()
    expect(tab.get_by_text("Deleted.", exact=True)).to_be_visible()


def test_a_list_is_deleted_though_the_first_answer_was_lost(tab: Page) -> None:
    choose(tab, PEOPLE)
    expect(tab.get_by_text("customers.csv is here.")).to_be_visible()
    lost: list[Route] = []

    def lose(route: Route) -> None:
        if route.request.method != "DELETE" or lost:
            return route.continue_()
        lost.append(route)
        route.fetch()
        route.abort()

    tab.route("**/list/*", lose)
    tab.get_by_role("button", name=DELETE).click()
    expect(tab.get_by_text("Deleted.", exact=True)).to_be_visible()
    assert lost


def test_the_report_on_a_mail_is_of_the_last_one(tab: Page) -> None:
    reports = LateAnswers(tab, "**/studio/**", method="POST")
    mail(tab, "<p>first</p>")
    reports.wait()
    mail(tab, f"<p>{'x' * 5_000_000}</p>")
    expect(tab.get_by_text("larger than 5 MB")).to_be_visible()
    reports.release()
    expect(tab.get_by_text("larger than 5 MB")).to_be_visible()


def test_the_api_page_shows_the_answer_to_the_last_request(tab: Page, site: Site) -> None:
    tab.goto(f"{site.url}/api")
    tab.get_by_text("All campaigns, newest first").click()
    operation = tab.locator("details[open]")
    answers = LateAnswers(tab, "**/api/v1/campaigns*", method="GET")
    run = operation.get_by_role("button", name="Run")
    run.click()
    answers.wait()
    run.click()
    answers.wait(2)
    answers.release()
    expect(operation.get_by_role("status")).to_have_text("…")
    answers.release()
    expect(operation.get_by_role("status")).to_contain_text("401")
