"""feedback-buttons user: who may sign in to the dashboard."""

import sys

import click

from feedback_buttons import users
from feedback_buttons.cli import common


@click.group()
def user() -> None:
    """Say who may sign in to the dashboard."""


@user.command()
@click.argument("name")
@common.data_dir_option
def add(name: str) -> None:
    """Make a user. Asks for the password, or reads it from standard input; it is never an argument,
    where others on this machine could see it.

    \b
    Example:
      feedback-buttons user add anna < password.txt
    """
    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    with common.connection() as connection:
        account = users.add(connection, name, password)
    click.echo(f"{account.name} may sign in now.")


@user.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List all users.

    \b
    Example:
      feedback-buttons user list
    """
    with common.connection() as connection:
        accounts = users.list_(connection)
    if as_json:
        common.echo_json([{"name": each.name, "role": each.role} for each in accounts])
        return
    for each in accounts:
        click.echo(f"{each.name}  ({each.role})")
    if not accounts:
        click.echo("No users yet. Make one: feedback-buttons user add NAME")


@user.command()
@click.argument("name")
@common.data_dir_option
def remove(name: str) -> None:
    """Remove a user; all their sessions end.

    \b
    Example:
      feedback-buttons user remove anna
    """
    with common.connection() as connection:
        removed = users.remove(connection, name)
    if not removed:
        raise users.UserError(f"there is no user {name!r}. See: feedback-buttons user list")
    click.echo(f"{name} may no longer sign in.")
