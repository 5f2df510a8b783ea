"""All that is kept about one recipient, as a file for whoever asks what that is."""

from collections.abc import Collection
from contextlib import suppress

from flask import Blueprint, Response, json, request
from flask.typing import ResponseReturnValue

from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.mail import tool_keys
from feedback_buttons.recipients import erasure, person_export
from feedback_buttons.recipients.erasure import ErasureError
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

LONGEST = 300  # characters of a sender's own key for a person


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/people/about: what `feedback-buttons about` prints, of the recipient that a form names."""
    pages = Blueprint("person_file", __name__)
    tokens = Tokens(config.signing_keys, config.pseudonym_key)

    # Not by an address: whose file it is would stand in the logs of every proxy.
    @pages.post("/people/about")
    @auth.needs("export")
    def about() -> ResponseReturnValue:
        typed = request.form.get("reference", "").strip()[:LONGEST]
        with pool.connection() as connection, connection.transaction():
            recipients = _recipients(connection, tokens, typed)
            rows = person_export.taken(connection, recipients, by=auth.current().name)
        text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
        headers = {"Content-Disposition": 'attachment; filename="recipient.json"'}
        return Response(text, mimetype="application/json", headers=headers)

    return pages


def _recipients(connection: db.Connection, tokens: Tokens, typed: str) -> Collection[int]:
    """All recipients who may be the person that is named, by a pseudonym or by the sender's own key."""
    recipients: set[int] = set()
    if not typed:
        return recipients
    with suppress(ErasureError):
        recipients.add(erasure.parse(typed))
    signed = tool_keys.recipients(tokens, tool_keys.list_(connection), typed)
    return recipients.union(erasure.people(connection, tokens, typed), signed)
