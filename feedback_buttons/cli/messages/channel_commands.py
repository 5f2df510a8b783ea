"""feedback-buttons channel: where messages go."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.channels import channel_kinds, channel_list, channel_moves, senders
from feedback_buttons.channels.channel_list import ChannelError
from feedback_buttons.cli import common
from feedback_buttons.config import settings as config
from feedback_buttons.i18n.team_language import LANGUAGES
from feedback_buttons.rated import rated_feeds
from feedback_buttons.tickets import helpdesk_list, helpdesk_sending, ticket_feeds


def _fields(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> dict[str, str]:
    """Fields by name; a value that names a file is read from it."""
    fields = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise click.BadParameter(f"{word!r} is not NAME=VALUE.")
        try:
            fields[name] = Path(value[1:]).read_text("utf-8") if value[:1] == "@" else value
        except (OSError, ValueError) as error:
            raise click.BadParameter(f"{value[1:]} cannot be read.") from error
    return fields


@click.group()
def channel() -> None:
    """Manage channels for alerts and other messages: mail, Slack, Microsoft Teams, help desks, signed webhooks."""


@channel.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(list(channel_kinds.KINDS)), required=True)
@click.option("--to", default="", metavar="ADDRESS", help="For mail: one address.")
@click.option(
    "--url", default="", metavar="URL|-",
    help="Else the address that the other side shows for incoming webhooks; - reads it from standard input.",
)  # fmt: skip
@click.option(
    "--key",
    default="",
    metavar="KEY|-",
    help="For Klaviyo a private API key, for help desks a key or a refresh token; - reads it from standard input.",
)
@click.option(
    "--field", "fields", metavar="NAME=VALUE", multiple=True, callback=_fields,
    help="For help desks: what else they need (docs/tickets.md); @FILE reads a value from a file.",
)  # fmt: skip
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option("--comments", is_flag=True, help="What recipients wrote may be sent there.")
@common.data_dir_option
def add(
    name: str, kind: str, to: str, url: str, key: str, fields: dict[str, str], language: str,
    *, comments: bool,
) -> None:  # fmt: skip
    """Add a channel called NAME. For a webhook its signing key is printed, only now.

    \b
    Example:
      feedback-buttons channel add "Service team" --kind mail --to team@example.com
    """
    settings = common.settings(needs=(config.SESSIONS,))
    address = sys.stdin.read().strip() if url == "-" else url
    secret_key = sys.stdin.read().strip() if key == "-" else key
    whole = fields | {
        "to": to,
        "url": address,
        "key": secret_key,
        "language": language,
        "comments": "yes" if comments else "",
    }
    with common.connection() as connection:
        _, secret = channel_list.add(
            connection, name, kind, whole, settings.session_keys,
            local=settings.local_networks, by=COMMAND_LINE,
        )  # fmt: skip
    click.echo(secret or f"{name} is a channel now.")


@channel.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List the channels by name, with their numbers of waiting and dead messages.

    \b
    Example:
      feedback-buttons channel list
    """
    with common.connection() as connection:
        listed = channel_list.list_(connection)
    if as_json:
        common.echo_json([asdict(place) for place in listed])
        return
    for place in listed:
        where = place.settings.get("to") or place.settings.get("host") or ""
        state = place.paused or (
            f"last sent {place.sent_at:%Y-%m-%d %H:%M}" if place.sent_at else "nothing sent yet"
        )
        click.echo(f"{place.name}  ({place.kind}, {where})  {state}")
        click.echo(f"  {place.waiting:,} waiting, {place.dead:,} dead")
    if not listed:
        click.echo(
            'No channels yet. Make one: feedback-buttons channel add "Team" --kind mail --to a@b.nl'
        )


@channel.command()
@click.argument("name")
@common.data_dir_option
def test(name: str) -> None:
    """Send a test message (to a help desk a test ticket), and print the reply.

    \b
    Example:
      feedback-buttons channel test "Service team"
    """
    settings = common.settings(needs=(config.SESSIONS,))
    out = senders.way(
        settings.session_keys, settings.dashboard_url, settings.smtp, settings.local_networks
    )
    with common.connection() as connection:
        place = channel_list.named(connection, name)
        outcome = helpdesk_sending.test(connection, out, place, by=COMMAND_LINE)
    reply = " ".join(filter(None, (str(outcome.status or ""), outcome.reply)))
    if outcome.result != "delivered":
        raise ChannelError(f"{name} did not take the message: {reply}")
    click.echo(f"{name} took the message: {reply}")


