"""feedback-buttons alert: what is told to whom."""

from dataclasses import asdict

import click

from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.alerts import alert_rules, alert_timing
from feedback_buttons.cli import common


@click.group()
def alert() -> None:
    """Manage alert rules: which events are sent to which channels."""


@alert.command()
@click.argument("name")
@click.option("--on", "kinds", multiple=True, type=click.Choice(alert_rules.KINDS), required=True,
              help="What fires it; may be given several times.")  # fmt: skip
@click.option("--channel", "channels", multiple=True, metavar="NAME", required=True,
              help="Who is told; may be given several times.")  # fmt: skip
@click.option("--campaign", type=common.Slug(), default=None, help="Only of this one.")
@click.option("--touchpoint", default="", help="Only of campaigns with this touchpoint.")
@click.option("--score-to", type=click.IntRange(0, 10), help="Of cases: scores up to this one.")
@click.option(
    "--comments",
    is_flag=True,
    help="Send along what recipients wrote, where the channel may have it.",
)
@click.option("--pace", type=click.Choice(alert_timing.PACES), default="at once", show_default=True,
              help="At once, or as a digest.")  # fmt: skip
@click.option("--quiet", type=(click.IntRange(0, 23), click.IntRange(0, 23)), metavar="FROM TO",
              help="Hours without messages.")  # fmt: skip
@click.option(
    "--zone", default="", help="The time zone of the hours.  [default: FEEDBACK_TIME_ZONE]"
)
@common.data_dir_option
def add(
    name: str,
    kinds: tuple[str, ...],
    channels: tuple[str, ...],
    campaign: str | None,
    touchpoint: str,
    score_to: int | None,
    pace: str,
    quiet: tuple[int, int] | None,
    zone: str,
    *,
    comments: bool,
) -> None:
    """Add a rule called NAME, for events from now on.

    \b
    Example:
      feedback-buttons alert add Unhappy --on case --on fell --channel "Service team" --quiet 22 7
    """
    with common.connection() as connection:
        alert_rules.add(
            connection, name, kinds, channels, campaign=campaign or "", touchpoint=touchpoint,
            score_to=score_to, comments=comments, pace=pace, quiet=quiet, zone=zone, by=COMMAND_LINE,
        )  # fmt: skip
    click.echo(f"The rule {name} applies from now on.")


@alert.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List the rules, the oldest first.

    \b
    Example:
      feedback-buttons alert list
    """
    with common.connection() as connection:
        listed = alert_rules.list_(connection)
    if as_json:
        common.echo_json([asdict(rule) for rule in listed])
        return
    for rule in listed:
        where = rule.campaign or rule.touchpoint or "all campaigns"
        quiet = f", quiet {rule.quiet[0]}-{rule.quiet[1]} {rule.zone}" if rule.quiet else ""
        click.echo(f"{rule.name}  ({', '.join(rule.kinds)}; {where})  {rule.pace}{quiet}")
        click.echo(f"  to {', '.join(rule.channels) or 'nobody'}; {rule.waiting:,} waiting")
    if not listed:
        click.echo(
            'No rules yet. Make one: feedback-buttons alert add Unhappy --on case --channel "Service team"'
        )


@alert.command()
@click.argument("name")
@common.data_dir_option
def remove(name: str) -> None:
    """Remove an alert rule.

    \b
    Example:
      feedback-buttons alert remove Unhappy
    """
    with common.connection() as connection:
        alert_rules.remove(connection, name, by=COMMAND_LINE)
    click.echo(f"The rule {name} is removed.")
