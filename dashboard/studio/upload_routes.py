"""The studio's upload of recipients: in pieces, so that a broken connection costs one of them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.campaigns.waves import Sending
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.words import chart_text
from feedback_buttons.dashboard.studio import list_text as words
from feedback_buttons.dashboard.studio.campaign_form import wanted
from feedback_buttons.dashboard.studio.list_signer import Signer, Wanted
from feedback_buttons.dashboard.studio.uploaded_list import Upload
from feedback_buttons.dashboard.studio.uploads import PIECE, UploadError, Uploads
from feedback_buttons.recipients import rest_rules
from feedback_buttons.recipients.references import REFERENCE
from feedback_buttons.recipients.resting import Rest
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

_READ = 1 << 18  # bytes sent at once


def blueprint(pool: db.Pool, config: Config, uploads: Uploads) -> Blueprint:
    """/campaign/<slug>/list, and below it what is done with one list; each answers with how it stands."""
    routes = Blueprint("uploads", __name__)
    signer = Signer(uploads, pool, Tokens(config.signing_keys, config.pseudonym_key))
    views = _Views(pool, config, uploads, signer)
    routes.add_url_rule("/campaign/<slug>/list", methods=["POST"], view_func=views.begin)
    routes.add_url_rule("/campaign/<slug>/list/<id>", view_func=views.status)
    routes.add_url_rule("/campaign/<slug>/list/<id>", methods=["PUT"], view_func=views.piece)
    routes.add_url_rule("/campaign/<slug>/list/<id>/sheet", methods=["POST"], view_func=views.sheet)
    routes.add_url_rule("/campaign/<slug>/list/<id>/sign", methods=["POST"], view_func=views.sign)
    routes.add_url_rule(
        "/campaign/<slug>/list/<id>/<any(signed, rejects):which>.csv", view_func=views.file
    )
    routes.add_url_rule("/campaign/<slug>/list/<id>", methods=["DELETE"], view_func=views.forget)
    return routes


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool
    config: Config
    uploads: Uploads
    signer: Signer

    def _found(self, slug: str, id: str) -> Upload:
        return self.uploads.get(id, auth.current().name, slug) or abort(404)

    def _stands(self, upload: Upload, status: int = 200) -> ResponseReturnValue:
        sent: tuple[Sending, ...] = ()
        rest = Rest()
        if upload.state == "choosing":
            with self.pool.connection() as connection:
                sent = wanted(connection, upload.campaign).sendings
                rest = rest_rules.of(connection, upload.campaign)
        return render_template(
            "list.html", words=words, upload=upload, piece=PIECE, days=self.config.reference_days,
            waves=[(wave, chart_text.wave(wave)) for wave in sent] if len(sent) > 1 else (), rest=rest,
        ), status  # fmt: skip

    @auth.needs("campaigns")
    def begin(self, slug: str) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            wanted(connection, slug)
        form = request.form
        name, mark = form.get("name", ""), form.get("mark", "")
        size = form.get("size", type=int) or 0
        try:
            return self._stands(
                self.uploads.begin(auth.current().name, slug, name, size, mark), 201
            )
        except UploadError as error:
            return render_template("list.html", words=words, upload=None, wrong=error.advice), 400

    @auth.needs("campaigns")
    def status(self, slug: str, id: str) -> ResponseReturnValue:
        return self._stands(self._found(slug, id))

    @auth.needs("campaigns")
    def piece(self, slug: str, id: str) -> ResponseReturnValue:
        upload = self._found(slug, id)
        request.max_content_length = PIECE
        upload.put(request.args.get("at", -1, type=int), request.get_data(cache=False))
        return self._stands(upload)

    @auth.needs("campaigns")
    def sheet(self, slug: str, id: str) -> ResponseReturnValue:
        upload = self._found(slug, id)
        upload.choose_sheet(request.form.get("sheet", ""))
        return self._stands(upload)

    @auth.needs("campaigns")
    def sign(self, slug: str, id: str) -> ResponseReturnValue:
        upload, form = self._found(slug, id), request.form
        columns = [name for name in form.getlist("keep") if name in (*upload.columns, REFERENCE)]
        wanted = Wanted(
            column=form.get("column", upload.column),
            message=form.get("message", ""),
            contact="contact" in form,
            unanswered="unanswered" in form,
            wave=form.get("wave", 0, type=int),
            keep=tuple(columns),
            encoding=form.get("encoding") or None,
            repeats="repeats" in form,
        )
        self.signer.begin(upload, wanted)
        return self._stands(upload)

    @auth.needs("campaigns")
    def file(self, slug: str, id: str, which: str) -> ResponseReturnValue:
        upload = self._found(slug, id)
        copy = upload.copy(upload.target if which == "signed" else upload.rejects)
        if copy is None:
            abort(404)
        answer = Response(_read(copy), mimetype="text/csv")
        answer.headers["Content-Length"] = str(os.fstat(copy.fileno()).st_size)
        answer.headers.set("Content-Disposition", "attachment", filename=_name(upload, which))
        answer.call_on_close(copy.close)  # also where nobody reads
        return answer

    @auth.needs("campaigns")
    def forget(self, slug: str, id: str) -> ResponseReturnValue:
        # One that is gone already is no error: the answer to an earlier request may have been lost.
        if upload := self.uploads.get(id, auth.current().name, slug):
            self.uploads.drop(upload)
        return render_template("list.html", words=words, upload=None, done=words.LIST_FORGOTTEN)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    """The file from its beginning, independently of other readers."""
    place = 0
    with file:
        while data := os.pread(file.fileno(), _READ, place):
            place += len(data)
            yield data


def _name(upload: Upload, which: str) -> str:
    """A plain name for what is downloaded, after that of the list."""
    stem = upload.name.rpartition(".")[0] or upload.name
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in stem)
    return f"{plain.strip('-') or 'list'}-{which}.csv"
