"""How long who writes waits while each migration is applied to a large table."""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.storage import db, migration_files
from feedback_buttons.storage.migrate import migrate
from feedback_buttons.storage.migration_files import Migration
from tests.benchmarks.growth import fill
from tests.support.migration_rules import LAST_WITHOUT
from tests.support.sample_release import Writer, put_in

DAYS = 8
# Of each rating a fetch and a confirmation, by day.
_PARTS = "select make_visit_partition(day::date) from generate_series(%(first)s, %(last)s, interval '1 day') as day"
_EVIDENCE = """
insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags)
select campaign, recipient, occasion, bucket, hashint8extended(id, did.seed),
       %(first)s::timestamptz + did.seed * interval '5 seconds' + (id %% (%(days)s * 86390)) * interval '1 second',
       did.name, clicked, client, 'unknown', '{}'
from rating cross join (values ('get', 0), ('seen', 1)) as did (name, seed)
order by id %% (%(days)s * 86390)
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """One migration, "" for none: how long it took (s), how many writes meanwhile, the longest of them (ms)."""

    name: str
    manner: str
    seconds: float
    writes: int
    longest: float


def migrations(ratings: int, say: Callable[[str], None]) -> list[Applied]:
    """Apply each migration that is newer than the rules, and a sample release, to so many ratings and twice as many
    rows of evidence, of DAYS days that are over."""
    folder = Path(tempfile.mkdtemp(prefix="feedback-buttons-"))
    folder.chmod(0o755)
    files, code = folder / "migrations", migration_files.all_()
    files.mkdir()
    own, migration_files.FOLDER = migration_files.FOLDER, files
    try:
        with Server(folder) as server:
            _begin(server.url, files, [file for file in code if file.name <= LAST_WITHOUT])
            with db.connect(server.url, autocommit=True) as connection:
                fill(connection, 0, ratings, say)
                _add_evidence(connection)
            put_in(files, code)
            newer = [file for file in migration_files.all_() if file.name > LAST_WITHOUT]
            for file in newer:
                (files / f"{file.name}.sql").unlink()
            nothing = _applied(server.url, "", "", lambda: time.sleep(10))
            return [nothing, *(_apply(server.url, files, file, say) for file in newer)]
    finally:
        migration_files.FOLDER = own
        shutil.rmtree(folder)


def _add_evidence(connection: db.Connection) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight - timedelta(days=DAYS + 2)
    days = {"first": first, "last": first + timedelta(days=DAYS - 1), "days": DAYS}
    connection.execute(_PARTS.encode(), days)
    connection.execute(_EVIDENCE.encode(), days)
    connection.execute("vacuum analyze visit")


def _begin(url: str, files: Path, older: list[Migration]) -> None:
    for file in older:
        (files / f"{file.name}.sql").write_bytes(file.text)
    migrate(url)


def _apply(url: str, files: Path, file: Migration, say: Callable[[str], None]) -> Applied:
    (files / f"{file.name}.sql").write_bytes(file.text)
    manner = "in steps" if file.table else "beside writers" if file.beside_writers else "at once"
    return _applied(url, file.name, manner, lambda: migrate(url, say))


def _applied(url: str, name: str, manner: str, act: Callable[[], object]) -> Applied:
    """Do something while four click, one after the other each."""
    over, waits = threading.Event(), [[0.0] for _ in range(4)]

    def click(own: list[float]) -> None:
        writer = Writer(url)
        while not over.is_set():
            began = time.perf_counter()
            writer.write()
            own.append(time.perf_counter() - began)
        writer.close()

    threads = [threading.Thread(target=click, args=(own,)) for own in waits]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    act()
    seconds = time.perf_counter() - began
    over.set()
    for thread in threads:
        thread.join()
    writes = sum(len(own) - 1 for own in waits)
    return Applied(name, manner, seconds, writes, max(map(max, waits)) * 1000)