@channel.command("sign-in")
@click.argument("name")
@click.option("--key", required=True, metavar="KEY|-", help="- reads it from standard input.")
@common.data_dir_option
def sign_in(name: str, key: str) -> None:
    """Set another key or refresh token of a help desk or Klaviyo; waiting messages are sent.

    \b
    Example:
      feedback-buttons channel sign-in "Our helpdesk" --key 4c1f0e
    """
    settings = common.settings(needs=(config.SESSIONS,))
    clean = sys.stdin.read() if key == "-" else key
    with common.connection() as connection:
        place = channel_list.named(connection, name)
        helpdesk_list.sign_in(connection, place, clean, settings.session_keys, by=COMMAND_LINE)
    click.echo(f"{name} signs in with it.")


@channel.command()
@click.argument("name")
@click.option("--to", metavar="ADDRESS|-", required=True, help="- reads it from standard input.")
@common.data_dir_option
def move(name: str, to: str) -> None:
    """Change a channel's address; it stays of its kind, with its keys and rules. Waiting messages follow.

    \b
    Example:
      feedback-buttons channel move "Service team" --to service@example.com
    """
    settings = common.settings(needs=(config.SESSIONS,))
    address = sys.stdin.read().strip() if to == "-" else to
    with common.connection() as connection, connection.transaction():
        place = channel_list.named(connection, name)
        channel_moves.move(
            connection, place, address, settings.session_keys, local=settings.local_networks
        )
    click.echo(f"{name} leads to its new address, and so does what waited.")


@channel.command()
@click.argument("name")
@click.option("--off", is_flag=True, help="Go on.")
@common.data_dir_option
def pause(name: str, *, off: bool) -> None:
    """Pause a channel until it is resumed; messages wait.

    \b
    Example:
      feedback-buttons channel pause "Service team"
    """
    with common.connection() as connection:
        place = channel_list.named(connection, name)
        reason = None if off else channel_list.BY_HAND
        channel_list.pause(connection, place, reason, by=COMMAND_LINE)
    click.echo(f"{name} goes on." if off else f"{name} is paused: messages wait.")


@channel.command()
@click.argument("name")
@click.option("--drop-old", is_flag=True, help="Sign with the newest key alone.")
@common.data_dir_option
def rotate(name: str, *, drop_old: bool) -> None:
    """Print a new key with which a webhook signs from now on, beside the old one.

    \b
    Example:
      feedback-buttons channel rotate "Our CRM"
    """
    settings = common.settings(needs=(config.SESSIONS,))
    with common.connection() as connection:
        place = channel_list.named(connection, name)
        secret = channel_list.rotate(
            connection, place, settings.session_keys, drop_old=drop_old, by=COMMAND_LINE
        )
    click.echo(secret or f"{name} signs with its newest key alone.")


@channel.command()
@click.argument("name")
@common.data_dir_option
def remove(name: str) -> None:
    """Remove a channel and its waiting messages.

    \b
    Example:
      feedback-buttons channel remove "Service team"
    """
    with common.connection() as connection:
        channel_list.remove(connection, name, by=COMMAND_LINE)
    click.echo(f"{name} is removed, with the messages that waited for it.")


@channel.command()
@click.argument("name")
@click.option("--campaign", type=common.Slug(), help="Of this one only.  [default: all]")
@click.option("--off", is_flag=True, help="Send it none any more.")
@common.data_dir_option
def answers(name: str, campaign: str | None, *, off: bool) -> None:
    """Send every answer that has settled to a webhook or to Klaviyo, from now on.

    \b
    Example:
      feedback-buttons channel answers "Our CRM"
    """
    with common.connection() as connection:
        if off:
            rated_feeds.remove(connection, name, by=COMMAND_LINE)
        else:
            rated_feeds.add(connection, name, campaign, by=COMMAND_LINE)
    click.echo(f"{name} gets {'no more answers' if off else 'every settled answer'}.")


@channel.command()
@click.argument("name")
@click.option("--campaign", type=common.Slug(), help="Of this one only.  [default: all]")
@click.option("--touchpoint", help="Of campaigns with this touchpoint only.")
@click.option("--score-to", type=click.IntRange(0, 10), help="Of scores up to this one only.")
@click.option("--off", is_flag=True, help="Send it none any more.")
@common.data_dir_option
def tickets(
    name: str, campaign: str | None, touchpoint: str | None, score_to: int | None, *, off: bool
) -> None:
    """Create a ticket for each case in a help desk or by a webhook, from now on; solved tickets close their cases.

    \b
    Example:
      feedback-buttons channel tickets "Our CRM" --score-to 6
    """
    with common.connection() as connection:
        if off:
            ticket_feeds.remove(connection, name, by=COMMAND_LINE)
        else:
            ticket_feeds.add(
                connection, name, campaign=campaign, touchpoint=touchpoint, score_to=score_to,
                by=COMMAND_LINE,
            )  # fmt: skip
    click.echo(f"{name} gets {'no more tickets' if off else 'a ticket for each case'}.")
