"""feedback-buttons user: who may sign in to the dashboard, and what they may do there."""

import sys
from dataclasses import asdict
from datetime import timedelta

import click

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import ROLES, Role
from feedback_buttons.cli import common

_ROLE = click.Choice(ROLES)


@click.group()
def user() -> None:
    """Manage users: who may sign in to the dashboard.

    A viewer sees scores and comments; an agent also handles comments and sees their evidence; an
    editor may do all but manage users and keys; an admin may do everything.
    """


@user.command()
@click.argument("name")
@click.option("--role", type=_ROLE, default="viewer", show_default=True, help="What they may do.")
@common.data_dir_option
def add(name: str, role: Role) -> None:
    """Make a user. Asks for the password, or reads it from standard input; it is never an argument,
    where others on this machine could see it.

    \b
    Example:
      feedback-buttons user add anna --role editor < password.txt
    """
    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    with common.connection() as connection:
        account = users.add(connection, name, password, role)
    click.echo(f"{account.name} may sign in now, as {account.role}.")


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
        hidden = {"session_version"}
        common.echo_json(
            [{k: v for k, v in asdict(account).items() if k not in hidden} for account in accounts]
        )
        return
    for account in accounts:
        click.echo(f"{account.name}  ({account.role})")
    if not accounts:
        click.echo("No users yet. Make one: feedback-buttons user add NAME --role admin")


@user.command()
@click.argument("name")
@click.argument("role", type=_ROLE)
@common.data_dir_option
def role(name: str, role: Role) -> None:
    """Give a user another role. It counts at once.

    \b
    Example:
      feedback-buttons user role anna admin
    """
    with common.connection() as connection:
        account = users.set_role(connection, name, role)
    click.echo(f"{account.name} is {account.role} now.")


@user.command()
@click.argument("name")
@click.option("--role", type=_ROLE, default="viewer", show_default=True, help="Of a new user.")
@click.option(
    "--hours", type=click.IntRange(1, 168), default=24, show_default=True, help="How long it works."
)
@common.data_dir_option
def link(name: str, role: Role, hours: int) -> None:
    """Print a link that signs a user in once; makes the user if there is none of this name.

    Whoever signed in by a link can set a new password: so it also helps who forgot theirs.

    \b
    Example:
      feedback-buttons user link anna
    """
    with common.connection() as connection:
        token = users.make_signin_link(connection, name, timedelta(hours=hours), role)
    click.echo(f"{common.settings(needs=()).dashboard_url}/sign-in/{token}?next=/account")


@user.command("sign-out")
@click.argument("name")
@common.data_dir_option
def sign_out(name: str) -> None:
    """End all sessions and unused links of a user, everywhere.

    \b
    Example:
      feedback-buttons user sign-out anna
    """
    with common.connection() as connection:
        account = users.end_sessions(connection, name)
    click.echo(f"{account.name} is signed out everywhere.")


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
        raise users.UserError(f"there is no user {name!r}.", hint="See: feedback-buttons user list")
    click.echo(f"{name} may no longer sign in.")
