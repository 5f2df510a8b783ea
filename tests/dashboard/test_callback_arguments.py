"""Whoever is signed in may call every callback with anything: none fails, none does what a form would not."""

import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from postbox import signed_in

from feedback_buttons.accounts.roles import ROLES, may
from feedback_buttons.base import ids
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_handling import MOST_TAGS, TAG_LENGTH
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db

LONG = "x" * 100_000
# What a role may change with callbacks, by the permission that it takes.
CHANGED = {
    "comment": "handle",
    "comment_change": "handle",
    "tag": "handle",
    "marker": "campaigns",
    "overrule": "overrule",
}
HELD = f"select {', '.join(f'(select count(*) from {table})' for table in CHANGED)}"  # noqa: S608 (our words)
ROWS = 400


@pytest.fixture
def app(full_config: Config) -> Iterator[Flask]:
    app = create_app(full_config)
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def conn(full_config: Config) -> Iterator[db.Connection]:
    with db.connect(str(full_config.database_url), autocommit=True) as connection:
        yield connection


class Caller:
    """Makes up calls of callbacks: arguments that a page sends, that it never sends, and both mixed."""

    def __init__(self, conn: db.Connection, dice: random.Random) -> None:
        self.dice = dice
        found = comment_list.find(conn, Filter(), limit=5).comments
        self.keys = [str(comment.key) for comment in found]
        self.about = [
            {"slug": key.campaign, "recipient": str(key.recipient), "occasion": str(key.occasion), "events": events}
            for comment in found
            for key, events in ((comment.key, dice.randrange(5)),)
        ]  # fmt: skip
        self.slugs = [comment.key.campaign for comment in found]
        self.places = [None, "-7~2026-12-05T09:00:00+00:00~" + self.keys[0], "7~x~y", ""]

    def anything(self, deep: int = 0) -> Any:  # noqa: ANN401 (any JSON)
        """Any value that JSON has."""
        plain = (
            None, True, False, 0, 1, -1, 7, 2**31, 2**63, 1e308, 0.5, "", "x", "admin", "anna", LONG, "\0", "\ud800",
            "9" * 5000, "٣", "{", "..", "<script>", "%s", "null", *self.keys, *self.slugs, *self.places,
        )  # fmt: skip
        if deep > 2 or self.dice.random() < 0.7:
            return self.dice.choice(plain)
        many = [self.anything(deep + 1) for _ in range(self.dice.randrange(1, 4))]
        names = (
            "do",
            "to",
            "key",
            "slug",
            "events",
            "recipient",
            "occasion",
            "trail",
            "next",
            "at",
            "words",
        )
        return self.dice.choice(
            (many, dict(zip(self.dice.sample(names, len(many)), many, strict=True)))
        )

    def fitting(self, name: str) -> Any:  # noqa: ANN401 (any JSON)
        """A value such as a page sends by this name, some of its parts made up."""
        view = {
            "search": "late",
            "scores": [7],
            "period": "7d",
            "trail": self.places[1:2],
            "next": None,
        }
        known: dict[str, Any] = {
            "about": self.dice.choice(self.about), "view": view, "slug": self.dice.choice(self.slugs),
            "marker-new": {"at": self.dice.choice(("", "2026-12-01T10:00", "x")), "words": "It snowed"},
            "scores": [1, 2], "search": "late", "address": self.dice.choice(("/", "/comments", "?search=late")),
        }  # fmt: skip
        value = known.get(name, self.anything())
        if value and isinstance(value, dict) and self.dice.random() < 0.5:
            value = {**value, self.dice.choice(list(value)): self.anything()}
        return value

    def button(self, spec: str) -> dict[str, Any]:
        """The id of one of many buttons."""
        known = {
            "do": ("status", "starred", "tag", "untag", "note", "handler", "x"),
            "to": ("", "closed", "yes", "admin", "viewer", LONG, "late"),
            "key": self.keys, "decide": ("7", "none", "rules", "x"), "unmark": ("1", 1, "x"),
        }  # fmt: skip
        names = json.loads(spec)
        return {
            name: self.dice.choice(known.get(name, ("x",)))
            if self.dice.random() < 0.8
            else self.anything()
            for name in names
        }

    def argument(self, place: dict[str, str]) -> Any:  # noqa: ANN401 (any JSON)
        """One argument, in its place."""
        id: Any = place["id"]
        many = '"ALL"' in id
        id = self.button(id) if id.startswith("{") else id
        value = self.anything() if self.dice.random() < 0.4 else self.fitting(place["id"])
        sent = {"id": id, "property": place["property"], "value": value}
        return [sent] if many else sent

    def body(self, output: str, asked: dict[str, Any]) -> dict[str, Any]:
        """A whole call, with something that was pressed."""
        places = [part.rsplit(".", 1) for part in output.strip(".").split("...")]
        inputs = [self.argument(place) for place in asked["inputs"]]
        outputs = [
            {"id": self.button(id) if id.startswith("{") else id, "property": name}
            for id, name in places
        ]
        flat = [part for sent in inputs for part in (sent if isinstance(sent, list) else [sent])]
        pressed = self.dice.choice(flat)
        if self.dice.random() < 0.8:
            pressed["value"] = 1 if isinstance(pressed["id"], dict) else pressed["value"]
        key = pressed["id"]
        written = (
            json.dumps(key, sort_keys=True, separators=(",", ":")) if isinstance(key, dict) else key
        )
        changed = (
            [f"{written}.{pressed['property']}"] if self.dice.random() < 0.9 else ["{x.n_clicks"]
        )
        return {
            "output": output,
            "outputs": outputs if ".." in output else outputs[0],
            "inputs": inputs,
            "state": [self.argument(place) for place in asked["state"]],
            "changedPropIds": changed,
        }


