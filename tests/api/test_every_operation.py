"""Every reading operation of the API answers for every campaign of the well-filled database."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from feedback_buttons.accounts import api_keys
from feedback_buttons.accounts.api_keys import SCOPES
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.api.operations import OPERATIONS
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db

HOURS = [{"hour": "2026-12-05T10:00:00Z", "mails": 30}]
# What is asked of operations that take a body, by their names.
BODIES: dict[str, dict[str, Any]] = {
    "add_campaign": {"slug": "new", "name": "New"},
    "change_campaign": {"owner": "Bob"},
    "sign_recipients": {"recipients": [{"reference": "p0", "message": "order 1"}]},
    "sign_contacts": {"references": ["p0"]},
    "make_snippet": {"reference": "p0"},
    "put_deliveries": {"hours": HOURS},
    "put_outcomes": {
        "outcomes": [{"reference": "p0", "name": "bought again", "day": "2026-12-30"}]
    },
    "compute_what_if": {"by": "whole", "kind": "lift", "place": "after-care"},
    "save_scenario": {"name": "New", "inputs": {"by": "whole", "kind": "lift"}},
    "remove_scenario": {"name": "New"},
    "change_case": {"note": "called"},
    "add_case_rule": {"name": "Furious", "score_to": 2},
    "remove_case_rule": {"name": "Furious"},
    "share_page": {"name": "The board"},
    "revoke_shared_page": {"name": "The board"},
    "order_touchpoints": {"touchpoints": ["delivery"]},
    "find_unanswered": {"recipients": [{"reference": "p0"}]},
    "aim_touchpoint": {"touchpoint": "delivery", "score": 7.5, "answers": 500},
    "set_rest_rule": {"touchpoint": "delivery", "days": 30, "percent": 20},
    "add_channel": {"name": "new", "kind": "mail", "to": "team@example.com"},
    "pause_channel": {"name": "new", "paused": True},
    "move_channel": {"name": "new", "address": "service@example.com"},
    "set_channel_answers": {"name": "to <webhook>", "wanted": False},
    "set_channel_tickets": {"name": "to <zendesk>", "wanted": False},
    "change_channel_key": {"name": "to <webhook>"},
    "remove_channel": {"name": "new"},
    "add_alert_rule": {"name": "new", "kinds": ["case"], "channels": ["to <slack>"]},
    "remove_alert_rule": {"name": "new"},
    "replay_messages": {"channel": "to <slack>"},
}
# What is asked of those that need a query.
QUERIES = {"get_scenario_result": {"name": "All low scores"}}


@pytest.fixture
def slugs(full_config: Config) -> list[str]:
    with db.connect(str(full_config.database_url)) as connection:
        return [row[0] for row in connection.execute("select slug from campaign").fetchall()]


@pytest.fixture
def program(full_config: Config) -> Iterator[FlaskClient]:
    app = create_app(full_config)
    with db.connect(str(full_config.database_url)) as connection:
        _, secret = api_keys.add(connection, "every operation", SCOPES, "admin")
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    yield client
    app.extensions["feedback_buttons"].close()


def test_every_operation_answers_for_every_campaign(
    program: FlaskClient, slugs: list[str], subtests: pytest.Subtests
) -> None:
    assert not BODIES.keys() ^ {each.name for each in OPERATIONS if each.body}
    case = program.get("/api/v1/cases?state=all&limit=1").json["cases"][0]["case"]
    for operation in OPERATIONS:
        for slug in slugs if "{campaign}" in operation.path else [""]:
            path = operation.path.replace("{campaign}", slug).replace("{case}", case)
            with subtests.test(operation.name, slug=slug):
                body = BODIES.get(operation.name)
                answer = program.open(
                    f"/api/v1{path}",
                    method=operation.method,
                    json=body,
                    query_string=QUERIES.get(operation.name),
                )
                assert answer.status_code == operation.status, answer.text


def test_the_whole_feed_holds_every_answer_with_its_facts(
    program: FlaskClient, full_config: Config
) -> None:
    told: list[dict[str, Any]] = []
    cursor, more = "", True
    while more:
        behind = f"&cursor={cursor}" if cursor else ""
        page = program.get(f"/api/v1/campaigns/full/answers?limit=7{behind}")
        read = json.loads(page.text)
        told, cursor, more = told + read["answers"], read["cursor"], read["more"]
    with db.connect(str(full_config.database_url)) as connection:
        count = "select count(*) from rating where campaign = 'full' and state <> 'unconfirmed'"
        (stands,) = connection.execute(count).fetchone() or (0,)
        changed = "select count(*) from rating where campaign = 'full' and changed is not null"
        (followed,) = connection.execute(changed).fetchone() or (0,)
    assert len({(each["recipient"], each["occasion"]) for each in told}) == len(told) == followed
    assert len([each for each in told if each["state"] != "unconfirmed"]) == stands
    for name in ("comment", "reference", "attributes", "choice", "client", "final_at"):
        assert any(each[name] for each in told), name
