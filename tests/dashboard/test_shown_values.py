"""Every form that shows what is stored and saves it undoes nothing that somebody else has changed meanwhile."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from test_every_page import addresses, admin

from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.requests.shown_values import FIELD
from feedback_buttons.storage import db

# Forms whose fields hold something that they do not replace, by where they are sent.
OTHERS = {
    "/account": "the name of whose password it is",
    "/alerts/channels": "a new channel",
    "/alerts/rules": "a new rule, with what most choose",
    "/campaigns/new": "a new campaign, with what most choose",
    "/cases/rules": "a new rule, with what most choose",
    "/people": "a new user, with what most choose",
    "/screens": "a new link, with what most choose",
    "/sharing": "a new link, with what most choose",
    "/topics": "a new topic",
}
MEANWHILE = "somebody else has changed this meanwhile"


@pytest.fixture
def app(full_config: Config) -> Iterator[Flask]:
    app = create_app(full_config)
    yield app
    app.extensions["feedback_buttons"].close()


def forms(app: Flask, full_config: Config) -> Iterator[tuple[str, Any]]:
    """Every form of every page that shows something stored: the address that it is sent to, and its element."""
    client = admin(app, "en")
    with db.connect(str(full_config.database_url)) as conn:
        pages = sorted(set(addresses(app, conn, ["full"])))
    for page in pages:
        if re.search(r"[/-](live|stream)|[.]\w+($|[?])", page):  # no page
            continue
        answer = client.get(page)
        if answer.mimetype != "text/html":
            continue
        for form in html.fromstring(answer.text).iterfind(".//form"):
            if form.get("method") == "post" and filled(form):
                yield urljoin(page, form.get("action") or page), form


def filled(form: Any) -> bool:  # noqa: ANN401 (an element)
    """Whether its fields show something when it is opened."""
    return any(
        [
            *(
                field.get("value") and field.get("type") not in ("hidden", "checkbox", "radio")
                for field in form.iterfind(".//input")
            ),
            *(field.get("checked") is not None for field in form.iterfind(".//input")),
            *((field.text or "").strip() for field in form.iterfind(".//textarea")),
            *(field.get("selected") is not None for field in form.iterfind(".//option")),
        ]
    )


def test_every_form_that_shows_what_is_stored_carries_what_it_showed(
    app: Flask, full_config: Config
) -> None:
    bare, carried = set(), set()
    for address, form in forms(app, full_config):
        has = form.find(f".//input[@name='{FIELD}']") is not None
        (carried if has else bare).add(address.partition("?")[0])
    assert bare == set(OTHERS)
    assert {"/rest", "/targets", "/topics/delivery", "/people/user"} <= carried
    assert {"/campaign/full/settings", "/campaign/full/after"} <= carried


def test_every_form_says_what_somebody_else_has_changed_and_loses_nothing_typed(
    app: Flask, full_config: Config, subtests: pytest.Subtests
) -> None:
    sent = 0
    for address, form in forms(app, full_config):
        stamped = form.find(f".//input[@name='{FIELD}']")
        if stamped is None:
            continue
        stamp = {
            name: of if name == "=" else "other"
            for name, of in json.loads(stamped.get("value")).items()
        }
        fields = dict(form.form_values()) | {FIELD: json.dumps(stamp)}
        name, typed = changed(form)
        sent += 1
        with subtests.test(address=address, field=name):
            answer = post(admin(app, "en"), address, fields | {name: typed})
            assert answer.status_code == 400
            assert MEANWHILE in answer.text
            assert html.fromstring(answer.text).xpath(
                f"//input[@name='{name}'][@value=$typed] | //textarea[@name='{name}'][contains(., $last)]",
                typed=typed,
                last=typed.splitlines()[-1],
            )
    assert sent > 6


def post(client: FlaskClient, address: str, fields: dict[str, str]) -> Any:  # noqa: ANN401
    return client.post(address, data=fields)


def changed(form: Any) -> tuple[str, str]:  # noqa: ANN401 (an element)
    """A field of a form, and what somebody types into it that is not stored."""
    for field in form.iterfind(".//textarea"):
        if field.name:
            return field.name, f"{(field.text or '').strip()}\nsomething new".strip()
    for field in form.iterfind(".//input"):
        kind, name = field.get("type", "text"), field.get("name")
        if kind == "radio" and field.get("checked") is None:
            return name, field.get("value")
        if name and kind == "text" and field.get("inputmode") in ("numeric", "decimal"):
            return name, "3"
        if name and kind == "text":
            return name, f"{field.get('value', '')} new"
    raise AssertionError(html.tostring(form))
