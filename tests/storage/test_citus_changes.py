"""The numbers of changes of several nodes, and the command that makes them, over real servers. What Citus itself does,
which is to part rows and to send calls to nodes, is not tried: no Citus can be had here."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import LiteralString

import citus_stub
import clusters
import psycopg
import pytest
from parted_site import Site
from shell import Shell

from feedback_buttons.config.settings import Config
from feedback_buttons.processes.checks import parts_check
from feedback_buttons.storage import changes, db, distribution
from feedback_buttons.storage.distribution import DistributionError

pytestmark = pytest.mark.skipif(
    not Path("/usr/share/postgresql/15/extension/dblink.control").exists(),
    reason="Debian's postgresql-15 with dblink is not there",
)
WRITERS = 3  # on each node
WRITES = 40  # of each


def _number(connection: psycopg.Connection) -> int:
    ((number,),) = connection.execute("select current_change()").fetchall()
    return int(number)


@pytest.fixture(scope="module")
def nodes(site: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The coordinator, which is a node too, and another one on another server; distributed by the command, twice."""
    elsewhere = site.parts[1]
    with psycopg.connect(elsewhere.url, autocommit=True) as connection:
        connection.execute("alter system set max_prepared_transactions = 4")
    elsewhere.__exit__()
    elsewhere.__enter__()
    addresses = (site.front, elsewhere.url)
    citus_stub.install(site.front, addresses)
    for shown in (True, False, False):
        run = Shell(_config(site.front, tmp_path_factory)).run
        printed = run("distribute", *(["--dry-run"] if shown else [])).stdout
        assert "create_distributed_table('rating', 'bucket')" in printed or not shown
    citus_stub.propagated(elsewhere.url, site.front)
    return addresses


def _config(url: str, folders: pytest.TempPathFactory) -> Config:
    return Config(
        data_dir=folders.mktemp("data"),
        signing_keys=("a signing key only for the tests: 1",),
        pseudonym_key="a pseudonym key only for the tests",
        session_keys=("a session key only for the tests: 1",),
        url="http://127.0.0.1:8080",
        dashboard_url="http://127.0.0.1:8050",
        database_url=url,
    )


@pytest.fixture
def front(nodes: tuple[str, str]) -> Iterator[db.Connection]:
    with db.connect(nodes[0], autocommit=True) as connection:
        changes.renew(connection, datetime.now(UTC))
        yield connection


def _horizon(front: db.Connection) -> int:
    return changes.progress(front).horizon


def test_run_again_it_distributes_no_table_twice(front: db.Connection) -> None:
    asked = [what for (what,) in front.execute("select what from scratch.asked order by id")]
    tables = [what for what in asked if what.startswith(("whole", "parted"))]
    assert len(tables) == len(set(tables)) > 20
    assert asked.count("sent record_seen(smallint,json) by bucket") == 2  # anew, as a migration may
    assert "called comment_words(text,text)" in asked  # which a click calls there
    assert distribution.state(front).parts == 32


def test_broken_off_after_any_table_it_goes_on_there(front: db.Connection) -> None:
    """A process that is killed leaves the statements that it has run, each of them whole."""
    front.execute("delete from scratch.asked where what like 'parted %%' or what like 'whole %%'")
    missing = distribution.undistributed(front)
    assert len(missing) > 20
    while missing:
        steps = distribution.on_citus(front)
        first = next(step for step in steps if f"_table('{missing[0]}'" in step.statement)
        distribution.carry_out(front, steps[: steps.index(first) + 1])
        assert distribution.undistributed(front) == missing[1:]
        missing = missing[1:]
    distribution.carry_out(front, distribution.on_citus(front))
    assert distribution.state(front).parts == 32


def test_what_was_copied_to_nodes_leaves_the_coordinators_disk(front: db.Connection) -> None:
    """Only rows of recipients: the rest is on the coordinator."""
    front.execute("insert into rating_change values ('left', 1, 1, 0, 1)")
    try:
        (step,) = (
            step for step in distribution.on_citus(front) if "truncate_local" in step.statement
        )
        distribution.carry_out(front, [step])
        asked = [what for (what,) in front.execute("select what from scratch.asked order by id")]
        assert asked[-1] == "left behind rating_change"
    finally:
        front.execute("delete from rating_change where campaign = 'left'")


