"""Pictures of every page: on a phone, a laptop and a wall screen, light and dark.

    ./run test tests/browser/screenshots.py -k readme    those of the README, into docs/images
    ./run test tests/browser/screenshots.py -k every-en  every page in every variant, into pictures/
    ./run test tests/browser/screenshots.py -k every-nl  the same in Dutch, into pictures/nl/

The campaigns are those of the demonstration, labelled so, with their answers of the last hours.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from answers import Answer, put
from dashboard_site import Site, like_a_persons
from person import environ
from playwright.sync_api import Browser, Page, expect

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.i18n.team_language import LANGUAGES
from feedback_buttons.mail import snippet
from feedback_buttons.processes import serving
from feedback_buttons.reports.segments import segments
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.simulation import demo
from feedback_buttons.storage import db
from feedback_buttons.verdicts.client_class import client_class

HERE = Path(__file__).parents[2]
IMAGES = HERE / "docs" / "images"
PICTURES = HERE / "pictures"
SIZES = {"phone": (390, 844), "laptop": (1280, 800), "wall": (1920, 1080)}
NOBODY = 5000  # recipients from here on have not answered yet
SCHEMES = ("light", "dark")
PAGES = {
    "overview": "/",
    "compare": f"/compare?c={demo.SLUG}&c=demo-delivery&c=demo-welcome",
    "campaign": f"/campaign/{demo.SLUG}",
    "new-campaign": "/campaigns/new",
    "settings": f"/campaign/{demo.SLUG}/settings",
    "studio": f"/campaign/{demo.SLUG}/studio?tool=mailchimp",
    "after": f"/campaign/{demo.SLUG}/after",
    "excluded": f"/campaign/{demo.SLUG}/excluded",
    "campaign-empty": "/campaign/demo-empty",
    "campaign-unknown": "/campaign/unknown",
    "wall": "/wall",
    "comments": "/comments",
    "cases": "/cases",
    "screens": "/screens",
    "alerts": "/alerts",
    "messages": "/messages",
    "people": "/people",
    "person": "/people/user?name=admin",
    "account": "/account",
    "api": "/api",
    "webhooks": "/webhooks",
    "signing": f"/signing?campaign={demo.SLUG}",
    "mail-tests": "/mail-tests",
    "audit": "/audit",
    "sign-in": "/sign-in",
}
SIDE = (  # the other campaigns: slug, name, touchpoint, mails, every which of the demo's answers
    ("demo-delivery", "Demo: your parcel is here", "Delivery", 9_000, 2),
    ("demo-welcome", "Demo: welcome", "Onboarding", 1_200, 7),
)
MAIL = """<!doctype html><meta name="color-scheme" content="light dark">
<div style="max-width:34rem;margin:2rem auto;padding:0 1rem;font:16px/1.6 Georgia,serif">
<p>Dear customer,</p>
<p>Your present waits where the snowdrifts are deep;<br>the sledge has a runner it could not keep.<br>
We mend it tonight, by the light of the moon,<br>and send it, with chocolate: it will be there soon.</p>
<p>We are sorry.<br>Demo shop</p></div>
"""


def fill(conn: db.Connection) -> None:
    """Campaigns as if they had been mailed yesterday."""
    sent = ids.utc_now().replace(microsecond=0) - timedelta(hours=22)
    campaigns.edit(conn, demo.campaign(conn).slug, {"sent_at": sent})
    put(conn, demo.SLUG, *_answers(sent, 1))
    for slug, name, touchpoint, mails, every in SIDE:
        facts = {"touchpoint": touchpoint, "mails": mails, "sent_at": sent}
        campaigns.add(conn, Campaign(slug=slug, name=name, demo=True, **facts))
        put(conn, slug, *_answers(sent, every))
    campaigns.add(conn, Campaign(slug="demo-empty", name="Demo: not sent yet", demo=True))
    segments.renew(conn, ids.utc_now())


def _answers(sent: datetime, every: int) -> Iterator[Answer]:
    for number, person in enumerate(demo.people()):
        at = sent + timedelta(hours=person.at)
        if number % every == 0 and at < ids.utc_now():
            aside = "scanned" if person.scanner else None
            client = client_class(environ({"User-Agent": person.agent, **person.clicked}))
            more = {"aside": aside, "language": person.language, "client": client}
            yield Answer(number, person.score, at, person.comment or None, **more)


@pytest.fixture
def dashboard(config: Config) -> Iterator[Site]:
    """The dashboard of the filled product, running."""
    site = Site(config)
    with db.connect(str(config.database_url), autocommit=True) as conn:
        fill(conn)
        users.add(conn, "admin", "correct horse battery")  # who has none is asked for one first
        site.link = f"{site.url}/sign-in/{users.make_signin_link(conn)}"
    site.start()
    yield site
    site.stop()


@pytest.fixture
def buttons(config: Config) -> Iterator[Config]:
    """The recipients' endpoint, running: its settings."""
    site = Site(config, serving.WEB)
    site.start()
    yield replace(config, url=site.url)
    site.stop()


