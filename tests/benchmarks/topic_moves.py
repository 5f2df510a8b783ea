"""How often the card "why it moved" names a topic that did not move, and finds the one that did:
python -m tests.benchmarks.topic_moves"""

from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from feedback_buttons.reports.statistics import topic_parts
from feedback_buttons.reports.statistics.topic_parts import ALL
from tests.benchmarks.pages import keep_in

PAGE = Path(__file__).parents[2] / "docs" / "insight.md"
# Ten topics that overlap by chance: the share that mentions each, and how many points lower most of these score.
SHARES = (0.12, 0.25, 0.06, 0.08, 0.15, 0.05, 0.06, 0.1, 0.04, 0.09)
LOWER = (2.5, 1.5, 0.8, 0.0, 0.0, 0.0, 1.0, 0.0, 1.2, 0.0)
SCORES = (
    0.03,
    0.02,
    0.02,
    0.03,
    0.05,
    0.06,
    0.14,
    0.25,
    0.22,
    0.18,
)  # of 1 to 10, without any topic
TOPICS = range(1, len(SHARES) + 1)  # the first is the one that moves
Draw = np.random.Generator


@dataclass(frozen=True, slots=True)
class Named:
    """How often, in percent of the runs, any topic was named; and the planted one first."""

    any: float
    planted: float


def period(draw: Draw, comments: int, more: float = 1.0, fall: float = 0.0) -> dict[int, list[int]]:
    """The histograms of a period in which the first topic is mentioned ``more`` times as often, and those who do score
    ``fall`` lower."""
    shares = [share * more if not place else share for place, share in enumerate(SHARES)]
    mentions = [draw.random(comments) < share for share in shares]
    scores = draw.choice(np.arange(1, 11), comments, p=SCORES).astype(float)
    for mentioned, points in zip(mentions, LOWER, strict=True):
        scores -= points * mentioned * (draw.random(comments) < 0.8)
    scores -= fall * mentions[0]
    whole = np.clip(np.round(scores), 1, 10).astype(int)
    everybody = np.ones(comments, bool)
    return {topic: _counts(whole[hits]) for topic, hits in enumerate([everybody, *mentions], ALL)}


def _counts(scores: npt.NDArray[np.int64]) -> list[int]:
    return [int(count) for count in np.bincount(scores - 1, minlength=10)]


def measure(
    comments: int, runs: int, more: float = 1.0, fall: float = 0.0, seed: int = 2026
) -> Named:
    """Compare that many pairs of periods."""
    draw, first = np.random.default_rng(seed), []
    for _ in range(runs):
        before, now = period(draw, comments), period(draw, comments, more, fall)
        part = topic_parts.foremost(before, now, TOPICS)
        first.append(part.topic if part else None)
    named = sum(topic is not None for topic in first)
    return Named(100 * named / runs, 100 * first.count(TOPICS[0]) / runs)


CASES = (
    ("nothing changed", 1.0, 0.0),
    ("mentioned twice as often", 2.0, 0.0),
    ("mentioned four times as often", 4.0, 0.0),
    ("who mentions it scores 1 lower", 1.0, 1.0),
    ("who mentions it scores 2 lower", 1.0, 2.0),
)


@click.command()
@click.option("--runs", default=1000, show_default=True, help="Pairs of periods of each kind.")
def main(runs: int) -> None:
    """Measure, and write the table into docs/insight.md."""
    lines = [
        "| comments of each period | what changed about a topic that 12 % mention | any named | it stood first |",
        "| --- | --- | --- | --- |",
    ]
    for comments in (500, 2000):
        for name, more, fall in CASES:
            result = measure(comments, runs, more, fall)
            planted = "" if name == CASES[0][0] else f"{result.planted:.0f} %"
            lines.append(f"| {comments:,} | {name} | {result.any:.0f} % | {planted} |")
            click.echo(lines[-1])
    keep_in(PAGE, "topics", "\n".join(lines))


if __name__ == "__main__":
    main()
