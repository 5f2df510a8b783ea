"""The migrations that this code has, and what a database says of those that it got."""

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.storage import db

FOLDER = db.SQL / "migrations"
# How it is applied, see migration_steps.py; at once where it does not say.
_MANNER = re.compile(
    rb"\A-- Manner: (?:in steps through (?P<table>\w+)|beside writers(?:, part by part of (?P<whole>\w+))?)\.\s"
)


class MigrationError(FeedbackError):
    """The database and this code's migrations don't go together, or one failed; the message says what to do."""

    code = "migration-failed"


@dataclass(frozen=True, slots=True)
class Migration:
    """A file of sql/migrations: its name without `.sql`, and its text."""

    name: str
    text: bytes

    @property
    def checksum(self) -> str:
        """The SHA-256 of its text, in hexadecimal; line ends count as one, whatever system they come from."""
        return hashlib.sha256(self.text.replace(b"\r\n", b"\n")).hexdigest()

    @property
    def table(self) -> str | None:
        """The table that it goes through in steps."""
        manner = _MANNER.match(self.text)
        return manner["table"].decode() if manner and manner["table"] else None

    @property
    def whole(self) -> str | None:
        """The partitioned table whose parts it is run for, one after the other."""
        manner = _MANNER.match(self.text)
        return manner["whole"].decode() if manner and manner["whole"] else None

    @property
    def beside_writers(self) -> bool:
        """Whether it is run without a transaction, and holds up nobody who writes."""
        manner = _MANNER.match(self.text)
        return bool(manner and not manner["table"])


class Applied(NamedTuple):
    """A migration that the database has; without a checksum where that was done before there were any."""

    name: str
    checksum: str | None


def all_() -> list[Migration]:
    """All migrations, in order.

    Raises:
        MigrationError: there are none.
    """
    migrations = [Migration(path.stem, path.read_bytes()) for path in sorted(FOLDER.glob("*.sql"))]
    if not migrations:
        raise MigrationError(
            f"no migrations found in {FOLDER}.",
            hint="Install Feedback Buttons anew: this installation is not whole.",
        )
    return migrations


def applied(connection: db.Connection) -> list[Applied]:
    """Those that the database has; none of an empty one."""
    columns = (
        "select count(*) from pg_attribute where attrelid = to_regclass('migration') and attname = 'checksum'"
        " and not attisdropped"
    )
    if db.first_value(connection, columns):
        return db.rows(connection, Applied, "applied_migrations")
    if not db.first_value(connection, "select to_regclass('migration') is not null"):
        return []
    names = db.first_value(connection, "select coalesce(array_agg(name), '{}') from migration")
    return [Applied(name, None) for name in names]


def pending(connection: db.Connection) -> list[str]:
    """The names of those that the database does not have yet; of all for an empty one.

    Raises:
        MigrationError: the database is newer than this code, or has others under the same names.
    """
    code = {migration.name: migration for migration in all_()}
    done = {row.name: row.checksum for row in applied(connection)}
    _check(code, done)
    return [name for name in code if name not in done]


def _check(code: dict[str, Migration], done: dict[str, str | None]) -> None:
    if newer := sorted(done.keys() - code.keys()):
        raise MigrationError(
            f"the database is newer than this code, which does not know {', '.join(newer)}.",
            hint="Install the version that it was migrated with, or a later one.",
        )
    changed = [
        name for name, checksum in done.items() if checksum not in (None, code[name].checksum)
    ]
    if changed:
        raise MigrationError(
            f"the database was migrated with another text of {', '.join(sorted(changed))} than this code has.",
            hint="Install the version that it was migrated with. What was applied is never changed: what is to be "
            "different stands in a migration of its own.",
        )
