"""One well-filled database: each kind of row, state and value that the schema knows, made as the product makes them.

tests/project/test_full_database.py reads the schema's own lists and says which of their values are missing here.
"""

from datetime import datetime, timedelta

import full_answers
import full_campaigns
import full_cases
import full_evidence
import full_outbox
import full_team

from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.processes import worker
from feedback_buttons.processes.retention import deleting_steps
from feedback_buttons.recipients import erasure
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db, upkeep
from feedback_buttons.topics import topic_list


def fill(config: Config) -> None:
    """Fill the migrated, empty database of these settings."""
    now = ids.utc_now()
    with db.connect(str(config.database_url), autocommit=True) as connection:
        full_campaigns.add_campaigns(connection, now)
        full_team.add_team(connection, now)
        full_team.connect_programs(connection, config)
        full_campaigns.describe(connection, now)
        full_evidence.add_evidence(config, now)
        full_answers.scan(config, now - timedelta(days=100), "scanned long ago")
        full_answers.answer_long_ago(config, now - timedelta(days=40))
        full_answers.answer(config, now - timedelta(hours=5))
        full_answers.answer_as_a_demonstration(connection, now - timedelta(hours=4))
        full_answers.answer_unsigned(config, now - timedelta(hours=2))
        full_outbox.add_messages(connection, config)
        full_answers.scan(config, now - timedelta(hours=1))
        full_evidence.decide(connection, Tokens(config.signing_keys, config.pseudonym_key))
        _after(connection, config, now)


def _after(connection: db.Connection, config: Config, now: datetime) -> None:
    """What follows answers: the team's work on comments, what programs tell, what the worker sums up."""
    full_team.handle_comments(connection)
    topic_list.begin(connection)
    full_cases.open_cases(connection, config, now)
    full_team.call_api(config)
    full_campaigns.close(connection)
    erasure.erase(connection, 5_000)
    worker.keep_house(connection, now, worker.Retention())
    full_team.correct_topics(connection)
    connection.execute(
        "update ticket set recipient = null, occasion = null, score = null, remote_id = null, state = 'erased' "
        "where id = 3"
    )
    connection.execute("update alert_rule set looked = false where name = 'quiet 0'")
    for step in deleting_steps(connection, now, worker.Retention(evidence=30, answers=35)).values():
        step()
    upkeep.note(connection, "statistics", now, seconds=30.0, done=0, error="statement timeout")
