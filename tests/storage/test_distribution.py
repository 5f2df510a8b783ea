"""What `distribute` refuses, hides, and would tell Citus."""

import pytest
from answers import Answer, put

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.storage import db, distribution
from feedback_buttons.storage.distribution import DistributionError


def test_what_cannot_be_parted_is_refused_in_clear_words(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.connect(database) as connection:
        with pytest.raises(DistributionError, match="no citus extension"):
            distribution.on_citus(connection)
        with pytest.raises(DistributionError, match="different servers, not 3"):
            distribution.over_servers(
                connection, ["postgresql://a/x", "postgresql://b/x", "postgresql://c/x"]
            )
        with pytest.raises(DistributionError, match="one user and one password"):
            distribution.over_servers(connection, ["postgresql://u@a/x", "postgresql://v@b/x"])
        monkeypatch.setattr(distribution, "EXTENSIONS", ("plproxy", "no_such_thing"))
        with pytest.raises(DistributionError, match="no no_such_thing"):
            distribution.over_servers(connection, ["postgresql://a/x", "postgresql://b/x"])
        monkeypatch.setattr(distribution, "EXTENSIONS", ())
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        put(connection, "delay", Answer(1, 3))
        with pytest.raises(DistributionError, match="this database holds answers"):
            distribution.over_servers(connection, ["postgresql://a/x", "postgresql://b/x"])


def test_a_password_is_not_shown(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribution, "EXTENSIONS", ())
    servers = [f"postgresql://u:sesame@{name}/x" for name in "abcd"]
    with db.connect(database) as connection:
        steps = distribution.over_servers(connection, servers)
    assert any("sesame" in step.statement for step in steps)
    assert not any("sesame" in step.shown for step in steps)


def test_citus_is_told_what_is_whole_what_goes_by_bucket_and_what_runs_there(database: str) -> None:
    """Only the statements: no Citus can be had here."""
    with db.connect(database) as connection:
        steps = distribution.citus_steps(connection, ["visit"])
    statements = [step.statement for step in steps]
    first = statements.index("select create_reference_table('campaign')")
    assert statements[first : first + 4] == [
        "select create_reference_table('campaign')",
        "select create_reference_table('tool_key')",
        "select create_reference_table('touchpoint_target')",
        "select create_distributed_table('rating', 'bucket')",
    ]
    called = [statement.partition("'")[2].partition("(")[0] for statement in statements[:first]]
    # What a click calls there, however deep, and what the tables' indexes call.
    there = {"record_comment", "comment_words", "comment_stemming", "current_change", "change_base"}
    assert there | {"comment_day"} <= {*called}
    assert (
        "select create_distributed_table('rollup', 'bucket', colocate_with := 'rating')"
        in statements
    )
    assert not any("'visit'" in statement for statement in statements)  # which is done already
    assert not any("outbox" in statement or "erase_answer" in statement for statement in statements)
    delegated = [
        statement for statement in statements if "create_distributed_function" in statement
    ]
    sent = [
        statement.partition("(")[2].partition("(")[0]
        for statement in delegated
        if "'bucket'" in statement
    ]
    assert sent == [
        *("'last_occasion", "'record_answer", "'record_answer", "'record_seen", "'record_verdict"),
        *("'record_visit", "'recorded_evidence"),
    ]
    assert statements[-1].endswith("return 32")


def test_on_citus_all_ask_each_node_over_one_connection(database: str) -> None:
    """Else "cannot modify table … because there was a parallel operation on a distributed table", as where a topic is
    removed or a campaign deleted (transaction/relation_access_tracking.c)."""
    asked = "show citus.multi_shard_modify_mode"
    pool = db.pool(database, 1)
    try:
        with (
            db.connect(database) as job,
            db.write_connection(database, db.COLLECTOR, durable=True) as click,
            pool.connection() as page,
        ):
            for connection in (job, click, page):
                assert connection.execute(asked).fetchall() == [("sequential",)]
            # Only rows that are copied to the nodes go over many.
            first = distribution.citus_steps(job, [])[1]
            job.execute(first.statement.encode())
            assert job.execute(asked).fetchall() == [("parallel",)]
    finally:
        pool.close()


@pytest.mark.parametrize(
    ("there", "mode"), [(False, "force_generic_plan"), (True, "force_custom_plan")]
)
def test_only_on_citus_each_call_is_planned_for_its_arguments(
    database: str, there: bool, mode: str
) -> None:
    """Only that it is asked for: the extension here is a name in the catalogue."""
    if there:
        with db.connect(database) as connection:
            connection.execute(
                "insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)"
                " values (99999, 'citus', 10, 11, false, '13')"
            )
    with db.write_connection(database, db.COLLECTOR, durable=True) as connection:
        assert db.first_value(connection, "show plan_cache_mode") == mode
