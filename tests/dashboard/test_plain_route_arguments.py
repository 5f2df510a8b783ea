"""Whoever is signed in may send every plain page anything: none fails, none does what their role may not."""

import random
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hostile_forms import Form, Stranger, forms
from postbox import signed_in
from werkzeug.routing import Rule

from feedback_buttons.accounts.roles import may
from feedback_buttons.campaigns import campaigns
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db

ROLES = ("admin", "agent", "viewer")
TRIES = {"GET": 1, "POST": 3}  # of every rule
# What ends the session, Dash's own (test_callback_arguments.py), and what is not of a session.
ELSEWHERE = ("/sign-", "/_dash", "/_favicon", "/_reload", "/static/", "/assets/", "/<path:path>")
# What nobody may change who may neither change campaigns nor manage people.
HELD = (
    *("campaign", "api_key", "tool_key", "webhook", "wall_link", "shared_page", "alert_rule", "marker"),
    *("topic", "topic_rule", "case_rule", "rating", "overrule", "delivery", "touchpoint_target", "signin_link",
    "touchpoint_place"),
)  # fmt: skip


@pytest.fixture
def app(full_config: Config) -> Iterator[Flask]:
    app = create_app(full_config)
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def conn(full_config: Config) -> Iterator[db.Connection]:
    with db.connect(str(full_config.database_url), autocommit=True) as connection:
        yield connection


def rules(app: Flask, method: str) -> list[Rule]:
    """The rules of the plain pages that take this method."""
    all_rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [
        rule
        for rule in all_rules
        if method in (rule.methods or ()) and not rule.rule.startswith(ELSEWHERE)
    ]


def shown_forms(app: Flask) -> list[Form]:
    """Every form that an admin is shown."""
    client, shown = signed_in(app, "admin"), list[Form]()
    for rule in rules(app, "GET"):
        path = rule.rule.replace("<slug>", "full")
        if "<" not in path and "live" not in path and "." not in path:
            answer = client.get(path, headers={"Accept": "text/html"})
            shown += forms(path, answer.text) if answer.mimetype == "text/html" else []
    return shown


def sent(client: FlaskClient, stranger: Stranger, rule: Rule, method: str) -> tuple[int, str]:
    """What one made-up request is answered, and the request."""
    path, query = stranger.path(rule), stranger.query()
    body = stranger.body(path) if method == "POST" else {}
    accept = stranger.dice.choice(("text/html", "application/json", "*/*"))
    answer = client.open(
        path + query, method=method, headers={"Accept": accept}, buffered=False, **body
    )
    next(iter(answer.response), b"")  # a file or a stream begins
    answer.close()
    return answer.status_code, f"{method} {path}{query} {body}"[:3000]


def held(conn: db.Connection, role: str) -> dict[str, list[tuple[object, ...]]]:
    """By table, marks of what is in it; of the accounts, of those of other roles."""
    texts = {table: f"select md5({table}::text) from {table} order by 1" for table in HELD}  # noqa: S608 (our words)
    marks = {table: conn.execute(text.encode()).fetchall() for table, text in texts.items()}
    others = "select md5(account::text) from account where name <> %s order by 1"
    return marks | {"account": conn.execute(others, [role]).fetchall()}


@pytest.mark.parametrize("role", ROLES)
def test_no_plain_page_fails_or_does_what_a_role_may_not(
    app: Flask, conn: db.Connection, role: str
) -> None:
    slugs = [campaign.slug for campaign in campaigns.list_(conn)][:5]
    stranger = Stranger(random.Random(f"forms of {role}"), shown_forms(app), ["full", *slugs])
    client, before, statuses = signed_in(app, role), held(conn, role), dict[int, int]()
    failed = []
    for method, tries in TRIES.items():
        for rule in rules(app, method):
            for _ in range(tries):
                status, request = sent(client, stranger, rule, method)
                statuses[status] = statuses.get(status, 0) + 1
                if status >= 500:
                    failed.append(request)
                if client.get("/session").status_code == 401:  # it was ended
                    client = signed_in(app, role)
    assert not failed
    assert statuses[200] > 10
    if not may(role, "campaigns"):
        assert held(conn, role) == before
