"""feedback-buttons target: what the campaigns at a touchpoint aim at."""

import click

from feedback_buttons.campaigns import targets
from feedback_buttons.campaigns.targets import Aim
from feedback_buttons.cli import common


@click.group()
def target() -> None:
    """Set the targets of the campaigns at a touchpoint. One of its own: campaign edit --target-score."""


@target.command("set")
@click.argument("touchpoint")
@click.option("--score", type=click.FLOAT, help="The score that they aim at.")
@click.option("--answers", type=click.IntRange(min=1), help="The number of answers of each.")
@common.data_dir_option
def set_(touchpoint: str, score: float | None, answers: int | None) -> None:
    """Set the target of the campaigns at TOUCHPOINT that have none of their own; without options there is none.

    \b
    Example:
      feedback-buttons target set "Delay apology" --score 7.5 --answers 500
    """
    with common.connection() as connection:
        targets.set_of_touchpoint(connection, touchpoint, Aim(score, answers))
    click.echo(f"{touchpoint}: {'set' if score is not None or answers else 'no targets any more'}.")


@target.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List the targets of all touchpoints.

    \b
    Example:
      feedback-buttons target list
    """
    with common.connection() as connection:
        listed = targets.of_touchpoints(connection)
    if as_json:
        common.echo_json([target._asdict() for target in listed])
        return
    for shown in listed:
        score = "any score" if shown.score is None else f"score {shown.score:g}"
        answers = "any number of answers" if shown.answers is None else f"{shown.answers:,} answers"
        click.echo(f"{shown.touchpoint}: {score}, {answers}")
