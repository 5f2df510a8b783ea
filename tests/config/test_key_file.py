"""The key file: made once, whole, and for its owner's eyes only."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feedback_buttons.config import key_file


def test_the_first_start_makes_three_strong_keys_for_the_owner_alone(data_dir: Path) -> None:
    key_file.ensure(data_dir)
    keys = key_file.read(data_dir)
    assert set(keys) == set(key_file.NAMES)
    assert len(set(keys.values())) == 3
    assert all(len(key) >= 32 for key in keys.values())
    assert (data_dir / "keys.env").stat().st_mode & 0o777 == 0o600


def test_later_starts_keep_the_keys(data_dir: Path) -> None:
    key_file.ensure(data_dir)
    before = key_file.read(data_dir)
    key_file.ensure(data_dir)
    assert key_file.read(data_dir) == before
    assert [path.name for path in data_dir.iterdir()] == ["keys.env"]


def test_many_starters_at_once_agree_on_one_file(data_dir: Path) -> None:
    def start(_: int) -> dict[str, str]:
        key_file.ensure(data_dir)
        return key_file.read(data_dir)

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(start, range(32)))
    assert all(keys == seen[0] for keys in seen)


def test_a_rotated_key_is_read_with_the_old_one(data_dir: Path) -> None:
    key_file.ensure(data_dir)
    path = data_dir / "keys.env"
    path.write_text(path.read_text().replace("SIGNING_KEYS=", "SIGNING_KEYS=new,"))
    assert key_file.read(data_dir)["FEEDBACK_SIGNING_KEYS"].startswith("new,")


def test_no_key_file_means_no_keys(data_dir: Path) -> None:
    assert key_file.read(data_dir) == {}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660], ids=oct)
def test_keys_that_others_can_read_are_refused_by_name(data_dir: Path, mode: int) -> None:
    key_file.ensure(data_dir)
    (data_dir / "keys.env").chmod(mode)
    with pytest.raises(key_file.KeyFileError, match=r"chmod 600 .*/keys\.env"):
        key_file.read(data_dir)


@pytest.mark.parametrize("line", ["no equals sign", "FEEDBACK_SIGNING_KEY=misspelt"])
def test_a_strange_line_is_refused_without_showing_it(data_dir: Path, line: str) -> None:
    key_file.ensure(data_dir)
    path = data_dir / "keys.env"
    path.write_text(f"{path.read_text()}{line}\n")
    with pytest.raises(key_file.KeyFileError, match=r"keys\.env has a line") as raised:
        key_file.read(data_dir)
    assert line not in str(raised.value)
