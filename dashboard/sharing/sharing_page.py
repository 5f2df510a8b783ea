"""The page on which links to pages and scores are made, listed and revoked."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.accounts import shared_pages
from feedback_buttons.accounts.shared_pages import SharedPage, SharedPageError
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit import auth
from feedback_buttons.i18n.team_language import LANGUAGES, tr
from feedback_buttons.storage import db


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/sharing: all links, a new one, the end of one."""
    pages = Blueprint("sharing", __name__)

    @pages.get("/sharing")
    @auth.needs("campaigns")
    def links() -> ResponseReturnValue:
        with pool.connection() as connection:
            return _all(connection)

    @pages.post("/sharing")
    @auth.needs("campaigns")
    def share() -> ResponseReturnValue:
        form = request.form
        days = form.get("days", "")
        with pool.connection() as connection:
            try:
                page = shared_pages.make(
                    connection,
                    auth.current().name,
                    form.get("name", ""),
                    form.get("campaign") or None,
                    shows=form.get("shows", shared_pages.PAGE),
                    days=int(days) if days.isdecimal() else 0,
                )
            except SharedPageError as error:
                return _all(connection, wrong=error.advice, typed=form.get("name", "")), 400
            return _all(connection, made=_addresses(page, config))

    @pages.post("/sharing/revoke")
    @auth.needs("campaigns")
    def revoke() -> ResponseReturnValue:
        name = request.form.get("name", "")
        with pool.connection() as connection:
            try:
                shared_pages.revoke(connection, name, by=auth.current().name)
            except SharedPageError as error:
                return _all(connection, wrong=error.advice), 400
            return _all(
                connection,
                done=tr("{name} is revoked: it shows nothing any more.").format(name=name),
            )

    return pages


def _addresses(page: SharedPage, config: Config) -> dict[str, str]:
    """What to hand on, by what it is: the link; of a score the badge's and the frame's HTML."""
    key = shared_pages.sign(page, config.session_keys)
    if (code := request.form.get("language", "")) in LANGUAGES:
        key += f"&amp;language={code}" if page.shows == shared_pages.SCORE else f"&language={code}"
    shared = f"{config.dashboard_url}/shared"
    if page.shows != shared_pages.SCORE:
        return {tr("The link"): f"{shared}?key={key}"}
    return {
        tr(
            "The badge"
        ): f'<img src="{shared}/badge.svg?key={key}" alt="{tr("Score")}" height="20">',
        tr("The frame"): f'<iframe src="{shared}/frame?key={key}" width="320" height="120" '
        f'title="{tr("Score")}" style="border:0"></iframe>',
    }


def _all(connection: db.Connection, **more: Any) -> str:  # noqa: ANN401 (for the template)
    return render_template(
        "sharing.html",
        links=shared_pages.list_(connection),
        campaigns=campaigns.list_(connection),
        chosen=request.values.get("campaign", ""),
        days=shared_pages.DAYS,
        languages=LANGUAGES,
        now=ids.utc_now(),
        **more,
    )