def test_what_cannot_be_is_refused_before_anything_is_done(front: db.Connection) -> None:
    def refused(change: LiteralString) -> str:
        with front.transaction(force_rollback=True):
            front.execute(change)
            with pytest.raises(DistributionError) as refusal:
                distribution.steps(front, ())
        return str(refusal.value)

    assert "lacks 1 migrations: run feedback-buttons migrate" in refused(
        "delete from migration where name = (select max(name) from migration)"
    )
    assert "citus_set_coordinator_host" in refused("delete from scratch.node where id = 1")
    assert "citus_add_node" in refused("delete from scratch.node where id > 1")
    assert "node2:5432. Run select start_metadata_sync" in refused(
        "update scratch.node set aware = false where id > 1"
    )


def test_a_node_that_does_not_let_the_collector_in_is_named(front: db.Connection) -> None:
    (step,) = (step for step in distribution.on_citus(front) if "sign in as it" in step.statement)
    distribution.carry_out(front, [step])
    citus_stub.add_node(front, "host=127.0.0.1 port=1 connect_timeout=1")
    front.execute("grant usage on schema scratch to feedback_collector")
    front.execute("grant select on scratch.node to feedback_collector")
    try:
        with pytest.raises(
            DistributionError, match=r"does not let .* in: .* pg_hba.conf .* lost: run"
        ):
            distribution.carry_out(front, [step])
        assert db.first_value(front, "select current_user = session_user")
    finally:
        front.execute("delete from scratch.node where address like '%%port=1 %%'")
        front.execute("revoke all on scratch.node from feedback_collector")


@pytest.mark.parametrize("late", [0, 1])
def test_a_change_that_is_under_way_on_a_node_is_not_passed_over(
    nodes: tuple[str, str], front: db.Connection, late: int
) -> None:
    with psycopg.connect(nodes[late]) as writing:
        number = _number(writing)
        with psycopg.connect(nodes[1 - late], autocommit=True) as other:
            for _ in range(50):
                _number(other)
        changes.renew(front, datetime.now(UTC))
        assert _horizon(front) <= number
        with psycopg.connect(nodes[late]) as later:
            assert (
                _number(later) > number + 40
            )  # which was lifted, so that the other is not waited for
        writing.commit()
        changes.renew(front, datetime.now(UTC))
        assert _horizon(front) > number + 40


def test_what_a_node_writes_after_the_coordinator_is_waited_for(
    nodes: tuple[str, str], front: db.Connection
) -> None:
    """Such a change has the coordinator's number, and is prepared on the node while the coordinator commits."""
    with psycopg.connect(nodes[0]) as coordinator:
        number = _number(coordinator)
        with psycopg.connect(nodes[1]) as node:
            node.execute("insert into rating_change values ('late', %s, 1, 0, 1)", [number])
            node.execute("prepare transaction 'citus_0_1_2_3'")
        coordinator.commit()
    with psycopg.connect(nodes[1], autocommit=True) as node:
        try:
            changes.renew(front, datetime.now(UTC))
            assert _horizon(front) <= number
            assert changes.progress(front).newest > number
        finally:
            node.execute("commit prepared 'citus_0_1_2_3'")
    changes.renew(front, datetime.now(UTC))
    assert _horizon(front) > number


def test_what_follows_from_now_on_passes_no_node_over(
    nodes: tuple[str, str], front: db.Connection
) -> None:
    with psycopg.connect(nodes[0], autocommit=True) as connection:
        for _ in range(50):
            _number(connection)
    since = db.first_value(front, "select change_from_now()")
    for url in nodes:
        with psycopg.connect(url, autocommit=True) as connection:
            assert _number(connection) > since


