"""What the database has and its standby lacks stays on the web's disk, and goes when the standby has it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_buttons.endpoint import standby_keep
from feedback_buttons.endpoint.spool import Spool, SpoolEntry, dumped
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

    begun: Sequence[StandbyProgress] = (StandbyProgress("7-1", 100, 1, 90),)

    def __init__(self, data_dir: Path) -> None:
        self.progress = self.begun
        self.keep = StandbyKeep(data_dir, lambda: self.progress)
        self.keep.look()

    def look(self, server: str, here: int, flushed: int | None) -> None:
        self.progress = [StandbyProgress(server, here, int(flushed is not None), flushed)]
        self.keep.look()

    def add(self, number: int) -> None:
        self.keep.add(entry(number), self.keep.server(number))


@pytest.fixture
def primary(tmp_path: Path) -> Primary:
    (tmp_path / "spool").mkdir()
    return Primary(tmp_path)


def replayed(data_dir: Path) -> list[int]:
    """The visits' ids that wait to be replayed."""
    return [row.visit.id for file in Spool(data_dir).segments() for row in file.entries()]


def test_it_goes_once_the_standby_has_it(primary: Primary, tmp_path: Path) -> None:
    primary.add(1)
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
    primary.add(1)
    primary.look("7-1", 200, None)
    primary.add(2)
    primary.look(server, here, None)
    primary.look(server, here + 100, None)
    if server != "7-1":
        assert replayed(tmp_path) == [1, 2]
    else:
        assert replayed(tmp_path) == [1]


def test_an_answer_that_the_old_primary_took_while_it_was_replaced_is_replayed(
    primary: Primary, tmp_path: Path
) -> None:
    begun = primary.keep.server(1)
    primary.look("7-2", 300, 300)
    primary.keep.add(entry(1), begun)
    primary.look("7-2", 400, 400)
    assert replayed(tmp_path) == [1]


def test_another_process_replays_what_a_killed_one_kept(primary: Primary, tmp_path: Path) -> None:
    primary.add(1)
    primary.keep.end()
    after = Primary(tmp_path)
    after.look("7-2", 400, None)
    assert replayed(tmp_path) == [1]


def test_a_process_that_begins_after_the_disk_was_set_back_replays_what_was_kept(
    primary: Primary, tmp_path: Path
) -> None:
    primary.look("7-1", 500, None)
    primary.add(1)
    primary.keep.end()
    after = Primary(tmp_path)
    after.look("7-1", 600, None)
    assert replayed(tmp_path) == [1]


def test_what_an_older_release_kept_is_read(primary: Primary, tmp_path: Path) -> None:
    primary.add(1)
    primary.keep.end()
    (path,) = standby_keep.waiting_files(standby_keep.folder(tmp_path))
    path.rename(path.with_name(f"{path.name.split('.')[0]}.7-1.jsonl"))
    primary.look("7-2", 400, None)
    assert replayed(tmp_path) == [1]


def test_a_restore_into_the_same_server_makes_it_another_one(database: str) -> None:
    with db.connect(database, autocommit=True) as connection:
        (before,) = db.rows(connection, StandbyProgress, "standbys_of_servers")
        changes.begin_anew(connection, AT)
        (after,) = db.rows(connection, StandbyProgress, "standbys_of_servers")
    assert before.server != after.server


class Several(Primary):
    """Two servers and their front: recipient 2 is on the first, 1 on the second, nobody's answers are on the front."""

    begun = ()

    def look_all(self, *servers: tuple[str, int, int | None]) -> None:
        self.progress = [
            StandbyProgress(server, here, int(bool(server)), flushed)
            for server, here, flushed in servers
        ]
        self.keep.look()


@pytest.fixture
def several(tmp_path: Path) -> Several:
    """Each has answered once."""
    servers = Several(tmp_path)
    servers.look_all(("7-1", 100, 90), ("8-1", 900, 890), ("9-1", 50, 50))
    for number in (2, 1, 0):
        servers.add(number)
    return servers


