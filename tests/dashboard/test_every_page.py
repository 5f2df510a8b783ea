"""Every page, stream and file of the dashboard is shown of the well-filled database, in English and Dutch."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from callback import ask
from flask import Flask
from flask.testing import FlaskClient
from postbox import signed_in

from feedback_buttons.accounts import wall_links
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.config import installations
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.words import overview_text, text
from feedback_buttons.i18n import team_language
from feedback_buttons.storage import db

LANGUAGES = ("en", "nl")
# What is asked for beside the plain address, by its rule.
QUERIES = {
    "/comments.<any(csv, xlsx, parquet):form>": (
        "",
        "?status=open",
        "?search=laat&scores=1-6&starred=yes",
    ),
    "/comments/live": ("", "?handler=me"),
    "/journey/live": ("", "?period=all"),
    "/journey/touchpoints.<any(csv, xlsx, parquet):form>": ("", "?period=7d&against=none"),
    "/what-if.<any(csv, xlsx, parquet, json):form>": (
        "?where=campaign:full&period=all&kind=lift&cell=%5B%22full%22%2C%22phone%22%5D",
    ),
    "/live-compare": ("?c=full&c=from-0",),
    "/compare/<any(scores, shares):chart>.<any(csv, xlsx, parquet):form>": (
        "?c=full&c=from-0&c=bare",
    ),
    "/campaigns.<any(csv, xlsx, parquet):form>": ("", "?period=7d&sort=score&language=nl"),
    "/campaigns/index.<any(csv, xlsx, parquet):form>": ("", "?touchpoint=after-care"),
    "/wall": ("", "?show=index", "?show=index&touchpoint=after-care"),
    "/wall-stream": ("", "?show=index"),
    "/people/user": ("?name=editor",),
    "/sharing": ("", "?campaign=full"),
    "/audit": ("", "?account=admin", "?did=campaign+changed", "?account=command+line"),
    "/messages": ("", "?state=dead", "?channel=to+%3Cslack%3E"),
    "/mail-tests": ("",),
    "/campaign/<slug>/studio": ("", "?scale=stars&theme=ramp", "?tool=mailchimp&language=de"),
}
# Of another page's session, or of a file that somebody has uploaded.
ELSEWHERE = re.compile(
    r"/campaign/<slug>/list/.*|/handover/.*|/sign-in.*|/sso.*|/webhooks/<id>|/static/.*|/assets/.*"
    r"|/shared.*|/unsubscribe/<token>|/_.*|/<path:path>|/session"
)
VIEWS = (
    "/", "/?period=7d&sort=-score", "/?language=nl&find=te", "/compare?c=full&c=from-0",
    "/journey", "/journey?period=7d&against=30d", "/journey?part=:nl", "/journey?part=fax:no",
    "/comments?touchpoint=after-care",
    "/comments", "/comments?status=closed", "/comments?starred=yes&sort=unhappiest", "/comments?handler=me",
    "/comments?search=laat&days=7", "/comments?campaign=full&scores=1-6", "/campaign/full/excluded?kind=withdrawn",
)  # fmt: skip


@pytest.fixture
def app(full_config: Config) -> Iterator[Flask]:
    beside = installations.parse("Germany https://127.0.0.1:9 fbk_never")
    app = create_app(replace(full_config, installations=beside))
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def conn(full_config: Config) -> Iterator[db.Connection]:
    with db.connect(str(full_config.database_url)) as connection:
        yield connection


def admin(app: Flask, language: str) -> FlaskClient:
    """An admin's browser that asks for this language."""
    client = signed_in(app, "admin")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def slugs(conn: db.Connection) -> list[str]:
    """The campaigns' slugs; of those that only differ in what they ask, one."""
    found = conn.execute("select slug from campaign where slug not like 'asks-%' or asks = 'stars'")
    return [row[0] for row in found.fetchall()]


