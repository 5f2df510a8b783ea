"""The team's languages: nothing is left out, everybody is spoken to in their own."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from answers import Answer, put
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from messages import catalogue, counted, messages, pairs, placeholders
from postbox import PASSWORD
from psycopg.types.json import Jsonb

from feedback_buttons.accounts import api_keys, audit, users
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels import channel_kinds
from feedback_buttons.config import installations
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks, streams
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.charts import figures
from feedback_buttons.dashboard.kit.live import live_hub
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.dashboard.studio import after_click, question_form
from feedback_buttons.delivery_events import webhooks
from feedback_buttons.i18n.recipient_language import translations
from feedback_buttons.i18n.team_language import LANGUAGES, speaking, spoken
from feedback_buttons.mail import mail_tools
from feedback_buttons.mail_lint import lint_results
from feedback_buttons.mail_lint.lint import lint
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import Decision
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.stats import Score
from feedback_buttons.storage import db
from feedback_buttons.topics import starter_set
from feedback_buttons.topics.word_rules import LANGUAGES as LANGUAGES_OF_WORDS

OTHERS = [code for code in LANGUAGES if code != "en"]
DUTCH = {"Accept": "text/html", "Accept-Language": "nl-NL,nl;q=0.9,en;q=0.8"}
# Properties and attributes that somebody reads; the scripts' words are among them.
HANDED = (
    "copied live lost connecting one many on off few ready body run no-answer broke go-on too-large"
)
READ = {
    *("children", "title", "placeholder", "aria-label", "label", "alt", "caption", "heads"),
    *(f"data-{each}" for each in HANDED.split()),
}
SENT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        facts = {"mails": 9000, "sent_at": SENT, "language": "nl", "question": "Beviel het?"}
        for slug in ("sint", "kerst"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title(), demo=True, **facts))
        scores = [Answer(n, 1 + n % 10, SENT, "Mooi." if n % 3 else None) for n in range(40)]
        put(connection, "sint", *scores, Answer(90, 4, SENT, aside="scanned"))
        put(connection, "kerst", *scores[:30])
        users.add(connection, "anna", PASSWORD)
        yield connection


@pytest.fixture
def app(config: Config, conn: db.Connection) -> Iterator[Flask]:
    assert conn.info.dbname in str(config.database_url)
    beside = installations.parse("Sint; Kerst https://127.0.0.1:9 fbk_never")
    app = create_app(replace(config, installations=beside))
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def anna(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.post("/sign-in", data={"name": "anna", "password": PASSWORD})
    return client


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_has_exactly_the_messages_of_the_sources(language: str) -> None:
    assert set(pairs(language)) == messages()
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_counted_has_both_forms_in_one_entry(language: str) -> None:
    assert counted() <= {message.id for message in catalogue(language)}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    for message, translation in pairs(language).items():
        assert translation, message
        assert placeholders(message) == placeholders(translation), message
        ends = [each[0].isspace() + 2 * each[-1].isspace() for each in (message, translation)]
        assert ends[0] == ends[1], message


def test_findings_and_decisions_are_worded_when_they_are_shown(
    config: Config, conn: db.Connection
) -> None:
    app = create_app(replace(config, lint_address="tests@example.com"))
    anna = app.test_client()
    anna.post("/sign-in", data={"name": "anna", "password": PASSWORD})
    overrules.decide(conn, ("sint", 5, 0), Decision(7), account="anna")
    missing = '<a href="https://fb.example.com/r/sint/{{feedback_token}}/7">7</a>'
    with speaking("nl"):  # what is kept does not depend on it
        lint_results.add(conn, "anna", 1000, lint(missing, campaign="kerst"))
    lint_results.add(conn, "anna", 0, lint(b""))
    assert "telt mee als 7" in anna.get("/audit", headers=DUTCH).text
    assert "counts as 7" in anna.get("/audit").text
    page = anna.get("/mail-tests", headers=DUTCH).text
    assert "De knoppen zijn van de campagne sint, niet van kerst." in page
    assert "De mail is niet te lezen: hij is leeg." in page
    assert "fouten en 1 waarschuwing" in page
    assert "The mail cannot be read: it is empty." in anna.get("/mail-tests").text
    app.extensions["feedback_buttons"].close()


def test_what_was_kept_worded_is_shown_as_it_is(config: Config, conn: db.Connection) -> None:
    app = create_app(replace(config, lint_address="tests@example.com"))
    anna = app.test_client()
    anna.post("/sign-in", data={"name": "anna", "password": PASSWORD})
    audit.record(conn, "anna", "answer overruled", "sint", decision="counts as 7")
    lint_results.add(conn, "anna", 1000, lint(""))
    kept = {
        "severity": "error",
        "rule": "unmerged",
        "wrong": "It says {{name}}: 7 %.",
        "mend": "A",
        "where": "B",
    }
    conn.execute("update mail_test set findings = %s", [Jsonb([kept])])
    assert "counts as 7" in anna.get("/audit", headers=DUTCH).text
    assert "It says {{name}}: 7 %." in anna.get("/mail-tests", headers=DUTCH).text
    app.extensions["feedback_buttons"].close()


def test_a_name_that_is_also_a_word_of_ours_is_not_translated(
    anna: FlaskClient, conn: db.Connection
) -> None:
    campaigns.edit(conn, "sint", {"name": "Comments"}, by="anna")
    assert "Sint → Comments" in anna.get("/audit", headers=DUTCH).text


# ---- no English is left ----

PLAIN = (
    "/campaigns/new",
    "/campaign/sint/settings",
    "/campaign/sint/studio?tool=mailchimp",
    "/campaign/sint/studio?tool=other&theme=brand&colour=%23ffff00",
    "/campaign/sint/after",
    "/targets",
    "/rest",
    "/screens",
    "/alerts",
    "/messages",
    "/unsubscribe/forged",
    "/api",
    "/webhooks",
    "/signing?campaign=sint",
    "/signing?campaign=sint&address=" + quote("https://x.example/r/sint/%7B%7Btoken%7D%7D/7"),
    "/mail-tests",
    "/people",
    "/people/user?name=anna",
    "/people/upkeep",
    "/account",
    "/audit",
    "/cases/rules",
    "/cases/times",
    "/sign-in",
    "/sign-in/abc",
    "/gains",
    "/gains?where=campaign:gone&period=7d",
    "/installations",
    "/journey/order",
    "/what-if",
    "/what-if?where=campaign:sint&kind=move&points=x",
    "/topics",
    "/topics?campaign=sint&period=7d",
    "/topics/delivery",
    "/wall",
    "/wall?show=index",
    "/wall?key=wrong",
    "/sharing",
    "/shared?key=wrong",
    "/shared/frame?key=wrong",
    "/handover/wrong",
)
SHOWN = (
    "/",
    "/?period=24h&sort=name",
    "/?find=nowhere",
    "/campaign/sint",
    "/campaign/unknown",
    "/campaign/sint/aside",
    "/campaign/sint/aside?kind=scanned",
    "/campaign/sint/recipient/" + recipient_code(90),
    "/campaign/sint/recipient/" + recipient_code(3),
    "/compare?c=sint&c=kerst",
    "/compare",
    "/journey",
    "/journey?period=7d&against=all",
    "/journey?part=:nl",
    "/comments",
    "/comments?search=nothing",
    "/comments?days=x",
    "/cases",
    "/cases?page=x",
)


def english() -> re.Pattern[str]:
    """Whole texts as they would be in English, where Dutch has others."""
    found = []
    for message, translation in pairs("nl").items():
        if message != translation and len(message) > 2:
            plain = re.split(r"\{\w*(?:![rs])?\}|%\(\w+\)s|<[^>]*>", message.strip())
            if any(re.search(r"[A-Za-z]{3}", part) for part in plain):
                found.append("(?:.*?)".join(map(re.escape, plain)))
    return re.compile(f"(?:{'|'.join(sorted(found, key=len, reverse=True))})", re.DOTALL)


ENGLISH = english()


def left(texts: Iterator[str]) -> list[str]:
    """The texts that are English."""
    return [each for each in texts if ENGLISH.fullmatch(each.strip())]


def of_page(source: str) -> Iterator[str]:
    """What a page says: its texts, and what its attributes say."""
    page = html.document_fromstring(source)
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("style", "script", "code"):
            continue
        if element.get("lang") not in (None, "nl"):
            continue
        yield from (value for name, value in element.items() if name in READ)
        yield element.text or "" if element.tag != "textarea" else ""
        yield element.tail or ""


def of_components(node: object, name: str = "children") -> Iterator[str]:
    """The same of Dash's components, as they are sent."""
    if isinstance(node, str):
        if name in READ:
            yield node
    elif isinstance(node, list):
        for each in node:
            yield from of_components(each, name)
    elif isinstance(node, dict):
        for key, each in node.items():
            yield from of_components(each, key if key not in ("props", "text") else name)


