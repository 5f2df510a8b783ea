"""The page of housekeeping: what runs by itself, how long what is kept, and what each step last did."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from feedback_buttons.accounts import sessions
from feedback_buttons.alerts import alert_collecting
from feedback_buttons.base import ids
from feedback_buttons.cases import case_opening
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.delivery_events import webhooks
from feedback_buttons.i18n.team_language import tr, trn
from feedback_buttons.mail_lint import lint_results
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.processes import retention, trusted_clock
from feedback_buttons.storage import db, upkeep
from feedback_buttons.storage.upkeep import UpkeepStep

LATE = timedelta(minutes=10)  # rounds are a minute apart
# What each step does. Those of _DELETING throw something away for good.
MEANS = {
    "partitions": "Prepares storage for the evidence of the coming days",
    "changes": "Keeps the numbers of changes rising, also after a restore",
    "deleted campaigns": "Deletes what still arrives for deleted campaigns",
    "sums": "Folds sums of minutes into hours and days",
    "segments": "Updates groups, answers to questions, and days",
    "cases": "Opens cases",
    "late erasures": "Erases what was written about an answer while it was erased",
    "topics": "Finds the topics that comments mention",
    "alerts": "Sends alerts",
    "tickets": "Asks for tickets of cases",
    "rated": "Sends answers to mail tools",
    "digests": "Sends digests",
    "statistics": "Removes words of erased people from the database's statistics",
    "shared tokens": "Looks for tokens that many people hold",
    "evidence": "Evidence, by whole days: who fetched and pressed what",
    "unanswered": "Recipients who never answered, with their evidence",
    "comments": "Comments, with their topics and the team's notes",
    "names": "The link between an answer and its recipient; the score goes on counting",
    "past changes": "Superseded changes of answers",
    "clients": "Yesterday's key, by which clients were recognised",
    "audit": "The audit trail",
    "asked": "Who was asked on which day, while days of rest need it",
    "references": "References and attributes of recipients",
    "sessions": "Sessions that are over",
    "api": "Replies to programs, for repeated requests",
    "erasures": "Records of erasures",
    "scanners": "Learned scanners",
    "broken": "Counts of broken clicks",
    "shared": "Tokens that many people hold",
    "webhooks": "Events of mail providers",
    "contacts": "Where recipients asked to be contacted",
    "case events": "Events of cases, for those who follow them",
    "alert events": "Events of alerts",
    "messages": "Messages that are over: sent, or given up",
    "mail tests": "Test mails' findings",
}
_ALWAYS = (
    "partitions",
    "changes",
    "deleted campaigns",
    "sums",
    "segments",
    "late erasures",
    "topics",
    "cases",
    "alerts",
    "tickets",
    "rated",
    "digests",
    "statistics",
    "shared tokens",
)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as the page shows it: what it does, how long that is kept ("": as the words say), what it last did."""

    means: str
    kept_for: str
    step: UpkeepStep


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/people/upkeep, for admins."""
    pages = Blueprint("upkeep", __name__)

    @pages.get("/people/upkeep")
    @auth.needs("people")
    def look() -> ResponseReturnValue:
        with pool.connection() as connection:
            steps = upkeep.steps(connection)
            held_rounds = trusted_clock.held_rounds(connection)
        lines = [StepLine(meaning(step.step), _kept_for(config, step.step), step) for step in steps]
        last_at = max((step.at for step in steps), default=None)
        return render_template(
            "upkeep.html",
            keeping=[line for line in lines if line.step.step in _ALWAYS],
            deleting=[line for line in lines if line.step.step not in _ALWAYS],
            last_at=last_at,
            # What ran "in the future" is no sign of life either: a clock was wrong.
            late=last_at is None or abs(ids.utc_now() - last_at) > LATE,
            held_rounds=held_rounds,
            stays=[
                word
                for word, days in (
                    ("FEEDBACK_ANSWER_DAYS", config.answer_days),
                    ("FEEDBACK_COMMENT_DAYS", config.comment_days),
                )
                if not days
            ],
        )

    return pages


def meaning(step: str) -> str:
    """What a step does, in the language of who is signed in; its name where the words are missing."""
    return tr(MEANS.get(step, step))


def _kept_for(config: Config, step: str) -> str:
    times = {
        "evidence": timedelta(config.retention_days),
        "unanswered": timedelta(config.retention_days),
        "audit": timedelta(config.audit_days),
        "erasures": timedelta(config.audit_days),
        "references": timedelta(config.reference_days),
        "comments": timedelta(config.comment_days or 0),
        "names": timedelta(config.answer_days or 0),
        "clients": timedelta(days=1),
        "api": retention.API_ANSWERS,
        "scanners": retention.FADED,
        "broken": retention.FADED,
        "shared": retention.FADED,
        "sessions": sessions.LIFETIME,
        "webhooks": webhooks.LIFE,
        "contacts": retention.CONTACTS,
        "case events": case_opening.FOLLOWED,
        "alert events": alert_collecting.KEPT,
        "messages": outbox_messages.KEPT,
        "mail tests": lint_results.LIFE,
    }
    days = times.get(step, timedelta(0)).days
    if not days:
        return ""
    return trn("{number} day", "{number} days", days)
