"""Web machines under load, and what is held against what people were told."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.signing.tokens import Tokens
from tests.faults.load import SLUG, Load
from tests.faults.machines import Web, eventually
from tests.support.ports import free_port
from tests.support.shell import environment
from tests.support.sums import unequal

PEOPLE = 10


class Site:
    """Web machines, each with a disk of its own, on one database."""

    def __init__(self, config: Config, folder: Path, seed: int) -> None:
        self._config, self._folder, self._seed = config, folder, seed
        self.step = folder / "step"
        self.webs: list[Web] = []

    def add(
        self,
        url: str,
        *,
        file_limit: int | None = None,
        keep_until: str = "local",
        code: Path | None = None,
    ) -> Web:
        data_dir = self._folder / f"web-{len(self.webs)}"
        config = replace(self._config, database_url=url, data_dir=data_dir, keep_until=keep_until)
        env = environment(config) | {"FEEDBACK_PROXIES": "1", "CLOCK_STEP": str(self.step)}
        self.webs.append(Web(free_port(), env, file_limit=file_limit, code=code))
        return self.webs[-1]

    def load(self, first: int = 0) -> Load:
        """People who answer, from the one with this number on."""
        tokens = Tokens(self._config.signing_keys, self._config.pseudonym_key)
        return Load(tokens, [web.port for web in self.webs], PEOPLE, self._seed, first)

    def drain(self) -> None:
        """Wait until nothing waits on any of their disks."""
        for web in self.webs:
            eventually(web.drained)

    def close(self) -> None:
        for web in self.webs:
            web.stop()


def add_campaign(url: str) -> None:
    """The campaign that everybody answers."""
    with psycopg.connect(url) as connection:
        campaigns.add(connection, Campaign(slug=SLUG, name="Wave"))


def scores(url: str) -> dict[int, int]:
    """What counts, by recipient."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("select recipient, score from rating where score is not null")
        return dict(rows.fetchall())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the database holds, beside what people were told.

    Attributes:
        acknowledged: how often somebody was told that a score is saved.
        people: how many of them there are.
        lost: whose last score is not there, with that score and what is there.
        unasked: who has a score, and was never told so.
        failures: answers that no recipient should see.
        unequal: campaigns whose sums are not those of their ratings.
    """

    acknowledged: int
    people: int
    lost: dict[int, tuple[int, int | None]]
    unasked: set[int]
    failures: Counter[str]
    unequal: int


def compare(url: str, load: Load) -> Outcome:
    """Hold the database against what people were told; nothing may wait any more."""
    counted, report = scores(url), load.report
    told = report.last.items()
    return Outcome(
        acknowledged=report.acknowledged,
        people=len(report.last),
        lost={who: (score, counted.get(who)) for who, score in told if counted.get(who) != score},
        unasked=counted.keys() - report.last.keys(),
        failures=Counter(report.wrong),
        unequal=len(unequal(url)),
    )
