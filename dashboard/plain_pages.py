"""All that answers without Dash, put together: forms, files, event streams and the wall."""

from flask import Flask

from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import chart_files, shared_views, streams
from feedback_buttons.dashboard.account import account_page, sign_in, sso_sign_in
from feedback_buttons.dashboard.alerts import (
    alert_rules_page,
    channels_page,
    messages_page,
    ticket_routes,
    unsubscribe_page,
)
from feedback_buttons.dashboard.api import api_page as api_pages
from feedback_buttons.dashboard.campaign import poster_route
from feedback_buttons.dashboard.cases import case_routes
from feedback_buttons.dashboard.comments import comment_routes
from feedback_buttons.dashboard.delivery_events import webhook_pages
from feedback_buttons.dashboard.evidence import excluded_file
from feedback_buttons.dashboard.gains import gains_page, outcome_upload, what_if_page
from feedback_buttons.dashboard.installations import installations_page
from feedback_buttons.dashboard.journey import order_page
from feedback_buttons.dashboard.kit.live.live_hub import Hub
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.people import audit_page, person_file, upkeep_page, users_page
from feedback_buttons.dashboard.sharing import sharing_page
from feedback_buttons.dashboard.studio import (
    after_click,
    campaign_form,
    handover,
    mail_tests_page,
    rest_page,
    studio_page,
    targets_page,
    upload_routes,
    uploads,
)
from feedback_buttons.dashboard.tool_keys import tool_keys_page
from feedback_buttons.dashboard.topics import topic_file, topics_page
from feedback_buttons.dashboard.wall import wall_screen, wall_sharing
from feedback_buttons.storage import db


def add(
    server: Flask, config: Config, accounts: auth.Accounts, hub: Hub, lists: uploads.Uploads
) -> None:
    """Let a server answer for all of them."""
    pool = accounts.pool
    server.register_blueprint(sign_in.blueprint(accounts, config.data_dir))
    server.register_blueprint(users_page.blueprint(pool, config.dashboard_url))
    server.register_blueprint(person_file.blueprint(pool, config))
    server.register_blueprint(account_page.blueprint(accounts, config))
    server.register_blueprint(api_pages.blueprint(pool, config))
    server.register_blueprint(mail_tests_page.blueprint(pool, config))
    server.register_blueprint(tool_keys_page.blueprint(pool, config))
    server.register_blueprint(channels_page.blueprint(pool, config))
    server.register_blueprint(alert_rules_page.blueprint(pool, config))
    server.register_blueprint(messages_page.blueprint(pool))
    server.register_blueprint(unsubscribe_page.blueprint(pool, config.session_keys))
    server.register_blueprint(ticket_routes.blueprint(pool, config.session_keys))
    server.register_blueprint(webhook_pages.blueprint(pool, config))
    server.register_blueprint(audit_page.blueprint(pool, config.audit_days))
    server.register_blueprint(upkeep_page.blueprint(pool, config))
    if config.sso:
        server.register_blueprint(sso_sign_in.blueprint(server, config, config.sso, accounts))
    server.register_blueprint(streams.blueprint(hub, accounts))
    server.register_blueprint(case_routes.blueprint(hub, pool, accounts))
    server.register_blueprint(comment_routes.blueprint(hub, pool, accounts))
    server.register_blueprint(wall_screen.blueprint(hub, accounts))
    server.register_blueprint(wall_sharing.blueprint(pool, config))
    if config.installations:
        server.register_blueprint(installations_page.blueprint(pool, config))
    server.register_blueprint(sharing_page.blueprint(pool, config))
    server.register_blueprint(shared_views.blueprint(pool))
    server.register_blueprint(chart_files.blueprint(pool))
    server.register_blueprint(excluded_file.blueprint(pool))
    server.register_blueprint(poster_route.blueprint(pool))
    _add_insight(server, config, pool)
    _add_studio(server, config, pool, lists)


def _add_insight(server: Flask, config: Config, pool: db.Pool) -> None:
    """The pages of topics, gains and the journey's order."""
    server.register_blueprint(topics_page.blueprint(pool))
    server.register_blueprint(topic_file.blueprint(pool))
    server.register_blueprint(gains_page.blueprint(pool))
    server.register_blueprint(outcome_upload.blueprint(pool, config))
    server.register_blueprint(order_page.blueprint(pool))
    server.register_blueprint(what_if_page.blueprint(pool))


def _add_studio(server: Flask, config: Config, pool: db.Pool, lists: uploads.Uploads) -> None:
    """The pages on which a campaign is made and its buttons are had."""
    server.register_blueprint(campaign_form.blueprint(pool))
    server.register_blueprint(targets_page.blueprint(pool))
    server.register_blueprint(rest_page.blueprint(pool))
    server.register_blueprint(studio_page.blueprint(pool, config))
    server.register_blueprint(after_click.blueprint(pool))
    server.register_blueprint(handover.blueprint(pool, config))
    server.register_blueprint(upload_routes.blueprint(pool, config, lists))
