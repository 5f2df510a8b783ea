"""What `check` says of answers that are parted over several servers."""

import psycopg
import pytest

from feedback_buttons.config.settings import Config
from feedback_buttons.processes.checks import parts_check, writing_check
from feedback_buttons.ratings import write_refusals
from feedback_buttons.storage import db, distribution
from feedback_buttons.storage.distribution import PartState


@pytest.mark.parametrize(
    ("state", "ok", "words"),
    [
        (PartState(2, 0, citus=False), True, "answers are on 2 others"),
        (PartState(2, 3, citus=False), False, "3 functions of a click do not lead to the 2 others"),
        (PartState(1, 9, citus=True), False, "all answers are on this server"),
        (PartState(32, 9, citus=True), True, "by Citus"),
    ],
)
def test_what_is_said(state: PartState, ok: bool, words: str) -> None:
    finding = parts_check.look(state)
    assert (finding.ok, words in finding.message) == (ok, True)


def test_a_server_that_does_not_let_the_front_in_is_no_matter_of_waiting(
    config: Config, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        words = 'FATAL:  permission denied to set role "feedback_collector"'
        raise psycopg.errors.InternalError_(f"PL/Proxy function record_seen(2): [x] {words}")

    monkeypatch.setattr(write_refusals, "try_writing", refuse)
    with db.connect(database) as connection:
        finding = writing_check.look(config, connection)
    assert not finding.ok
    assert "has the role feedback_collector" in finding.todo


def test_one_plain_server_has_all(database: str) -> None:
    with db.connect(database) as connection:
        assert distribution.state(connection)[::2] == (1, False)
