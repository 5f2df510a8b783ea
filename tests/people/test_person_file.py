"""The file of all that is kept about one recipient, as editors and admins download it."""

from collections.abc import Iterator

import pytest
from answers import Answer, put
from flask import Flask
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import audit, users
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        for slug in ("delay", "order"):
            campaigns.add(connection, Campaign(slug=slug, name=slug))
            zoe = Tokens(config.signing_keys, config.pseudonym_key).recipient("zoe@example.com")
            put(connection, slug, Answer(zoe, 3, comment="Late"), Answer(8, 9))
        for role in ("agent", "editor"):
            users.add(connection, role, PASSWORD, role)
        yield connection


def test_a_person_is_named_by_their_key_or_their_pseudonym(
    app: Flask, conn: db.Connection, config: Config
) -> None:
    zoe = Tokens(config.signing_keys, config.pseudonym_key).recipient("zoe@example.com")
    editor = signed_in(app, "editor")
    for reference in (" Zoe@example.com", recipient_code(zoe)):
        answer = editor.post("/people/about", data={"reference": reference})
        assert answer.headers["Content-Disposition"].startswith("attachment")
        rows = answer.json or {}
        assert [row["campaign"] for row in rows["rating"]] == ["delay", "order"]
        assert {row["recipient"] for row in rows["rating"]} == {zoe}
    assert editor.post("/people/about", data={"reference": " "}).json == {}
    entries = audit.page(conn, account="editor").entries
    assert [entry.did for entry in entries].count("recipient exported") == 3


def test_only_who_may_export_gets_the_file(app: Flask) -> None:
    answer = signed_in(app, "agent").post("/people/about", data={"reference": recipient_code(8)})
    assert answer.status_code == 403