def test_no_plain_page_is_left_in_english(anna: FlaskClient) -> None:
    for path in PLAIN:
        answer = anna.get(path, headers=DUTCH)
        assert answer.status_code < 500
        if answer.status_code == 302:
            continue
        assert '<html lang="nl">' in answer.text, path
        assert left(of_page(answer.text)) == [], path


def test_no_shown_page_is_left_in_english(anna: FlaskClient, conn: db.Connection) -> None:
    assert '<html lang="nl">' in anna.get("/", headers=DUTCH).text
    shell = anna.get("/_dash-layout", headers=DUTCH).get_json()
    assert left(of_components(shell)) == []
    for path in SHOWN:
        assert left(of_components(sent(conn, path, "nl"))) == [], path


def plain(component: object) -> object:
    """What the encoder doesn't know."""
    return component.to_plotly_json() if hasattr(component, "to_plotly_json") else str(component)


def test_what_both_languages_say_alike_is_nobodys_sentence(
    anna: FlaskClient, conn: db.Connection
) -> None:
    """What is in no catalogue would be alike."""
    alike = {message for message, translation in pairs("nl").items() if message == translation}
    alike |= {tool.title for tool in mail_tools.MAIL_TOOLS.values()} | set(api_keys.MEANS)
    alike |= {kind.title for kind in channel_kinds.KINDS.values()} | {"team@example.com"}
    alike |= {
        *webhooks.NAMES.values(),
        "anna",
        "Unhappy",  # the name of the rule that a database begins with
        "sint",
        "kerst",
        "Sint",
        "← Sint",
        "Kerst",
        "Mooi.",
        "Beviel het?",
        "acme",  # the example of a subdomain
        *LANGUAGES.values(),
    }
    alike |= {"fbk_…", "acme", "XLSX", "+0 min", "{{feedback_token}}", *snippet_words("nl")}
    alike |= {*question_form.EXAMPLES["nl"], *LANGUAGES_OF_WORDS, "Unhappy"}  # a case rule's name
    alike |= {topic.names["nl"] for topic in starter_set.read()}
    for path in PLAIN:
        pages = (anna.get(path, headers={**DUTCH, "Accept-Language": each}) for each in LANGUAGES)
        assert both(*(of_page(page.text) for page in pages)) <= alike, path
    for path in SHOWN:
        assert both(*(of_components(sent(conn, path, each)) for each in LANGUAGES)) <= alike, path


