"""Whether the interval holds while somebody watches it at every answer, and what that costs in width:
python -m tests.benchmarks.coverage --help
"""

from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from feedback_buttons.reports.statistics import intervals, stats
from tests.benchmarks.pages import keep_in

PAGE = Path(__file__).parents[2] / "docs" / "statistics.md"
LOOKS = (10, 100, 1_000, 10_000)  # answers at which the widths are compared
CHECKED = 25  # answers of each run at which the product's own interval is asked
CHANGING = 0.05  # of the answers replace an earlier one, where minds change
Array = npt.NDArray[np.float64]

# Real ratings of two kinds; what the others are made of is in their names.
SHAPES = {
    "hospital patients (5,635 real ratings)": [0, 372, 0, 241, 0, 312, 0, 1037, 0, 3673],
    "humped around 8": [20, 8, 10, 17, 39, 61, 115, 163, 88, 40],
    "all scores alike": [1] * 10,
    "two ends: 3 of 10 give a 1, the rest a 10": [3, 0, 0, 0, 0, 0, 0, 0, 0, 7],
    "19 of 20 give a 10, the rest a 9": [0] * 8 + [1, 19],
    "99 of 100 give a 10, one a 1": [1, *[0] * 8, 99],
}
CHANGED = "humped around 8, 1 answer in 20 changed later"


@dataclass(frozen=True, slots=True)
class Held:
    """How many of the runs left the truth out at any look: the interval here, a t interval, a t interval
    looked at once; and half widths at LOOKS answers, ours and the t interval's."""

    name: str
    runs: int
    missed: int
    t_missed: int
    t_once: int
    ours: dict[int, float]
    plain: dict[int, float]


def answers(shape: list[int], number: int, draw: np.random.Generator, changing: float) -> Array:
    """The histogram after each answer; an answer is a new one, or now and then replaces an earlier one."""
    values = draw.choice(10, number, p=np.array(shape) / sum(shape))
    change = draw.random(number) < changing
    steps = np.zeros((number, 10))
    steps[np.arange(number), values] = 1
    current: list[int] = []
    for step, value in enumerate(values) if changing else ():
        if change[step] and current:
            who = draw.integers(len(current))
            steps[step, current[who]] -= 1
            current[who] = value
        else:
            current.append(value)
    return steps.cumsum(axis=0)


def kept(histograms: Array, truth: float) -> npt.NDArray[np.bool_]:
    """At which looks the interval holds the truth: neither gambler who doubts it has won enough."""
    places, mean = np.linspace(0, 1, 10), (truth - 1) / 9
    held = np.ones(len(histograms), bool)
    for value, centre in ((places, mean), (places[::-1], 1 - mean)):
        table = np.log(1 + intervals.BETS * (value[:, None] / centre - 1))
        logs = histograms @ table
        most = logs.max(axis=1)
        wealth = most + np.log(np.exp(logs - most[:, None]).mean(axis=1))
        held &= wealth < log(2 / intervals.ALPHA)
    return held


def check(histograms: Array, truth: float, held: npt.NDArray[np.bool_], looks: Array) -> None:
    """The product's own interval must say the same where it is asked."""
    for look in looks.astype(int):
        found = stats.score([int(count) for count in histograms[look]])
        if not found or (found.low <= truth <= found.high) != held[look]:
            raise click.ClickException(
                f"at {look + 1} answers the interval says otherwise: {found}"
            )


def t_interval(histograms: Array) -> tuple[Array, Array]:
    """The mean and the half width of the textbook's interval, after each answer. From 30 answers on, for
    which it is meant; the normal quantile is the t's there, within 5 %."""
    values, number = np.arange(1, 11), histograms.sum(axis=1)
    mean = histograms @ values / number
    variance = (histograms @ values**2 / number - mean**2) * number / np.maximum(number - 1, 1)
    half = 1.96 * np.sqrt(np.maximum(variance, 0) / number)
    half[number < 30] = np.inf
    return mean, half


