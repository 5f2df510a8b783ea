"""Whether anything is lost that was acknowledged: by random kills, failovers, a full disk, a restore."""

import os
import random
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from tests.benchmarks.machine import settings
from tests.faults import standbys
from tests.faults.load import Load
from tests.faults.machines import eventually, kill_backend, kill_postgres
from tests.faults.restores import Restored, lose_and_restore
from tests.faults.sites import Outcome, Site, add_campaign, compare
from tests.support import clusters
from tests.support.metrics_access import TOKEN

Say = Callable[[str], None]
# How often each comes, of twenty kills on average.
KINDS = (
    *["a worker of web"] * 7,
    *["a process of Postgres"] * 5,
    *["web's master"] * 3,
    *["Postgres"] * 3,
    *["web, while Postgres is away"] * 2,
)
LAG = 20  # answers that a standby lacks when it takes over
EVERY = 5  # of them, a line of progress


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one kind of fault; ``restored`` where the database came back from a backup."""

    fault: str
    times: int
    outcome: Outcome
    later: int
    restored: Restored | None = None


def faults(kills: int, failovers: int, say: Say, seed: int = 0) -> Iterator[Trial]:
    """Try them one after the other, kills and failovers where there are to be any.

    Args:
        kills: how many processes or servers are killed, by chance.
        failovers: how often a standby takes over; half of them lag.
    """
    with _folder() as shared:
        cluster = clusters.made_once(shared)
        if kills:
            yield _kills(cluster, kills, say, seed)
        if failovers:
            yield _failovers(cluster, failovers, say, seed)
        yield _full_disk(cluster, say, seed)
        for keep_until in ("local", "standby"):
            yield _restore(cluster, say, seed, keep_until)


def _kills(cluster: Path, number: int, say: Say, seed: int) -> Trial:
    chance = random.Random(seed)
    with _database(cluster) as server, _site(server, seed) as site:
        site.add(server.url)
        site.add(server.url)
        with site.load() as load:
            load.wait(1)
            for done in range(1, number + 1):
                _kill(chance.choice(KINDS), site, server, load, chance)
                load.wait(chance.uniform(0.2, 2))
                if done % EVERY == 0:
                    say(f"{done} of {number} kills, {load.report.acknowledged:,} answers")
        site.drain()
        return Trial("random kills", number, compare(server.url, load), load.report.later)


def _kill(kind: str, site: Site, server: Server, load: Load, chance: random.Random) -> None:
    web = chance.choice(site.webs)
    if kind == "a worker of web":
        os.kill(chance.choice(web.workers()), signal.SIGKILL)
    elif kind == "a process of Postgres":
        kill_backend(server, chance)
    elif kind == "web's master":
        web.kill_master()
    else:
        kill_postgres(server)
        load.wait(chance.uniform(0, 2))
        if kind != "Postgres":
            web.kill_master()
        server.ensure()


def _failovers(cluster: Path, number: int, say: Say, seed: int) -> Trial:
    chance = random.Random(seed)
    with _Pair(cluster) as pair, _site(pair.primary, seed) as site:
        site.add(standbys.either(pair.primary, pair.standby), keep_until="standby")
        with site.load() as load:
            for done in range(1, number + 1):
                load.wait(2)
                if chance.random() < 0.5:
                    standbys.stop_receiving(pair.standby)
                    enough = load.report.acknowledged + LAG
                    eventually(lambda enough=enough: load.report.acknowledged > enough)
                pair.fail_over()
                load.wait(1)
                if done < number:
                    pair.renew()
                say(f"{done} of {number} failovers, {load.report.acknowledged:,} answers")
        site.drain()
        return Trial("failovers", number, compare(pair.primary.url, load), load.report.later)


class _Pair:
    """A primary and its standby, in two data directories; who is killed comes back as the other's standby."""

    def __init__(self, cluster: Path) -> None:
        self._cluster = cluster
        self._folders = [Path(tempfile.mkdtemp(prefix="feedback-buttons-")) for _ in range(2)]
        self._stacks = [ExitStack(), ExitStack()]

    def __enter__(self) -> "_Pair":
        primary = clusters.migrated(self._cluster, self._folders[0])
        self.primary = self._stacks[0].enter_context(primary)
        add_campaign(self.primary.url)
        self._follow()
        return self

    def __exit__(self, *_: object) -> None:
        for stack in self._stacks:
            stack.close()
        for folder in self._folders:
            shutil.rmtree(folder)

    def _follow(self) -> None:
        standby = standbys.of(self.primary, self._cluster, self._folders[1])
        self.standby = self._stacks[1].enter_context(standby)

    def fail_over(self) -> None:
        """The standby takes over."""
        standbys.fail_over(self.primary, self.standby)
        self._stacks.reverse()
        self._folders.reverse()
        self.primary = self.standby

    def renew(self) -> None:
        """What was killed begins anew, as a copy."""
        self._stacks[1].close()
        shutil.rmtree(self._folders[1] / "postgres")
        self._follow()


def _full_disk(cluster: Path, say: Say, seed: int) -> Trial:
    say("a full disk while the database is away")
    with _database(cluster) as server, _site(server, seed) as site:
        web = site.add(server.url, file_limit=200_000)
        with site.load() as load:
            load.wait(2)
            kill_postgres(server)
            eventually(lambda: web.metrics()["feedback_lost_total"] or load.report.later)
            load.wait(4)
            server.ensure()
            load.wait(4)
        site.drain()
        return Trial("a full disk", 1, compare(server.url, load), load.report.later)


def _restore(cluster: Path, say: Say, seed: int, keep_until: str) -> Trial:
    say(f"a restore into a new server, FEEDBACK_KEEP_UNTIL={keep_until}")
    with (
        _database(cluster) as server, _folder() as there, _folder() as backups,
        clusters.copied(cluster, there) as other, _site(server, seed) as site,
    ):  # fmt: skip
        site.add(server.url, keep_until=keep_until)
        config = _config(server, backups)
        load, restored = lose_and_restore(site, server, other, config, backups, 4)
        outcome = compare(other.url, load)
    return Trial(f"a restore, {keep_until}", 1, outcome, load.report.later, restored)


@contextmanager
def _database(cluster: Path) -> Iterator[Server]:
    with _folder() as folder, clusters.migrated(cluster, folder) as server:
        add_campaign(server.url)
        yield server


@contextmanager
def _site(server: Server, seed: int) -> Iterator[Site]:
    with _folder() as folder:
        site = Site(_config(server, folder), folder, seed)
        try:
            yield site
        finally:
            site.close()


def _config(server: Server, folder: Path) -> Config:
    return replace(settings(folder, server.url), metrics_token=TOKEN)


@contextmanager
def _folder() -> Iterator[Path]:
    """A new folder which Postgres' own user can enter."""
    with tempfile.TemporaryDirectory(prefix="feedback-buttons-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
