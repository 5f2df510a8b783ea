"""The page of the audit trail: newest first, by user and kind, a page at a time; the same as files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from urllib.parse import urlencode

from babel.dates import format_datetime
from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.accounts import audit, audit_export, users
from feedback_buttons.accounts.audit import Did
from feedback_buttons.accounts.audit_export import AuditRow
from feedback_buttons.base import time_zones
from feedback_buttons.base.phrases import Phrase, is_kept
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.dashboard.kit.words import not_offered, text
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.exports import export
from feedback_buttons.storage import db

# As audit.changes writes a time.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)")
_WORDS = {"sso": "single sign-on"}
# What else than numbers and names stands in an entry in words of ours, which the catalogues have.
_OURS = {"by", "role", "decision"}
KINDS: tuple[str, ...] = get_args(Did)


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """What part of the trail an address asks for."""

    before: int | None
    account: str
    did: str

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> "AuditSearch":
        """What an address's arguments mean; nonsense means nothing."""
        before, did = arguments.get("before", ""), arguments.get("did", "")
        is_number = before.isascii() and before.isdigit() and len(before) < 20
        account = " ".join(arguments.get("who", "").casefold().split())[: users.MAX_NAME]
        place = min(int(before), audit.END) if is_number else None
        return cls(place, account, did if did in KINDS else "")

    def address(self, before: int | None = None) -> str:
        """The address of this part of the trail, from a place in it on."""
        place = f"&before={before}" if before else ""
        return own(f"/audit?{self.query}{place}")

    @property
    def query(self) -> str:
        """The filters of the trail, or of its file, as its address has them: a user and a kind."""
        arguments = {"who": self.account, "did": self.did}
        return urlencode({name: value for name, value in arguments.items() if value})


def blueprint(pool: db.Pool, days: int) -> Blueprint:
    """/audit, and /audit.csv, .xlsx and .parquet; ``days`` is how long entries are kept."""
    pages = Blueprint("trail", __name__)

    @pages.get("/audit")
    @auth.needs("people")
    def trail() -> ResponseReturnValue:
        wanted = AuditSearch.read(request.args)
        with pool.connection() as connection:
            page = audit.page(
                connection,
                before=wanted.before,
                account=wanted.account or None,
                did=wanted.did or None,
            )
            names = [audit.COMMAND_LINE, *(account.name for account in users.list_(connection))]
        return render_template(
            "audit.html", wanted=wanted, page=page, names=names, kinds=KINDS, told=told, days=days,
            wrong=not_offered.sentence("did", request.args.get("did", ""), KINDS),
        )  # fmt: skip

    @pages.get("/audit.<any(csv, xlsx, parquet):form>")
    @auth.needs("people")
    def file(form: export.Form) -> ResponseReturnValue:
        return _file(pool, form)

    return pages


def _file(pool: db.Pool, form: export.Form) -> Response:
    """All of the trail that the address asks for, from its newest entry on."""
    wanted, viewer = AuditSearch.read(request.args), auth.current().name
    if wrong := not_offered.sentence("did", request.args.get("did", ""), KINDS):
        return file_links.refused([wrong])
    batches = audit_export.taken(
        pool.connection, viewer, form, account=wanted.account or None, did=wanted.did or None
    )
    chunks = export.chunks(batches, AuditRow, form, file_links.dialect())
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return Response(chunks, mimetype=export.TYPES[form], headers=headers)


def told(detail: Mapping[str, Any]) -> Iterator[str]:
    """An entry's details in lines, one for each change.

    >>> list(told({"changes": {"mails": [8, 9]}, "rows": 1200, "by": "link"}))
    ['mails: 8 → 9', 'rows: 1,200 · by: link']
    """
    for field, (old, new) in detail.get("changes", {}).items():
        yield f"{_called(field)}: {_value(field, old)} → {_value(field, new)}"
    rest = [
        f"{_called(name)}: {_value(name, value)}"
        for name, value in detail.items()
        if name != "changes"
    ]
    if rest:
        yield " · ".join(rest)


def _called(field: str) -> str:
    return tr(field.replace("_", " "))


def _value(field: str, value: object) -> str:
    """A value in words: one of ours in the language spoken, what somebody wrote as they wrote it."""
    if is_kept(value):
        return str(Phrase.read(value))
    if field in _OURS and isinstance(value, str) and value:
        return tr(_WORDS.get(value, value))
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or text.NONE
    if isinstance(value, dict):
        return "; ".join(f"{name} {_plain(part)}" for name, part in value.items()) or text.NONE
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int):
        return text.number(value)
    return text.NONE if value in (None, "") else _moment(str(value))


def _moment(value: str) -> str:
    """A time in the reader's way of writing it, by the clock of the installation; any other text as it is.

    >>> _moment("2026-12-05T08:00:00+00:00"), _moment("2026-12-05 sale")
    ('5 Dec 2026, 08:00 UTC', '2026-12-05 sale')
    """
    if not _TIME.fullmatch(value):
        return value
    at, zone = datetime.fromisoformat(value), time_zones.here()
    spoken = {"en": "en_GB"}.get(team_language.spoken(), team_language.spoken())
    return format_datetime(at, "d MMM yyyy, HH:mm z", zone, spoken)
