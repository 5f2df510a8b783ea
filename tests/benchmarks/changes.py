"""How often the card "why it moved" names what did not move, and finds what did: python -m tests.benchmarks.changes"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from feedback_buttons.reports.scores.latest_change import LatestChange
from feedback_buttons.reports.statistics.change_parts import Groups, Why, explain
from tests.benchmarks.coverage import SHAPES
from tests.benchmarks.pages import keep_in

PAGE = Path(__file__).parents[2] / "docs" / "statistics.md"
ANSWERS = 5_000  # of each period
# Kinds of groups, as a shop has them: the share of each group.
KINDS = {
    "language": (0.7, 0.15, 0.1, 0.05),
    "client": (0.35, 0.25, 0.15, 0.1, 0.1, 0.05),
    "channel": (0.5, 0.3, 0.2),
    "shop": (0.2, 0.15, *(0.065,) * 10),
}
Array = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """How often, in percent of the runs, anything was named; the planted change was; and it stood first."""

    name: str
    named: float
    planted: float
    first: float


def period(shape: list[int], draw: np.random.Generator, fall: str, by: float) -> dict[str, Groups]:
    """The groups of a period in which the group ``fall`` ("channel/2") answers lower by ``by`` points on average."""
    scores = draw.choice(10, ANSWERS, p=np.array(shape) / sum(shape))
    members = {kind: draw.choice(len(p), ANSWERS, p=p) for kind, p in KINDS.items()}
    if fall:
        kind, _, number = fall.partition("/")
        inside = members[kind] == int(number)
        scores[inside] = _lower(scores[inside], by, draw)
    return {
        kind: {
            f"{kind}/{number}": np.bincount(scores[members[kind] == number], minlength=10).tolist()
            for number in range(len(shares))
        }
        for kind, shares in KINDS.items()
    }


def _lower(scores: Array, by: float, draw: np.random.Generator) -> Array:
    """Answers of which so many became a 1 that their mean is ``by`` lower."""
    angry = draw.random(len(scores)) < by / scores.mean()
    return np.where(angry, 0, scores)


def run(shape: list[int], runs: int, fall: str, by: float, seed: int) -> Iterator[Why]:
    """Explain that many pairs of periods."""
    draw = np.random.default_rng(seed)
    for _ in range(runs):
        why = explain(period(shape, draw, "", 0), period(shape, draw, fall, by))
        assert why
        yield why


def measure(name: str, shape: list[int], runs: int, fall: str = "", by: float = 0.0) -> Found:
    """Count over the runs what was named."""
    named = planted = first = 0
    for why in run(shape, runs, fall, by, seed=2026):
        found = [part.value for part in why.named if part.cause == "within"]
        named += bool(why.named)
        planted += fall in found
        first += bool(found) and found[0] == fall
    return Found(name, *(100 * count / runs for count in (named, planted, first)))


@dataclass(frozen=True, slots=True)
class Watched:
    """What somebody saw who looked each hour at the last 24 of campaigns in which nothing changed."""

    looks: int
    cried: int
    days: int


def watch(campaigns: int, days: int, among: int) -> Watched:
    """Look each hour at the line "last 24 hours" of so many flat campaigns, of 12 to 2,400 answers a day, which are
    watched among so many others."""
    draw = np.random.default_rng(2026)
    shapes = [np.array(shape) / sum(shape) for shape in SHAPES.values()]
    looks = cried = 0
    bad: set[int] = set()
    for number in range(campaigns):
        hours = draw.poisson(10 ** draw.uniform(-0.3, 2), 24 * days)
        shape = shapes[number % len(shapes)]
        counts = np.array([draw.multinomial(answers, shape) for answers in hours]).cumsum(axis=0)
        recent, before = counts[24:] - counts[:-24], counts[:-24]
        looks += len(recent)
        for hour in np.flatnonzero(_far(recent, before)):
            change = LatestChange(*(tuple(map(int, c[hour])) for c in (recent, before)), among)
            if (difference := change.difference) and difference.real:
                cried += 1
                bad.add(int(hour) // 24)
    return Watched(looks, cried, len(bad))


def _far(recent: Array, before: Array) -> npt.NDArray[np.bool_]:
    """Where the textbook's interval for one of 300 looks leaves out no difference: ours, which holds at all times, is
    wider, so that it cannot say more."""
    values = np.arange(1, 11)
    sizes = [np.maximum(counts.sum(axis=1), 1) for counts in (recent, before)]
    means = [counts @ values / size for counts, size in zip((recent, before), sizes, strict=True)]
    squares = [
        counts @ values**2 / size for counts, size in zip((recent, before), sizes, strict=True)
    ]
    error = sum((s - m**2) / n for s, m, n in zip(squares, means, sizes, strict=True))
    return abs(means[0] - means[1]) >= 3.7 * np.sqrt(np.maximum(error, 0))


def _share(group: str) -> float:
    kind, _, number = group.partition("/")
    return KINDS[kind][int(number)]


@click.command()
@click.option("--runs", default=1000, show_default=True, help="Pairs of periods of each row.")
def main(runs: int) -> None:
    """Measure, and write the table into docs/statistics.md."""
    rows = [
        "| answers like these | what changed | anything named | it was named | it stood first |"
    ]
    rows.append("| --- | --- | ---: | ---: | ---: |")
    for name, shape in SHAPES.items():
        for fall, by in (("", 0.0), ("channel/2", 1.0), ("shop/5", 1.0)):
            found = measure(name, shape, runs, fall, by)
            what = f"{_share(fall):.1%} of the answers, down {by}" if fall else "nothing"
            tail = f"{found.planted:.1f} % | {found.first:.1f} %" if fall else "- | -"
            rows.append(f"| {name} | {what} | {found.named:.1f} % | {tail} |")
            click.echo(rows[-1])
    keep_in(PAGE, "changes", "\n".join(rows))
    seen = watch(30, 60, 300)
    words = (
        "30 of 300 watched campaigns, in which nothing changed, looked at each hour for 60 days "
        f"({seen.looks:,} looks): {seen.cried} looks called it a change, on {seen.days} of the days."
    )
    click.echo(words)
    keep_in(PAGE, "watched", words)


if __name__ == "__main__":
    main()
