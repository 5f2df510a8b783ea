"""The command that breaks running installations, and its table."""

import click

from tests.benchmarks.faults import Trial
from tests.benchmarks.faults import faults as try_faults
from tests.benchmarks.pages import PAGE, keep_in

HEAD = (
    "| fault | times | told it is saved | people | lost or wrong | without an acknowledgement "
    "| failures seen | asked to come again | sums unequal |"
)


@click.command()
@click.option("--kills", default=100, show_default=True, help="How many, by chance.")
@click.option("--failovers", default=20, show_default=True, help="How many; half of them lag.")
@click.option("--seed", default=0, show_default=True, help="Decides which, and when.")
def faults(kills: int, failovers: int, seed: int) -> None:
    """Whether an acknowledged answer is lost by kills, failovers, a full disk, a restore."""
    rows = [HEAD, "| --- | " + " | ".join(["---:"] * 8) + " |"]
    notes = []
    for trial in try_faults(kills, failovers, click.echo, seed):
        rows.append(_row(trial))
        notes += _note(trial)
        click.echo(f"{rows[-1]}\n{trial.outcome.lost or ''}{dict(trial.outcome.failures) or ''}")
    text = "\n".join([*rows, "", *notes])
    click.echo(f"\n{text}\n")
    keep_in(PAGE, "faults", text)


def _row(trial: Trial) -> str:
    outcome = trial.outcome
    lost = trial.restored.held_lost if trial.restored else len(outcome.lost)
    return (
        f"| {trial.fault} | {trial.times} | {outcome.acknowledged:,} | {outcome.people:,} | {lost} "
        f"| {len(outcome.unasked)} | {outcome.failures.total()} | {trial.later} | {outcome.unequal} |"
    )


def _note(trial: Trial) -> list[str]:
    """What a backup cannot hold."""
    restored = trial.restored
    if not restored:
        return []
    return [
        f"`FEEDBACK_KEEP_UNTIL={trial.fault.split()[-1]}`: of {restored.held:,} people whose last answer was there "
        f"before the backup began, or came after the database was gone, {restored.held_lost} lost it; "
        f"of {restored.between:,} between the two {restored.between_lost}.\n"
    ]
