"""What is thrown away for good once it is older than its retention. What belongs to an answer, such as its comment's
topics, is not among it: it goes when the answer does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feedback_buttons.accounts import audit, sessions
from feedback_buttons.alerts import alert_collecting
from feedback_buttons.cases import case_opening
from feedback_buttons.delivery_events import webhooks
from feedback_buttons.mail_lint import lint_results
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.recipients import references, resting
from feedback_buttons.storage import db, migrate, upkeep

# What a scanner did so long ago says nothing any more.
FADED = timedelta(days=60)
CONTACTS = timedelta(days=90)  # nobody waits for a call so long
API_ANSWERS = timedelta(days=1)  # for programs that ask twice


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days evidence, the audit trail, kept references of recipients and comments are kept, and after how
    many an answer no longer tells whose it is; None: never."""

    evidence: int = 90
    audit: int = 365
    references: int = 180
    comments: int | None = None
    answers: int | None = None


def deleting_steps(
    connection: db.Connection, now: datetime, retention: Retention
) -> dict[str, Callable[[], object]]:
    """The steps of housekeeping that delete, by name; each tells how many rows, where it knows."""
    evidence_begins = now - timedelta(days=retention.evidence)
    return {
        "evidence": lambda: migrate.keep_partitions(connection, now, retention.evidence),
        "unanswered": lambda: upkeep.forget(
            connection, "unanswered", "rating", "forget_unanswered", now, evidence_begins
        ),
        "past changes": lambda: upkeep.forget(
            connection, "past changes", "rating_change", "forget_changes", now
        ),
        "clients": lambda: _forget(connection, "forget_client_keys", today=now.date()),
        "audit": lambda: audit.forget(connection, now, retention.audit),
        "asked": lambda: resting.forget(connection, now),
        "references": lambda: references.forget(connection, now, retention.references),
        "sessions": lambda: sessions.forget(connection, now),
        "api": lambda: _forget(connection, "forget_api_answers", before=now - API_ANSWERS),
        "erasures": lambda: _forget(
            connection, "forget_erasures", before=now - timedelta(days=retention.audit)
        ),
        "scanners": lambda: _forget(connection, "forget_learned_scanners", before=now - FADED),
        "broken": lambda: _forget(connection, "forget_broken_clicks", before=now - FADED),
        "shared": lambda: _forget(connection, "forget_shared_tokens", before=now - FADED),
        "webhooks": lambda: webhooks.forget(connection, now),
        "case events": lambda: case_opening.forget(connection, now),
        "contacts": lambda: _forget(connection, "forget_contacts", before=now - CONTACTS),
        "messages": lambda: outbox_messages.forget(connection, now),
        "alert events": lambda: alert_collecting.forget(connection, now),
        "mail tests": lambda: lint_results.forget(connection, now),
        **_of_answers(connection, now, retention),
    }


def _of_answers(
    connection: db.Connection, now: datetime, retention: Retention
) -> dict[str, Callable[[], object]]:
    """What of answers that count goes, where a setting asks for it."""
    steps: dict[str, Callable[[], object]] = {}
    if retention.comments:
        written = now - timedelta(days=retention.comments)
        steps["comments"] = lambda: (
            upkeep.forget(connection, "comments", "rating", "forget_comments", now, written)
            + _forget(connection, "forget_unsigned_comments", before=written)
        )
    if retention.answers:
        given_at = now - timedelta(days=retention.answers)
        steps["names"] = lambda: upkeep.forget(
            connection, "names", "rating", "forget_names", now, given_at
        )
    return steps


def _forget(connection: db.Connection, query: str, **values: date | datetime) -> int:
    return connection.execute(db.query(query), values).rowcount
