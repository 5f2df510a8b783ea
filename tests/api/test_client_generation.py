"""The API's document as generators of clients read it: they make a name in their language of each value it lists."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from feedback_buttons.accounts import api_keys
from feedback_buttons.accounts.api_keys import SCOPES
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.api import documents
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db


def listed(node: Any, place: str = "") -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401 (JSON)
    """Each list of allowed texts in a document, and where it stands."""
    if isinstance(node, dict):
        if all(isinstance(value, str) for value in node.get("enum", [0])):
            yield place, node["enum"]
        for name, below in node.items():
            yield from listed(below, f"{place}/{name}")
    elif isinstance(node, list):
        for number, below in enumerate(node):
            yield from listed(below, f"{place}/{number}")


def test_no_two_values_of_a_list_are_one_name_in_other_languages() -> None:
    lists = dict(listed(documents.document()))
    assert len(lists) > 20
    for place, values in lists.items():
        names = Counter(re.sub(r"[^0-9A-Z]", "", value.upper()) for value in values)
        assert [name for name, times in names.items() if times > 1] == [], place
        assert len(values) < 100, place  # what is longer grows while clients stay as they are


@pytest.fixture
def program(config: Config) -> Iterator[FlaskClient]:
    with db.connect(str(config.database_url)) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        _, secret = api_keys.add(connection, "client", SCOPES, "anna")
    app = create_app(config)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    client.post("/api/v1/channels", json={"name": "team", "kind": "mail", "to": "team@example.com"})
    yield client
    app.extensions["feedback_buttons"].close()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/campaigns/delay", {"time_zone": "amsterdam"}),
        ("POST", "/campaigns", {"slug": "new", "name": "New", "time_zone": "amsterdam"}),
        ("POST", "/alert-rules", {"name": "new", "kinds": ["case"], "channels": ["team"], "zone": "amsterdam"}),
    ],
)  # fmt: skip
def test_a_zone_that_there_is_not_is_answered_with_the_one_that_is_meant(
    program: FlaskClient, method: str, path: str, body: dict[str, Any]
) -> None:
    answer = program.open(f"/api/v1{path}", method=method, json=body)
    assert (answer.status_code, answer.json["code"]) == (409, "time-zone-unknown")
    assert "Europe/Amsterdam" in answer.json["hint"]
    assert len(answer.text) < 1000
    for zone in ("Asia/Kathmandu", "GMT+0", "America/St_Johns"):
        change = program.patch("/api/v1/campaigns/delay", json={"time_zone": zone})
        assert (change.status_code, change.json["time_zone"]) == (200, zone)