def measure(name: str, shape: list[int], runs: int, number: int, changing: float = 0) -> Held:
    """Watch so many campaigns of so many answers each."""
    draw = np.random.default_rng(2026)
    truth = float(np.dot(range(1, 11), shape)) / sum(shape)
    missed = t_missed = t_once = 0
    for _ in range(runs):
        histograms = answers(shape, number, draw, changing)
        held = kept(histograms, truth)
        check(histograms, truth, held, draw.integers(number, size=CHECKED).astype(float))
        mean, half = t_interval(histograms)
        outside = abs(mean - truth) > half
        missed += not held.all()
        t_missed += bool(outside.any())
        t_once += bool(outside[-1])
    widths = [(look, *_widths(shape, look)) for look in LOOKS]
    ours, plain = {n: ours for n, ours, _ in widths}, {n: plain for n, _, plain in widths}
    return Held(name, runs, missed, t_missed, t_once, ours, plain)


def _widths(shape: list[int], number: int) -> tuple[float, float]:
    """Half widths where the answers are just as they should be: to the nearest whole answer."""
    ends = np.round(np.cumsum(shape) / sum(shape) * number)
    counts = np.diff(ends, prepend=0)
    found = stats.score([int(count) for count in counts])
    spread = float(np.dot(np.arange(1, 11) ** 2, counts)) / number
    spread -= (float(np.dot(np.arange(1, 11), counts)) / number) ** 2
    return (found.high - found.low) / 2 if found else 0.0, 1.96 * sqrt(spread / number)


def tables(results: list[Held], number: int) -> str:
    """Both tables, in Markdown."""
    heads = ["ours, watched at every answer", "t interval, watched", "t interval, looked at once"]
    lines = [
        f"{results[0].runs:,} campaigns of {number:,} answers each; in how many of them an interval of 95 % "
        "ever left the truth out. `python -m tests.benchmarks.coverage` repeats it.",
        "",
        "| answers like these | " + " | ".join(heads) + " |",
        "| --- |" + " ---: |" * len(heads),
    ]
    for each in results:
        shares = (each.missed, each.t_missed, each.t_once)
        cells = " | ".join(f"{100 * share / each.runs:.1f} %" for share in shares)
        lines.append(f"| {each.name} | {cells} |")
    lines += [
        "",
        "Half the width in points, ours to the t interval's, at so many answers:",
        "",
    ]
    lines.append("| answers like these | " + " | ".join(f"{look:,}" for look in LOOKS) + " |")
    lines.append("| --- |" + " ---: |" * len(LOOKS))
    for each in results:
        if each.name != CHANGED:
            lines.append(f"| {each.name} | " + " | ".join(_cells(each)) + " |")
    return "\n".join(lines)


def _cells(each: Held) -> list[str]:
    return [
        f"± {each.ours[n]:.2g} : ± {each.plain[n]:.2g}"
        + (f" = {each.ours[n] / each.plain[n]:.1f}" if each.plain[n] else "")
        for n in LOOKS
    ]


@click.command()
@click.option("--runs", default=1000, show_default=True, help="Campaigns of each kind.")
@click.option("--answers", "number", default=20_000, show_default=True, help="Answers of each.")
@click.option("--write", is_flag=True, help="Put the tables into docs/statistics.md.")
def main(runs: int, number: int, write: bool) -> None:
    """Measure how often the interval of a watched score leaves out the truth."""
    kinds = [(name, shape, 0.0) for name, shape in SHAPES.items()]
    kinds.append((CHANGED, SHAPES["humped around 8"], CHANGING))
    results = []
    for name, shape, changing in kinds:
        results.append(measure(name, shape, runs, number, changing))
        click.echo(f"{name}: {results[-1].missed} of {runs} missed", err=True)
    text = tables(results, number)
    click.echo(text)
    if write:
        keep_in(PAGE, "coverage", text)


if __name__ == "__main__":
    main()
