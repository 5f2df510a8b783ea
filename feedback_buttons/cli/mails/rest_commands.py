"""feedback-buttons rest: how often people may be asked."""

import click

from feedback_buttons.base import ids
from feedback_buttons.cli import common
from feedback_buttons.recipients import rest_rules, resting
from feedback_buttons.reports.statistics import score_text

_SUMS = 30  # days


@click.group()
def rest() -> None:
    """Set how often people may be asked: days of rest, and a sample."""


@rest.command("set")
@click.option("--days", type=click.IntRange(0, rest_rules.MOST_DAYS),
              help="Whoever another mail asked within so many days is left out; 0: nobody is.")  # fmt: skip
@click.option("--percent", type=click.FloatRange(0, 100, min_open=True),
              help="So many of a hundred people are asked, always the same ones.")  # fmt: skip
@click.option("--campaign", type=common.Slug(), help="Of this campaign alone.")
@click.option("--touchpoint", default="", help="Of campaigns with this touchpoint.")
@common.data_dir_option
def set_(days: int | None, percent: float | None, campaign: str | None, touchpoint: str) -> None:
    """Set how often people may be asked; of all campaigns, where none is named. What is not named here counts as it
    does for more campaigns than these. With 0 days a mail asks everybody, such as a transactional one, and leaves no
    trace.

    \b
    Example:
      feedback-buttons rest set --days 30
      feedback-buttons rest set --days 0 --touchpoint "Order confirmation"
      feedback-buttons rest set --percent 20 --campaign delay-apology
    """
    with common.connection() as connection:
        rest_rules.set_(connection, days, percent, campaign=campaign or "", touchpoint=touchpoint)
    click.echo(f"{campaign or touchpoint or 'All campaigns'}: {_told(days, percent)}.")


@rest.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List how often people may be asked, and how many were left out in 30 days.

    \b
    Example:
      feedback-buttons rest list
    """
    with common.connection() as connection:
        rules = rest_rules.list_(connection)
        sums = resting.left_out(connection, ids.utc_now(), _SUMS)
    if as_json:
        listed = [rule._asdict() | {"percent": _share(rule.percent)} for rule in rules]
        common.echo_json({"rules": listed, "left_out": [line._asdict() for line in sums]})
        return
    for rule in rules:
        whose = rule.campaign or rule.touchpoint or "All campaigns"
        click.echo(f"{whose}: {_told(rule.days, _share(rule.percent))}")
    if not rules:
        click.echo("Everybody is asked each time. Change it: feedback-buttons rest set --days 30")
    for line in sums:
        click.echo(
            f"{line.campaign}: in {_SUMS} days {line.rested:,} left out as they had been asked lately, "
            f"{line.outside:,} as they are not in the sample"
        )


def _share(percent: object) -> float | None:
    return None if percent is None else float(str(percent))


def _told(days: int | None, percent: float | None) -> str:
    parts = []
    if days is not None:
        parts.append(f"nobody again within {days} days" if days else "everybody each time")
    if percent is not None:
        parts.append(f"{score_text.as_typed(percent)} of all people")
    return ", ".join(parts) or "as for all others"
