"""Restores a backup, all or nothing: others see its data only when its checksums are right."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from feedback_buttons.backups import backup_files, table_sums
from feedback_buttons.backups.backup_files import BackupError, BackupFacts
from feedback_buttons.backups.postgres_tools import PsqlSession, Tools
from feedback_buttons.backups.table_sums import KeptTable
from feedback_buttons.storage import changes, db, parts
from feedback_buttons.storage import migrate as migrations

Progress = Callable[[int], object]

# Who would write meanwhile waits; answers do so on the web machines' disks. Extensions stay, and move along.
_PUT_ASIDE = """
set lock_timeout = '60s';
do $$
declare
    item record;
begin
    for item in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                and not relispartition order by relname loop
        execute format('lock table public.%I in access exclusive mode', item.relname);
    end loop;
    if exists (select 1 from pg_extension where extname = 'plproxy') then -- a front, which is distributed anew
        drop schema if exists parted cascade;
        drop extension plproxy cascade; -- it cannot be moved
    end if;
    drop schema if exists feedback_before_restore cascade;
    alter schema public rename to feedback_before_restore;
    create schema public;
    grant usage on schema public to public;
    for item in select extname from pg_extension where extnamespace = 'feedback_before_restore'::regnamespace loop
        execute format('alter extension %I set schema public', item.extname);
    end loop;
end
$$;
"""
_DROP = "drop schema feedback_before_restore cascade;\n"
_ASKS_TO_SET = 160_000  # the first Postgres in which a role may be had, and not be taken on


def restore(
    url: str,
    backup: Path,
    now: datetime,
    *,
    replace: bool = False,
    read: Progress = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> BackupFacts:
    """Restore a backup, bring it up to date, and let those who follow changes begin again.

    Args:
        replace: whether what is in the database is given up for it.
        read: told how many bytes of statements went to the database.
        say: told of each step of the migrations.

    Returns:
        What the backup said of itself.

    Raises:
        BackupError: the backup is damaged, the database is not empty, or it does not hold then what it should.
        ToolError, NoBinaries: Postgres' programs failed or are missing; nothing has changed.
        MigrationError: it was restored, and cannot be brought up to date.
        psycopg.Error: the database is away.
    """
    facts = backup_files.read(backup)
    archive = backup_files.check_archive(backup, facts)
    _refuse_part(url, facts)
    refuse(url, facts, replace=replace)
    load(url, archive, facts, replace=replace, read=read)
    migrations.migrate(url, say)
    with db.connect(url) as connection:
        changes.begin_anew(connection, now)
    return facts


def load(
    url: str,
    archive: Path,
    facts: BackupFacts,
    *,
    replace: bool = False,
    read: Progress = lambda _: None,
    before: str = "",
    after: str = "",
) -> None:
    """Load the archive in one transaction, which is kept only if every table's sums are those of the backup.

    Args:
        before: statements that it needs, which the transaction begins with.
        after: those that it ends with.

    Raises:
        BackupError: they are not; nothing has changed.
        ToolError: a statement failed, or the archive cannot be read; nothing has changed.
    """
    tools = Tools(url, also_for=facts.tools)
    with tools.session() as session:
        session.run("begin;\n" + (_PUT_ASIDE if replace else "") + before)
        session.run("\\o /dev/null\n")  # what the archive's own statements answer
        with tools.statements(archive) as source:
            session.copy(source, read)
        session.run(f"\n\\o\n{table_sums.FORMS};\n")
        if wrong := _unequal(session, facts):
            session.run("rollback;\n")
            raise BackupError(
                "the database does not hold what the backup does, in: {tables}. Nothing has been changed.",
                tables=", ".join(wrong),
            )
        # The dump's own statements left no path.
        session.run((_DROP if replace else "") + f"set search_path = public;\n{after}commit;\n")


def _unequal(session: PsqlSession, facts: BackupFacts) -> list[str]:
    """The tables whose sums are not those of the backup."""
    wrong = []
    for name, expected in facts.tables.items():
        answer = session.ask(table_sums.sum_query(name).as_string(None))
        if not answer:
            raise BrokenPipeError  # a statement before has failed, and psql has ended
        if answer != f"{expected.rows}|{expected.hash}":
            wrong.append(name)
    return wrong


def _refuse_part(url: str, facts: BackupFacts) -> None:
    """Refuse what is of an installation over several servers, whose way back is by its front.

    Raises:
        BackupError: the backup, or the database, is of one.
    """
    with db.connect(url) as connection:
        there = parts.name(connection)
    if facts.part or there:
        raise BackupError(
            "this backup is {backup}, and the database is {there}: several servers are restored through their front.",
            hint="Let DATABASE_URL name the front, and see docs/backup.md, \"Several servers\".",
            backup=facts.part or "of one server", there=there or "none of several",
        )  # fmt: skip


def refuse(url: str, facts: BackupFacts, *, replace: bool) -> None:
    """Refuse a database that is not empty, and make the roles that have rights in the backup.

    Raises:
        BackupError: it is not empty, or a role is missing and may not be made.
    """
    with db.connect(url, autocommit=True) as connection:
        backup_files.refuse_nodes(connection)
        present = db.rows(connection, KeptTable, "kept_tables")
        if present and not replace:
            raise BackupError(
                "the database already holds {number} tables.",
                hint="Name an empty one, or say --replace to give up what is in this one.",
                number=len(present),
            )
        make_roles(connection, facts)


def stand_ins(connection: db.Connection, facts: BackupFacts, *, scratch: bool = False) -> str:
    """What a database needs before the dump of a front is loaded into it, as a script; nothing for other dumps.

    Args:
        scratch: whether its functions are never to be called.
    """
    count = backup_files.parts_of_front(facts.part)
    values = {"parts": count, "scratch": scratch}
    return script(db.column(connection, "front_stand_ins", values)) if count else ""


def script(statements: Sequence[str]) -> str:
    """Statements as a script."""
    return "".join(f"{statement};\n" for statement in statements)


def make_roles(connection: db.Connection, facts: BackupFacts) -> None:
    """Make the roles that have rights in the backup and are not on this server, and let the user take on that of the
    collector, as web does.

    Raises:
        BackupError: it may not.
    """
    for name in db.column(connection, "missing_roles", {"names": facts.roles}):
        ours = sql.SQL(" login") if name == db.COLLECTOR else sql.SQL("")
        try:
            connection.execute(sql.SQL("create role {}{}").format(sql.Identifier(name), ours))
        except psycopg.errors.InsufficientPrivilege as error:
            raise BackupError(
                "the backup gives rights to the role {name}, which this server does not have.",
                hint="Let an administrator run: create role {name};", name=name,
            ) from error  # fmt: skip
    if db.COLLECTOR in facts.roles:
        _take_on_collector(connection)


def _take_on_collector(connection: db.Connection) -> None:
    """Let the user be the collector, which who has made the role is not by that."""
    right = "set" if connection.info.server_version >= _ASKS_TO_SET else "member"
    may = "select pg_has_role(current_user, %s, %s)"
    if db.first_value(connection, may, db.COLLECTOR, right):
        return
    role, user = sql.Identifier(db.COLLECTOR), sql.Identifier(connection.info.user)
    try:
        connection.execute(sql.SQL("grant {} to current_user").format(role))
    except psycopg.errors.InsufficientPrivilege as error:
        words = sql.SQL("grant {} to {};").format(role, user).as_string(connection)
        raise BackupError(
            "the user may not take on the role {name}, as web does.",
            hint="Let an administrator run: {words}", name=db.COLLECTOR, words=words,
        ) from error  # fmt: skip
