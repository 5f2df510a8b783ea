"""feedback-buttons webhook: where mail providers tell of the mails they delivered."""

import sys
from dataclasses import asdict

import click

from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.cli import common
from feedback_buttons.config import settings as config
from feedback_buttons.delivery_events import webhooks
from feedback_buttons.delivery_events.webhooks import NAMES, WebhookError


def _said(_: click.Context, __: click.Parameter, value: str) -> str:
    """A key, or what standard input says instead of "-": a secret should not stand in the shell's history."""
    return sys.stdin.read() if value == "-" else value


@click.group()
def webhook() -> None:
    """Manage webhooks by which mail providers report how many mails they delivered."""


@webhook.command()
@click.argument("name")
@click.option("--provider", type=click.Choice(list(NAMES)), required=True)
@click.option(
    "--key", default="", callback=_said, metavar="KEY|-",
    help="SendGrid's verification key, Mailgun's HTTP webhook signing key, or the ARN of the topic "
    "that SES writes to; - reads it from standard input.",
)  # fmt: skip
@click.option(
    "--campaign", type=common.Slug(), help="Whose mails they are.  [default: each says so]"
)
@common.data_dir_option
def add(name: str, provider: str, key: str, campaign: str | None) -> None:
    """Print the address to be given to a mail provider, and what to set there.

    \b
    Example:
      feedback-buttons webhook add "order mails" --provider postmark
    """
    settings = common.settings(needs=(config.SESSIONS,))
    with common.connection() as connection:
        webhook, password = webhooks.add(
            connection, name, provider, COMMAND_LINE, settings.session_keys, proof=key, campaign=campaign
        )  # fmt: skip
    click.echo(webhook.address(settings.dashboard_url, password))
    click.echo(webhook.todo, err=True)
    if password:
        click.echo("The password in it is not shown again.", err=True)


@webhook.command()
@click.argument("name")
@click.argument("key", callback=_said)
@common.data_dir_option
def key(name: str, key: str) -> None:
    """Give the KEY that SendGrid shows once it knows the address, or a new one; - reads it from
    standard input.

    \b
    Example:
      feedback-buttons webhook key newsletters -
    """
    settings = common.settings(needs=(config.SESSIONS,))
    with common.connection() as connection:
        webhooks.prove(connection, name, key, COMMAND_LINE, settings.session_keys)
    click.echo(f"{name} checks what it is sent by this key from now on.")


@webhook.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List all webhooks with their addresses and what they counted, newest first.

    \b
    Example:
      feedback-buttons webhook list
    """
    settings = common.settings(needs=())
    with common.connection() as connection:
        listed = webhooks.list_(connection)
    addresses = {webhook.id: webhook.address(settings.dashboard_url) for webhook in listed}
    if as_json:
        rows = [
            asdict(webhook) | {"address": addresses[webhook.id], "ready": webhook.ready}
            for webhook in listed
        ]
        common.echo_json([{k: v for k, v in row.items() if k != "proof"} for row in rows])
        return
    for webhook in listed:
        heard = (
            f"last heard {webhook.heard_at:%Y-%m-%d %H:%M}" if webhook.heard_at else "not heard yet"
        )
        state = heard if webhook.ready else "waits for its key"
        click.echo(
            f"{webhook.name}  ({NAMES[webhook.provider]}, {webhook.campaign or 'each mail says whose'})  {state}"
        )
        click.echo(
            f"  {webhook.counted:,} mails counted, {webhook.skipped:,} skipped  {addresses[webhook.id]}"
        )
    if not listed:
        click.echo(
            'No webhooks yet. Make one: feedback-buttons webhook add "order mails" --provider postmark'
        )


@webhook.command()
@click.argument("name")
@common.data_dir_option
def remove(name: str) -> None:
    """Remove a webhook. What it counted stays.

    \b
    Example:
      feedback-buttons webhook remove "order mails"
    """
    with common.connection() as connection:
        if not webhooks.remove(connection, name, COMMAND_LINE):
            raise WebhookError(
                f"there is no webhook {name!r}.", hint="See: feedback-buttons webhook list"
            )
    click.echo(f"{name} is gone: what is still sent there is refused.")
