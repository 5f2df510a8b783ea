"""What becomes of each kind: python -m tests.benchmarks.adversary --help"""

import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click

from feedback_buttons.simulation import traces
from feedback_buttons.simulation.replay import replay
from feedback_buttons.verdicts.policy import POLICIES
from tests.benchmarks.adversary.machines import MACHINES
from tests.benchmarks.adversary.people import PEOPLE
from tests.benchmarks.adversary.trace import recipients, trace

DOCS = Path(__file__).parents[3] / "docs" / "scanners.md"
BEGIN, END = (
    "<!-- figures of tests/benchmarks/adversary -->\n",
    "<!-- end of figures of adversary -->\n",
)


def outcomes(
    mails: int, seed: int, policy: str, sent_at_known: bool = True
) -> dict[str, Counter[str]]:
    """By kind: ``nobody`` meant to answer and it was ``counted``; of the ``people`` so many were counted with
    ``another`` score, were ``lost``, or counted because they ``pressed``."""
    lines = [json.dumps(row) for row in trace(mails, seed, sent_at_known)]
    rated = {row.recipient: row for row in replay(traces.read(lines), policy).ratings}
    counts = {kind: Counter[str]() for kind in (*MACHINES, *PEOPLE)}
    for key, kind, meant, _ in recipients(mails, seed):
        row, count = rated.get(key), counts[kind]
        score = row.score if row else None
        if meant is None:
            count.update(nobody=1, counted=score is not None)
        else:
            pressed = row is not None and score is not None and row.proof != "seen"
            count.update(
                people=1, lost=score is None, another=score not in (None, meant), pressed=pressed
            )
    return counts


def table(counts: dict[str, dict[str, Counter[str]]]) -> str:
    """Markdown: the kinds, worst first, by policy."""
    balanced = counts["balanced"]
    head = (
        "| kind | nobody meant it | counted | `instant` | `strict` "
        "| people | another score | lost | pressed | lost: `instant` | `strict` |"
    )
    lines = [head, "| --- |" + " ---: |" * 10]
    for kind in sorted(
        balanced,
        key=lambda name: -sum(balanced[name][bad] for bad in ("counted", "another", "lost")),
    ):
        instant, count, strict = (
            counts[policy][kind] for policy in ("instant", "balanced", "strict")
        )
        cells = (count["nobody"], count["counted"], instant["counted"], strict["counted"], count["people"],
                 count["another"], count["lost"], count["pressed"], instant["lost"], strict["lost"])  # fmt: skip
        lines.append(f"| `{kind}` | " + " | ".join(map(str, cells)) + " |")
    total = sum(balanced.values(), Counter[str]())
    sums = [total[name] for name in ("another", "lost", "pressed")]
    lines.append(
        f"| all, `balanced` | {total['nobody']} | {total['counted']} | | | {total['people']} | "
        + " | ".join(map(str, sums))
        + " | | |"
    )
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--mails", default=30, show_default=True, help="Of each kind.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same figures.")
@click.option(
    "--send-time", type=click.Choice(["known", "unknown"]), default="known", show_default=True
)
@click.option("--processes", default=1, show_default=True, help="How many to play at once.")
@click.option("--trace", "only_trace", is_flag=True, help="Print the trace itself, for replay.")
@click.option("--write", is_flag=True, help="Put the table into docs/scanners.md.")
def main(
    mails: int, seed: int, send_time: str, processes: int, only_trace: bool, write: bool
) -> None:
    """Play traffic that was written from public reports alone, without the rules, and say what counts.

    \b
    Example:
      python -m tests.benchmarks.adversary --trace | ./run replay -
    """
    if only_trace:
        for row in trace(mails, seed, send_time == "known"):
            click.echo(json.dumps(row))
        return
    with ProcessPoolExecutor(processes) as pool:
        jobs = {
            policy: pool.submit(outcomes, mails, seed, policy, send_time == "known")
            for policy in POLICIES
        }
        text = table({policy: job.result() for policy, job in jobs.items()})
    click.echo(text)
    if write:
        before, _, rest = DOCS.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        kinds = len(MACHINES) + len(PEOPLE)
        line = (
            f"{mails} mails of each of {kinds} kinds, seed {seed}, send time {send_time}. "
            "`python -m tests.benchmarks.adversary --write` repeats it."
        )
        DOCS.write_text(f"{before}{BEGIN}\n{line}\n\n{text}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
