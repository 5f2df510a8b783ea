"""The worst, not the mean: each family of scanners and of people alone, through the real application.
python -m tests.benchmarks.families --help
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, fields
from itertools import product
from pathlib import Path
from typing import NamedTuple

import click

from feedback_buttons.simulation import traces
from feedback_buttons.simulation.replay import replay
from feedback_buttons.simulation.sim_families import FAMILIES, simulate_family
from feedback_buttons.verdicts.policy import POLICIES
from tests.benchmarks import families_report
from tests.benchmarks.accuracy import Row, cause

# The rules were written without these: what became of them says most of what is still to come.
NOT_WRITTEN_FOR = (
    "P20", "P20-unlisted", "P21", "P23", "P24", "P27", "P27-unlisted", "shared-mailbox", "comes-back",
)  # fmt: skip


class Task(NamedTuple):
    """One family under one policy, once."""

    family: str
    policy: str
    recipients: int
    seed: int


@dataclass
class Result:
    """What a policy makes of a family: ``false`` of the ``silent`` mails, which nobody meant to
    answer, counted; of the ``people``, so many counted with a ``wrong`` score or were ``lost``;
    of these, ``excused`` closed the page within a second or ignored the question."""

    family: str
    policy: str
    silent: int = 0
    people: int = 0
    false: int = 0
    wrong: int = 0
    lost: int = 0
    excused: int = 0

    @property
    def recipients(self) -> int:
        return self.silent + self.people

    @property
    def beyond(self) -> int:
        """Lost for another cause than hurry or an ignored question."""
        return self.lost - self.excused

    def add(self, other: "Result") -> None:
        """Take another seed's figures in."""
        for field in fields(self)[2:]:
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def played(task: Task) -> Result:
    """Play one family under one policy; the send time is known."""
    made = list(simulate_family(task.family, seed=task.seed, recipients=task.recipients))
    trace = traces.read(json.dumps(row) for row in made)
    rated = {rating.recipient: rating for rating in replay(trace, task.policy).ratings}
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in made:
        if "do" in row:
            rows[row["recipient"]].append(row)
    found = Result(task.family, task.policy)
    for recipient, meant in trace.truth.items():
        rating = rated.get(recipient)
        score = rating.score if rating else None
        found.silent += meant is None
        found.people += meant is not None
        found.false += meant is None and score is not None
        found.wrong += None not in (meant, score) and meant != score
        if meant is not None and score is None:
            found.lost += 1
            found.excused += cause(rows[recipient], rating) in ("closed", "ignored")
    return found


def summed(results: Iterable[Result]) -> list[Result]:
    """All seeds of a family and policy together."""
    sums: dict[tuple[str, str], Result] = {}
    for result in results:
        key = result.family, result.policy
        sums.setdefault(key, Result(*key)).add(result)
    return list(sums.values())


def measure(tasks: Sequence[Task], processes: int) -> list[Result]:
    """Play all tasks, and say how far it is."""
    found = []
    with ProcessPoolExecutor(processes) as pool:
        futures = {pool.submit(played, task): task for task in tasks}
        for done, future in enumerate(as_completed(futures), 1):
            task = futures[future]
            found.append(future.result())
            words = f"{task.family}, {task.policy}, seed {task.seed}"
            click.echo(f"{done} of {len(tasks)}: {words}", err=True)
    order = {key: place for place, key in enumerate(product(FAMILIES, POLICIES))}
    return sorted(summed(found), key=lambda result: order[result.family, result.policy])


@click.command()
@click.option("--recipients", default=300, show_default=True, help="Of each family and seed.")
@click.option("--seeds", default=3, show_default=True, help="How many worlds of each: 1, 2, …")
@click.option("--first-seed", default=1, show_default=True, help="Which seed is the first.")
@click.option("--policy", "policies", multiple=True, type=click.Choice(list(POLICIES)),
              help="Only this policy; may be said again.  [default: all]")  # fmt: skip
@click.option("--family", "families", multiple=True, type=click.Choice(list(FAMILIES)), metavar="NAME",
              help="Only this family; may be said again.  [default: all]")  # fmt: skip
@click.option("--processes", default=1, show_default=True, help="How many to play at once.")
@click.option("--write", is_flag=True, help="Put the tables into docs/scanners.md.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the figures as JSON.")
def main(
    recipients: int,
    seeds: int,
    first_seed: int,
    policies: tuple[str, ...],
    families: tuple[str, ...],
    processes: int,
    write: bool,
    keep: Path | None,
) -> None:
    """Measure what each family alone gets counted, and what it loses."""
    if write and families:
        raise click.UsageError("docs/scanners.md has all families: leave out --family")
    numbers = range(first_seed, first_seed + seeds)
    kinds = product(families or FAMILIES, policies or POLICIES)
    tasks = [Task(*kind, recipients, seed) for kind in kinds for seed in numbers]
    results = measure(tasks, processes)
    if keep:
        keep.write_text(json.dumps([asdict(result) for result in results]), "utf-8")
    worlds = f"seed {first_seed}" if seeds == 1 else f"seeds {first_seed} to {numbers[-1]}"
    note = f"{recipients:,} recipients of each family and seed, {worlds}, send time known."
    text = families_report.markdown(results, note, NOT_WRITTEN_FOR)
    click.echo(text)
    if write:
        families_report.write(text)


if __name__ == "__main__":
    main()
