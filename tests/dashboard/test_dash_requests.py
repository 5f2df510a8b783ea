"""Whatever is sent to Dash is answered, and what its own script does not send is refused."""

import gc
import random
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from metrics_access import TOKEN
from postbox import PASSWORD
from werkzeug.test import Client

from feedback_buttons.accounts import users
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.dash_requests import is_call
from feedback_buttons.dashboard.kit.requests.storable_text import StorableRequest
from feedback_buttons.storage import db

ODD: tuple[Any, ...] = (
    None, 0, -1, 1e308, True, "", "x", "..", "{}", [], [[]], [None], {}, {"id": 1}, {"id": {}, "property": []}, TOKEN,
)  # fmt: skip


@pytest.fixture
def admin(config: Config, full_config: Config) -> Iterator[FlaskClient]:
    assert config.data_dir == full_config.data_dir
    with db.connect(str(full_config.database_url)) as connection:
        users.add(connection, "zora", PASSWORD, "admin")
    app = create_app(full_config)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    assert client.post("/sign-in", data={"name": "zora", "password": PASSWORD}).status_code == 303
    yield client
    app.extensions["feedback_buttons"].close()


def calls(app: Flask) -> Iterator[dict[str, Any]]:
    """What Dash's script would send of each callback, without values."""
    for output, callback in app.extensions["dash"].callback_map.items():
        names = output.strip(".").split("...") if output.startswith("..") else [output]
        outputs = [
            dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names
        ]
        yield {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": [place(part) for part in callback["inputs"]],
            "state": [place(part) for part in callback["state"]],
            "changedPropIds": [],
        }


def place(wanted: dict[str, str]) -> object:
    if wanted["id"].startswith("{"):
        return [{"id": {"chip": "x"}, "property": wanted["property"], "value": None}]
    return {"id": wanted["id"], "property": wanted["property"], "value": None}


def spoiled(call: dict[str, Any], chance: random.Random) -> object:
    """The call, with something else in one place of it."""
    if chance.random() < 0.1:
        return chance.choice(ODD)
    body = {
        name: value.copy() if isinstance(value, list | dict) else value
        for name, value in call.items()
    }
    name = chance.choice(list(body))
    part = body[name]
    kind = chance.randrange(4)
    if kind == 0:
        del body[name]
    elif kind == 1 and isinstance(part, list) and part:
        part[chance.randrange(len(part))] = chance.choice(ODD)
    elif kind == 2 and isinstance(part, list):
        part.append(chance.choice(ODD))
    else:
        body[name] = chance.choice(ODD)
    return body


def test_a_call_that_lacks_or_adds_something_is_refused(admin: FlaskClient) -> None:
    chance, refused = random.Random(5), 0
    known = admin.application.extensions["dash"].callback_map
    for call in calls(admin.application):
        assert is_call(call, known)
        for _ in range(40):
            body = spoiled(call, chance)
            if is_call(body, known):
                continue  # its callback is asked, and looks at the values
            answer = admin.post("/_dash-update-component", json=body)
            assert answer.status_code in (400, 415), body
            refused += 1
    assert refused > 300


@pytest.mark.parametrize(
    "call", [{"output": "no.such", "inputs": []}, {}, [], "x", 7, {"output": ["page"]}]
)
def test_a_call_of_no_callback_is_refused(admin: FlaskClient, call: object) -> None:
    assert admin.post("/_dash-update-component", json=call).status_code == 400


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 50_000, "[" * 30_000 + "]" * 30_000, "{", "\xff"]
)
def test_what_is_no_json_is_refused(admin: FlaskClient, text: str) -> None:
    answer = admin.post("/_dash-update-component", data=text, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "dash/x.js",
        "nothing/x.js",
        "dash/../../etc/passwd",
        "dash_renderer/..%2f..%2fx.js",
        "plotly/a.v1m1.js",
        "os/x",
    ],
)
def test_a_file_that_dash_has_not_is_not_found(admin: FlaskClient, path: str) -> None:
    assert admin.get(f"/_dash-component-suites/{path}").status_code == 404


def test_a_request_that_no_page_fits_is_gone_when_it_is_answered(admin: FlaskClient) -> None:
    gc.collect()
    gc.disable()  # it comes only after hundreds of requests, each with a body of megabytes
    try:
        for method, path in (("POST", "/healthz"), ("PUT", "/"), ("DELETE", "/campaign/full")):
            # Flask's own client keeps a request until the next one.
            answer = Client(admin.application).open(path, method=method, data=b"x" * 1000)
            assert answer.status_code == 401
            left = [thing for thing in gc.get_objects() if isinstance(thing, StorableRequest)]
            assert not left, (method, path)
    finally:
        gc.enable()
