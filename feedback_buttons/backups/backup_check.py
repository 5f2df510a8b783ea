"""Checks a backup by restoring it into a temporary server."""

import secrets
import shutil
from pathlib import Path

from feedback_buttons.backups import backup_files, restoring
from feedback_buttons.backups.restoring import Progress
from feedback_buttons.base import datadir
from feedback_buttons.embedded_postgres import postgres
from feedback_buttons.storage import db


def check(backup: Path, data_dir: Path, read: Progress = lambda _: None) -> int:
    """Restore a backup into a fresh embedded Postgres below the data directory, and compare all sums.

    Args:
        data_dir: needs room for the whole database meanwhile.
        read: told how many bytes of statements went to it.

    Returns:
        How many rows are in it.

    Raises:
        BackupError: it is damaged, or does not hold then what it should.
        ToolError, NoBinaries, PostgresError: Postgres' programs failed or are missing.
    """
    facts = backup_files.read(backup)
    archive = backup_files.check_archive(backup, facts)
    scratch = datadir.prepare(data_dir) / f"backup-check-{secrets.token_hex(4)}"
    try:
        with postgres.running(scratch, durable=False) as url:
            with db.connect(url, autocommit=True) as connection:
                restoring.make_roles(connection, facts)
                before = restoring.stand_ins(connection, facts, scratch=True)
            restoring.load(url, archive, facts, read=read, before=before)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return facts.rows
