"""Recipients read what is stored of them: in their language, with this installation's days, all of it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from person import Clock, Person

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.recipient_page import privacy_page
from feedback_buttons.recipient_page.page_html import CSP
from feedback_buttons.recipient_page.privacy_page import KeptDays
from feedback_buttons.signing.tokens import Tokens

FIELDS = Path(__file__).parents[2] / "docs" / "stored_fields.toml"
TABLES = tomllib.loads(FIELDS.read_text("utf-8"))["table"]
DAYS = KeptDays(retention=71, reference=72, audit=73)
# How stored_fields.toml tells the ages that the page names, by its parts.
AGES = {
    "answer": {
        "until it is erased, or nameless after FEEDBACK_ANSWER_DAYS; who never answered, FEEDBACK_RETENTION_DAYS",
        "some hours", "until another change of it follows", "with its answer", "until the next one is looked at",
    },
    "contact": {"90 days"},
    "visits": {"FEEDBACK_RETENTION_DAYS"},
    "team": {"with its answer", "as long as its comment"},
    "messages": {"30 days", "30 days after it is over"},
    "sender": {"FEEDBACK_REFERENCE_DAYS after the last signing", "FEEDBACK_REFERENCE_DAYS"},
    "asked": {"as long as a rule looks back"},
    "shared": {"60 days"},
    "unsigned": {"with its campaign"},
    "erasures": {"FEEDBACK_AUDIT_DAYS"},
}  # fmt: skip
SAYS = {
    "contact": "90",
    "visits": "71",
    "messages": "30",
    "sender": "72",
    "shared": "60",
    "erasures": "73",
}


@pytest.fixture
def app(config: Config) -> Iterator[Endpoint]:
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology", language="nl"))
    own = replace(config, url="https://example.com/feedback", retention_days=71)
    app = create_app(own, Clock())
    yield app
    app.close()


def sections(language: str) -> dict[str, str]:
    """The page's parts by their ids."""
    html = privacy_page.html(DAYS, language)
    return dict(re.findall(r'<section id="(\w+)">(.*?)</section>', html, flags=re.DOTALL))


def test_every_table_that_knows_a_recipient_has_a_part_that_tells_its_age() -> None:
    parts: dict[str, set[str]] = {}
    for name, table in TABLES.items():
        assert table["whose"] != "recipient" or "page" in table, name
        if "page" in table:
            parts.setdefault(table["page"], set()).add(table["kept"])
    assert parts == AGES
    assert parts.keys() == sections("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_the_days_of_this_installation(language: str) -> None:
    named = {part: re.findall(r"\d+", text.partition("<small>")[2]) for part, text in
             sections(language).items()}  # fmt: skip
    assert {part: days for part, days in named.items() if days} == {
        part: [days] for part, days in SAYS.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_when_words_go_and_when_nobody_is_known(language: str) -> None:
    html = privacy_page.html(replace(DAYS, comments=74, answers=75), language)
    age = html.partition('id="answer"')[2].partition("<small>")[2].partition("</small>")[0]
    assert re.findall(r"\d+", age) == ["74", "75"]


def test_an_answer_links_to_the_page_below_the_path_and_in_the_language(
    app: Endpoint, config: Config
) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    clock = app.collector.clock
    assert isinstance(clock, Clock)
    person = Person(app.test_client(), clock)
    token = tokens.sign("apology", tokens.recipient("anna"))
    page = person.open(f"/feedback/r/apology/{token}/7")
    link = re.search(r'<a href="([^"]*/privacy/[^"]*)"', page.text)
    assert link is not None
    assert link[1] == "/feedback/r/privacy/nl"
    answer = app.test_client().get(link[1])
    assert answer.status_code == 200
    assert "71 dagen" in answer.text
    assert answer.headers["Content-Security-Policy"] == CSP
    assert "Set-Cookie" not in answer.headers
    assert token not in answer.text


def test_no_other_address_is_the_page(app: Endpoint) -> None:
    client = app.test_client()
    assert client.get("/r/privacy/tlh").status_code == 404
    assert client.post("/r/privacy/nl").status_code == 405
    assert client.head("/r/privacy/nl").status_code == 200
