"""The studio's upload of recipients: in pieces, so that a broken connection costs one of them."""

import os
from collections.abc import Iterator
from typing import IO

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit import auth
from feedback_buttons.dashboard.studio import list_text as words
from feedback_buttons.dashboard.studio.campaign_form import wanted
from feedback_buttons.dashboard.studio.list_signer import Signer, Wanted
from feedback_buttons.dashboard.studio.uploads import PIECE, Upload, UploadError, Uploads
from feedback_buttons.recipients.references import REFERENCE
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

_READ = 1 << 18  # bytes sent at once


def blueprint(pool: db.Pool, config: Config, uploads: Uploads) -> Blueprint:
    """/campaign/<slug>/list, and below it what is done with one list; each answers with how it stands."""
    routes = Blueprint("uploads", __name__)
    signer = Signer(uploads, pool, Tokens(config.signing_keys, config.pseudonym_key))

    def found(slug: str, id: str) -> Upload:
        return uploads.get(id, auth.current().name, slug) or abort(404)

    def stands(upload: Upload, status: int = 200) -> ResponseReturnValue:
        return render_template(
            "list.html", words=words, upload=upload, piece=PIECE, days=config.reference_days
        ), status

    @routes.post("/campaign/<slug>/list")
    @auth.needs("campaigns")
    def begin(slug: str) -> ResponseReturnValue:
        with pool.connection() as connection:
            wanted(connection, slug)
        form = request.form
        name, mark = form.get("name", ""), form.get("mark", "")
        size = form.get("size", type=int) or 0
        try:
            return stands(uploads.begin(auth.current().name, slug, name, size, mark), 201)
        except UploadError as error:
            return render_template("list.html", words=words, upload=None, wrong=error.advice), 400

    @routes.get("/campaign/<slug>/list/<id>")
    @auth.needs("campaigns")
    def status(slug: str, id: str) -> ResponseReturnValue:
        return stands(found(slug, id))

    @routes.put("/campaign/<slug>/list/<id>")
    @auth.needs("campaigns")
    def piece(slug: str, id: str) -> ResponseReturnValue:
        upload = found(slug, id)
        request.max_content_length = PIECE
        upload.put(request.args.get("at", -1, type=int), request.get_data(cache=False))
        return stands(upload)

    @routes.post("/campaign/<slug>/list/<id>/sign")
    @auth.needs("campaigns")
    def sign(slug: str, id: str) -> ResponseReturnValue:
        upload, form = found(slug, id), request.form
        columns = [name for name in form.getlist("keep") if name in (*upload.columns, REFERENCE)]
        wanted = Wanted(
            column=form.get("column", upload.column),
            message=form.get("message", ""),
            contact="contact" in form,
            keep=tuple(columns),
            encoding=form.get("encoding") or None,
            repeats="repeats" in form,
        )
        signer.begin(upload, wanted)
        return stands(upload)

    @routes.get("/campaign/<slug>/list/<id>/<any(signed, rejects):which>.csv")
    @auth.needs("campaigns")
    def file(slug: str, id: str, which: str) -> ResponseReturnValue:
        upload = found(slug, id)
        copy = upload.copy(upload.target if which == "signed" else upload.rejects)
        if copy is None:
            abort(404)
        answer = Response(_read(copy), mimetype="text/csv")
        answer.headers["Content-Length"] = str(os.fstat(copy.fileno()).st_size)
        answer.headers.set("Content-Disposition", "attachment", filename=_name(upload, which))
        answer.call_on_close(copy.close)  # also where nobody reads
        return answer

    @routes.delete("/campaign/<slug>/list/<id>")
    @auth.needs("campaigns")
    def forget(slug: str, id: str) -> ResponseReturnValue:
        uploads.drop(found(slug, id))
        return render_template("list.html", words=words, upload=None, done=words.LIST_FORGOTTEN)

    return routes


def _read(file: IO[bytes]) -> Iterator[bytes]:
    """The file from its beginning, whoever else reads it."""
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