def both(english: Iterator[str], dutch: Iterator[str]) -> set[str]:
    """The texts with a word in them that two pages have in common; addresses and titles aside."""
    found = {each.strip().removesuffix(" · Feedback Buttons") for each in english}
    found &= {each.strip().removesuffix(" · Feedback Buttons") for each in dutch}
    return {each for each in found if re.search("[A-Za-z]{3}", each) and "://" not in each}


def snippet_words(language: str) -> tuple[str, ...]:
    """What stands in a mail's buttons and on the page behind them, in the campaign's language."""
    said = ("very poor", "excellent", *after_click._OURS.values())
    return tuple(translations(language).gettext(each) % {"score": 8} for each in said)


def sent(conn: db.Connection, path: str, language: str) -> object:
    """A page as Dash sends it."""
    address, _, query = path.partition("?")
    with speaking(language):
        page = callbacks.page(conn, address, f"?{query}" if query else "", name="anna")
        return json.loads(json.dumps([each.to_plotly_json() for each in page], default=plain))


def test_every_route_is_walked_or_sends_no_page(app: Flask) -> None:
    walked = {path.partition("?")[0] for path in (*PLAIN, *SHOWN)}
    urls = app.url_map.bind("localhost")
    found = {urls.match(path)[0] for path in walked}
    for rule in app.url_map.iter_rules():
        files = re.search(r"assets|/_|\.|stream|/list|live|healthz|readyz|session|/sso", rule.rule)
        if "GET" in (rule.methods or ()) and not files and rule.endpoint != "static":
            assert rule.endpoint in found, rule


