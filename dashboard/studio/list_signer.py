"""Signs an uploaded list, one list at a time, with the same code as `feedback-buttons sign`."""

import logging
import threading
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime

import psycopg
from psycopg_pool import PoolTimeout

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, waves
from feedback_buttons.campaigns.waves import WaveError
from feedback_buttons.dashboard.studio import list_text as words
from feedback_buttons.dashboard.studio.uploaded_list import KEPT, Upload
from feedback_buttons.dashboard.studio.uploads import Uploads
from feedback_buttons.i18n.team_language import speaking, spoken
from feedback_buttons.recipients import rest_rules
from feedback_buttons.recipients.csv_signing import (
    Listener,
    Progress,
    Signed,
    rejected,
    rejects_head,
    sign_csv,
)
from feedback_buttons.recipients.duplicates import Repeat
from feedback_buttons.recipients.list_columns import ManyRepeatsError, RecipientsError
from feedback_buttons.recipients.list_rows import BadRow, Batch
from feedback_buttons.recipients.references import References
from feedback_buttons.recipients.resting import Resting
from feedback_buttons.recipients.spreadsheets import SheetError
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

log = logging.getLogger(__name__)

SHOWN = 100  # rows named one by one
_one = threading.Lock()  # signing takes a whole core


class Dropped(Exception):
    """The list was dropped by its user while it was being signed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list is to be signed. ``message`` is the column that says which message a row is, "" where each person
    gets one; ``contact`` is for all campaigns; ``wave`` is the number of the campaign's wave that it is for, 0 where
    that is not said; ``unanswered`` leaves out who has answered; ``keep`` names columns, see References; ``repeats``
    says that many rows may name one person."""

    column: str
    message: str = ""
    contact: bool = False
    wave: int = 0
    unanswered: bool = False
    keep: tuple[str, ...] = ()
    encoding: str | None = None
    repeats: bool = False


class Notes(Listener):
    """Writes down what happens to a list, and keeps of its recipients what is asked for."""

    def __init__(self, upload: Upload, references: References | None) -> None:
        self._upload, self._references = upload, references

    def bad_row(self, row: BadRow) -> None:
        """Note a row that is left out, and write it to the file of rejects."""
        if len(self._upload.bad) < SHOWN:
            self._upload.bad.append(row)
        if self._upload.rejects:
            self._upload.rejects.write(rejected(row))

    def repeat(self, row: Repeat) -> None:
        """Note a row that names a person whom an earlier row had named."""
        if len(self._upload.repeats) < SHOWN:
            self._upload.repeats.append(row)

    def rested(self, row: BadRow) -> None:
        """Write a row whose person is not asked now to the file of rejects."""
        if self._upload.rejects:
            self._upload.rejects.write(rejected(row))

    def signing(self, batch: Batch, names: list[str]) -> None:
        """Keep the references of rows that are about to be written; stop where the list was forgotten meanwhile."""
        if self._upload.dropped:
            raise Dropped
        if self._references:
            self._references.keep(batch, names)

    def progress(self, progress: Progress) -> None:
        """Note how far the list is signed."""
        self._upload.place, self._upload.rows = progress.place.offset, progress.rows