def test_a_node_that_was_added_gives_no_number_before_it_is_lifted(
    nodes: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = nodes[1].replace("/feedback?", "/added?")
    clusters.run(nodes[1].replace("/feedback?", "/postgres?"), "CREATE DATABASE added")
    run = Shell(_config(nodes[0], tmp_path_factory)).run
    with psycopg.connect(url, autocommit=True) as added:
        for name in ("change_base", "current_change"):  # as Citus brings them
            with psycopg.connect(nodes[0]) as coordinator:
                ((text,),) = coordinator.execute(
                    "select pg_get_functiondef(%s::regproc)", [name]
                ).fetchall()
            added.execute(text.encode())
        with db.connect(nodes[0], autocommit=True) as front:
            before = changes.progress(front).newest
            citus_stub.add_node(front, url)
            try:
                with pytest.raises(psycopg.errors.RaiseException, match="does not number changes"):
                    _number(added)
                with pytest.raises(psycopg.errors.RaiseException, match="does not say how far"):
                    changes.progress(front)
                assert "Done" in run("distribute").stdout
                assert _number(added) >= before
                assert changes.progress(front).horizon >= before - 1
            finally:
                front.execute("delete from scratch.node where address = %s", [url])


def test_check_says_what_is_not_on_the_nodes(front: db.Connection) -> None:
    assert [(finding.name, finding.ok) for finding in parts_check.nodes(front)] == [
        ("nodes", True),
        ("tables", True),
        ("changes", True),
    ]
    front.execute("create table grown (bucket smallint)")
    citus_stub.add_node(front, "host=127.0.0.1 port=1 connect_timeout=1")
    try:
        _, tables, numbers = parts_check.nodes(front)
        assert (tables.ok, tables.message) == (False, "not on the nodes of Citus: grown")
        assert (numbers.ok, "does not say how far" in numbers.message) == (False, True)
    finally:
        front.execute("delete from scratch.node where address like '%%port=1 %%'")
        front.execute("drop table grown")


def test_check_names_a_node_that_is_not_active(
    front: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "query", _of_view(db.query))
    finding = parts_check.nodes(front)[0]
    assert (finding.ok, finding.message) == (
        False,
        "not active, so that reports fail: node2:5432",
    )


def _of_view(query: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """Reads nodes of which one is not active."""
    stands_in = (
        b"(select nodename, nodeport, noderole, groupid = 0 as isactive from pg_dist_node) as node"
    )
    return lambda name: query(name).replace(b"pg_dist_node", stands_in)


def test_a_node_that_is_away_is_named_and_nothing_is_told(front: db.Connection) -> None:
    citus_stub.add_node(front, "host=127.0.0.1 port=1 connect_timeout=1")
    try:
        with pytest.raises(psycopg.errors.RaiseException, match="does not say how far"):
            changes.progress(front)
    finally:
        front.execute("delete from scratch.node where address like '%%port=1 %%'")


def test_who_follows_misses_none_while_all_write(
    nodes: tuple[str, str], front: db.Connection
) -> None:
    """Transactions of many lengths on both nodes, numbers that are lifted all the while, and a reader who asks
    first and then reads each node in a snapshot of its own."""
    stop, written, lock = threading.Event(), set[tuple[int, int]](), threading.Lock()

    def write(node: int, writer: int) -> None:
        with psycopg.connect(nodes[node]) as connection:
            for count in range(WRITES * (1 + 3 * node)):
                row = (_number(connection), writer * 1_000_000 + count, node)
                connection.execute("insert into rating_change values ('race', %s, %s, 0, %s)", row)
                if count % 7 == writer:
                    time.sleep(0.01)  # long ones among short ones
                connection.commit()
                with lock:
                    written.add((node, row[1]))

    def lift() -> None:
        with db.connect(nodes[0], autocommit=True) as own:
            while not stop.is_set():
                changes.renew(own, datetime.now(UTC))

    def read(last: int) -> tuple[int, list[tuple[int, int]]]:
        horizon, rows = _horizon(front), list[tuple[int, int]]()
        for url in nodes:
            with psycopg.connect(url) as connection:
                rows += connection.execute(
                    "select bucket, recipient from rating_change"
                    " where campaign = 'race' and changed >= %s and changed < %s",
                    [last, horizon],
                ).fetchall()
        return max(last, horizon), rows

    writers = [
        threading.Thread(target=write, args=(node, 2 * writer + node))
        for node in (0, 1)
        for writer in range(WRITERS)
    ]
    lifting, last, seen = threading.Thread(target=lift), 0, list[tuple[int, int]]()
    for thread in (*writers, lifting):
        thread.start()
    try:
        while any(thread.is_alive() for thread in writers):
            last, rows = read(last)
            seen += rows
    finally:
        stop.set()
        for thread in (*writers, lifting):
            thread.join()
    changes.renew(front, datetime.now(UTC))
    _, rows = read(last)
    seen += rows
    assert len(seen) == len(set(seen))  # each once
    assert set(seen) == written
