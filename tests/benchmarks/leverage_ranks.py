"""How often the cell that a fall was planted in stands first among those that hold a score back, and how often a first
is sure where nothing was planted: python -m tests.benchmarks.leverage_ranks"""

from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from feedback_buttons.reports.statistics import leverage
from tests.benchmarks.pages import keep_in

PAGE = Path(__file__).parents[2] / "docs" / "insight.md"
CELLS = 24  # six touchpoints by four channels
# What 1 to 10 are given by people who are served the same everywhere.
SCORES = np.array([0.03, 0.02, 0.02, 0.03, 0.05, 0.06, 0.14, 0.25, 0.22, 0.18])
USUAL = 0.2  # points by which cells differ anyhow (a standard deviation)
UNEVEN = 0.7  # of the logarithm of their sizes
DRAWS = 1000  # a quarter of what a page draws, for as many runs
Draw = np.random.Generator


@dataclass(frozen=True, slots=True)
class Ranked:
    """In percent of the runs: the planted cell stood first, and among the first three; some cell was surely first; the
    planted cell's range of ranks had the rank that it truly has."""

    first: float
    three: float
    sure: float
    held: float


def cells(
    draw: Draw, answers: int, fall: float, usual: float = USUAL
) -> tuple[list[tuple[int, ...]], int]:
    """Histograms of cells, the first of which scores lower, and the rank that this one truly has."""
    sizes = np.exp(draw.normal(0, UNEVEN, CELLS))
    sizes[0] = np.median(sizes)  # a middling one, or size would decide
    sizes /= sizes.sum()
    shifts = draw.normal(0, usual, CELLS)
    shifts[0] -= fall
    shares = np.array([shifted(shift) for shift in shifts])
    means = shares @ np.arange(1, 11)
    gains = sizes * ((sizes @ means - sizes * means) / (1 - sizes) - means)
    counts = draw.multinomial(answers, (sizes[:, None] * shares).ravel()).reshape(CELLS, 10)
    return [tuple(map(int, row)) for row in counts], int((gains > gains[0]).sum()) + 1


def shifted(points: float) -> np.ndarray:
    """The scores of people who give so many points more, or less, but nothing beyond the scale."""
    moved = np.zeros(10)
    whole, part = divmod(points, 1)
    for place, share in enumerate(SCORES):
        for step, of in ((0, 1 - part), (1, part)):
            moved[int(np.clip(place + whole + step, 0, 9))] += share * of
    return moved


def measure(answers: int, runs: int, fall: float, usual: float = USUAL, seed: int = 2026) -> Ranked:
    """Rank so many sets of cells."""
    draw, ranks, sure, held = np.random.default_rng(seed), [], 0, 0
    for _ in range(runs):
        histograms, truly = cells(draw, answers, fall, usual)
        measured = leverage.leverages(histograms, (0,) * 10, DRAWS)
        ranks.append(1 + sum(cell.gain.mean > measured[0].gain.mean for cell in measured))
        sure += any(cell.rank == (1, 1) for cell in measured)
        held += measured[0].rank[0] <= truly <= measured[0].rank[1]
    three = sum(rank <= 3 for rank in ranks)
    return Ranked(*(100 * number / runs for number in (ranks.count(1), three, sure, held)))


CASES = (
    ("nothing, all alike (A/A)", 0.0, 0.0),
    ("nothing", 0.0, USUAL),
    ("−0.5", 0.5, USUAL),  # noqa: RUF001 (minus signs)
    ("−1", 1.0, USUAL),  # noqa: RUF001
    ("−2", 2.0, USUAL),  # noqa: RUF001
)


@click.command()
@click.option("--runs", default=1000, show_default=True, help="Sets of cells of each kind.")
def main(runs: int) -> None:
    """Measure, and write the table into docs/insight.md."""
    lines = [
        "| answers | planted in one of 24 cells | it stood first | among the first three | a cell was surely first | "
        "its range had its true rank |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for answers in (2000, 5000, 20000):
        for name, fall, usual in CASES:
            found = measure(answers, runs, fall, usual)
            shares = (
                f"{share:.0f} %" for share in (found.first, found.three, found.sure, found.held)
            )
            lines.append(f"| {answers:,} | {name} | {' | '.join(shares)} |")
            click.echo(lines[-1])
    keep_in(PAGE, "leverage", "\n".join(lines))


if __name__ == "__main__":
    main()
