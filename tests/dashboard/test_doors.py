"""Every route and every callback of the dashboard: who is let in, and who is not."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from metrics_access import HEADERS, TOKEN
from postbox import PASSWORD, signed_in
from werkzeug.routing import Rule

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import PERMISSIONS, ROLES, Permission
from feedback_buttons.config.settings import Config
from feedback_buttons.config.sso_provider import Sso
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db

# What answers without a session: it shows nothing, or checks a key or a link of its own.
OPEN = {
    "/sign-in",
    "/sign-in/<token>",
    "/sso",
    "/sso/back",
    "/healthz",
    "/readyz",
    "/static/<path:filename>",
    "/handover/<link>",
    "/shared",
    "/shared/badge.svg",
    "/shared/frame",
    "/tickets/<channel>",
    "/unsubscribe/<token>",
    "/wall",
    "/wall/<slug>",
    "/wall-stream",
    "/wall-stream/<slug>",
    "/webhooks/<id>",
}
# What needs a session but no permission: dash's own files and frame, and the session itself.
FRAME = re.compile(r"/(_dash-.*|_reload-hash|_favicon\.ico|assets/.*|<path:path>|)")
SESSION = {"/session", "/sign-out"}


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    with db.connect(str(config.database_url)) as connection:
        for role in ROLES:
            users.add(connection, role, PASSWORD, role)
    provider = Sso("http://127.0.0.1:1", "id", "secret", (("*", "viewer"),))
    app = create_app(replace(config, sso=provider))
    yield app
    app.extensions["feedback_buttons"].close()


def doors(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every rule with a path that fits it and each of its methods."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<int:[^>]+>", "1", rule.rule)
        path = re.sub(r"<any\(\W*(\w+)[^>]*>", r"\1", path)
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            yield rule, re.sub(r"<[^>]+>", "x", path), method


def needed(app: Flask, rule: Rule) -> Permission | None:
    """The permission that a route says it needs."""
    return getattr(app.view_functions[rule.endpoint], "permission", None)


def callbacks(app: Flask) -> dict[str, Permission | None]:
    """The permission that each callback on the server says it needs, by its output."""
    return {
        output: getattr(each["callback"], "permission", None)
        for output, each in app.extensions["dash"].callback_map.items()
        if "callback" in each
    }


def call(client: FlaskClient, app: Flask, output: str) -> int:
    """Call the server for a callback as a browser would, with nothing in it; the status."""
    asked = app.extensions["dash"].callback_map[output]
    places = [each.rsplit(".", 1) for each in output.strip(".").split("...")]
    outputs = [some(id, {"property": name}) for id, name in places]
    body = {
        "output": output,
        "outputs": outputs if ".." in output else outputs[0],
        "inputs": [some(each["id"], {**each, "value": None}) for each in asked["inputs"]],
        "state": [some(each["id"], {**each, "value": None}) for each in asked["state"]],
        "changedPropIds": [],
    }
    return client.post("/_dash-update-component", json=body).status_code


def some(id: str, place: dict[str, Any]) -> Any:  # noqa: ANN401 (what JSON has)
    """A place of this id; of an id that matches many, one where one is meant and none where all are."""
    if not id.startswith("{"):
        return {**place, "id": id}
    parts = json.loads(id)
    one = {name: "x" if value == ["MATCH"] else value for name, value in parts.items()}
    return [] if ["ALL"] in one.values() else {**place, "id": one}


def test_no_route_answers_a_stranger_but_those_that_are_open(app: Flask) -> None:
    stranger = app.test_client()
    walked = set()
    for rule, path, method in doors(app):
        status = stranger.open(path, method=method).status_code
        assert status == 401 or rule.rule in OPEN, (method, path, status)
        walked.add(rule.rule)
    assert OPEN | SESSION | {"/live/<slug>", "/_dash-update-component"} <= walked


def test_every_route_says_what_it_needs(app: Flask) -> None:
    undeclared = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if not needed(app, rule) and not FRAME.fullmatch(rule.rule)
    }
    assert undeclared == OPEN | SESSION


def test_every_callback_says_what_it_needs(app: Flask) -> None:
    found = callbacks(app)
    assert "page.children" in found
    assert None not in found.values(), found


def test_no_callback_answers_a_stranger(app: Flask) -> None:
    assert {call(app.test_client(), app, output) for output in callbacks(app)} == {401}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_enters_only_where_it_may(app: Flask, role: str) -> None:
    refused_where_the_table_says_so(app, role)


def test_a_role_that_may_nothing_enters_nowhere(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast(dict[str, Any], PERMISSIONS), "viewer", frozenset())
    assert refused_where_the_table_says_so(app, "viewer") >= {"/live/<slug>", "page.children"}


def refused_where_the_table_says_so(app: Flask, role: str) -> set[str]:
    """Try everything that this role may not; return the rules and outputs that refused it."""
    client = signed_in(app, role)
    refused = set()
    for rule, path, method in doors(app):
        permission = needed(app, rule)
        if permission and not users.may(role, permission):
            assert client.open(path, method=method).status_code == 403, (method, path)
            refused.add(rule.rule)
    for output, permission in callbacks(app).items():
        if permission and not users.may(role, permission):
            assert call(client, app, output) == 403, output
            refused.add(output)
    return refused


def test_metrics_open_to_their_token_alone(app: Flask) -> None:
    stranger = app.test_client()
    assert "feedback_request_seconds" in stranger.get("/metrics", headers=HEADERS).text
    for brought in ({}, {"Authorization": "Bearer x"}, {"Authorization": TOKEN}):
        answer = stranger.get("/metrics", headers=brought)
        assert answer.status_code in (303, 401)
        assert "feedback_request_seconds" not in answer.text