class Signer:
    """Signs the lists of one process."""

    def __init__(self, uploads: Uploads, pool: db.Pool, tokens: Tokens) -> None:
        self._uploads, self._pool, self._tokens = uploads, pool, tokens

    def begin(self, upload: Upload, wanted: Wanted) -> None:
        """Sign a list that is whole, in a thread of its own; one that is being signed goes on."""
        with upload.lock:
            if upload.state != "choosing":
                return
            upload.state, upload.column, upload.wanted = "waiting", wanted.column, asdict(wanted)
        # What it says of the list is in the language of who brought it.
        run = (upload, wanted, spoken())
        threading.Thread(target=self._run, args=run, daemon=True).start()

    def _run(self, upload: Upload, wanted: Wanted, language: str) -> None:
        try:
            with _one:
                upload.state = "signing"
                with speaking(language):
                    signed = self._sign(upload, wanted)
            self._record(upload, wanted, signed)
            upload.until, upload.signed, upload.state = ids.utc_now() + KEPT, signed, "signed"
        except Exception as error:
            with upload.lock, speaking(language):
                upload.again(_reason(error), many=isinstance(error, ManyRepeatsError))
        with upload.lock:
            if upload.dropped:
                upload.close()

    def _sign(self, upload: Upload, wanted: Wanted) -> Signed:
        if (wanted.message or wanted.wave) and wanted.contact:
            raise RecipientsError(
                words.LIST_MESSAGE_OF_ONE if wanted.message else words.LIST_WAVE_OF_ONE
            )
        if wanted.unanswered and wanted.contact:
            raise RecipientsError(words.LIST_REMINDER_OF_ONE)
        target, rejects = self._uploads.file(), self._uploads.file()
        upload.begin(target, rejects)
        rejects.write(rejects_head())
        sent_at = self._sent_at(upload.campaign, wanted.wave) if wanted.wave else None
        with ExitStack() as held:
            kept_references = None
            if wanted.keep or wanted.message:
                connection = held.enter_context(self._pool.connection())
                messages_of = upload.campaign if wanted.message else None
                kept_references = References(connection, wanted.keep, messages_of)
            signed = sign_csv(
                upload.source,
                target,
                self._tokens.signer(None if wanted.contact else upload.campaign, sent_at),
                column=wanted.column,
                message=wanted.message or None,
                encoding=wanted.encoding,
                listener=Notes(upload, kept_references),
                scratch=held.enter_context(self._uploads.file()),
                repeats=wanted.repeats,
                resting=self._resting(held, upload.campaign, wanted),
            )
        target.flush()
        rejects.flush()
        if signed.left_out and not signed.rows:
            raise RecipientsError(words.LIST_NONE)
        return signed

    def _resting(self, held: ExitStack, campaign: str, wanted: Wanted) -> Resting | None:
        """What leaves people out of the list, in a transaction that ends with it."""
        if wanted.contact:
            return None
        connection = held.enter_context(self._pool.connection())
        return rest_rules.resting(
            connection, campaign, self._tokens.pseudonym_key, ids.utc_now(),
            unanswered=wanted.unanswered,
        )  # fmt: skip

    def _sent_at(self, slug: str, wave: int) -> datetime:
        """When a wave is sent; it may have been taken away since it was chosen."""
        with self._pool.connection() as connection:
            return waves.numbered(campaigns.get(connection, slug).sendings, wave).sent_at

    def _record(self, upload: Upload, wanted: Wanted, signed: Signed) -> None:
        facts = {"rows": signed.rows, "left_out": signed.left_out, "kept": list(wanted.keep)}
        if signed.rested or signed.outside or signed.answered:
            facts |= {"rested": signed.rested, "outside": signed.outside}
            facts["answered"] = signed.answered
        if wanted.message:
            facts["message"] = wanted.message
        if wanted.wave:
            facts["wave"] = wanted.wave
        subject = "" if wanted.contact else upload.campaign
        with self._pool.connection() as connection:
            audit.record(connection, upload.owner, "recipients signed", subject, **facts)


def _reason(error: Exception) -> str:
    """What to tell of it. What nobody foresaw is logged by its kind alone: its text may quote a row."""
    if isinstance(error, SheetError | RecipientsError | WaveError):
        return error.advice
    sentences: dict[type[Exception], str] = {
        Dropped: "",
        psycopg.Error: words.LIST_DATABASE,
        PoolTimeout: words.LIST_DATABASE,
        OSError: words.LIST_DISK,
    }
    for kind, sentence in sentences.items():
        if isinstance(error, kind):
            return sentence
    log.error("a list could not be signed: %s", type(error).__name__)
    return words.LIST_FAILED
