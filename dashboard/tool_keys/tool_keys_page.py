"""The page for mail tools that sign themselves: a campaign's keys, and what arrived in a test mail."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import MissingCampaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.mail import mail_tools, tool_keys
from feedback_buttons.mail.tool_keys import ToolKeyError
from feedback_buttons.mail_lint import token_inspector
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.signing.tool_signatures import TOOLS, key_name
from feedback_buttons.storage import db

TITLES = {name: mail_tools.get(name).title for name in TOOLS}


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/signing: a campaign's keys, a new one, the end of one; and a test of an address."""
    pages = Blueprint("signing", __name__)
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    views = _Views(pool, config, tokens)
    pages.add_url_rule("/signing", view_func=views.look)
    pages.add_url_rule("/signing", methods=["POST"], view_func=views.add)
    pages.add_url_rule("/signing/revoke", methods=["POST"], view_func=views.revoke)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool
    config: Config
    tokens: Tokens

    @auth.needs("campaigns")
    def look(self) -> ResponseReturnValue:
        return _page(
            self.pool,
            self.tokens,
            request.args.get("campaign", ""),
            request.args.get("address", ""),
        )

    @auth.needs("campaigns")
    def add(self) -> ResponseReturnValue:
        slug, tool = request.form.get("campaign", ""), request.form.get("tool", "")
        try:
            with self.pool.connection() as connection, connection.transaction():
                key = tool_keys.add(connection, slug, tool, auth.current().name)
                campaign = campaigns.get(connection, slug)
        except ToolKeyError as error:
            return _page(self.pool, self.tokens, slug, wrong=error.advice), 400
        parts = tool_keys.parts(
            self.tokens, campaign, key, url=self.config.url, dashboard_url=self.config.dashboard_url
        )
        return _page(self.pool, self.tokens, slug, made=key, parts=parts, key_name=key_name(slug))

    @auth.needs("campaigns")
    def revoke(self) -> ResponseReturnValue:
        slug, id = request.form.get("campaign", ""), request.form.get("key", 0, int)
        try:
            with self.pool.connection() as connection, connection.transaction():
                tool_keys.revoke(connection, slug, id, auth.current().name)
        except ToolKeyError as error:
            return _page(self.pool, self.tokens, slug, wrong=error.advice), 400
        return _page(
            self.pool,
            self.tokens,
            slug,
            done=tr("The key is revoked: what it signed leads nowhere."),
        )


def _page(pool: db.Pool, tokens: Tokens, slug: str, address: str = "", **more: Any) -> str:  # noqa: ANN401 (for the template)
    with pool.connection() as connection:
        slugs = [campaign.slug for campaign in campaigns.list_(connection) if not campaign.closed]
        try:
            campaign = campaigns.get(connection, slug or (slugs[0] if slugs else ""))
        except MissingCampaign as error:
            campaign = None
            more = {"wrong": error.advice if slug else "", **more}
        keys = tool_keys.list_(connection, campaign.slug) if campaign else []
    arrived = token_inspector.read(tokens, campaign, address) if campaign and address else None
    return render_template(
        "signing.html",
        campaign=campaign,
        campaigns=slugs,
        keys=keys,
        titles=TITLES,
        address=address,
        arrived=arrived,
        by=next((key for key in keys if arrived and key.id == arrived.key), None),
        **more,
    )