def kept_for(data_dir: Path) -> list[str]:
    """The servers for whose standbys something is kept."""
    folder = standby_keep.folder(data_dir)
    return sorted(path.name.split(".")[1] for path in standby_keep.waiting_files(folder))


def test_of_several_servers_each_waits_for_its_own_standby(
    several: Several, tmp_path: Path
) -> None:
    """The standby of one may be far beyond what another server has written."""
    several.look_all(("7-1", 200, 150), ("8-1", 1000, 950), ("9-1", 60, 60))
    several.add(2)
    several.look_all(("7-1", 300, 250), ("8-1", 1100, 960), ("9-1", 70, 70))
    several.look_all(("7-1", 300, 300), ("8-1", 1100, 960), ("9-1", 70, 70))
    assert kept_for(tmp_path) == ["8-1"]
    several.look_all(("7-1", 300, 250), ("8-1", 1100, 1000), ("9-1", 70, 70))
    assert kept_for(tmp_path) == []
    assert replayed(tmp_path) == []


def test_what_one_of_several_servers_may_have_lost_is_replayed(
    several: Several, tmp_path: Path
) -> None:
    several.look_all(("7-1", 200, 100), ("8-1", 1000, 900), ("9-1", 60, 50))
    several.look_all(("7-1", 300, 100), ("8-2", 950, None), ("9-1", 60, 50))
    several.look_all(("7-1", 300, 100), ("8-2", 960, None), ("9-1", 60, 50))
    assert replayed(tmp_path) == [1]
    assert kept_for(tmp_path) == ["7-1", "9-1"]


def test_what_is_kept_for_a_server_that_is_away_stays(several: Several, tmp_path: Path) -> None:
    for _ in range(3):
        several.look_all(("7-1", 200, 100), ("", 0, None), ("", 0, None))
    assert kept_for(tmp_path) == ["7-1", "8-1", "9-1"]
    assert replayed(tmp_path) == []
    again = Several(tmp_path)  # a process that begins while it is away
    again.look_all(("7-1", 200, 200), ("", 0, None), ("9-1", 60, 60))
    again.add(1)
    again.look_all(("7-1", 200, 200), ("", 0, None), ("9-1", 60, 60))
    assert replayed(tmp_path) == []
    again.look_all(("7-1", 200, 200), ("8-2", 900, 900), ("9-1", 60, 60))
    again.look_all(("7-1", 200, 200), ("8-2", 900, 900), ("9-1", 60, 60))
    assert replayed(tmp_path) == [1, 1]


def test_what_waited_for_several_servers_is_kept_for_each_of_them(
    several: Several, tmp_path: Path
) -> None:
    entries = [entry(number) for number in (4, 3)]
    path = tmp_path / "spool" / "1-1.jsonl"
    path.write_bytes(b"".join(map(dumped, entries)))
    several.keep.take(path, {number: several.keep.server(number) for number in (4, 3)}, entries)
    assert standby_keep.count(tmp_path) == 5
    several.look_all(("7-1", 200, 100), ("8-2", 950, None), ("9-1", 60, 50))
    several.look_all(("7-1", 200, 100), ("8-2", 950, None), ("9-1", 60, 50))
    assert replayed(tmp_path) == [1, 3]


def test_what_is_too_much_is_given_up_loudly(
    primary: Primary,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(standby_keep, "MOST", 10)
    primary.add(1)
    primary.look("7-1", 200, None)
    assert standby_keep.count(tmp_path) == 0
    assert "THE STANDBY IS TOO FAR BEHIND" in caplog.text


def test_without_the_setting_nothing_is_kept(tmp_path: Path) -> None:
    keep = StandbyKeep(tmp_path, None)
    keep.add(entry(1), keep.server(1))
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


@pytest.mark.parametrize("on", [False, True])
def test_check_promises_nothing_of_the_standbys_of_nodes(on: bool) -> None:
    finding = standby_check.of_coordinator(StandbyProgress("7-1", 100, 1, 90), on=on)
    assert (finding.ok, "those of the nodes" in finding.message) == (not on, True)
    assert ("synchronous" in finding.todo) is on
