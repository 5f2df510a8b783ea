"""Who is counted and who is lost: each policy beside what others do, on simulated mail, through the real
application. python -m tests.benchmarks.accuracy --help
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import click

from feedback_buttons.simulation import traces
from feedback_buttons.simulation.replay import VISIBLE, replay
from feedback_buttons.simulation.replay_outcome import Rated
from feedback_buttons.simulation.simulate import MIXES, simulate
from feedback_buttons.verdicts.policy import POLICIES
from feedback_buttons.verdicts.rules import REASONS
from tests.benchmarks import accuracy_report

Row = dict[str, Any]
Counts = dict[str, int | None]
CLICKS = ("get", "post", "visit")


@dataclass
class Result:
    """One way to count, on one mix: ``wrong`` is counted with another score than was meant, ``false``
    though nobody meant to answer; both by the profiles of the scanners of that mailbox."""

    mix: str
    send_time: str
    way: str
    people: int = 0
    counted: int = 0
    wrong: int = 0
    false: int = 0
    lost: dict[str, int] = field(default_factory=dict)
    profiles: dict[str, int] = field(default_factory=dict)


class World:
    """One simulated mailing, and what each recipient meant and met."""

    def __init__(self, mix: str, send_time: str, recipients: int, seed: int) -> None:
        self.mix, self.send_time = mix, send_time
        known = send_time == "known"
        made = simulate(mix=MIXES[mix], seed=seed, recipients=recipients, sent_at_known=known)
        self.lines = [json.dumps(row) for row in made]
        items = [json.loads(line) for line in self.lines]
        self.truth: Counts = {row["recipient"]: row["truth"] for row in items if "truth" in row}
        self.rows: dict[str, list[Row]] = {recipient: [] for recipient in self.truth}
        for row in items:
            if "do" in row:
                self.rows[row["recipient"]].append(row)

    def counted(self, chosen: Callable[[Row], bool]) -> Counts:
        """The last score of each recipient's rows that are chosen."""
        return {
            recipient: next((row["score"] for row in reversed(rows) if chosen(row)), None)
            for recipient, rows in self.rows.items()
        }

    def result(self, way: str, counts: Counts, ratings: dict[str, Rated]) -> Result:
        """What a way of counting amounts to."""
        found = Result(self.mix, self.send_time, way)
        lost: Counter[str] = Counter()
        profiles: Counter[str] = Counter()
        for recipient, meant in self.truth.items():
            score = counts.get(recipient)
            found.people += meant is not None
            found.counted += score is not None
            found.wrong += None not in (meant, score) and meant != score
            if score is not None and meant is None:
                found.false += 1
                profiles[self._profiles(recipient)] += 1
            elif score is None and meant is not None:
                lost[cause(self.rows[recipient], ratings.get(recipient))] += 1
        found.lost, found.profiles = dict(lost), dict(profiles)
        return found

    def _profiles(self, recipient: str) -> str:
        names: set[str] = {row["profile"] for row in self.rows[recipient] if "profile" in row}
        return " + ".join(sorted(names, key=lambda name: int(name[1:]))) or "none"


def cause(rows: Iterable[Row], rated: Rated | None) -> str:
    """Why a person's answer doesn't count, of their mail's rows and what became of it."""
    own = [row for row in rows if "profile" not in row and row["do"] == "visit"]
    pressed = any("if_asked" in row or row.get("press") for row in own)
    if not pressed and all(row["visible"] < VISIBLE for row in own):
        return "closed"
    if rated and rated.reason == REASONS["automatic"]:
        return "twice"
    if rated and rated.state == "withdrawn":
        return "withdrawn"
    return "other" if pressed else "ignored"


def opened(row: Row) -> bool:
    """Whether a page's script ran and the page was on screen for a moment."""
    return bool(row["do"] == "visit" and row["js"] and row["visible"] >= VISIBLE)


def played(task: tuple[str, str, int, int, str]) -> Result:
    """One policy on one mix."""
    mix, send_time, recipients, seed, policy = task
    world = World(mix, send_time, recipients, seed)
    ratings = {r.recipient: r for r in replay(traces.read(world.lines), policy).ratings}
    return world.result(policy, {name: r.score for name, r in ratings.items()}, ratings)


def others(mix: str, send_time: str, recipients: int, seed: int) -> Iterable[Result]:
    """What others do; a press at all times is our `strict`."""
    world = World(mix, send_time, recipients, seed)
    yield world.result("last click counts", world.counted(lambda row: row["do"] in CLICKS), {})
    yield world.result("page load counts", world.counted(opened), {})


@click.command()
@click.option("--company", default=20_000, show_default=True, help="Recipients of company mail.")
@click.option("--consumer", default=40_000, show_default=True, help="Recipients of consumer mail.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same figures.")
@click.option("--processes", default=1, show_default=True, help="How many to play at once.")
@click.option("--write", is_flag=True, help="Put table and chart into docs/.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the figures as JSON.")
def main(
    company: int, consumer: int, seed: int, processes: int, write: bool, keep: Path | None
) -> None:
    """Measure precision and recall of each policy on simulated mail."""
    sizes = {"company": company, "consumer": consumer}
    worlds = [(mix, time, sizes[mix], seed) for mix, time in product(sizes, ("known", "unknown"))]
    results = [result for world in worlds for result in others(*world)]
    tasks = [(*world, policy) for world in worlds for policy in POLICIES]
    with ProcessPoolExecutor(processes) as pool:
        for result in pool.map(played, tasks):
            click.echo(f"{result.mix}, {result.send_time}: {result.way} played", err=True)
            results.append(result)
    if keep:
        keep.write_text(json.dumps([asdict(result) for result in results]), "utf-8")
    note = f"{company:,} recipients of company mail and {consumer:,} of consumer mail, seed {seed}."
    click.echo(accuracy_report.markdown(results, note))
    if write:
        accuracy_report.write(results, note)


if __name__ == "__main__":
    main()
