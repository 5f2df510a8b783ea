"""A release's migrations of each manner, and somebody who clicks meanwhile."""

from datetime import datetime
from pathlib import Path

from feedback_buttons.base import ids
from feedback_buttons.ratings import rating_rows
from feedback_buttons.storage import db
from feedback_buttons.storage.migration_files import Migration

# What a release brings, each in a file of its own: a column, its values, an index, and the end of the column before it.
RELEASE = {
    "9000_expand": "alter table rating add column mood smallint, add constraint low check (mood < 9) not valid;",
    "9001_backfill": "-- Manner: in steps through rating.\nupdate rating set mood = 1 where mood is null"
    " and ctid >= %(first)s::tid and ctid < %(end)s::tid",
    "9002_index": "-- Manner: beside writers.\ncreate index concurrently if not exists moods on rating (mood);",
    "9003_validate": "alter table rating validate constraint low;",
    "9004_contract": "alter table rating drop column mood;",
}


def put_in(folder: Path, migrations: list[Migration]) -> None:
    """Write these migrations and those of RELEASE into a folder."""
    for migration in migrations:
        (folder / f"{migration.name}.sql").write_bytes(migration.text)
    for name, text in RELEASE.items():
        (folder / f"{name}.sql").write_text(text)


class Writer:
    """Records first fetches, one after the other, each of another recipient."""

    def __init__(self, url: str) -> None:
        self._connection = db.write_connection(url, db.COLLECTOR, durable=False)
        self._connection.execute("set statement_timeout = 0")  # however slow the machine is
        self._ids = ids.Ids()
        self.written = 0

    def write(self) -> None:
        id, at = self._ids.next()
        values = {
            "bucket": "7",
            "since": at.isoformat(),
            "events": rating_rows.encode([_fetch(id, at)]),
        }
        assert len(self._connection.run("record_visit", values)) == 1
        self.written += 1

    def close(self) -> None:
        self._connection.close()


def _fetch(id: int, at: datetime) -> rating_rows.Event:
    return {
        "campaign": "delay",
        "recipient": id,
        "occasion": 0,
        "bucket": ids.bucket(id),
        "id": id,
        "at": at,
        "did": "get",
        "score": 7,
        "client": 1,
        "network": "unknown",
        "flags": [],
    }