def addresses(app: Flask, conn: db.Connection, campaigns: list[str] | None = None) -> Iterator[str]:
    """Every address that can be fetched: each rule, with each of the campaigns (by default all) and choices that
    it takes."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or ELSEWHERE.fullmatch(rule.rule):
            continue
        places = re.findall(r"<any\(([^)]*)\):\w+>", rule.rule)
        for choice in itertools.product(*(words.split(", ") for words in places)):
            path = re.sub(r"<any[^>]*>", "%s", rule.rule) % choice
            for slug in (campaigns or slugs(conn)) if "<slug>" in path else [""]:
                for query in QUERIES.get(rule.rule, ("",)):
                    yield path.replace("<slug>", slug).replace("<topic>", "delivery") + query


def recipients(conn: db.Connection) -> Iterator[str]:
    """The pages of every recipient of every campaign, on each of their occasions."""
    rows = conn.execute("select campaign, recipient, occasion from rating").fetchall()
    for campaign, recipient, occasion in rows:
        behind = f"/{occasion}" if occasion else ""
        yield f"/campaign/{campaign}/recipient/{recipient_code(recipient)}{behind}"


def texts(shown: object) -> Iterator[str]:
    """Every text in what Dash answers."""
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, (dict, list)):
        for each in shown.values() if isinstance(shown, dict) else shown:
            yield from texts(each)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_answers(
    app: Flask, conn: db.Connection, language: str, subtests: pytest.Subtests
) -> None:
    client, asked = admin(app, language), 0
    for address in addresses(app, conn):
        with subtests.test(address):
            answer = client.get(address, buffered=False)
            assert answer.status_code == 200, answer.text
            streams = answer.mimetype == "text/event-stream"
            said = next(iter(answer.response)) if streams else answer.data
            assert said, "is empty"
            assert b'<th scope="col"></th>' not in said, "a column has no name"
            answer.close()
        asked += 1
    assert asked > 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_dash_is_shown(
    app: Flask, conn: db.Connection, language: str, subtests: pytest.Subtests
) -> None:
    client = admin(app, language)
    with team_language.speaking(language):
        empty = (text.BROKEN, text.UNKNOWN_PAGE, text.AWAY, overview_text.CHOOSE_HINT)
        wrong = {str(each) for each in empty}
    pages = [*VIEWS, *(f"/campaign/{slug}" for slug in slugs(conn))]
    pages += [f"/campaign/{slug}/excluded" for slug in slugs(conn)]
    people = list(recipients(conn))
    for page in pages + (people if language == "en" else people[::9]):
        with subtests.test(page):
            path, _, search = page.partition("?")
            inputs = [
                {"id": "address", "property": "pathname", "value": path},
                {"id": "address", "property": "search", "value": search and f"?{search}"},
            ]
            shown = ask(client, "page.children", inputs=inputs, changedPropIds=["address.pathname"])
            assert shown.status_code == 200
            told = set(texts(shown.get_json()))
            assert told - wrong == told


@pytest.mark.parametrize("role", ["viewer", "agent", "editor"])
def test_no_address_breaks_for_those_who_may_less(
    app: Flask, conn: db.Connection, role: str, subtests: pytest.Subtests
) -> None:
    client = signed_in(app, role)
    pages = [*VIEWS, "/campaign/full", "/campaign/from-0/excluded", next(recipients(conn))]
    for address in [*addresses(app, conn, ["full"]), *pages]:
        with subtests.test(address):
            answer = client.get(address, buffered=False)
            assert answer.status_code in (200, 403)
            answer.close()


def test_every_shared_screen_is_shown(
    app: Flask, conn: db.Connection, full_config: Config, subtests: pytest.Subtests
) -> None:
    for link in wall_links.list_(conn):
        with subtests.test(link.name):
            way = wall_links.sign(link, full_config.session_keys)
            assert app.test_client().get(way).status_code == 200
            stream = app.test_client().get(way.replace("/wall", "/wall-stream"), buffered=False)
            assert next(iter(stream.response))
            stream.close()


def test_an_unknown_page_is_said_to_be(app: Flask) -> None:
    for path in ("/campaign/none", f"/campaign/{quote('é')}", "/nothing"):
        assert admin(app, "en").get(path).status_code == 404


def test_a_page_that_breaks_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callbacks, "page", lambda *_: 1 / 0)
    for language in LANGUAGES:
        inputs = [
            {"id": "address", "property": name, "value": "/"} for name in ("pathname", "search")
        ]
        shown = ask(admin(app, language), "page.children", inputs=inputs)
        with team_language.speaking(language):
            assert str(text.BROKEN) in set(texts(shown.get_json()))


@pytest.mark.parametrize(
    "address",
    [
        "/gains?by=attribute:zzz", "/what-if?by=attribute:zzz", "/messages?state=zzz", "/messages?channel=zzz",
        "/cases/times?days=zzz", "/topics?campaign=zzz", "/signing?campaign=zzz", "/audit?did=zzz",
        "/campaign/full/studio?tool=zzz", "/campaign/full/studio?theme=zzz", "/campaign/full/after?language=zzz",
        "/installations?period=zzz",
    ],
)  # fmt: skip
def test_what_an_address_asks_in_vain_is_said(app: Flask, address: str) -> None:
    page = signed_in(app, "admin").get(address)
    assert page.status_code == 200
    assert re.search(r'class="wrong" role="alert">[^<]*zzz', page.text)


def test_no_file_is_made_of_groups_that_there_are_not(app: Flask) -> None:
    assert signed_in(app, "admin").get("/gains/cells.csv?by=attribute:zzz").status_code == 400
