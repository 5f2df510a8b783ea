"""What each page costs of ten thousand answers and of ten million, and each step of the worker's rounds."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import click
import psycopg

from feedback_buttons.base import ids
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.processes import worker
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate
from tests.benchmarks import page_costs, year_filling
from tests.benchmarks.page_costs import Cost, Side
from tests.benchmarks.pages import PAGE, keep_in

SMALL = 10_000
_ROUNDS = 200  # of the worker, at most, until nothing is left to be done
_LONG = 0.1  # seconds that a step of the worker's takes to be told


@dataclass(slots=True)
class StepCost:
    """A step of the worker's rounds over a filled database: seconds of the worker's and of Postgres' processor in all
    of them, and the longest of one round."""

    own: float = 0.0
    postgres: float = 0.0
    longest: float = 0.0
    rounds: int = 0


@click.command("page-growth")
@click.option("--answers", default=10_000_000, show_default=True, help="Of the large database.")
@click.option(
    "--looks", default=7, show_default=True, help="At each page, of which the median counts."
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where both databases stay for the next run; else in one that is thrown away.",
)
def page_growth(answers: int, looks: int, folder: Path | None) -> None:
    """Each page's data of ten thousand answers and of ten million, and the worker's rounds over them."""
    with _databases(answers, folder, click.echo) as (urls, steps):
        sides = {name: Side(url, folder_of) for name, (url, folder_of) in urls.items()}
        wanted = page_costs.addresses(ids.utc_now())
        costs = page_costs.measured(sides, wanted, looks, click.echo)
        memory = {name: side.memory() for name, side in sides.items()}
        for side in sides.values():
            side.stop()
    _keep("page-growth", pages_table(costs, memory, answers))
    if steps:
        _keep("worker-growth", steps_table(steps))


@contextmanager
def _databases(
    answers: int, folder: Path | None, say: Callable[[str], None]
) -> Iterator[tuple[dict[str, tuple[str, Path]], dict[str, StepCost]]]:
    """Address and data folder of both databases by name, and what the worker's steps took over the large one: none
    where it was there already."""
    base = folder or Path(tempfile.mkdtemp(prefix="feedback-buttons-"))
    base.mkdir(parents=True, exist_ok=True)
    base.chmod(0o755)
    with Server(base) as server:
        urls, steps = {}, {}
        for name, count in (("small", SMALL), ("large", answers)):
            url = urlunsplit(urlsplit(server.url)._replace(path=f"/{name}_{count}"))
            if _made(server.url, f"{name}_{count}"):
                migrate(url)
                steps = filled(url, count, say)
            (base / name).mkdir(exist_ok=True)
            urls[name] = url, base / name
        yield urls, steps
    if not folder:
        shutil.rmtree(base)


def _made(url: str, name: str) -> bool:
    """Make a database; whether it was not there yet."""
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", [name]).fetchone():
            return False
        connection.execute(f"create database {name}".encode())
    return True


def filled(url: str, answers: int, say: Callable[[str], None]) -> dict[str, StepCost]:
    """Fill a database and let the worker do its rounds until nothing is left; what each of its steps took."""
    with db.connect(url, autocommit=True) as connection:
        year_filling.fill(connection, year_filling.parts(answers), ids.utc_now(), say)
    with db.connect(url, autocommit=True) as connection:
        return rounds(connection, say)


def rounds(connection: db.Connection, say: Callable[[str], None]) -> dict[str, StepCost]:
    """The worker's rounds until they are short; what each step took."""
    pid, steps, done = connection.info.backend_pid, {}, worker._done

    def timed(connection_of: db.Connection, name: str, *rest: object) -> bool:
        postgres, own = page_costs.processor(pid), time.process_time()
        result = done(connection_of, name, *rest)  # type: ignore[arg-type]
        postgres, own = page_costs.processor(pid) - postgres, time.process_time() - own
        step = steps.setdefault(name, StepCost())
        step.own += own
        step.postgres += postgres
        step.longest = max(step.longest, own + postgres)
        step.rounds += own + postgres > _LONG
        return result

    worker._done = timed
    try:
        for number in range(_ROUNDS):
            began = page_costs.processor(pid)
            worker.keep_house(connection, ids.utc_now(), worker.Retention())
            say(f"round {number + 1} of the worker")
            if page_costs.processor(pid) - began < 1:
                break
    finally:
        worker._done = done
    return {name: step for name, step in steps.items() if step.longest > _LONG}


def pages_table(
    costs: Mapping[str, Mapping[str, Cost]], memory: Mapping[str, float], answers: int
) -> str:
    """Of each page the milliseconds in both databases and their ratio."""
    rows = [
        f"| of | {SMALL:,} answers: dashboard, ms | Postgres, ms | {answers:,}: dashboard, ms | Postgres, ms | ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, (small, large) in (
        (name, (cost["small"], cost["large"])) for name, cost in costs.items()
    ):
        rows.append(
            f"| {name} | {small.dashboard:.0f} | {small.postgres:.0f} | {large.dashboard:.0f} | {large.postgres:.0f} "
            f"| {large.both / small.both:.1f} |"
        )
    rows.append(
        f"\nThe dashboard's process used {memory['small']:.0f} MB at most over the small database, "
        f"{memory['large']:.0f} MB over the large one."
    )
    return "\n".join(rows)


def steps_table(steps: Mapping[str, StepCost]) -> str:
    """Of each step that takes long the seconds of all rounds and of the longest."""
    rows = [
        "| step | rounds | worker, s | Postgres, s | the longest round, s |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    rows += [
        f"| {name} | {step.rounds} | {step.own:.1f} | {step.postgres:.1f} | {step.longest:.1f} |"
        for name, step in steps.items()
    ]
    return "\n".join(rows)


def _keep(name: str, text: str) -> None:
    click.echo(f"\n{text}\n")
    keep_in(PAGE, name, text)
