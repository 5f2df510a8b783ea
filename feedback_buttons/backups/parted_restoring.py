"""Puts the backup of an installation over several servers back: all of it, its front alone, or one of the servers while
the rest goes on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from feedback_buttons.backups import backup_files, restoring
from feedback_buttons.backups.backup_files import BackupError, BackupFacts
from feedback_buttons.backups.restoring import Progress
from feedback_buttons.recipients import erasure
from feedback_buttons.storage import changes, db, distribution, parts
from feedback_buttons.storage import migrate as migrations

FRONT = "front"
_CLOSED = (
    "The front takes no answer until this was done again: they wait on the web machines' disks."
)


class PartRestore(NamedTuple):
    """One database of several: where it is, its backup, and what that says of itself."""

    url: str
    archive: Path
    facts: BackupFacts
    before: str = ""
    after: str = ""


def restore(
    url: str,
    backup: Path,
    now: datetime,
    *,
    servers: Sequence[str] = (),
    only: str = "",
    replace: bool = False,
    read: Progress = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> list[BackupFacts]:
    """Restore the front and its servers, or one of them, bring them up to date and part the rows over them.

    Nothing is touched before every archive is whole and every database may be replaced. Then each is all or nothing,
    and the front takes no answer until all are there.

    Args:
        url: the front's address.
        servers: the servers' addresses, in their order; without them those that the front has.
        only: "front", or a server's place in their order; "" restores all.
        replace, read, say: as restoring.restore().

    Returns:
        What was said of each that was restored.

    Raises:
        BackupError, ToolError, NoBinaries, MigrationError, psycopg.Error: as restoring.restore().
        DistributionError: the rows cannot be parted over these servers.
    """
    with db.connect(url) as connection:
        addresses = list(servers) or parts.addresses(connection)
        _refuse_front(connection, backup, addresses, only)
    restores = _restores(url, backup, addresses, only)
    for part in restores:
        restoring.refuse(part.url, part.facts, replace=replace)
    _close(url)
    try:
        for part in restores:
            say(f"Restoring {part.facts.part} …")
            restoring.load(
                part.url, part.archive, part.facts,
                replace=replace, read=read, before=part.before, after=part.after,
            )  # fmt: skip
            migrations.migrate(part.url, say)
        _open(url, addresses, now, only)
    except BaseException:
        say(_CLOSED)
        raise
    with db.connect(url, autocommit=True) as connection:
        repeated = sum(erasure.repeat(connection, place) for place in range(len(addresses)))
    if repeated:
        say(f"Erased again, what was erased after the backup: {repeated} times.")
    return [part.facts for part in restores]


def _open(url: str, addresses: Sequence[str], now: datetime, only: str) -> None:
    """Refuse cursors from before, and part the rows over the servers."""
    for place, address in enumerate(addresses):
        if only in ("", str(place)):
            with db.connect(address) as connection:
                changes.begin_anew(connection, now)
    distribution.distribute(url, addresses)
    with db.connect(url, autocommit=True) as connection:
        changes.renew(connection, now)


def _refuse_front(
    connection: db.Connection, backup: Path, addresses: Sequence[str], only: str
) -> None:
    """Refuse what does not fit together.

    Raises:
        BackupError: it does not.
    """
    part, there = backup_files.read(backup).part, parts.name(connection)
    count = backup_files.parts_of_front(part)
    if not count:
        raise BackupError(
            "{backup} is not of the front of several servers, but of {part}.",
            hint="Name the folder that `backup` printed when DATABASE_URL named the front.",
            backup=backup, part=part or "one server",
        )  # fmt: skip
    if there and there != part:
        raise BackupError(
            "DATABASE_URL names {there}, and the backup is of the {part}.",
            hint="Let DATABASE_URL name the front, or an empty database that shall be it.",
            there=there, part=part,
        )  # fmt: skip
    if len(addresses) != count:
        raise BackupError(
            "the backup is of {count} servers behind a front, and {number} are named.",
            hint="Name where each of them shall be, in their order, with --server.",
            count=count, number=len(addresses),
        )  # fmt: skip
    if only not in ("", FRONT, *map(str, range(count))):
        raise BackupError(
            "there is no server {only}.", hint="Say --only front, or --only with 0 to {last}.",
            only=only, last=count - 1,
        )  # fmt: skip
    if only.isdigit() and not there:
        raise BackupError(
            "this database is no front yet.", hint="Restore it first, with --only front."
        )


def _restores(url: str, backup: Path, addresses: Sequence[str], only: str) -> list[PartRestore]:
    """What is to be restored, the front last: each archive is as it was written."""
    restores = []
    with db.connect(url) as connection:
        folders = zip(addresses, backup_files.servers(backup), strict=True)
        for place, (address, folder) in enumerate(folders):
            if only in ("", str(place)):
                facts = backup_files.read(folder)
                archive = backup_files.check_archive(folder, facts)
                steps = distribution.part_statements(connection, facts.part)
                after = restoring.script([step.statement for step in steps])
                restores.append(PartRestore(address, archive, facts, after=after))
        if only in ("", FRONT):
            facts = backup_files.read(backup)
            archive = backup_files.check_archive(backup, facts)
            before = restoring.stand_ins(connection, facts)
            restores.append(PartRestore(url, archive, facts, before=before))
    return restores


def _close(url: str) -> None:
    """Let the front take no answer: none is to be written to what is replaced, and they wait on web's disks."""
    with db.connect(url) as connection:
        connection.execute("drop server if exists feedback_parts cascade")