# ---- whose language ----


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("nl", "nl"),
        ("nl-BE,fr;q=0.5", "nl"),
        ("de,nl;q=0.5", "nl"),
        ("en-GB,nl;q=0.9", "en"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_a_stranger_is_spoken_to_as_the_browser_asks(
    app: Flask, accept: str, expected: str
) -> None:
    page = app.test_client().get("/sign-in", headers={"Accept-Language": accept})
    assert f'<html lang="{expected}">' in page.text
    assert spoken() == "en"  # the next request of this thread may be a program's


def test_who_has_chosen_a_language_keeps_it_everywhere(anna: FlaskClient) -> None:
    told = anna.post("/account/language", data={"language": "nl"})
    assert "Het dashboard spreekt jouw taal." in told.text
    for path in ("/account", "/"):
        page = anna.get(path, headers={"Accept-Language": "en", "Accept": "text/html"})
        assert '<html lang="nl">' in page.text
    assert "Uitloggen" in json.dumps(anna.get("/_dash-layout").get_json())
    told = anna.post("/account/language", data={"language": ""}, headers={"Accept-Language": "en"})
    assert "The dashboard speaks your language." in told.text
    assert anna.post("/account/language", data={"language": "tlh"}).status_code == 400


def test_a_wall_is_in_the_language_of_its_link(anna: FlaskClient) -> None:
    made = anna.post("/screens", data={"name": "Gang", "language": "nl"}).text
    link = re.search(r'value="http://[^/]+(/wall[^"]+)"', made)
    assert link
    address = link[1].replace("&amp;", "&")
    assert address.endswith("&language=nl")
    anna.delete_cookie("feedback_dashboard")
    page = anna.get(address).text
    assert '<html lang="nl">' in page
    assert re.search(r"\d antwoorden|Wachten op het eerste antwoord", page)


def test_programs_are_answered_in_english(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/campaigns", headers={"Accept-Language": "nl"})
    assert answer.status_code == 401
    assert "nl" not in answer.headers.get("Content-Language", "")
    assert "key" in answer.text


def test_two_viewers_of_a_page_each_see_their_own_language(
    conn: db.Connection, database: str
) -> None:
    with db.pool(database, 4) as pool:
        hub = live_hub.Hub(database, pool)
        shown = {}
        for language in LANGUAGES:
            with speaking(language):
                shown[language] = hub.stream("sint", streams.one("sint"), lambda: True)
        seen = {language: parts(events, "score") for language, events in shown.items()}
        assert seen["en"]["score"]["children"] == "5.5"
        assert seen["nl"]["score"]["children"] == "5,5"
        assert seen["en"]["rate-note"]["children"] == "of 9,000 mails"
        assert seen["nl"]["rate-note"]["children"] == "van 9.000 mails"
        put(conn, "sint", *(Answer(200 + n, 10, SENT) for n in range(40)))
        conn.execute("select pg_notify('feedback', 'sint')")
        seen = {language: parts(events, "answers") for language, events in shown.items()}
        assert [each["score"]["children"] for each in seen.values()] == ["7.8", "7,8"]
        for events in shown.values():
            events.close()
        hub.close()


def parts(events: Iterator[str], name: str) -> dict[str, dict[str, object]]:
    """The next news that tell of a part of the page."""
    for event in events:
        if event.startswith("event: show") and f'"{name}":' in event:
            found: dict[str, dict[str, object]] = json.loads(event.partition("data: ")[2])
            return found
    raise AssertionError("the stream has ended")


def test_numbers_and_dates_are_the_languages_own() -> None:
    score = Score(7.66, 7.56, 7.76, 4812)
    with speaking("nl"):
        said = f"{text.mean(score)} {text.margin(score)} uit {text.answers(4812)}"
        assert said == "7,66 ± 0,10 uit 4.812 antwoorden"
        assert text.percent(0.0962) == "9,6%"
        assert text.utc(datetime(2025, 11, 26, 8, 5, tzinfo=UTC)) == "26 nov 2025 08:05 UTC"
        assert figures.distribution([1] * 10)["layout"]["separators"] == ",."
    assert figures.distribution([1] * 10)["layout"]["separators"] == ".,"
    assert text.utc(datetime(2025, 11, 26, 8, 5, tzinfo=UTC)) == "26 Nov 2025 08:05 UTC"


def test_a_score_that_it_is_too_early_for_says_so_in_the_readers_language() -> None:
    with speaking("nl"):
        assert text.margin(stats.score([0] * 8 + [1, 0])) == "te vroeg om te zeggen (1 tot 10)"
