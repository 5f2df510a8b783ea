"""Where mail providers tell of delivered mails, and the page on which an admin connects them."""

import logging
from dataclasses import dataclass
from typing import Any

import requests
from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.delivery_events import webhooks
from feedback_buttons.delivery_events.amazon_sns import BadMessage
from feedback_buttons.delivery_events.provider_events import UnreadableEvent
from feedback_buttons.delivery_events.provider_signatures import BadSignature, ProofError
from feedback_buttons.delivery_events.webhooks import WebhookError
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.storage import db

LARGEST = 4 * 1024 * 1024  # bytes of a message; SendGrid's have less than one million

log = logging.getLogger(__name__)


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/webhooks: all, a new one, its key, its end; and each one's own address."""
    pages = Blueprint("webhooks", __name__)
    views = _Views(pool, config)
    pages.add_url_rule("/webhooks/<id>", methods=["POST"], view_func=views.receive)
    pages.add_url_rule("/webhooks", view_func=views.look)
    pages.add_url_rule("/webhooks", methods=["POST"], view_func=views.add)
    pages.add_url_rule("/webhooks/key", methods=["POST"], view_func=views.prove)
    pages.add_url_rule("/webhooks/remove", methods=["POST"], view_func=views.remove)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool
    config: Config

    @auth.public
    def receive(self, id: str) -> ResponseReturnValue:
        return _received(self.pool, self.config, id)

    @auth.needs("keys")
    def look(self) -> ResponseReturnValue:
        return _page(self.pool, self.config)

    @auth.needs("keys")
    def add(self) -> ResponseReturnValue:
        form = request.form
        name, provider, proof = (form.get(field, "") for field in ("name", "provider", "key"))
        try:
            with self.pool.connection() as connection, connection.transaction():
                webhook, password = webhooks.add(
                    connection, name, provider, auth.current().name, self.config.session_keys,
                    proof=proof, campaign=form.get("campaign") or None,
                )  # fmt: skip
        except (WebhookError, ProofError) as error:
            return _page(self.pool, self.config, wrong=error.advice, typed=form), 400
        address = webhook.address(self.config.dashboard_url, password)
        return _page(self.pool, self.config, made=webhook, address=address, password=password)

    @auth.needs("keys")
    def prove(self) -> ResponseReturnValue:
        name, proof = request.form.get("name", ""), request.form.get("key", "")
        try:
            with self.pool.connection() as connection, connection.transaction():
                webhooks.prove(
                    connection, name, proof, auth.current().name, self.config.session_keys
                )
        except (WebhookError, ProofError) as error:
            return _page(self.pool, self.config, wrong=error.advice), 400
        return _page(
            self.pool,
            self.config,
            done=tr("{name} checks what it is sent by this key from now on.").format(name=name),
        )

    @auth.needs("keys")
    def remove(self) -> ResponseReturnValue:
        name = request.form.get("name", "")
        with self.pool.connection() as connection, connection.transaction():
            if not webhooks.remove(connection, name, auth.current().name):
                return _page(self.pool, self.config, wrong=tr("There is no such webhook.")), 400
        return _page(
            self.pool,
            self.config,
            done=tr("{name} is gone: what is still sent there is refused.").format(name=name),
        )


def _received(pool: db.Pool, config: Config, id: str) -> ResponseReturnValue:
    """What a provider is answered. Of a message that is refused the log says why, and nothing that it held."""
    request.max_content_length = LARGEST
    with pool.connection() as connection:
        webhook = webhooks.get(connection, id)
    if webhook is None:
        return _said("There is no such webhook.", 404)
    now = ids.utc_now()
    try:
        body = request.get_data()
        events = webhooks.check(webhook, dict(request.headers), body, config.session_keys, now)
    except (BadSignature, BadMessage) as error:
        log.warning("a message to the webhook %r was refused: %s", webhook.name, error)
        return _said(f"Refused: {error}.", 403)
    except RequestEntityTooLarge:
        return _said("Too large.", 413)
    except UnreadableEvent as error:
        log.error("a message to the webhook %r cannot be read: %s", webhook.name, error)
        return _said(f"Unreadable: {error}.", 422)
    except requests.RequestException as error:
        log.error("Amazon does not answer: %s", type(error).__name__)
        return _said("Amazon's certificate cannot be had. Send it again.", 503)
    with pool.connection() as connection:
        counted = webhooks.count(connection, webhook, events, now)
    return _said(f"{counted} counted.", 200)


def _said(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")


def _page(pool: db.Pool, config: Config, **more: Any) -> str:  # noqa: ANN401 (for the template)
    with pool.connection() as connection:
        listed = webhooks.list_(connection)
        slugs = [campaign.slug for campaign in campaigns.list_(connection) if not campaign.closed]
    return render_template(
        "webhooks.html",
        webhooks=listed,
        campaigns=slugs,
        providers=webhooks.NAMES,
        passwords=webhooks.PASSWORDS,
        url=config.dashboard_url,
        **{"typed": {}, **more},
    )
