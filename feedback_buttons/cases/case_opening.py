"""Opens cases from answers that have settled, and updates them when their answers change.

The worker does so from the log of changed answers; no click pays for it.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from feedback_buttons.base import ids
from feedback_buttons.cases import case_rule_list, case_rules
from feedback_buttons.cases.case_rules import CaseAnswer, CaseRule
from feedback_buttons.storage import changes, db, engine, notify, parts

OLDEST = timedelta(days=30)  # nobody calls back after a month
FOLLOWED = timedelta(days=30)  # what became of cases, for those who follow it
_CHANGES = 2_000  # of a campaign that are looked at in one transaction
_LONGEST = 10.0  # seconds of a round; the rest is done in the next

_ids = ids.Ids()


class _Bound(NamedTuple):
    """From which change of a campaign on, and up to which one, is looked at."""

    campaign: str
    since: int
    until: int


def look(connection: db.Connection, now: datetime) -> int:
    """Look at all answers that changed since the last time, and at those that have settled meanwhile.

    Returns:
        How many cases were opened, reopened, changed or withdrawn.
    """
    end, done = time.monotonic() + _LONGEST, 0
    while True:
        bounds, deeds = _step(connection, now)
        done += deeds
        if not bounds or time.monotonic() > end:
            return done


def forget(connection: db.Connection, now: datetime) -> int:
    """Drop what became of cases longer ago than anybody follows; return how much that was."""
    return connection.execute(db.query("forget_case_events"), {"before": now - FOLLOWED}).rowcount


def _step(connection: db.Connection, now: datetime) -> tuple[int, int]:
    """One transaction's worth: in how many campaigns something had changed, and how much was done about it."""
    rules = case_rule_list.list_(connection)
    with connection.transaction():
        reach = {"limit": _CHANGES, "horizon": changes.progress(connection).horizon}
        query = engine.which(connection, "case_bounds", "case_bounds_of_nodes")
        bounds = db.rows(connection, _Bound, query, reach)
        looked = Jsonb([bound._asdict() for bound in bounds])
        answers = db.rows(
            connection, CaseAnswer, "answers_for_cases", _wanted(rules, now) | {"bounds": looked}
        )
        deeds, waiting = _judged(answers, rules)
        for places in parts.together(connection, [deed["recipient"] for deed in deeds]):
            own = [deeds[place] for place in places]
            with parts.server_of(connection, own[0]["recipient"]) as server:
                server.execute(db.query("write_cases"), {"deeds": Jsonb(own), "now": now})
        connection.execute(db.query("forget_due_cases"), {"now": now})
        if waiting:
            connection.execute(db.query("note_due_cases"), {"waiting": Jsonb(waiting)})
        connection.execute(db.query("note_case_looks"), {"bounds": looked})
        for campaign in sorted({deed["campaign"] for deed in deeds}):
            notify.announce(connection, campaign)
    return len(bounds), len(deeds)


def _wanted(rules: Iterable[CaseRule], now: datetime) -> dict[str, Any]:
    """What the rules ask for at all: the highest of their scores, whether for choices and people's other answers."""
    return {
        "now": now,
        "oldest": now - OLDEST,
        "low": max((rule.score_to for rule in rules if rule.score_to is not None), default=-1),
        "asks": any(rule.question is not None for rule in rules),
        "topics": sorted({rule.topic for rule in rules if rule.topic is not None}),
        "second": any(rule.second_low for rule in rules),
    }


def _judged(
    answers: Iterable[CaseAnswer], rules: list[CaseRule]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What is to be done, and what is to be looked at again, as rows of the queries."""
    deeds, waiting = [], []
    for answer in answers:
        judgement = case_rules.judge(answer, rules)
        if judgement.again:
            waiting.append(dict(_key(answer)) | {"due_at": judgement.again.isoformat()})
        elif judgement.did:
            deeds.append(
                dict(_key(answer))
                | {"id": _ids.next()[0], "did": judgement.did, "rule": judgement.rule}
                | {"answer": answer.id, "score": answer.score, "language": answer.language}
            )
    return deeds, waiting


def _key(answer: CaseAnswer) -> Iterator[tuple[str, Any]]:
    yield "campaign", answer.campaign
    yield "recipient", answer.recipient
    yield "occasion", answer.occasion
    yield "bucket", ids.bucket(answer.recipient)
