"""feedback-buttons backup, restore and upgrade."""

from pathlib import Path

import click

from feedback_buttons.backups import (
    backing_up,
    backup_check,
    backup_files,
    major_upgrade,
    parted_restoring,
    restoring,
)
from feedback_buttons.backups.backup_files import BackupError
from feedback_buttons.base import ids
from feedback_buttons.cli import common
from feedback_buttons.config import databases
from feedback_buttons.config.settings import Config


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--check/--no-check",
    default=True,
    help="Restore it elsewhere, to see that it holds.  [default: check]",
)
@common.data_dir_option
def backup(folder: Path, check: bool) -> None:
    """Write a backup of the database into a new folder below FOLDER, while everything runs.

    It is one moment of the database. Then it is restored into a Postgres of its own, in the data directory, and
    the sums of all tables are compared. The keys are not in it: keep them elsewhere. Where answers are on several
    servers, DATABASE_URL names their front, and all of them are backed up together.

    \b
    Example:
      feedback-buttons backup backups
    """
    settings = common.settings(needs=())
    with databases.address(settings) as url:
        written = common.Ticker("{} bytes written …")
        summed = common.Ticker("{} rows summed up …")
        target = backing_up.make(
            url, settings, folder, ids.utc_now(), written=written, summed=summed
        )
    for part in (target, *backup_files.servers(target)):
        facts = backup_files.read(part)
        click.echo(f"{part}: {facts.bytes:,} bytes, {facts.rows:,} rows.")
        if check:
            ticker = common.Ticker("{} bytes restored, to check it …")
            rows = backup_check.check(part, settings.data_dir, ticker)
            click.echo(f"Checked: restored elsewhere, it holds the same {rows:,} rows.")
    click.echo(f"The keys are not in it. Keep a copy elsewhere of {_keys(settings)}.")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Give up what is in the database now.")
@click.option(
    "--server",
    "servers",
    multiple=True,
    metavar="ADDRESS",
    help="Of several servers: where each shall be, in their order. Without it, where the front has them.",
)
@click.option(
    "--only",
    default="",
    metavar="WHICH",
    help="Of several servers: front, or the place of one, from 0.",
)
@common.data_dir_option
def restore(folder: Path, replace: bool, servers: tuple[str, ...], only: str) -> None:
    """Restore a backup, which is a FOLDER that `backup` made, into the database.

    All or nothing: others see it when it is whole and its sums are right. A database that holds something is
    refused, unless you say --replace. Programs that follow changes through the API are told to begin again.
    The backup of several servers is restored through their front, which DATABASE_URL names: see docs/backup.md.

    \b
    Example:
      feedback-buttons restore backups/feedback-buttons-20261129T030000Z --replace
    """
    settings = common.settings(needs=())
    now, read = ids.utc_now(), common.Ticker("{} bytes restored …")
    with databases.address(settings) as url:
        if servers or only or backup_files.servers(folder):
            restored = parted_restoring.restore(
                url, folder, now,
                servers=servers, only=only, replace=replace, read=read, say=click.echo,
            )  # fmt: skip
        else:
            restored = [
                restoring.restore(url, folder, now, replace=replace, read=read, say=click.echo)
            ]
    for facts in restored:
        of_part = f" of {facts.part}" if facts.part else ""
        click.echo(
            f"Restored {facts.rows:,} rows{of_part} as of {facts.made_at:%Y-%m-%d %H:%M} UTC."
        )
    facts = restored[0]
    for name in backup_files.lost_keys(facts.keys, backup_files.key_marks(settings)):
        click.echo(f"WRONG: {name} lacks a key that belongs to this backup: {LOST[name]}", err=True)


LOST = {
    "FEEDBACK_SIGNING_KEYS": "buttons in mails that were sent with it don't work.",
    "FEEDBACK_PSEUDONYM_KEY": "everybody is somebody new.",
    "FEEDBACK_SESSION_KEYS": "secrets of channels and webhooks can't be read, shared links don't open.",
}  # fmt: skip


def _keys(settings: Config) -> str:
    """Where this installation's keys are."""
    file = settings.data_dir / "keys.env"
    return str(file) if file.exists() else "the settings " + ", ".join(LOST)


@click.command()
@click.option(
    "--programs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the old version's programs are, such as a folder of pip install --target.",
)
@common.data_dir_option
def upgrade(programs: Path | None) -> None:
    """Move the embedded database to the major version of Postgres that is installed.

    `up` must not run. The database is dumped and loaded into a new cluster, which takes the old one's place when the
    sums of all tables are equal; that needs room for it twice. The old one is kept beside it.

    \b
    Example:
      feedback-buttons upgrade --programs /tmp/postgres-18
    """
    settings = common.settings(needs=())
    if settings.database_url:
        raise BackupError(
            "DATABASE_URL names a Postgres that is not ours to upgrade.",
            hint="Use its own tools, or `backup` from the old one and `restore` into the new one.",
        )
    written, read = common.Ticker("{} bytes written …"), common.Ticker("{} bytes loaded …")
    old, new, aside = major_upgrade.upgrade(
        settings, ids.utc_now(), programs=programs, written=written, read=read
    )
    click.echo(
        f"The database is one of Postgres {new} now. That of {old} is kept in {aside}; remove it when all is well."
    )
