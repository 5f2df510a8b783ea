"""All that is kept about a person is in their export, of every table that an erasure would empty."""

from full_campaigns import FULL

from feedback_buttons.accounts import audit
from feedback_buttons.config.settings import Config
from feedback_buttons.recipients import erasure, person_export
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db


def test_an_export_has_what_an_erasure_takes_away(full_config: Config) -> None:
    tokens = Tokens(full_config.signing_keys, full_config.pseudonym_key)
    with db.connect(str(full_config.database_url), autocommit=True) as conn:
        person = tokens.recipient("p1")
        exported = person_export.taken(conn, [person], by="anna")
        assert {"rating", "visit", "comment", "recipient", "rating_change", "case_event"} <= {
            *exported
        }
        (rating,) = exported["rating"]
        assert (rating["campaign"], rating["recipient"], rating["clicked"]) == (FULL, person, 2)
        assert rating["comment"].startswith("شكرا")
        assert all("words" not in row for rows in exported.values() for row in rows)
        entry = audit.page(conn).entries[0]
        assert (entry.did, entry.detail) == (
            "recipient exported", {"rows": sum(map(len, exported.values()))},
        )  # fmt: skip
        erasure.erase_all(conn, [person])
        left = person_export.read(conn, [person])
        assert {*left} == {"erasure", "case_event"}
        assert [row["did"] for row in left["case_event"]] == ["erased"]
        assert person_export.read(conn, [123]) == {}
