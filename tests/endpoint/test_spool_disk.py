"""What waits lies on a disk that may be full, of its own, or left by a process that was killed."""

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from outages import eventually

from feedback_buttons.base import datadir
from feedback_buttons.endpoint import spool
from feedback_buttons.endpoint.spool import Spool, SpoolEntry, SpoolError
from feedback_buttons.endpoint.web_app import Endpoint
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES


def entry() -> SpoolEntry:
    visit = Visit(1, datetime.now(UTC), "seen", 7, 1, "unknown", mode="confirm")
    return SpoolEntry(Subject("apology", 1, 0, POLICIES["balanced"]), visit)


def files(data_dir: Path) -> list[Path]:
    return list((data_dir / "spool").glob("[0-9]*.jsonl"))


def test_a_file_of_a_process_that_wrote_nothing_is_removed(
    make: Callable[[], Endpoint], data_dir: Path
) -> None:
    (data_dir / "spool").mkdir(mode=0o700)
    (data_dir / "spool" / "1764000000000000-4711.jsonl").touch()
    make()
    eventually(lambda: not files(data_dir))


def test_a_file_that_had_no_room_for_its_first_entry_is_removed(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    own = Spool(data_dir)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fdatasync", full)
        with pytest.raises(SpoolError, match="No space left"):
            own.write([entry()])
    own.finish()
    assert files(data_dir) == []


def test_what_had_no_room_to_be_replaced_stays_as_it_was(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = datadir.prepare(data_dir) / "note.json"
    datadir.replace_file(path, "first")
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        datadir.replace_file(path, "second")
    assert path.read_text("utf-8") == "first"
    assert list(data_dir.iterdir()) == [path]


def test_a_file_that_somebody_adds_to_stays(data_dir: Path) -> None:
    own, other = Spool(data_dir), Spool(data_dir)
    own.write([entry()])
    os.truncate(files(data_dir)[0], 0)  # as it is before the first entry has come
    other.sweep()
    assert len(files(data_dir)) == 1


@pytest.mark.parametrize(("of_the_spool", "room"), [(True, False), (False, True)])
def test_room_is_asked_of_the_disk_that_the_spool_is_on(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, *, of_the_spool: bool, room: bool
) -> None:
    own = Spool(data_dir)
    own.waiting()  # makes its folder
    little = own.folder if of_the_spool else own.folder.parent

    def statvfs(path: Path) -> SimpleNamespace:
        return SimpleNamespace(f_bavail=0 if path == little else 2 * spool.RESERVE, f_frsize=1)

    monkeypatch.setattr(os, "statvfs", statvfs)
    assert own.room() is room


def test_the_metric_says_that_the_disk_is_all_but_full_until_there_is_room_again(
    make: Callable[[], Endpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    web = make().collector

    def broken() -> bytes:
        lines = web.report().splitlines()
        return next(line for line in lines if line.startswith(b"feedback_spool_broken"))

    for room, said in ((1, b"0.0"), (0, b"1.0"), (1, b"0.0")):
        free = spool.RESERVE + room
        monkeypatch.setattr(spool.spool_folder, "free", lambda _, free=free: free)
        assert broken() == b"feedback_spool_broken " + said
