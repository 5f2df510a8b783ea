"""The page from which the wall screen is shared: links that open it without signing in."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.accounts import wall_links
from feedback_buttons.accounts.wall_links import WallError, WallLink
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.periods import EVER, SIMPLE
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.i18n.team_language import LANGUAGES, tr
from feedback_buttons.reports.periods import period_text
from feedback_buttons.storage import db


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/screens: all links, a new one, the end of one."""
    pages = Blueprint("screens", __name__)

    @pages.get("/screens")
    @auth.needs("campaigns")
    def links() -> ResponseReturnValue:
        with pool.connection() as connection:
            return _all(connection)

    @pages.post("/screens")
    @auth.needs("campaigns")
    def share() -> ResponseReturnValue:
        form = request.form
        user, name, comments = auth.current().name, form.get("name", ""), "comments" in form
        with pool.connection() as connection:
            try:
                index_of = "" if _indexed() else None
                link = wall_links.make(
                    connection, user, name, _campaign(), comments=comments, index_of=index_of
                )
            except WallError as error:
                return _all(connection, wrong=error.advice, typed=name), 400
            return _all(connection, link=config.dashboard_url + _address(link, config))

    @pages.post("/screens/revoke")
    @auth.needs("campaigns")
    def revoke() -> ResponseReturnValue:
        name = request.form.get("name", "")
        with pool.connection() as connection:
            try:
                wall_links.revoke(connection, name, by=auth.current().name)
            except WallError as error:
                return _all(connection, wrong=error.advice), 400
            return _all(
                connection,
                done=tr("{name} is revoked: its screens go dark within seconds.").format(name=name),
            )

    return pages


def _address(link: WallLink, config: Config) -> str:
    language, period = (request.form.get(name, "") for name in ("language", "period"))
    return wall_links.sign(
        link,
        config.session_keys,
        period=period if period in SIMPLE and period != str(EVER) else "",
        language=language if language in LANGUAGES else "",
    )


def _campaign() -> str | None:
    """The campaign that the form asks a screen of; None for all of them, and for the index."""
    return None if _indexed() else request.form.get("campaign") or None


def _indexed() -> bool:
    """Whether the form asks for a screen of the index."""
    return request.form.get("campaign") == f"={wall_links.INDEX}"


def _all(connection: db.Connection, **more: Any) -> str:  # noqa: ANN401 (for the template)
    open_campaigns = [campaign for campaign in campaigns.list_(connection) if not campaign.closed]
    return render_template(
        "screens.html",
        links=wall_links.list_(connection),
        campaigns=open_campaigns,
        languages=LANGUAGES,
        periods=period_text.NAMES,
        **more,
    )
