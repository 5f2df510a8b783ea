"""Whatever breaks under load: every answer that was acknowledged is there once, with the right score; the
sums equal the ratings; and nobody was shown a failure.

A run takes a minute or two; `--long` lets everything break for longer.
"""

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import clusters
import pytest

from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from tests.faults import standbys
from tests.faults.load import ENOUGH, Load
from tests.faults.machines import Wire, eventually, kill_backend, kill_postgres
from tests.faults.restores import lose_and_restore
from tests.faults.sites import Site, add_campaign, compare

SEED = 20261203


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether there is time."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def away(long: bool) -> float:
    """For how long the database is away, in seconds."""
    return 60 if long else 4


@pytest.fixture
def server(cluster: Path, data_dir: Path) -> Iterator[Server]:
    with clusters.migrated(cluster, data_dir) as server:
        add_campaign(server.url)
        yield server


@pytest.fixture
def wire(server: Server, data_dir: Path) -> Iterator[Wire]:
    wire = Wire(data_dir / "wire", server.url, SEED)
    yield wire
    wire.close()


@pytest.fixture
def site(config: Config) -> Iterator[Site]:
    folder = config.data_dir.with_name(f"{config.data_dir.name}-webs")
    site = Site(config, folder, SEED)
    yield site
    site.close()
    shutil.rmtree(folder)


def check(site: Site, server: Server, load: Load, *, room: bool = True) -> None:
    """Hold what the database says against what people were told."""
    site.drain()
    outcome = compare(server.url, load)
    assert outcome.acknowledged > ENOUGH, "hardly anybody was there"
    assert not outcome.failures
    assert not (room and load.report.later)
    assert not outcome.lost, f"{len(outcome.lost)} of {outcome.people} are lost or wrong"
    assert not outcome.unasked
    assert not outcome.unequal


def repeated(act: Callable[[], None], long: bool, pause: float) -> None:
    """Do it twice, or in a long run twenty times."""
    for _ in range(20 if long else 2):
        act()
        time.sleep(pause)


def test_killing_workers(site: Site, server: Server, long: bool) -> None:
    web = site.add(server.url)
    chance = random.Random(SEED)
    with site.load() as load:
        load.wait(1)
        repeated(lambda: os.kill(chance.choice(web.workers()), signal.SIGKILL), long, 2)
    check(site, server, load)


def test_killing_the_master(site: Site, server: Server, long: bool) -> None:
    web = site.add(server.url)
    with site.load() as load:
        load.wait(1)
        repeated(web.kill_master, long, 1)
    check(site, server, load)


def test_killing_backends_of_postgres(site: Site, server: Server, long: bool) -> None:
    site.add(server.url)
    chance = random.Random(SEED)
    with site.load() as load:
        load.wait(1)
        repeated(lambda: kill_backend(server, chance), long, 3)
    check(site, server, load)


def test_killing_postgres(site: Site, server: Server, away: float) -> None:
    site.add(server.url)
    with site.load() as load:
        load.wait(1)
        kill_postgres(server)
        load.wait(away)
        server.ensure()
        load.wait(3)
    check(site, server, load)


def test_killing_the_web_while_the_database_is_away(
    site: Site, server: Server, away: float
) -> None:
    web = site.add(server.url)
    with site.load() as load:
        load.wait(1)
        kill_postgres(server)
        load.wait(away / 2)
        web.kill_master()
        load.wait(away / 2)
        server.ensure()
        load.wait(1)
    check(site, server, load)


def test_the_network_to_the_database_is_gone_for_a_while(
    site: Site, server: Server, wire: Wire, away: float
) -> None:
    site.add(wire.url)
    with site.load() as load:
        load.wait(1)
        wire.open = False
        load.wait(away)
        wire.open = True
        load.wait(3)
    check(site, server, load)


def test_connections_are_cut_in_the_middle_of_commits(
    site: Site, server: Server, wire: Wire, long: bool
) -> None:
    site.add(wire.url)
    with site.load() as load:
        load.wait(1)
        wire.drops = 0.05
        load.wait(60 if long else 8)
        wire.drops = 0
    assert wire.dropped > 3
    check(site, server, load)


def test_the_disk_is_full_while_the_database_is_away(
    site: Site, server: Server, away: float
) -> None:
    web = site.add(server.url, file_limit=200_000)
    with site.load() as load:
        load.wait(1)
        kill_postgres(server)
        eventually(lambda: web.metrics()["feedback_lost_total"] or load.report.later)
        load.wait(away)
        server.ensure()
        load.wait(3)
    check(site, server, load, room=False)
    assert load.report.later


@pytest.mark.parametrize("seconds", [-5, -3600])
def test_the_clock_steps_back(site: Site, server: Server, seconds: int) -> None:
    site.add(server.url)
    with site.load() as load:
        load.wait(2)
        site.step.write_text(str(seconds))
        load.wait(5)
    check(site, server, load)


def test_two_machines_on_one_database(site: Site, server: Server, away: float) -> None:
    one = site.add(server.url)
    site.add(server.url)
    with site.load() as load:
        load.wait(2)
        one.kill_master()
        kill_postgres(server)
        load.wait(away / 2)
        server.ensure()
        load.wait(2)
    check(site, server, load)


def test_the_standby_that_takes_over_lags(site: Site, server: Server, cluster: Path) -> None:
    data_dir = Path(tempfile.mkdtemp(prefix="feedback-buttons-standby-"))  # its user can enter it
    try:
        with standbys.of(server, cluster, data_dir) as standby:
            site.add(standbys.either(server, standby), keep_until="standby")
            with site.load() as load:
                load.wait(2)
                standbys.stop_receiving(standby)
                arrived = load.report.acknowledged
                eventually(lambda: load.report.acknowledged > arrived + 20)
                standbys.fail_over(server, standby)
                load.wait(3)
            check(site, standby, load)
    finally:
        shutil.rmtree(data_dir)


@pytest.mark.parametrize("keep_until", ["local", "standby"])
def test_a_database_is_lost_and_restored(
    site: Site, server: Server, cluster: Path, config: Config, tmp_path: Path, keep_until: str
) -> None:
    data_dir = Path(tempfile.mkdtemp(prefix="feedback-buttons-other-"))
    try:
        with clusters.copied(cluster, data_dir) as other:
            site.add(server.url, keep_until=keep_until)
            load, restored = lose_and_restore(site, server, other, config, tmp_path, 2)
            outcome = compare(other.url, load)
    finally:
        shutil.rmtree(data_dir)
    assert restored.held
    assert restored.between
    assert not restored.held_lost
    assert keep_until == "local" or not restored.between_lost
    assert len(outcome.lost) == restored.between_lost
    assert not outcome.unasked
    assert not outcome.failures
    assert not outcome.unequal
