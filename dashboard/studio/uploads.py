"""Lists of recipients that are uploaded in pieces, signed, and fetched again.

The files have no name: nobody can open them in another way, and the system removes them when this process
ends, however it ends. Nothing of a list is logged.
"""

import logging
import shutil
import tempfile
import threading
from datetime import datetime
from pathlib import Path
from typing import IO

from feedback_buttons.base import datadir, ids
from feedback_buttons.base.datadir import DataDirError
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.dashboard.studio import list_text as words
from feedback_buttons.dashboard.studio.uploaded_list import KEPT, Upload

log = logging.getLogger(__name__)

PIECE = 512 * 1024  # bytes sent at once: less than what proxies let through unasked
LARGEST = 2_000_000_000  # bytes of a list
MOST = 20  # lists at a time, of all users
_ROOM = 500_000_000  # bytes that stay free on the disk
_PAUSE = 30.0  # seconds between looks for lists whose time is over


class UploadError(FeedbackError):
    """A list cannot be taken; the message says why and what to do."""

    code = "upload-refused"


class Uploads:
    """The lists of this process: unlinked files in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._all: dict[str, Upload] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._tidier: threading.Thread | None = None

    def begin(self, owner: str, campaign: str, name: str, size: int, mark: str) -> Upload:
        """Take a list. One whose pieces are still coming goes on; any other of this user is forgotten.

        Raises:
            UploadError: there is no room for it.
        """
        if not 0 < size <= LARGEST:
            raise UploadError(words.LIST_TOO_LARGE if size else words.LIST_EMPTY)
        with self._lock:
            for upload in list(self._all.values()):
                if (upload.owner, upload.campaign) == (owner, campaign):
                    if upload.mark == mark and upload.state == "receiving":
                        return upload
                    self._drop(upload)
            if len(self._all) >= MOST:
                raise UploadError(words.LIST_CROWDED)
            until = ids.utc_now() + KEPT
            upload = Upload(
                owner, campaign, name[:120], size, mark, self._room(size), until, file=self.file
            )
            self._all[upload.id] = upload
            if self._tidier is None:
                self._tidier = threading.Thread(target=self._tidy, daemon=True)
                self._tidier.start()
        return upload

    def get(self, id: str, owner: str, campaign: str) -> Upload | None:
        """A list of this user, if it is still there."""
        upload = self._all.get(id)
        return upload if upload and (upload.owner, upload.campaign) == (owner, campaign) else None

    def file(self) -> IO[bytes]:
        """A file that nobody else can open."""
        return tempfile.TemporaryFile(dir=self.folder)

    def drop(self, upload: Upload) -> None:
        """Forget a list at once."""
        with self._lock:
            self._drop(upload)

    def sweep(self, now: datetime) -> int:
        """Forget the lists whose time is over; return how many there still are."""
        with self._lock:
            for upload in list(self._all.values()):
                if upload.until < now and not upload.busy:
                    self._drop(upload)
            return len(self._all)

    def close(self) -> None:
        """Drop all lists and their files."""
        self._closing.set()
        with self._lock:
            for upload in list(self._all.values()):
                self._drop(upload)

    def _drop(self, upload: Upload) -> None:
        self._all.pop(upload.id, None)
        with upload.lock:
            upload.dropped = True
            if not upload.busy:  # else whoever signs it closes it
                upload.close()

    def _room(self, size: int) -> IO[bytes]:
        try:
            folder = datadir.prepare(self.folder)
            # The list, the signed one, and what is remembered of its rows.
            if shutil.disk_usage(folder).free < 3 * size + _ROOM:
                raise UploadError(words.LIST_DISK)
            return self.file()
        except (OSError, DataDirError) as error:
            log.error("no list can be uploaded: %s", error)
            raise UploadError(words.LIST_DISK) from error

    def _tidy(self) -> None:
        while not self._closing.wait(_PAUSE):
            self.sweep(ids.utc_now())
