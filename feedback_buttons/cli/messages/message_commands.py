"""feedback-buttons message: what left, what waits, what is dead."""

from dataclasses import asdict

import click

from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.cli import common
from feedback_buttons.outbox import outbox_messages


@click.group()
def message() -> None:
    """List sent and waiting messages, and send dead ones again."""


@message.command("list")
@click.option("--state", type=click.Choice(outbox_messages.STATES), help="Of this state only.")
@click.option("--channel", metavar="NAME", help="Of this channel only.")
@common.json_option
@common.data_dir_option
def list_(state: str | None, channel: str | None, as_json: bool) -> None:
    """List messages, newest first, with how the last attempt at each ended.

    \b
    Example:
      feedback-buttons message list --state dead
    """
    with common.connection() as connection:
        listed = outbox_messages.list_(connection, state=state, channel=channel)
    if as_json:
        common.echo_json([asdict(line) for line in listed])
        return
    for line in listed:
        reply = " ".join(filter(None, (str(line.status or ""), line.reply)))
        click.echo(
            f"{line.created_at:%Y-%m-%d %H:%M}  {line.id}  {line.channel}  {line.kind}  {line.state}"
            f"  {line.attempts} {'attempt' if line.attempts == 1 else 'attempts'}  {reply}".rstrip()
        )
    if not listed:
        click.echo("No messages.")


@message.command()
@click.argument("id", type=int, required=False)
@click.option("--channel", metavar="NAME", help="All dead ones of this channel.")
@common.data_dir_option
def replay(id: int | None, channel: str | None) -> None:
    """Send the dead message ID again, or all dead ones, with the same identifiers.

    \b
    Example:
      feedback-buttons message replay --channel "Service team"
    """
    with common.connection() as connection:
        number = outbox_messages.replay(connection, id=id, channel=channel, by=COMMAND_LINE)
    click.echo(f"{number} sent again.")
