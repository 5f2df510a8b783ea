"""The forms of the alerts' rules, and of the channels that get every answer."""

from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from feedback_buttons.alerts import alert_rules
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.alerts import alerts_view
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.rated import rated_feeds
from feedback_buttons.storage import db
from feedback_buttons.tickets import ticket_feeds


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/alerts/rules: a new rule, and one removed; /alerts/answers: who gets every answer; /alerts/tickets: who
    gets a ticket for each case."""
    pages = Blueprint("alert_rules", __name__)
    views = _Views(pool, config)
    pages.add_url_rule("/alerts/rules", methods=["POST"], view_func=views.add)
    pages.add_url_rule("/alerts/rules/remove", methods=["POST"], view_func=views.remove)
    pages.add_url_rule("/alerts/tickets", methods=["POST"], view_func=views.tickets)
    pages.add_url_rule("/alerts/answers", methods=["POST"], view_func=views.answers)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool
    config: Config

    @auth.needs("keys")
    def add(self) -> ResponseReturnValue:
        form = request.form
        score, begin, end = (
            form.get(name, type=int) for name in ("score_to", "quiet_from", "quiet_to")
        )
        try:
            with self.pool.connection() as connection, connection.transaction():
                rule = alert_rules.add(
                    connection, form.get("name", ""), form.getlist("kinds"), form.getlist("channels"),
                    campaign=form.get("campaign", ""), touchpoint=form.get("touchpoint", ""), score_to=score,
                    comments=bool(form.get("comments")), pace=form.get("pace", ""),
                    quiet=None if begin is None or end is None or begin == end else (begin, end),
                    zone=form.get("zone", ""), by=auth.current().name,
                )  # fmt: skip
        except FeedbackError as error:
            return alerts_view.page(
                self.pool, self.config, wrong=error.advice, rule_typed=form
            ), 400
        done = tr("The rule {name} applies from now on.").format(name=rule.name)
        return alerts_view.page(self.pool, self.config, done=done)

    @auth.needs("keys")
    def remove(self) -> ResponseReturnValue:
        name = request.form.get("name", "")
        try:
            with self.pool.connection() as connection, connection.transaction():
                alert_rules.remove(connection, name, by=auth.current().name)
        except FeedbackError as error:
            return alerts_view.page(self.pool, self.config, wrong=error.advice), 400
        done = tr("The rule {name} is removed.").format(name=name)
        return alerts_view.page(self.pool, self.config, done=done)

    @auth.needs("keys")
    def answers(self) -> ResponseReturnValue:
        """Send every settled answer to a channel, or none any more."""
        name, off = request.form.get("name", ""), request.form.get("off") == "yes"
        try:
            with self.pool.connection() as connection, connection.transaction():
                if off:
                    rated_feeds.remove(connection, name, by=auth.current().name)
                else:
                    campaign = request.form.get("campaign") or None
                    rated_feeds.add(connection, name, campaign, by=auth.current().name)
        except FeedbackError as error:
            return alerts_view.page(self.pool, self.config, wrong=error.advice), 400
        done = (
            tr("{name} gets no more answers.") if off else tr("{name} gets every settled answer.")
        )
        return alerts_view.page(self.pool, self.config, done=done.format(name=name))

    @auth.needs("keys")
    def tickets(self) -> ResponseReturnValue:
        """Ask a channel for a ticket of each case, or for none any more."""
        form = request.form
        name, off = form.get("name", ""), form.get("off") == "yes"
        try:
            with self.pool.connection() as connection, connection.transaction():
                if off:
                    ticket_feeds.remove(connection, name, by=auth.current().name)
                else:
                    ticket_feeds.add(
                        connection, name, campaign=form.get("campaign") or None,
                        touchpoint=form.get("touchpoint"), score_to=form.get("score_to", type=int),
                        by=auth.current().name,
                    )  # fmt: skip
        except FeedbackError as error:
            return alerts_view.page(self.pool, self.config, wrong=error.advice), 400
        done = (
            tr("{name} gets no more tickets.") if off else tr("{name} gets a ticket for each case.")
        )
        return alerts_view.page(self.pool, self.config, done=done.format(name=name))
