"""What it costs that web machines keep what a standby lacks: a click with FEEDBACK_KEEP_UNTIL=standby beside one
without, in turns, on one primary whose standby follows."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import click

from feedback_buttons.base import ids
from feedback_buttons.config.settings import STANDBY
from feedback_buttons.endpoint import standby_keep
from feedback_buttons.endpoint.spool import SpoolEntry
from feedback_buttons.endpoint.standby_keep import StandbyKeep, StandbyProgress
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES
from tests.benchmarks.clicks import OURS, Bench, Cost, bench, middle
from tests.benchmarks.machine import Gunicorn
from tests.benchmarks.pages import PAGE, keep_in
from tests.faults import standbys
from tests.support.shell import environment

ADDITIONS, ADDITION_ROUNDS = 2000, 9
Pair = tuple[list[Cost], list[Cost]]


@click.command("kept-clicks")
@click.option("--seconds", default=6.0, show_default=True, help="How long each run takes.")
@click.option("--rounds", default=5, show_default=True, help="How often both take their turn.")
def kept_clicks(seconds: float, rounds: int) -> None:
    """A click that is kept on web's disk until the standby has it."""
    rows = [
        "| | server µs | kept for a standby | ratio, least to most | Postgres µs | kept for a standby |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    rows += [_row(name, pair) for name, pair in measured(seconds, rounds, click.echo).items()]
    evidence, answer = addition("get"), addition("press")
    rows.append(
        f"\nAn addition to the file alone: {evidence:.0f} µs for evidence, {answer:.0f} µs for an answer."
    )
    text = "\n".join(rows)
    click.echo(f"\n{text}\n")
    keep_in(PAGE, "kept-clicks", text)


def measured(seconds: float, rounds: int, say: Callable[[str], None]) -> dict[str, Pair]:
    """The costs of each case without and with it, a pair for each round."""
    with bench() as all_, _kept(all_) as kept:
        plain = [case for case in all_.cases() if case.server is all_.servers["ours"]][1:]
        costs: dict[str, Pair] = {case.name: ([], []) for case in plain}
        for number in range(rounds):
            for case in plain:
                say(f"round {number + 1} of {rounds}: {case.name}")
                pair = case, replace(case, server=kept)
                for place in (0, 1) if number % 2 else (1, 0):
                    costs[case.name][place].append(all_.measure(pair[place], seconds))
    return costs


@contextmanager
def _kept(all_: Bench) -> Iterator[Gunicorn]:
    """Ours, with a data directory of its own, on the same primary, which gets a standby."""
    with tempfile.TemporaryDirectory(prefix="feedback-buttons-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = all_.folder / "postgres" / "cluster"
        with standbys.of(all_.postgres, cluster, folder / "standby"):
            config = replace(all_.config, data_dir=folder / "web", keep_until=STANDBY)
            server = all_.started(OURS, environment(config) | {"FEEDBACK_PROXIES": "1"})
            try:
                yield server
            finally:
                server.stop()
            if not standby_keep.folder(config.data_dir).exists():
                raise click.ClickException("nothing was kept")


def addition(did: str) -> float:
    """Microseconds of CPU for one entry to be kept, the median of several rounds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "spool").mkdir()
        keep = StandbyKeep(folder, lambda: [StandbyProgress("1-1", 2, 1, 1)])
        keep.look()
        entry = SpoolEntry(
            Subject("wave", 1, 0, POLICIES["balanced"]),
            Visit(1, ids.utc_now(), did, 7, 1, "home"),
        )
        costs = []
        for _ in range(ADDITION_ROUNDS):
            began = time.thread_time()
            for _ in range(ADDITIONS):
                keep.add(entry, keep.server(entry.subject.recipient))
            costs.append((time.thread_time() - began) / ADDITIONS * 1e6)
        keep.end()
    return median(costs)


def _row(name: str, pair: Pair) -> str:
    without, with_ = map(middle, pair)
    ratios = [b.server / a.server for a, b in zip(*pair, strict=True)]
    return (
        f"| {name} | {without.server:.0f} | {with_.server:.0f} "
        f"| {median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}) "
        f"| {without.postgres:.0f} | {with_.postgres:.0f} |"
    )
