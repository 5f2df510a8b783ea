"""The page on which a team says how often people may be asked, and sees how many were left out."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base import ids, slugs
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import campaigns, touchpoints
from feedback_buttons.dashboard.kit.requests import auth, shown_values
from feedback_buttons.dashboard.studio import wave_form
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.recipients import rest_rules, resting
from feedback_buttons.recipients.rest_rules import RestError
from feedback_buttons.storage import db

ADDRESS = "/rest"
_SUMS = 30  # days


@dataclass(frozen=True, slots=True)
class RestFields:
    """A row of the page: whose rule it is (of all, where neither is named), and what its fields show."""

    campaign: str = ""
    touchpoint: str = ""
    days: str = ""
    percent: str = ""

    @property
    def whose(self) -> tuple[str, str]:
        """What tells it from other rows."""
        return self.campaign, self.touchpoint


def blueprint(pool: db.Pool) -> Blueprint:
    """/rest: a row for all campaigns, each touchpoint and each campaign that has a rule, with a form."""
    pages = Blueprint("rest", __name__)

    @pages.get(ADDRESS)
    @auth.needs("campaigns")
    def rest() -> ResponseReturnValue:
        with pool.connection() as connection:
            return _page(connection)

    @pages.post(ADDRESS)
    @auth.needs("campaigns")
    def set_rest() -> ResponseReturnValue:
        names = ("campaign", "touchpoint", "days", "percent")
        typed = RestFields(*(request.form.get(name, "") for name in names))
        with pool.connection() as connection:
            try:
                _set(connection, typed)
            except FeedbackError as error:
                return _page(connection, wrong=error.advice, typed=typed), 400
            name = typed.campaign or typed.touchpoint or tr("All campaigns")
            return _page(connection, done=tr("{name}: saved.").format(name=name))

    return pages


def _set(connection: db.Connection, typed: RestFields) -> None:
    if typed.campaign and not re.fullmatch(slugs.PATTERN, typed.campaign):
        raise RestError(wording("There is no campaign {slug!r}."), slug=typed.campaign)
    now = _stored(connection).get(typed.whose, {"days": None, "percent": None})
    wanted = {"days": wave_form.mails(typed.days), "percent": _percent(typed.percent)}
    labels = {"days": tr("Days of rest"), "percent": tr("Sample in %")}
    rest_rules.set_(
        connection,
        **now | shown_values.mine(now, wanted, labels),
        campaign=typed.campaign,
        touchpoint=typed.touchpoint,
        by=auth.current().name,
    )


def _percent(typed: str) -> float | None:
    """A share as people write it: 20, 12.5 or 12,5; None for nothing."""
    try:
        return float(typed.strip().replace(",", ".")) if typed.strip() else None
    except ValueError:
        raise RestError(
            wording("The share that is asked is above 0, up to 100 per cent.")
        ) from None


def _page(
    connection: db.Connection, *, wrong: str = "", done: str = "", typed: RestFields | None = None
) -> str:
    """All rows; what could not be saved as it was ``typed``."""
    stored = {row.whose: row for row in map(_fields, rest_rules.list_(connection))}
    empty = [RestFields(), *(RestFields(touchpoint=name) for name in _touchpoints(connection))]
    rows = {row.whose: row for row in empty} | stored
    if typed:
        rows[typed.whose] = typed
    others = [
        campaign.slug
        for campaign in campaigns.list_(connection)
        if not campaign.closed and (campaign.slug, "") not in rows
    ]
    return render_template(
        "rest.html",
        rows=sorted(rows.values(), key=lambda row: (bool(row.campaign), bool(row.touchpoint))),
        stored=_stored(connection),
        others=others,
        left_out=resting.left_out(connection, ids.utc_now(), _SUMS),
        most_days=rest_rules.MOST_DAYS,
        wrong=wrong,
        done=done,
    )


def _stored(connection: db.Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """The rules as they are, by whose they are."""
    return {
        (rule.campaign or "", rule.touchpoint or ""): {
            "days": rule.days,
            "percent": None if rule.percent is None else float(rule.percent),
        }
        for rule in rest_rules.list_(connection)
    }


def _touchpoints(connection: db.Connection) -> list[str]:
    return [at.touchpoint for at in touchpoints.list_(connection)]


def _fields(rule: rest_rules.RestRule) -> RestFields:
    days = "" if rule.days is None else str(rule.days)
    percent = "" if rule.percent is None else f"{float(rule.percent):g}"
    return RestFields(rule.campaign or "", rule.touchpoint or "", days, percent)