def shoot(tab: Page, address: str, path: Path) -> None:
    """Take a picture of a page once all of it is there."""
    size = tab.viewport_size
    tab.goto(address)
    expect(tab.locator("#first")).to_have_count(0)
    expect(tab.locator("h1").first).to_be_visible()
    for graph in tab.locator(".chart").all():
        expect(graph.locator(".xtick, .annotation").first).to_be_attached()
    if tab.locator("iframe").count():  # a frame without rights is drawn only where it is in sight
        whole = tab.evaluate("document.documentElement.scrollHeight")
        tab.set_viewport_size({"width": tab.evaluate("innerWidth"), "height": whole})
    tab.wait_for_timeout(500)  # numbers run to their values
    tab.screenshot(path=path, full_page=True)
    if size:
        tab.set_viewport_size(size)


def variants(browser: Browser, link: str, language: str = "en") -> Iterator[tuple[str, Page]]:
    """A signed-in tab of each size and scheme, with its name."""
    state = None
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                locale=language,
                color_scheme="dark" if scheme == "dark" else "light",
                device_scale_factor=2 if size == "phone" else 1,
                storage_state=state,
            )
            tab = context.new_page()
            if state is None:
                tab.goto(link)
                tab.get_by_role("button").click()
                expect(tab.locator(".live.on")).to_be_visible()
                state = context.storage_state()
            yield f"{size}-{scheme}", tab
            context.close()


def recipient(config: Config, number: int) -> str:
    """The address of one recipient's 7."""
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    return f"{config.url}/r/{demo.SLUG}/{tokens.sign(demo.SLUG, number)}/7"


def mail(config: Config, path: Path) -> str:
    """A mail with the buttons in it, as a file for the browser."""
    token = recipient(config, NOBODY).split("/")[-2]
    path.write_text(MAIL + snippet.html(demo.SLUG, config.url, token), "utf-8")
    return path.as_uri()


@pytest.mark.parametrize("language", [pytest.param(each, id=f"every-{each}") for each in LANGUAGES])
def test_pages(browser: Browser, buttons: Config, dashboard: Site, language: str) -> None:
    folder = PICTURES if language == "en" else PICTURES / language
    folder.mkdir(parents=True, exist_ok=True)
    for number, (variant, tab) in enumerate(variants(browser, dashboard.link, language)):
        pages = {name: dashboard.url + path for name, path in PAGES.items()}
        pages["recipient"] = recipient(buttons, NOBODY + number)
        for name, address in pages.items():
            shoot(tab, address, folder / f"{name}-{variant}.png")


def test_pictures_of_the_readme(
    browser: Browser, buttons: Config, dashboard: Site, tmp_path: Path
) -> None:
    letter = mail(buttons, tmp_path / "mail.html")
    for variant, tab in variants(browser, dashboard.link):
        if variant.startswith("laptop"):
            shoot(tab, dashboard.url + PAGES["campaign"], IMAGES / f"campaign-{variant[7:]}.png")
    phone = browser.new_page(
        **like_a_persons(browser), viewport={"width": 390, "height": 700}, device_scale_factor=2
    )
    phone.goto(letter)
    phone.screenshot(path=IMAGES / "mail.png")
    phone.goto(recipient(buttons, NOBODY))
    expect(phone.locator(".on-done")).to_be_visible()
    phone.screenshot(path=IMAGES / "page.png")
