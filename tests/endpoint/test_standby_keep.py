"""What the database has and its standby lacks stays on the web's disk, and goes when the standby has it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_buttons.endpoint import standby_keep
from feedback_buttons.endpoint.spool import Spool, SpoolEntry
from feedback_buttons.endpoint.standby_keep import StandbyKeep, StandbyProgress
from feedback_buttons.processes.checks import standby_check
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.storage import changes, db
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES

AT = datetime(2026, 12, 3, 9, tzinfo=UTC)


def entry(number: int) -> SpoolEntry:
    subject = Subject("wave", number, 0, POLICIES["balanced"])
    return SpoolEntry(subject, Visit(number, AT, "press", 7, 1, "home"))


class Primary:
    """A database that says how far it and its standby are."""

    def __init__(self, data_dir: Path) -> None:
        self.progress: StandbyProgress | None = StandbyProgress("7-1", 100, 1, 90)
        self.keep = StandbyKeep(data_dir, lambda: self.progress)
        self.keep.look()

    def look(self, server: str, here: int, flushed: int | None) -> None:
        self.progress = StandbyProgress(server, here, int(flushed is not None), flushed)
        self.keep.look()


@pytest.fixture
def primary(tmp_path: Path) -> Primary:
    (tmp_path / "spool").mkdir()
    return Primary(tmp_path)


def replayed(data_dir: Path) -> list[int]:
    """The visits' ids that wait to be replayed."""
    return [row.visit.id for file in Spool(data_dir).segments() for row in file.entries()]


def test_it_goes_once_the_standby_has_it(primary: Primary, tmp_path: Path) -> None:
    primary.keep.add(entry(1), primary.keep.server)
    primary.look("7-1", 200, 150)
    assert standby_keep.count(tmp_path) == 1
    primary.look("7-1", 300, 199)
    assert standby_keep.count(tmp_path) == 1
    primary.look("7-1", 300, 200)
    assert standby_keep.count(tmp_path) == 0
    assert replayed(tmp_path) == []


@pytest.mark.parametrize(
    ("server", "here"),
    [("7-2", 300), ("8-1", 300), ("7-1", 120)],
    ids=["promoted", "other", "older"],
)
def test_another_database_gets_what_the_standby_may_lack(
    primary: Primary, tmp_path: Path, server: str, here: int
) -> None:
    primary.keep.add(entry(1), primary.keep.server)
    primary.look("7-1", 200, None)
    primary.keep.add(entry(2), primary.keep.server)
    primary.look(server, here, None)
    primary.look(server, here + 100, None)
    if server != "7-1":
        assert replayed(tmp_path) == [1, 2]
    else:
        assert replayed(tmp_path) == [1]


def test_an_answer_that_the_old_primary_took_while_it_was_replaced_is_replayed(
    primary: Primary, tmp_path: Path
) -> None:
    begun = primary.keep.server
    primary.look("7-2", 300, 300)
    primary.keep.add(entry(1), begun)
    primary.look("7-2", 400, 400)
    assert replayed(tmp_path) == [1]


def test_another_process_replays_what_a_killed_one_kept(primary: Primary, tmp_path: Path) -> None:
    primary.keep.add(entry(1), primary.keep.server)
    primary.keep.end()
    after = Primary(tmp_path)
    after.look("7-2", 400, None)
    assert replayed(tmp_path) == [1]


def test_a_process_that_begins_after_the_disk_was_set_back_replays_what_was_kept(
    primary: Primary, tmp_path: Path
) -> None:
    primary.look("7-1", 500, None)
    primary.keep.add(entry(1), primary.keep.server)
    primary.keep.end()
    after = Primary(tmp_path)
    after.look("7-1", 600, None)
    assert replayed(tmp_path) == [1]


def test_what_an_older_release_kept_is_read(primary: Primary, tmp_path: Path) -> None:
    primary.keep.add(entry(1), primary.keep.server)
    primary.keep.end()
    (path,) = standby_keep.waiting_files(standby_keep.folder(tmp_path))
    path.rename(path.with_name(f"{path.name.split('.')[0]}.7-1.jsonl"))
    primary.look("7-2", 400, None)
    assert replayed(tmp_path) == [1]


def test_a_restore_into_the_same_server_makes_it_another_one(database: str) -> None:
    with db.connect(database, autocommit=True) as connection:
        before = db.row(connection, StandbyProgress, "standby_progress")
        changes.begin_anew(connection, AT)
        after = db.row(connection, StandbyProgress, "standby_progress")
    assert before
    assert after
    assert before.server != after.server


def test_what_is_too_much_is_given_up_loudly(
    primary: Primary,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(standby_keep, "MOST", 10)
    primary.keep.add(entry(1), primary.keep.server)
    primary.look("7-1", 200, None)
    assert standby_keep.count(tmp_path) == 0
    assert "THE STANDBY IS TOO FAR BEHIND" in caplog.text


def test_without_the_setting_nothing_is_kept(tmp_path: Path) -> None:
    keep = StandbyKeep(tmp_path, None)
    keep.add(entry(1), keep.server)
    assert standby_keep.count(tmp_path) == 0


@pytest.mark.parametrize(
    ("progress", "on", "synchronous", "todo"),
    [
        (StandbyProgress("7-1", 100, 0, None), False, False, ""),
        (StandbyProgress("7-1", 100, 1, 90), False, True, ""),
        (StandbyProgress("7-1", 100, 1, 90), False, False, "FEEDBACK_KEEP_UNTIL=standby"),
        (StandbyProgress("7-1", 100, 1, 90), True, False, ""),
        (StandbyProgress("7-1", 100, 0, None), True, False, "Start the standby"),
        (StandbyProgress("7-1", 100, 1, None), True, False, "pg_monitor"),
        (StandbyProgress("7-1", 2**30, 1, 90), True, False, "the network"),
    ],
)
def test_check_says_how_far_the_standby_is(
    progress: StandbyProgress, on: bool, synchronous: bool, todo: str
) -> None:
    finding = standby_check.judge(progress, 3, on=on, synchronous=synchronous)
    assert finding.ok is not bool(todo)
    assert todo in finding.todo
