"""The page on which links to pages and scores are made, listed and revoked."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.accounts import shared_pages
from feedback_buttons.accounts.shared_pages import SharedPage, SharedPageError
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.periods import NAMES, PeriodError, PeriodView
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import LANGUAGES, tr, trn
from feedback_buttons.reports.scores import scenarios
from feedback_buttons.storage import db


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/sharing: all links, a new one, the end of one."""
    pages, views = Blueprint("sharing", __name__), _Views(pool, config)
    pages.add_url_rule("/sharing", view_func=views.links)
    pages.add_url_rule("/sharing", view_func=views.share, methods=["POST"])
    pages.add_url_rule("/sharing/revoke", view_func=views.revoke, methods=["POST"])
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool
    config: Config

    @auth.needs("campaigns")
    def links(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            return _all(connection)

    @auth.needs("campaigns")
    def share(self) -> ResponseReturnValue:
        form, days = request.form, request.form.get("days", "")
        of, address = form.get("campaign", ""), ""
        if of.startswith("/"):
            of, address = "", of
        with self.pool.connection() as connection:
            try:
                page = shared_pages.make(
                    connection,
                    auth.current().name,
                    form.get("name", ""),
                    of or None,
                    shows=form.get("shows", shared_pages.PAGE),
                    days=int(days[:9]) if days.isdecimal() else 0,
                    view={} if address else PeriodView.parse(form).parameters(),
                    address=address,
                )
            except (SharedPageError, PeriodError) as error:
                return _all(connection, wrong=error.advice, typed=form.get("name", "")), 400
            return _all(connection, made=_addresses(page, self.config))

    @auth.needs("campaigns")
    def revoke(self) -> ResponseReturnValue:
        name = request.form.get("name", "")
        with self.pool.connection() as connection:
            try:
                shared_pages.revoke(connection, name, by=auth.current().name)
            except SharedPageError as error:
                return _all(connection, wrong=error.advice), 400
            done = tr("{name} is revoked: it shows nothing any more.").format(name=name)
            return _all(connection, done=done)


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


def _places(connection: db.Connection) -> dict[str, str]:
    """What can be shared beside campaigns, by address: pages, kept scenarios, and what the request names."""
    kept_scenarios = {
        scenario.address: tr("What if: {name}").format(name=scenario.name)
        for scenario in scenarios.list_(connection)
    }
    pages = {"/journey": str(text.JOURNEY), "/gains": tr("Where most can be gained")}
    offered = {**pages, **kept_scenarios}
    address = request.values.get("address", "")
    path = urlsplit(address).path
    if path in shared_pages.PLACES and address not in offered:
        called = {**pages, "/what-if": tr("What if")}[path]
        offered[address] = tr("{page}, as you chose there").format(page=called)
    return offered


def _all(connection: db.Connection, **more: Any) -> str:  # noqa: ANN401 (for the template)
    return render_template(
        "sharing.html",
        links=shared_pages.list_(connection),
        campaigns=campaigns.list_(connection),
        places=_places(connection),
        chosen=request.values.get("address") or request.values.get("campaign", ""),
        view={name: request.values[name] for name in NAMES if request.values.get(name)},
        days={days: trn("{number} day", "{number} days", days) for days in shared_pages.DAYS},
        languages=LANGUAGES,
        now=ids.utc_now(),
        **more,
    )
