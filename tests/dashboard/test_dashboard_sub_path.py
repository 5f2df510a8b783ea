"""The dashboard below a path of its address, behind proxies that take the path away and others that leave it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from postbox import PASSWORD
from test_every_page import addresses, recipients
from werkzeug.test import Client

from feedback_buttons.accounts import api_keys, wall_links
from feedback_buttons.config.settings import Config
from feedback_buttons.config.sso_provider import Sso
from feedback_buttons.config.web_address import DASHBOARD_PATHS
from feedback_buttons.dashboard.account import sso_sign_in
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.requests import own_address
from feedback_buttons.storage import db

LEADS = re.compile(r'(?:href|action|src|data-address|data-document)="(/[^"]*)"')
LIVE = (
    "/",
    "/?period=7d",
    "/compare?c=full&c=from-0",
    "/comments",
    "/comments?status=closed",
    "/campaign/full",
)
PAGES = (*LIVE, "/campaign/full/excluded", "/campaign/none")


@pytest.fixture(params=["/feedback", "/my%20team/nps"])
def prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """A path, as it is written in an address."""
    path: str = request.param
    yield path
    own_address.use("")


@pytest.fixture
def app(full_config: Config, prefix: str) -> Iterator[Flask]:
    app = create_app(replace(full_config, dashboard_url=f"https://example.com{prefix}"))
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def conn(full_config: Config) -> Iterator[db.Connection]:
    with db.connect(str(full_config.database_url)) as connection:
        yield connection


def ways(shown: object) -> Iterator[str]:
    """Every address of a path in what Dash answers."""
    if isinstance(shown, list):
        for part in shown:
            yield from ways(part)
    elif isinstance(shown, dict):
        for name, value in shown.items():
            if name in ("href", "action", "stream") and str(value).startswith("/"):
                yield value
            yield from ways(value)


class Proxy:
    """Passes on what stands below a path, which it may take away; the host has other things elsewhere."""

    def __init__(self, app: Flask, prefix: str, *, takes: bool) -> None:
        self._app, self._takes = app, takes
        self._prefix = unquote(prefix)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
        path = environ["PATH_INFO"]
        assert path.startswith(f"{self._prefix}/"), f"the host has something else at {path}"
        if self._takes:
            environ["PATH_INFO"] = path.removeprefix(self._prefix)
        return self._app.wsgi_app(environ, start_response)


@pytest.fixture(params=[True, False], ids=["taken away", "left"])
def browser(request: pytest.FixtureRequest, app: Flask, prefix: str) -> Client:
    """A browser that is signed in through the proxy."""
    client = Client(Proxy(app, prefix, takes=request.param))
    asked = client.get(f"{prefix}/comments", headers={"Accept": "text/html"})
    assert asked.headers["Location"] == f"{prefix}/sign-in?next=/comments"
    form = re.search(r'action="([^"]*)"', client.get(asked.headers["Location"]).text)
    assert form
    entered = client.post(form[1], data={"name": "admin", "password": PASSWORD})
    assert entered.headers["Location"] == f"{prefix}/comments"
    session, known = entered.headers.getlist("Set-Cookie")[::-1]
    paths = [re.search(r"Path=([^;]*)", cookie) for cookie in sorted((session, known))]
    assert [path and path[1] for path in paths] == [prefix, f"{prefix}/sign-in"]
    return client


def test_every_page_leads_to_what_stands_below_the_path(
    browser: Client, conn: db.Connection, prefix: str, subtests: pytest.Subtests
) -> None:
    person = next(recipients(conn))
    app = browser.application._app
    seen: set[str] = set()
    for address in [*addresses(app, conn, ["full"]), *PAGES, person]:
        with subtests.test(address):
            answer = browser.get(f"{prefix}{address}", headers={"Accept": "text/html"})
            assert answer.status_code == (404 if address == "/campaign/none" else 200)
            if answer.mimetype == "text/event-stream":
                answer.close()
                continue
            if answer.mimetype == "text/html":
                leads = LEADS.findall(answer.text)
                assert [lead for lead in leads if not lead.startswith(f"{prefix}/")] == []
                seen.update(leads)
    assert f"{prefix}/campaign/full" in seen
    assert f"{prefix}/sign-out" in seen


def test_dash_asks_and_is_answered_below_the_path(
    browser: Client, conn: db.Connection, prefix: str, subtests: pytest.Subtests
) -> None:
    for page in [*PAGES, next(recipients(conn))]:
        with subtests.test(page):
            path, _, search = page.partition("?")
            inputs = [
                {"id": "address", "property": "pathname", "value": prefix + path},
                {"id": "address", "property": "search", "value": search and f"?{search}"},
            ]
            body = {"output": "page.children", "outputs": {"id": "page", "property": "children"},
                    "inputs": inputs, "changedPropIds": ["address.pathname"]}  # fmt: skip
            answer = browser.post(f"{prefix}/_dash-update-component", json=body)
            leads = list(ways(answer.get_json()))
            assert [lead for lead in leads if not lead.startswith(f"{prefix}/")] == []
            streams = [said for said in leads if "/live" in said]
            assert bool(streams) == (page in LIVE)
            for stream in streams:
                opened = browser.get(stream)
                assert opened.mimetype == "text/event-stream"
                opened.close()
    layout = browser.get(
        f"{prefix}/_dash-layout", headers={"Referer": f"https://example.com{prefix}/comments"}
    )
    leads = set(ways(layout.get_json()))
    assert f"{prefix}/comments" in leads
    assert [lead for lead in leads if not lead.startswith(f"{prefix}/")] == []


def test_what_the_api_calls_its_server_answers(
    browser: Client, conn: db.Connection, prefix: str
) -> None:
    secret = api_keys.add(conn, "sub-path", ["campaigns:read"], "admin")[1]
    conn.commit()
    server = browser.get(f"{prefix}/api/openapi.json").get_json()["servers"][0]["url"]
    assert server == f"{prefix}/api/v1"
    headers = {"Authorization": f"Bearer {secret}"}
    assert browser.get(f"{server}/campaigns/full", headers=headers).status_code == 200


def test_a_shared_screen_opens_below_the_path(
    browser: Client, conn: db.Connection, prefix: str, full_config: Config
) -> None:
    link = wall_links.list_(conn)[0]
    page = browser.get(prefix + wall_links.sign(link, full_config.session_keys))
    assert page.status_code == 200
    assert f'data-root="{prefix}"' in page.text


def test_single_sign_on_comes_back_below_the_path(
    full_config: Config, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Sso("https://id.example.com", "buttons", "secret", {"leads": "admin"})
    known = {"issuer": provider.issuer, "authorization_endpoint": "https://id.example.com/auth"}
    monkeypatch.setattr(
        sso_sign_in.FlaskOAuth2App,
        "load_server_metadata",
        lambda self: self.server_metadata | known,
    )
    url = f"https://example.com{prefix}"
    app = create_app(replace(full_config, dashboard_url=url, sso=provider))
    try:
        leave = Client(Proxy(app, prefix, takes=True)).get(f"{prefix}/sso")
        back = parse_qs(urlsplit(leave.headers["Location"]).query)["redirect_uri"]
        assert back == [f"{url}/sso/back"]
    finally:
        app.extensions["feedback_buttons"].close()


def test_every_path_of_the_dashboard_is_known_to_the_settings(app: Flask) -> None:
    rules = (rule.rule for rule in app.url_map.iter_rules())
    first = {re.sub(r"<any\(.*\):form>", "csv", rule).split("/")[1] for rule in rules}
    named = {name for name in first if name and not name.startswith(("_", "<"))}
    assert named - DASHBOARD_PATHS == set()
