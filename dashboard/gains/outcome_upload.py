"""The upload of what people did later, on the page of gains."""

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.gains import gains_page
from feedback_buttons.dashboard.gains.gains_choice import GainsChoice
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.recipients import outcome_lists
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

LARGEST = 32 * 1024 * 1024  # bytes: some 700,000 rows; the command line takes any
_SLACK = 64 * 1024  # what a form adds


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/gains/outcomes: keeps the list that a form brings, and shows the page of gains again."""
    pages = Blueprint("outcome_upload", __name__)
    views = _Views(pool, Tokens(config.signing_keys, config.pseudonym_key))
    pages.add_url_rule("/gains/outcomes", methods=["POST"], view_func=views.upload)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The view behind the route, and what it works with."""

    pool: db.Pool
    tokens: Tokens

    @auth.needs("campaigns")
    def upload(self) -> ResponseReturnValue:
        request.max_content_length = LARGEST + _SLACK
        file = request.files.get("outcomes")
        source = BytesIO(file.read() if file else b"")
        with self.pool.connection() as connection:
            choice = GainsChoice.read(connection, request.form)
            by, now = auth.current().name, ids.utc_now()
            sheet = request.form.get("sheet", "").strip() or None
            try:
                done = outcome_lists.store(
                    connection, source, self.tokens.recipient, now, by=by, sheet=sheet
                )
            except FeedbackError as error:
                refused = {"outcomes_wrong": error.advice}
                return gains_page.page(connection, choice, may=auth.may, **refused), 400
            return gains_page.page(connection, choice, may=auth.may, outcomes_done=done)
