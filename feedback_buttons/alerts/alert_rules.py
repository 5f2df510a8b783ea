"""The rules of alerts: listed, added, removed. They fire for what happens from then on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from feedback_buttons.accounts import audit
from feedback_buttons.alerts import alert_timing
from feedback_buttons.base import ids, time_zones
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import scales
from feedback_buttons.channels import channel_kinds
from feedback_buttons.storage import db

# What can fire, in the order of the form.
KINDS = ("case", "fell", "target", "topic", "silent", "few", "scanned", "broken", "unsigned")
MOST = 50

_ids = ids.Ids()


class AlertRuleError(FeedbackError, ValueError):
    """A rule cannot be made or removed; the message says why."""

    code = "alert-rule-invalid"


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Fires for events of its kinds, of one campaign, of a touchpoint, or of all where both are None.

    Attributes:
        kinds: of KINDS.
        score_to: of cases, scores up to this one, as they are stored; None for all.
        comments: whether what recipients wrote is sent along, to channels that may have it.
        pace: of alert_timing.PACES.
        quiet_from, quiet_to: hours of the zone without messages.
        channels: names of the channels that it goes to.
        looked: whether it has seen what stood when it was made.
        waiting: how many events wait for their message.
    """

    id: int
    name: str
    kinds: list[str]
    campaign: str | None
    touchpoint: str | None
    score_to: int | None
    comments: bool
    pace: str
    quiet_from: int | None
    quiet_to: int | None
    zone: str
    account: str
    made_at: datetime
    next_at: datetime
    changed: int
    case_event: int
    looked: bool
    channels: list[str]
    waiting: int

    @property
    def quiet(self) -> tuple[int, int] | None:
        """The hours without messages."""
        if self.quiet_from is None or self.quiet_to is None:
            return None
        return self.quiet_from, self.quiet_to

    @property
    def clock(self) -> ZoneInfo:
        """The zone of its hours."""
        return time_zones.of(self.zone)

    def covers(self, campaign: str, touchpoint: str) -> bool:
        """Whether it is about a campaign, which has this touchpoint."""
        return self.campaign in (None, campaign) and self.touchpoint in (None, touchpoint)


def list_(connection: db.Connection) -> list[AlertRule]:
    """All rules, the oldest first."""
    return db.rows(connection, AlertRule, "alert_rules")


def add(
    connection: db.Connection,
    name: str,
    kinds: Sequence[str],
    channels: Sequence[str],
    *,
    campaign: str = "",
    touchpoint: str = "",
    score_to: int | None = None,
    comments: bool = False,
    pace: str = "at once",
    quiet: tuple[int, int] | None = None,
    zone: str = "",
    by: str = audit.COMMAND_LINE,
) -> AlertRule:
    """Tell these channels of what happens from now on.

    Raises:
        AlertRuleError: it asks for nothing, or for what there cannot be.
        TimeZoneError: there is no such zone.
    """
    cleaned = " ".join(name.split())
    _check(cleaned, kinds, channels, pace, score_to, quiet)
    clock = time_zones.read(zone) if zone else time_zones.here()
    row = {
        "name": cleaned, "kinds": list(dict.fromkeys(kinds)), "campaign": campaign or None,
        "touchpoint": touchpoint.strip() or None, "score_to": score_to, "comments": comments, "pace": pace,
        "quiet_from": quiet and quiet[0], "quiet_to": quiet and quiet[1], "account": by,
        "channels": list(dict.fromkeys(channels)),
    }  # fmt: skip
    return _add(connection, row, clock)


def _add(connection: db.Connection, row: dict[str, Any], clock: ZoneInfo) -> AlertRule:
    """Write a rule that was checked, for this zone's hours."""
    id, now = _ids.next()
    at_once = row["pace"] == "at once"
    first = now - timedelta(minutes=1) if at_once else alert_timing.next_at(row["pace"], now, clock)
    values = row | {"id": id, "zone": clock.key, "now": now, "next_at": first, "most": MOST}
    kinds = [name for name, kind in channel_kinds.KINDS.items() if kind.alerts]
    values |= {"channel_kinds": kinds}
    try:
        with connection.transaction():
            if db.value(connection, "add_alert_rule", values) is None:
                raise AlertRuleError(
                    wording("There are {most} rules already: remove one first."), most=MOST
                )
            (rule,) = (rule for rule in list_(connection) if rule.id == id)
            if len(rule.channels) < len(row["channels"]):
                raise AlertRuleError(
                    wording("Choose channels that there are and that take alerts.")
                )
            detail = {"kinds": row["kinds"], "channels": row["channels"]}
            audit.record(connection, row["account"], "alert rule added", rule.name, **detail)
    except psycopg.errors.UniqueViolation as error:
        raise AlertRuleError(wording("There is a rule of this name already.")) from error
    except psycopg.errors.ForeignKeyViolation as error:
        slug = row["campaign"]
        raise AlertRuleError(wording("There is no campaign {slug!r}."), slug=slug) from error
    return rule


def _check(
    name: str,
    kinds: Sequence[str],
    channels: Sequence[str],
    pace: str,
    score_to: int | None,
    quiet: tuple[int, int] | None,
) -> None:
    if not (0 < len(name) <= 60 and name.isprintable()):
        raise AlertRuleError(wording("A rule's name needs 1 to 60 printable characters."))
    if not kinds or not set(kinds) <= set(KINDS):
        raise AlertRuleError(wording("Choose what it is about: {kinds}."), kinds=", ".join(KINDS))
    if not channels:
        raise AlertRuleError(wording("Choose at least one channel."))
    if pace not in alert_timing.PACES:
        raise AlertRuleError(
            wording("Choose one of these: {paces}."), paces=", ".join(alert_timing.PACES)
        )
    if score_to is not None and score_to not in scales.ANY:
        raise AlertRuleError(wording("Scores are from 0 to 10."))
    if quiet is not None and not all(0 <= hour <= 23 for hour in quiet):
        raise AlertRuleError(wording("Hours are from 0 to 23."))


def remove(connection: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> None:
    """Let a rule fire no more; what it has put into messages is still sent, if it is not about an answer.

    Raises:
        AlertRuleError: there is none of this name.
    """
    if db.value(connection, "remove_alert_rule", {"name": name}) is None:
        raise AlertRuleError(wording("There is no rule {name!r}."), name=name)
    audit.record(connection, by, "alert rule removed", name)
