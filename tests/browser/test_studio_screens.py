"""The studio in a real browser, as a marketer uses it who has never seen it."""

import csv
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from access import CONTRAST, axe, fits
from dashboard_site import Site
from playwright.sync_api import Locator, Page, Route, expect
from postbox import Mailbox, mailbox

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.mail_server import Smtp
from feedback_buttons.config.settings import Config
from feedback_buttons.mail import smtp
from feedback_buttons.storage import db

URL = "https://feedback.example.com"
STUDIO = "/campaign/delay/studio"
expect.set_options()


@pytest.fixture
def post() -> Iterator[tuple[Mailbox, Smtp]]:
    with mailbox() as opened:
        yield opened


@pytest.fixture
def site(
    config: Config, post: tuple[Mailbox, Smtp], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    server = post[1]
    monkeypatch.setenv("FEEDBACK_URL", URL)
    monkeypatch.setenv("FEEDBACK_SMTP_URL", f"smtp://{server.host}:{server.port}")
    monkeypatch.setenv("FEEDBACK_SMTP_FROM", server.sender)
    site = Site(config)
    with db.connect(str(config.database_url), autocommit=True) as connection:
        users.add(connection, "anna", "correct horse battery", "editor")
        site.link = f"{site.url}/sign-in/{users.make_signin_link(connection, 'anna')}"
    site.start()
    yield site
    site.stop()


@pytest.fixture
def tab(page: Page, site: Site) -> Iterator[Page]:
    """A signed-in tab whose console stays empty."""
    blamed: list[str] = []
    page.on("pageerror", lambda error: blamed.append(str(error)))
    page.on("console", lambda message: blamed.append(message.text))
    site.enter(page)
    yield page
    assert blamed == []


@pytest.fixture
def delay(config: Config) -> None:
    with db.connect(str(config.database_url)) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay apology"))


def field(tab: Page, label: str) -> Locator:
    return tab.get_by_label(label, exact=True)


def code(tab: Page, label: str = "Code for the HTML block") -> str:
    return field(tab, label).input_value()


@pytest.mark.usefixtures("delay")
def test_what_is_chosen_is_shown_at_once_and_stands_in_the_address(tab: Page, site: Site) -> None:
    tab.goto(site.url + STUDIO)
    shown = tab.frame_locator("iframe[title='The buttons in Gmail on a phone']")
    expect(shown.get_by_text("How would you rate us?")).to_be_visible()
    field(tab, "Mail tool").select_option("Klaviyo")
    field(tab, "Scale").select_option("Five stars")
    expect(shown.get_by_text("4★")).to_be_visible()
    field(tab, "Question").fill("Was it worth the wait?")
    expect(shown.get_by_text("Was it worth the wait?")).to_be_visible()
    tab.get_by_label("Your own").check()
    field(tab, "Your colour").fill("#ffcc00")
    expect(tab.get_by_text("The buttons have #907200")).to_be_visible()
    assert "#907200" in code(tab)
    assert "person|lookup:'FEEDBACK_TOKEN'" in code(tab, "Code for the plain-text version")
    before = code(tab)
    assert "question=Was+it+worth+the+wait" in tab.url
    tab.reload()
    assert code(tab) == before
    expect(field(tab, "Scale")).to_have_value("stars")


@pytest.mark.usefixtures("delay")
@pytest.mark.parametrize("async_clipboard", [True, False])
def test_the_code_is_copied_with_one_click(tab: Page, site: Site, async_clipboard: bool) -> None:
    if async_clipboard:
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:
        tab.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    tab.goto(f"{site.url}{STUDIO}?tool=mailchimp")
    tab.get_by_role("button", name="Copy Code for the HTML block").click()
    expect(tab.get_by_role("button", name="Copied")).to_be_visible()
    field(tab, "or paste its source or HTML").focus()
    tab.keyboard.press("Control+V")
    expect(field(tab, "or paste its source or HTML")).to_have_value(code(tab))


@pytest.mark.usefixtures("delay")
def test_the_pages_are_accessible_and_fit(tab: Page, site: Site) -> None:
    for path in ("/campaigns/new", "/campaign/delay/settings", f"{STUDIO}?tool=hubspot"):
        tab.goto(site.url + path)
        blame_nothing(tab)
    tab.goto(site.url + "/campaign/delay/after")
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    blame_nothing(tab)
    tab.goto(f"{site.url}{STUDIO}?tool=hubspot")
    link = field(tab, "For a colleague who has access to the mail tool").input_value()
    tab.goto(site.url + link[link.index("/handover") :])
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Delay apology")
    blame_nothing(tab)


def blame_nothing(tab: Page) -> None:
    tab.emulate_media(color_scheme="light")
    for width in (390, 1280):
        fits(tab, width)
        assert axe(tab, iframes=False)["violations"] == [], tab.url
    tab.emulate_media(color_scheme="dark")
    assert axe(tab, iframes=False, **CONTRAST)["violations"] == [], tab.url


@pytest.mark.usefixtures("delay")
def test_every_preview_is_a_page_that_can_be_read(tab: Page, site: Site) -> None:
    """Within its frame no script may run, axe's neither: so each is looked at by itself."""
    tab.goto(f"{site.url}{STUDIO}?scale=ces")
    pages = [frame.get_attribute("srcdoc") for frame in tab.locator("iframe").all()]
    titles = [frame.get_attribute("title") for frame in tab.locator("iframe").all()]
    assert len(set(titles)) == len(titles) == 7
    look = tab.context.new_page()
    for page in pages:
        look.set_content(page or "")
        rules = axe(look)["violations"]
        assert {each["id"] for each in rules} <= {"landmark-one-main", "page-has-heading-one", "region"}  # fmt: skip
    look.close()


@pytest.mark.usefixtures("delay")
def test_a_mail_is_dropped_and_found_fault_with(tab: Page, site: Site, tmp_path: Path) -> None:
    tab.goto(f"{site.url}{STUDIO}?tool=brevo")
    mail = tmp_path / "mail.html"
    mail.write_text(code(tab), "utf-8")
    transfer = tab.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "mail.html", { type: "text/html" }));
            return transfer;
        }""",
        mail.read_text("utf-8"),
    )
    tab.dispatch_event(".lint .drop", "drop", {"dataTransfer": transfer})
    expect(tab.get_by_text("The merge tag was never filled in")).to_be_visible()
    field(tab, "Drop the mail here, or choose it").set_input_files(
        {"name": "big.eml", "mimeType": "message/rfc822", "buffer": b"x" * 5_000_001}
    )
    expect(tab.get_by_text("larger than 5 MB")).to_be_visible()
    assert STUDIO in tab.url


PEOPLE = "email;name\nanna@example.com;Anna\n;nobody\nbob@example.com;Bob\n"


@pytest.mark.usefixtures("delay")
def test_who_was_signed_out_meanwhile_is_led_to_the_door_and_back(page: Page, site: Site) -> None:
    site.enter(page)
    page.goto(f"{site.url}{STUDIO}?tool=brevo")
    page.context.clear_cookies()
    field(page, "or paste its source or HTML").fill("<p>Hi</p>")
    page.get_by_role("button", name="Check it").click()
    page.wait_for_url(re.compile(r"/sign-in\?next=.*studio"))


@pytest.mark.usefixtures("delay")
def test_a_broken_connection_is_said_while_choosing(page: Page, site: Site) -> None:
    site.enter(page)
    page.goto(site.url + STUDIO)
    page.context.set_offline(True)
    field(page, "Scale").select_option("Five stars")
    expect(page.get_by_text("Failed to fetch")).to_be_visible()
    page.context.set_offline(False)
    field(page, "Scale").select_option("Five faces")
    expect(page.get_by_text("Failed to fetch")).to_have_count(0)


@pytest.mark.usefixtures("delay")
def test_an_upload_goes_on_after_the_connection_broke(page: Page, site: Site) -> None:
    site.enter(page)
    page.goto(site.url + STUDIO)
    asked: list[str] = []
    lost = {"at=0": 1, "at=524288": 1}

    def break_(route: Route) -> None:
        place = route.request.url.partition("?")[2]
        asked.append(place)
        lost[place] = lost.get(place, 0) - 1
        if lost[place] < 0:
            route.continue_()
        elif place == "at=0":
            route.abort()  # it never arrives
        else:
            route.fetch()
            route.abort()  # it arrives, and nobody learns so

    page.route("**/list/*?at=*", break_)
    people = "email\n" + "".join(f"customer{number}@example.com\n" for number in range(30_000))
    choose(page, people)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("30,000 rows signed by email.")).to_be_visible(timeout=60_000)
    assert asked == ["at=0", "at=0", "at=524288", "at=524288"]


@pytest.mark.usefixtures("delay")
def test_a_list_that_is_signed_can_be_deleted(tab: Page, site: Site) -> None:
    tab.goto(site.url + STUDIO)
    choose(tab, PEOPLE)
    tab.get_by_role("button", name="Delete it now").click()
    expect(tab.get_by_text("Deleted.", exact=True)).to_be_visible()


def choose(tab: Page, people: str) -> None:
    file = {"name": "customers.csv", "mimeType": "text/csv", "buffer": people.encode()}
    field(tab, "Drop the list here, or choose it").set_input_files(file)


def send(server: Smtp, html: str, text: str, people: Path) -> None:
    """What a mail tool does: fill in the field that its tag names, and send to everybody."""
    with people.open(encoding="utf-8", newline="") as file:
        for person in csv.DictReader(file, delimiter=";"):
            mail = EmailMessage()
            mail["From"], mail["To"] = "shop@example.com", person["email"]
            mail["Subject"] = "Sorry"
            mail.set_content(text.replace("*|FBTOKEN|*", person["feedback_token"]))
            whole = f"<!doctype html><html lang=nl><title>Sorry</title><p>Dear {person['name']}</p>{html}"
            mail.add_alternative(whole.replace("*|FBTOKEN|*", person["feedback_token"]), "html")
            smtp.send(server, mail)


def test_from_a_new_campaign_to_a_right_mail_without_reading_documentation(
    tab: Page, site: Site, post: tuple[Mailbox, Smtp], tmp_path: Path
) -> None:
    tab.goto(site.url)
    tab.get_by_role("link", name="New campaign").click()
    field(tab, "Name").fill("Sorry, your present is late")
    field(tab, "Language of the mail").select_option("Dutch")
    tab.get_by_role("button", name="Make it").click()
    expect(tab.get_by_text("is made. Now its buttons")).to_be_visible()
    field(tab, "Mail tool").select_option("Mailchimp")
    expect(tab.get_by_text("*|FBTOKEN|*").first).to_be_visible()
    field(tab, "Your mail address").fill("anna@example.com")
    tab.get_by_role("button", name="Send me a test").click()
    expect(tab.get_by_text("Sent. It should arrive")).to_be_visible()
    ((to, mail),) = post[0].mails
    assert to == ["anna@example.com"]
    part = mail.get_body(("html",))
    assert part is not None
    links = re.findall(rf'href="({URL}/r/sorry-your-present-is-late/[^"]+)"', part.get_content())
    assert [link.rpartition("/")[2] for link in links] == ["01", *(str(n) for n in range(2, 11))]
    field(tab, "Drop the mail here, or choose it").set_input_files(
        {"name": "test.eml", "mimeType": "message/rfc822", "buffer": post[0].raw[0]}
    )
    expect(tab.get_by_text("10 buttons of sorry-your-present-is-late: 1 warning")).to_be_visible()
    choose(tab, PEOPLE)
    tab.get_by_role("button", name="Sign", exact=True).click()
    expect(tab.get_by_text("2 rows signed by email.")).to_be_visible()
    expect(tab.get_by_text("email is empty")).to_be_visible()
    assert axe(tab, iframes=False)["violations"] == []
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download the signed list").click()
    signed = tmp_path / "signed.csv"
    download.value.save_as(signed)
    plain = code(tab, "Code for the plain-text version")
    send(post[1], code(tab), plain, signed)
    assert [to for to, _ in post[0].mails[1:]] == [["anna@example.com"], ["bob@example.com"]]
    field(tab, "Drop the mail here, or choose it").set_input_files(
        {"name": "real.eml", "mimeType": "message/rfc822", "buffer": post[0].raw[1]}
    )
    expect(
        tab.get_by_text("10 buttons of sorry-your-present-is-late: nothing wrong")
    ).to_be_visible()
