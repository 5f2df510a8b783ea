"""Collects what fires the rules and puts it into messages; a round of the worker.

Cases come as a log of what became of them (they are of settled answers); what stands about a campaign is judged as
on the overview. What holds is told once, and again only after it has not held for a day.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from psycopg.types.json import Jsonb

from feedback_buttons.alerts import alert_recalls, alert_rules, alert_timing, alert_watch
from feedback_buttons.alerts.alert_rules import AlertRule
from feedback_buttons.alerts.alert_watch import Holds
from feedback_buttons.base import ids
from feedback_buttons.cases import case_events
from feedback_buttons.cases.case_events import EventPlace
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.reports.scores import overviews
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.storage import db

OVER = timedelta(days=1)  # for so long it must not hold before the same is news again
KEPT = timedelta(days=30)
PAGE = 500  # events of cases that are read at once
NO_BATCH = 0  # of what was never put into a message, and never will be

_ids = ids.Ids()


def round_(connection: db.Connection, now: datetime) -> int:
    """Collect, put together, recall; how many messages were made."""
    rules = alert_rules.list_(connection)
    if not rules:
        return 0
    # All campaigns, as the overview has them: a fall is judged among all of them.
    standings = overviews.standings(connection, Windows.of("24h", now))
    kinds = {kind for rule in rules for kind in rule.kinds}
    holding = list(alert_watch.holding(connection, standings, kinds, now))
    for rule in rules:
        with connection.transaction():
            _read_cases(connection, rule, standings)
            _note(connection, rule, holding, standings, now)
    messages = alert_recalls.queue(connection, rules, now)
    return messages + sum(_compose(connection, rule, now) for rule in rules)


def forget(connection: db.Connection, now: datetime) -> int:
    """Drop events that were told long ago; return how many."""
    return connection.execute(db.query("forget_alerts"), {"before": now - KEPT}).rowcount


def _read_cases(connection: db.Connection, rule: AlertRule, standings: dict[str, Standing]) -> None:
    """Note for a rule what became of cases since it last read."""
    place = EventPlace(rule.changed, rule.case_event)
    if "case" not in rule.kinds:
        return
    while events := case_events.since(connection, place, PAGE):
        place = events[-1].place
        rows = [
            asdict(event) | {"id": _ids.next()[0], "at": event.at.isoformat()}
            for event in events
            if event.campaign in standings
            and rule.covers(event.campaign, standings[event.campaign].campaign.touchpoint or "")
            and (event.did not in ("opened", "reopened") or _low(rule, event.score))
        ]
        values = {
            "rule": rule.id,
            "events": Jsonb(rows),
            "changed": place.changed,
            "case_event": place.id,
        }
        connection.execute(db.query("note_case_alerts"), values)


def _low(rule: AlertRule, score: int | None) -> bool:
    return rule.score_to is None or (score is not None and score <= rule.score_to)


def _note(
    connection: db.Connection,
    rule: AlertRule,
    holding: Sequence[Holds],
    standings: dict[str, Standing],
    now: datetime,
) -> None:
    """Note for a rule what holds of its campaigns; at its first look what is no news as told."""
    for holds in holding:
        standing = standings.get(holds.campaign)
        if standing is None or holds.kind not in rule.kinds:
            continue
        if not rule.covers(holds.campaign, standing.campaign.touchpoint or ""):
            continue
        old = not rule.looked and holds.kind in alert_watch.ONLY_NEWS
        detail = {**holds.detail, "about": holds.about} if holds.about else holds.detail
        values = {
            "id": _ids.next()[0], "rule": rule.id, "kind": holds.kind, "campaign": holds.campaign,
            "now": now, "over": now - OVER, "about": holds.about, "detail": Jsonb(detail),
            "batch": NO_BATCH if old else None,
        }  # fmt: skip
        connection.execute(db.query("note_campaign_alert"), values)
    if not rule.looked:
        connection.execute(db.query("note_first_look"), {"rule": rule.id})


def _compose(connection: db.Connection, rule: AlertRule, now: datetime) -> int:
    """Put what waits of a rule into one message for each of its channels, where it may send now; how many messages."""
    if now < rule.next_at or alert_timing.is_quiet(now, rule.quiet, rule.clock):
        return 0
    batch, _ = _ids.next()
    later = alert_timing.next_at(rule.pace, now, rule.clock)
    with connection.transaction():
        channels = db.column(
            connection, "batch_alerts", {"rule": rule.id, "batch": batch, "next_at": later}
        )
        for channel in channels:
            outbox_messages.add(
                connection, channel, "alert", {"batch": batch}, campaign=rule.campaign,
                key=outbox_messages.key_of("alert", batch, channel),
            )  # fmt: skip
    return len(channels)
