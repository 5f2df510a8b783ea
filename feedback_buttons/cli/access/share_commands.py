"""feedback-buttons share: links that show a page or a score without signing in."""

from dataclasses import asdict

import click

from feedback_buttons.accounts import shared_pages
from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.base import ids
from feedback_buttons.cli import common
from feedback_buttons.config import settings as config


@click.group()
def share() -> None:
    """Share a campaign's page, the overview, the journey, gains or a score by a link that needs no sign-in."""


@share.command()
@click.argument("name")
@click.option("--campaign", type=common.Slug(), help="Of this one.  [default: the overview]")
@click.option(
    "--address",
    default="",
    help="Of the journey, gains or a what-if instead, as the page's address has it: /gains?period=30d.",
)
@click.option(
    "--shows",
    type=click.Choice(shared_pages.SHOWS),
    default=shared_pages.PAGE,
    show_default=True,
    help="A page, one with its comments, or a score as a badge and a frame.",
)
@click.option(
    "--days",
    type=click.Choice([*map(str, shared_pages.DAYS)]),
    default="30",
    show_default=True,
    help="How long it opens anything.",
)
@common.json_option
@common.data_dir_option
def add(
    name: str, campaign: str | None, address: str, shows: str, days: str, as_json: bool
) -> None:
    """Print a link for NAME. Whoever has it sees the page as it is then, until it ends or is revoked.

    \b
    Example:
      feedback-buttons share add "The board" --campaign delay-apology --days 90
      feedback-buttons share add "The board on gains" --address "/gains?period=30d"
    """
    settings = common.settings(needs=(config.SESSIONS,))
    with common.connection() as connection:
        page = shared_pages.make(
            connection,
            COMMAND_LINE,
            name,
            campaign,
            shows=shows,
            days=int(days),
            address=address,
        )
    addresses = shared_pages.addresses(page, settings.session_keys, settings.dashboard_url)
    if as_json:
        common.echo_json({**asdict(page), "addresses": addresses})
        return
    for address in addresses.values():
        click.echo(address)


@share.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List the links that were not revoked, newest first.

    \b
    Example:
      feedback-buttons share list
    """
    with common.connection() as connection:
        pages = shared_pages.list_(connection)
    if as_json:
        common.echo_json([asdict(page) for page in pages])
        return
    now = ids.utc_now()
    for page in pages:
        end = "ended" if page.expired(now) else f"until {page.expires_at:%Y-%m-%d}"
        click.echo(
            f"{page.name}  ({page.shows} of {page.campaign or page.address or 'the overview'}, {end})"
        )
    if not pages:
        click.echo('No links yet. Make one: feedback-buttons share add "The board"')


@share.command()
@click.argument("name")
@common.data_dir_option
def revoke(name: str) -> None:
    """Revoke the link of this name.

    \b
    Example:
      feedback-buttons share revoke "The board"
    """
    with common.connection() as connection:
        shared_pages.revoke(connection, name)
    click.echo(f"{name} is revoked: it shows nothing any more.")
