"""feedback-buttons key: which programs may use the API."""

from dataclasses import asdict

import click

from feedback_buttons.accounts import api_keys
from feedback_buttons.accounts.api_keys import SCOPES, ApiKeyError
from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.cli import common


@click.group()
def key() -> None:
    """Manage keys: which programs may use the API, and for what."""


@key.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True,
    help="What it is good for; may be said more than once.",
)  # fmt: skip
@common.json_option
@common.data_dir_option
def add(name: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Make a key for a program. It is shown once; only its hash is kept.

    \b
    Example:
      feedback-buttons key add "order mails" --scope tokens --scope deliveries
    """
    with common.connection() as connection:
        key, secret = api_keys.add(connection, name, scopes, COMMAND_LINE)
    if as_json:
        common.echo_json({**asdict(key), "key": secret})
        return
    click.echo(secret)
    click.echo(f"This is {key.name!r}'s key. It is not shown again: keep it now.", err=True)


@key.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List all keys, revoked ones too, newest first.

    \b
    Example:
      feedback-buttons key list
    """
    with common.connection() as connection:
        keys = api_keys.list_(connection)
    if as_json:
        common.echo_json([asdict(key) for key in keys])
        return
    for key in keys:
        used = f"last used {key.used_at:%Y-%m-%d %H:%M}" if key.used_at else "never used"
        state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else used
        click.echo(f"{key.name}  ({', '.join(key.scopes)})  {state}")
    if not keys:
        click.echo('No keys yet. Make one: feedback-buttons key add "order mails" --scope tokens')


@key.command()
@click.argument("name")
@common.data_dir_option
def revoke(name: str) -> None:
    """Revoke a key; whatever still uses it is refused at once.

    \b
    Example:
      feedback-buttons key revoke "order mails"
    """
    with common.connection() as connection:
        if not api_keys.revoke(connection, name, COMMAND_LINE):
            raise ApiKeyError(
                f"there is no key {name!r} in use.", hint="See: feedback-buttons key list"
            )
    click.echo(f"{name} is refused from now on.")
