"""feedback-buttons wall: links that open the wall screen without signing in."""

from dataclasses import asdict

import click

from feedback_buttons.accounts import wall_links
from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.campaigns import touchpoints
from feedback_buttons.campaigns.periods import EVER, Period
from feedback_buttons.cli import common
from feedback_buttons.config import settings as config
from feedback_buttons.storage import db


@click.group()
def wall() -> None:
    """Share the wall screen by a link that needs no sign-in."""


@wall.command()
@click.argument("name")
@click.option("--campaign", type=common.Slug(), help="Show only this one.  [default: all in turn]")
@click.option(
    "--index", is_flag=True, help="Show the organisation's index instead, with its course."
)
@click.option("--touchpoint", help="Show the index of this touchpoint alone, with --index.")
@click.option("--comments/--no-comments", default=True, show_default=True, help="Show comments.")
@click.option("--period", default=str(EVER), show_default=True, help="As of report --period.")
@common.data_dir_option
def add(
    name: str,
    campaign: str | None,
    index: bool,
    touchpoint: str | None,
    comments: bool,
    period: str,
) -> None:
    """Print a link for the screen called NAME. Whoever has it sees what the screen shows.

    \b
    Example:
      feedback-buttons wall add "Second floor" --no-comments --period 7d
      feedback-buttons wall add "Canteen" --index --touchpoint Delivery
    """
    if index and campaign:
        raise click.UsageError("the index is of all campaigns or a touchpoint's, not of --campaign")
    if touchpoint and not index:
        raise click.UsageError("--touchpoint goes with --index")
    shown = Period.parse(period)
    settings = common.settings(needs=(config.SESSIONS,))
    with common.connection() as connection:
        _check(connection, touchpoint)
        link = wall_links.make(
            connection,
            COMMAND_LINE,
            name,
            campaign,
            comments=comments,
            index_of=(touchpoint or "") if index else None,
        )
    address = wall_links.sign(
        link,
        settings.session_keys,
        period="" if shown == EVER else str(shown),
    )
    click.echo(settings.dashboard_url + address)


def _check(connection: db.Connection, touchpoint: str | None) -> None:
    names = sorted({at.touchpoint for at in touchpoints.list_(connection)})
    if touchpoint and touchpoint not in names:
        raise click.UsageError(
            f"no campaign has the touchpoint {touchpoint!r}. There are: {', '.join(names) or 'none'}"
        )


@wall.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List the links that open something, newest first.

    \b
    Example:
      feedback-buttons wall list
    """
    with common.connection() as connection:
        links = wall_links.list_(connection)
    if as_json:
        common.echo_json([asdict(link) for link in links])
        return
    for link in links:
        of = link.index_of or "all campaigns"
        shows = link.campaign or (of if link.index_of is None else f"the index of {of}")
        click.echo(f"{link.name}  ({shows}{'' if link.comments else ', no comments'})")
    if not links:
        click.echo('No links yet. Make one: feedback-buttons wall add "Corridor"')


@wall.command()
@click.argument("name")
@common.data_dir_option
def revoke(name: str) -> None:
    """Revoke the link of this name.

    \b
    Example:
      feedback-buttons wall revoke Corridor
    """
    with common.connection() as connection:
        wall_links.revoke(connection, name)
    click.echo(f"{name} is revoked: its screens go dark within seconds.")
