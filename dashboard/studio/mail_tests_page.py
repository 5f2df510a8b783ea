"""The page of test mails: what was found in those that came to the linter's address."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.studio import studio_text as words
from feedback_buttons.mail_lint import lint_results
from feedback_buttons.storage import db


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/mail-tests: the last day's, newest first."""
    pages = Blueprint("mailtests", __name__)

    @pages.get("/mail-tests")
    @auth.needs("campaigns")
    def look() -> ResponseReturnValue:
        with pool.connection() as connection:
            tests = lint_results.list_(connection, ids.utc_now())
        name, _, host = config.lint_address.rpartition("@")
        return render_template(
            "mailtests.html",
            words=words,
            tests=tests,
            address=config.lint_address,
            labelled=f"{name}+{auth.current().name.partition('@')[0][:32]}@{host}",
        )

    return pages
