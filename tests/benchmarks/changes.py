"""How often the card "why it moved" names what did not move, and finds what did: python -m tests.benchmarks.changes"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from feedback_buttons.reports.change_parts import Groups, Why, explain
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


if __name__ == "__main__":
    main()