def fair(conn: db.Connection) -> None:
    """All that is stored is what a form could have made."""
    rows = conn.execute("select tags, note, handler, status from comment").fetchall()
    for tags, note, handler, status in rows:
        assert len(tags) <= MOST_TAGS
        assert all(0 < len(tag) <= TAG_LENGTH for tag in tags)
        assert len(note) <= 2000
        assert handler is None or handler in {*ROLES}
        assert status in ("open", "closed")
    assert not conn.execute("select 1 from comment_change where length(value) > 2000").fetchall()
    assert not conn.execute("select 1 from overrule where length(note) > 500").fetchall()
    assert not conn.execute("select 1 from marker where length(words) > 200").fetchall()


@pytest.mark.parametrize("role", ROLES)
def test_no_callback_fails_or_does_what_no_form_does(
    app: Flask, conn: db.Connection, role: str
) -> None:
    client, dice = signed_in(app, role), random.Random(f"calls of {role}")
    caller = Caller(conn, dice)
    known = {
        output: asked
        for output, asked in app.extensions["dash"].callback_map.items()
        if "callback" in asked
    }
    before, began = conn.execute(HELD.encode()).fetchone(), ids.utc_now()
    statuses: dict[int, int] = {}
    for output, asked in itertools.islice(itertools.cycle(known.items()), ROWS):
        body = caller.body(output, asked)
        answer = client.post("/_dash-update-component", json=body)
        assert answer.status_code in (200, 204, 400, 403, 413), (
            answer.status_code,
            str(body)[:2000],
        )
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    assert statuses[400] > 20
    fair(conn)
    after = conn.execute(HELD.encode()).fetchone()
    assert before
    assert after
    for (table, permission), old, new in zip(CHANGED.items(), before, after, strict=True):
        assert old == new or may(role, permission), table  # type: ignore[arg-type]
    handlers = conn.execute(
        "select distinct account from comment_change where at > %s", [began]
    ).fetchall()
    assert {name for (name,) in handlers} <= {role, "agent"}


@pytest.mark.parametrize("handler", ["editor", "nobody at all", LONG])
def test_nobody_takes_a_comment_for_somebody_else(
    app: Flask, conn: db.Connection, handler: str
) -> None:
    comment = comment_list.find(conn, Filter(), limit=5).comments[-1]
    id = {"do": "handler", "to": handler, "key": str(comment.key)}
    (output,) = (name for name in app.extensions["dash"].callback_map if '"part":"done"' in name)
    asked = app.extensions["dash"].callback_map[output]
    body = Caller(conn, random.Random(1)).body(output, asked)
    written = json.dumps(id, sort_keys=True, separators=(",", ":"))
    body |= {
        "inputs": [[{"id": id, "property": "n_clicks", "value": 1}]],
        "changedPropIds": [f"{written}.n_clicks"],
    }
    for state in body["state"]:
        state["value"] = ""
    assert signed_in(app, "agent").post("/_dash-update-component", json=body).status_code == 400
    now = comment_list.get(conn, comment.key)
    assert now
    assert now.handler == comment.handler
    assert ids.utc_now() > now.at
