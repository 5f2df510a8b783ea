"""What it adds to remember scanners from one recipient's mail to the next: families whose networks no list has, judged
with and without. python -m tests.benchmarks.learning --help
"""

import re
from collections.abc import Iterator
from unittest.mock import patch

import click

from feedback_buttons.endpoint.learned_scanners import Learned
from tests.benchmarks.accuracy_report import DOCS, share
from tests.benchmarks.families import Result, Task, played

FAMILIES = ("P28", "P10-unlisted", "P19-unlisted", "ordinary", "cloud-exit")
BEGIN, END = (
    "<!-- figures of tests/benchmarks/learning.py -->",
    "<!-- end of figures of learning -->",
)


def compared(recipients: int, seed: int) -> Iterator[tuple[Result, Result]]:
    """Each family without and with what is learned."""
    for family in FAMILIES:
        task = Task(family, "balanced", recipients, seed)
        with patch.object(Learned, "flags", lambda *_: frozenset()):
            without = played(task)
        yield without, played(task)
        click.echo(f"{family} played twice", err=True)


def markdown(results: list[tuple[Result, Result]], note: str) -> str:
    """The table."""
    rows = [
        f"{note} `python -m tests.benchmarks.learning --write` repeats it.",
        "",
        "| family | nobody meant it: without | with | people lost: without | with |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for without, learned in results:
        cells = [
            *(share(each.false, each.silent) for each in (without, learned)),
            *(share(each.lost, each.people) for each in (without, learned)),
        ]
        rows.append(f"| `{without.family}` | " + " | ".join(cells) + " |")
    return "\n".join(rows)


@click.command()
@click.option("--recipients", default=200, show_default=True, help="Of each family.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same figures.")
@click.option("--write", is_flag=True, help="Put the table into docs/scanners.md.")
def main(recipients: int, seed: int, write: bool) -> None:
    """Measure what learned scanners add under `balanced`."""
    note = f"{recipients:,} recipients of each family, seed {seed}, send time known, `balanced`."
    table = markdown(list(compared(recipients, seed)), note)
    click.echo(table)
    if write:
        page = DOCS / "scanners.md"
        marked = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
        page.write_text(
            marked.sub(lambda _: f"{BEGIN}\n\n{table}\n\n{END}", page.read_text("utf-8")), "utf-8"
        )


if __name__ == "__main__":
    main()
