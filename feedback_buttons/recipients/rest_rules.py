"""How often people may be asked: whoever was asked within so many days is left out, of the others a sample is asked;
of all campaigns, of those at a touchpoint, or of one. The nearest rule counts."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import psycopg

from feedback_buttons.accounts import audit
from feedback_buttons.base import text_lines
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.recipients.resting import EVERYBODY, Rest, Resting
from feedback_buttons.storage import db

MOST_DAYS = 365


class RestError(FeedbackError, ValueError):
    """There cannot be such a rule; the message says why."""

    code = "rest-invalid"


class RestRule(NamedTuple):
    """A rule as it is stored, of all where neither campaign nor touchpoint is named; None: it says nothing of it."""

    campaign: str | None
    touchpoint: str | None
    days: int | None
    percent: Decimal | None


def list_(connection: db.Connection) -> list[RestRule]:
    """All rules: that of all campaigns first, then those of touchpoints and of campaigns, by name."""
    return db.rows(connection, RestRule, "rest_rules")


def of(connection: db.Connection, campaign: str) -> Rest:
    """What counts for a campaign of this slug; where there is none, the rule of all."""
    days, percent = 0, EVERYBODY
    for rule in db.rows(connection, RestRule, "rest_rules_of", {"campaign": campaign}):
        days = days if rule.days is None else rule.days
        percent = percent if rule.percent is None else float(rule.percent)
    return Rest(days, percent)


def resting(
    connection: db.Connection,
    campaign: str,
    pseudonym_key: str,
    now: datetime,
    *,
    unanswered: bool = False,
) -> Resting | None:
    """What leaves people out of a campaign's list, for as long as the connection's transaction; None: nothing does.
    With ``unanswered`` it is a reminder's."""
    rest = of(connection, campaign)
    if rest.asks_everybody and not unanswered:
        return None
    connection.execute(db.query("lock_asked"))
    return Resting(connection, campaign, rest, pseudonym_key, now, unanswered=unanswered)


def set_(
    connection: db.Connection,
    days: int | None,
    percent: float | None,
    *,
    campaign: str = "",
    touchpoint: str = "",
    by: str = audit.COMMAND_LINE,
) -> None:
    """Let this count from now on; with neither days nor a share, what counts for more campaigns than these.

    Raises:
        RestError: there can be no such rule.
    """
    name = text_lines.checked("touchpoint", touchpoint)
    if campaign and name:
        raise RestError(wording("name a campaign or a touchpoint, not both."))
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise RestError(wording("Days are from 0 to {most}."), most=MOST_DAYS)
    if percent is not None and not 0 < percent <= EVERYBODY:
        raise RestError(wording("The share that is asked is above 0, up to 100 per cent."))
    share = None if percent is None else Decimal(str(percent))
    whose = {"campaign": campaign or None, "touchpoint": name or None}
    row = {**whose, "days": days, "percent": share}
    with connection.transaction():
        connection.execute(db.query("remove_rest_rule"), row)
        if days is not None or percent is not None:
            try:
                connection.execute(db.query("add_rest_rule"), row)
            except psycopg.errors.ForeignKeyViolation as error:
                raise RestError(wording("There is no campaign {slug!r}."), slug=campaign) from error
        audit.record(connection, by, "rest set", campaign or name, days=days, percent=percent)
