"""Takes a workbook (.xlsx, .ods) for the CSV that one of its sheets would be."""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from feedback_buttons.base.errors import wording
from feedback_buttons.recipients.spreadsheets import SheetError

LARGEST = 500_000_000  # bytes of what is packed in it: some million rows
_ZIP = b"PK\x03\x04"
_SECONDS = 600
_UNREADABLE = wording(
    "the file is no workbook that can be read; save it as CSV (UTF-8), without a password."
)
_TOO_MUCH = wording(
    "the workbook takes more memory or time than a list should; save it as CSV (UTF-8)."
)
_NO_SUCH = 5  # the reader's exit code where it has no such sheet
_NO_SHEET = wording("the workbook has no sheet {name!r} with a row; it has: {names}.")
_WRONG = {
    3: _UNREADABLE,
    4: wording("no sheet of the workbook has a row."),
}  # its other exit codes


@dataclass(frozen=True, slots=True)
class Sheets:
    """The name of the sheet that was read, and of the others that have rows; which of all these are hidden."""

    read: str
    others: tuple[str, ...]
    hidden: tuple[str, ...] = ()


def is_workbook(source: IO[bytes]) -> bool:
    """Whether a file begins as .xlsx and .ods do; it is at its beginning before and afterwards."""
    head = source.read(len(_ZIP))
    source.seek(0)
    return head == _ZIP


def write_csv(source: IO[bytes], target: IO[bytes], sheet: str | None = None) -> Sheets:
    """Write a sheet of a workbook in UTF-8 with a byte order mark.

    Args:
        source, target: files of the system's.
        sheet: its name; None for the first that has a table, else the first that has rows.

    Raises:
        SheetError: it is no workbook, too large, nobody can read it without a password, or it has no such sheet.
    """
    _check(source)
    source.seek(0)
    done = None
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(  # noqa: S603 (a sheet's name goes as JSON, to no shell)
            [
                sys.executable,
                "-m",
                "feedback_buttons.recipients.workbook_reader",
                json.dumps(sheet),
            ],
            stdin=source,
            stdout=target,
            stderr=subprocess.PIPE,
            timeout=_SECONDS,
            check=False,
        )
    if done and done.returncode == _NO_SUCH:
        names = ", ".join(json.loads(done.stderr)[0])
        raise SheetError(_NO_SHEET, name=sheet, names=names)
    if done is None or done.returncode:
        raise SheetError(_WRONG.get(done.returncode if done else 0, _TOO_MUCH))
    target.seek(0)
    (read, *others), hidden = json.loads(done.stderr)
    return Sheets(read, tuple(others), tuple(hidden))


@contextmanager
def as_csv(
    source: IO[bytes], sheet: str | None = None
) -> Iterator[tuple[IO[bytes], Sheets | None]]:
    """A list to read as CSV, whichever it is; and for a workbook what was read of it.

    Args:
        source: a file, or a stream that is read to its end first.
        sheet: which sheet of a workbook, see write_csv.

    Raises:
        SheetError: it is a workbook that cannot be read, or has no such sheet; or a sheet is wanted of what is none.
    """
    with tempfile.TemporaryFile() as own, tempfile.TemporaryFile() as rows:
        file = source
        if not (source.seekable() and _has_number(source)):
            shutil.copyfileobj(source, own)
            own.seek(0)
            file = own
        if is_workbook(file):
            sheets = write_csv(file, rows, sheet)
            yield rows, sheets
        elif sheet is not None:
            raise SheetError(
                wording("the file is no workbook, so it has no sheet {name!r}."), name=sheet
            )
        else:
            yield file, None


def _has_number(file: IO[bytes]) -> bool:
    """Whether the system knows it, so that another program can read on."""
    try:
        return file.fileno() >= 0
    except (OSError, AttributeError):
        return False


def _check(source: IO[bytes]) -> None:
    """Refuse, by what a zip's directory says, what would unpack to far more than a list."""
    try:
        with zipfile.ZipFile(source) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise SheetError(_UNREADABLE) from error
    if size > LARGEST:
        raise SheetError(
            wording(
                "the workbook unpacks to {size} MB, more than {largest}; save it as CSV (UTF-8)."
            ),
            size=size // 1_000_000,
            largest=LARGEST // 1_000_000,
        )
