"""The folder of a backup: the archive, and a description by which it is checked before a restore."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from feedback_buttons.backups.table_sums import TableSum
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db, engine

ARCHIVE, FACTS = "database.dump", "backup.json"
_FORMAT = 1
_NAME = "feedback-buttons-%Y%m%dT%H%M%SZ"


class BackupError(FeedbackError):
    """A backup cannot be made, read or restored; the message says why."""

    code = "backup-unusable"


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """The description of a backup: when it was made, by which version of Postgres' tools, the archive's size and
    SHA-256, the newest migration, the roles that have rights in it, the marks of the keys that belong to it, and
    its sums. ``part`` is which part of an installation over several servers it is, "" where it is all of one."""

    made_at: datetime
    tools: int
    bytes: int
    sha256: str
    migration: str
    roles: list[str]
    keys: dict[str, list[str]]
    tables: dict[str, TableSum]
    part: str = ""

    @property
    def rows(self) -> int:
        """How many rows all its tables have."""
        return sum(entry.rows for entry in self.tables.values())


def refuse_nodes(connection: db.Connection) -> None:
    """Refuse a database whose rows are on several nodes: no dump has all of one moment.

    Raises:
        BackupError: it is one.
    """
    if engine.of_nodes(connection):
        raise BackupError(
            "the rows of this database are on the nodes of Citus, of which a dump has no one moment.",
            hint="Back up each node by its own means, up to one point of citus_create_restore_point().",
        )


def place(folder: Path, now: datetime) -> Path:
    """The folder for a backup made now."""
    return folder / now.strftime(_NAME)


def write(backup: Path, facts: BackupFacts) -> None:
    """Write the description of a backup."""
    values = {"format": _FORMAT, **asdict(facts), "made_at": facts.made_at.isoformat()}
    (backup / FACTS).write_text(json.dumps(values, indent=1) + "\n", "utf-8")


def read(backup: Path) -> BackupFacts:
    """The description of a backup.

    Raises:
        BackupError: the folder holds none that this version can read.
    """
    try:
        values = json.loads((backup / FACTS).read_text("utf-8"))
        if values.pop("format") != _FORMAT:
            raise BackupError(
                "{backup} was made by another version of this program.", backup=backup
            )
        tables = {name: TableSum(**entry) for name, entry in values.pop("tables").items()}
        at = datetime.fromisoformat(values.pop("made_at"))
        return BackupFacts(made_at=at, tables=tables, **values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(
            "{backup} is not a backup: {file} is missing or cannot be read.",
            hint="Name the folder that `backup` printed, such as backups/feedback-buttons-20261129T030000Z.",
            backup=backup, file=FACTS,
        ) from error  # fmt: skip


def servers(backup: Path) -> list[Path]:
    """The backups of the servers that one of a front has within it, in their order; none of another."""
    count = parts_of_front(read(backup).part)
    return [backup / f"server-{place}" for place in range(count)]


def parts_of_front(part: str) -> int:
    """Over how many servers rows are parted, of the name of a front; 0 where it is none.

    >>> parts_of_front("front of 2"), parts_of_front("part 1 of 2"), parts_of_front("")
    (2, 0, 0)
    """
    return int(part.removeprefix("front of ")) if part.startswith("front of ") else 0


def check_archive(backup: Path, facts: BackupFacts) -> Path:
    """The archive, which is as it was written.

    Raises:
        BackupError: it is missing, or has been changed or cut off.
    """
    archive = backup / ARCHIVE
    try:
        with archive.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BackupError(
            "cannot read {archive}: {cause}.", archive=archive, cause=error.strerror
        ) from error
    if digest != facts.sha256:
        raise BackupError(
            "{archive} is not as it was written: it has {now} bytes and had {then}, or they were changed.",
            hint="Copy it again from where it was made, or take another backup.",
            archive=archive, now=archive.stat().st_size, then=facts.bytes,
        )  # fmt: skip
    return archive


def key_marks(config: Config) -> dict[str, list[str]]:
    """A short mark of each key that the settings have, which says nothing of the key, by the setting's name."""
    keys = {
        "FEEDBACK_SIGNING_KEYS": config.signing_keys,
        "FEEDBACK_PSEUDONYM_KEY": (config.pseudonym_key,) if config.pseudonym_key else (),
        "FEEDBACK_SESSION_KEYS": config.session_keys,
    }
    return {name: [_mark(key) for key in values] for name, values in keys.items()}


def _mark(key: str) -> str:
    return hmac.new(key.encode(), b"feedback-buttons.backup", hashlib.sha256).hexdigest()[:16]


def lost_keys(then: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> list[str]:
    """The settings that had keys when the backup was made which they have no longer."""
    return [name for name, marks in then.items() if set(marks) - set(now.get(name, []))]
