"""One list of recipients that is uploaded in pieces, from the first until it is gone."""

import os
import secrets
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import IO, Literal

from feedback_buttons.base import ids
from feedback_buttons.dashboard.studio import list_text as words
from feedback_buttons.i18n.team_language import speaking, spoken
from feedback_buttons.recipients import list_columns, workbooks
from feedback_buttons.recipients.csv_signing import Signed
from feedback_buttons.recipients.duplicates import Repeat
from feedback_buttons.recipients.list_columns import PersonUnknownError, RecipientsError
from feedback_buttons.recipients.list_rows import BadRow
from feedback_buttons.recipients.person_column import JUDGED, columns
from feedback_buttons.recipients.spreadsheets import Sheet, SheetError
from feedback_buttons.recipients.workbooks import Sheets

KEPT = timedelta(hours=1)
_HEAD = 256 * 1024  # bytes in which the columns' names stand

State = Literal["receiving", "reading", "choosing", "waiting", "signing", "signed", "failed"]


@dataclass
class Upload:
    """One list, from its first piece until it is gone.

    ``mark`` tells a file from others of its user, ``place`` is how many bytes of it are signed. ``column`` is the one
    that identifies a person, "" where nobody can tell yet; ``samples`` are what each column holds, ``twice`` the names
    that stand twice. ``many`` rows repeat a person by what was ``wanted`` last. ``sheets``
    is what was read of a workbook, into a ``file`` that nobody else can open; the ``book`` itself is kept where
    another of its sheets can be chosen.
    """

    owner: str
    campaign: str
    name: str
    size: int
    mark: str
    source: IO[bytes]
    until: datetime
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    state: State = "receiving"
    received: int = 0
    columns: tuple[str, ...] = ()
    column: str = ""
    samples: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    many: bool = False
    sheets: Sheets | None = None
    book: IO[bytes] | None = None
    file: Callable[[], IO[bytes]] = tempfile.TemporaryFile
    wanted: Mapping[str, object] = field(default_factory=dict)
    target: IO[bytes] | None = None
    rejects: IO[bytes] | None = None
    place: int = 0
    rows: int = 0
    bad: list[BadRow] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    signed: Signed | None = None
    wrong: str = ""
    dropped: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def busy(self) -> bool:
        """Whether it is being read or signed, or about to be."""
        return self.state in ("reading", "waiting", "signing")

    @property
    def token_place(self) -> int | None:
        """Where tokens of before stand, which name nobody and are replaced; None where there are none."""
        return list_columns.token_place(self.columns)

    def put(self, place: int, piece: bytes) -> None:
        """Write a piece. One that is there already, or comes too early, changes nothing."""
        with self.lock:
            fits = place == self.received and place + len(piece) <= self.size
            if self.dropped or self.state != "receiving" or not fits:
                return
            try:
                self.source.write(piece)
                self.source.flush()
            except OSError:
                return self.fail(words.LIST_DISK)
            self.received += len(piece)
            self.until = ids.utc_now() + KEPT
            if not self.columns and self.received >= min(self.size, _HEAD):
                self._read_head()
            if self.received == self.size and self.state == "receiving":
                self._received()

    def choose_sheet(self, name: str) -> None:
        """Read another sheet of a workbook in place of the one that was."""
        with self.lock:
            if self.dropped or self.busy or self.book is None:
                return
            self._close(self.source, self.target, self.rejects)
            self.columns, self.column, self.twice, self.wrong, self.many = (), "", (), "", False
            self.wanted, self.signed = {}, None
            self._begin_reading(self.book, name)

    def begin(self, target: IO[bytes], rejects: IO[bytes]) -> None:
        """Sign from the beginning, into these files."""
        self.source.seek(0)
        self.target, self.rejects, self.wrong = target, rejects, ""
        self.place, self.rows, self.bad, self.repeats = 0, 0, [], []

    def again(self, why: str, *, many: bool = False) -> None:
        """Let the list be signed in another way, and show why it could not be in this one."""
        self.wrong, self.many, self.state = why, many, "choosing"
        self._close(self.target, self.rejects)

    def fail(self, why: str) -> None:
        """Note why the list cannot be signed, and give back what is kept of it, but a workbook's other sheets."""
        self.wrong, self.state = why, "failed"
        self._close(self.source, self.target, self.rejects)

    def close(self) -> None:
        """Give the disk its room back."""
        self._close(self.source, self.target, self.rejects, self.book)

    def _close(self, *files: IO[bytes] | None) -> None:
        for file in files:
            if file:
                file.close()

    def copy(self, file: IO[bytes] | None) -> IO[bytes] | None:
        """A file of its own to read from: one that is forgotten meanwhile is read to its end."""
        with self.lock:
            open_ = file and not file.closed and self.state == "signed"
            return open(os.dup(file.fileno()), "rb") if file and open_ else None  # noqa: PTH123 (no path)

    def _read_head(self) -> None:
        """Its columns; what is no CSV is known by the first pieces, and a workbook once it is whole."""
        head = BytesIO(os.pread(self.source.fileno(), _HEAD, 0))
        if workbooks.is_workbook(head):
            return
        try:
            names = Sheet(head).names
            list_columns.check(names)
            self.columns, self.twice = tuple(names), tuple(list_columns.twice(names))
        except (SheetError, RecipientsError) as error:
            self.fail(error.advice)

    def _received(self) -> None:
        """Read a list that is whole; a workbook in a thread, as a million rows take a minute: longer than a request
        may."""
        self.source.seek(0)
        if not workbooks.is_workbook(self.source):
            return self._judge()
        self._begin_reading(self.source, None)

    def _begin_reading(self, book: IO[bytes], sheet: str | None) -> None:
        self.state, self.until = "reading", ids.utc_now() + KEPT
        run = (book, sheet, spoken())
        threading.Thread(target=self._read_workbook, args=run, daemon=True).start()

    def _read_workbook(self, book: IO[bytes], sheet: str | None, language: str) -> None:
        """Take a sheet as the list, as CSV; None is the first with a table."""
        rows, wrong = self.file(), ""
        with speaking(language):
            try:
                self.sheets = workbooks.write_csv(book, rows, sheet)
            except SheetError as error:
                wrong = error.sentence
            except OSError:
                wrong = str(words.LIST_DISK)
            with self.lock:
                if self.sheets and self.sheets.others:
                    self.book = book
                else:
                    book.close()
                self.source, self.size = rows, os.fstat(rows.fileno()).st_size
                self._read_head() if not wrong else self.fail(wrong)
                if self.state == "reading":
                    self._judge()
                if self.dropped:
                    self.close()

    def _judge(self) -> None:
        """Which column identifies a person, by the first rows of the whole list."""
        try:
            self.source.seek(0)
            rows = Sheet(self.source).first(JUDGED)
            judged = columns(self.columns, rows)
            self.samples = tuple(list_columns.samples(column) for column in judged)
            self.column = list_columns.person(self.columns, rows).name
            self.state = "choosing"
        except PersonUnknownError:
            self.state = "choosing"
        except (SheetError, RecipientsError) as error:
            self.fail(error.sentence)
