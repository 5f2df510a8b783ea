"""feedback-buttons signer: mail tools that sign for a campaign themselves."""

from dataclasses import asdict

import click

from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.campaigns import campaigns
from feedback_buttons.cli import common
from feedback_buttons.config.settings import PSEUDONYM, SIGNING
from feedback_buttons.mail import mail_tools, tool_keys
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.signing.tool_signatures import TOOLS, key_name


@click.group()
def signer() -> None:
    """Let a mail tool sign its recipients itself, with a key that is good for one campaign."""


@signer.command()
@click.argument("campaign", type=common.Slug())
@click.argument("tool", type=click.Choice(TOOLS))
@click.option("--text", "as_text", is_flag=True, help="The plain-text part instead of the HTML.")
@click.option(
    "--test", "as_test", is_flag=True, help="A link for a test mail: it shows what arrived."
)
@common.data_dir_option
def add(campaign: str, tool: str, as_text: bool, as_test: bool) -> None:
    """Make a key, and print the buttons as code for the tool, which signs with it. Shown once.

    A campaign may have several keys: make the new one, change the mail, then revoke the old one.

    \b
    Example:
      feedback-buttons signer add delay-apology braze
    """
    config = common.settings(needs=(SIGNING, PSEUDONYM))
    with common.connection() as connection:
        settings = campaigns.get(connection, campaign)
        key = tool_keys.add(connection, campaign, tool, COMMAND_LINE)
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    parts = tool_keys.parts(
        tokens, settings, key, url=config.url, dashboard_url=config.dashboard_url
    )
    click.echo(parts.test if as_test else parts.text if as_text else parts.html, nl=False)
    if parts.secret:
        where = f"Put this into Key Management as a symmetric key called {key_name(campaign)}:"
        click.echo(f"{where}\n{parts.secret}", err=True)
    click.echo(f"Key {key.id} signs for {campaign} only. It is not shown again.", err=True)


@signer.command("list")
@click.argument("campaign", type=common.Slug())
@common.json_option
@common.data_dir_option
def list_(campaign: str, as_json: bool) -> None:
    """List a campaign's keys, revoked ones too, newest first.

    \b
    Example:
      feedback-buttons signer list delay-apology
    """
    with common.connection() as connection:
        campaigns.get(connection, campaign)
        keys = tool_keys.list_(connection, campaign)
    if as_json:
        common.echo_json([asdict(key) for key in keys])
        return
    for key in keys:
        state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "in use"
        title = mail_tools.get(key.tool).title
        click.echo(
            f"{key.id}  {title}, made {key.made_at:%Y-%m-%d %H:%M} by {key.made_by}, {state}"
        )
    if not keys:
        click.echo(f"No keys yet. Make one: feedback-buttons signer add {campaign} braze")


@signer.command()
@click.argument("campaign", type=common.Slug())
@click.argument("key", type=int)
@common.data_dir_option
def revoke(campaign: str, key: int) -> None:
    """Revoke the KEY of this number: buttons signed with it stop working within seconds. Answers stay.

    \b
    Example:
      feedback-buttons signer revoke delay-apology 1
    """
    with common.connection() as connection:
        tool_keys.revoke(connection, campaign, key, COMMAND_LINE)
    click.echo(f"Key {key} is revoked: buttons that it signed show that they are unknown.")


@signer.command()
@click.argument("campaign", type=common.Slug())
@click.argument("address")
@common.json_option
@common.data_dir_option
def read(campaign: str, address: str, as_json: bool) -> None:
    """Show what a button's ADDRESS from a test mail contains, or what is wrong with it.

    \b
    Example:
      feedback-buttons signer read delay-apology https://feedback.example.com/r/delay-apology/{{fb_person}}/7
    """
    from feedback_buttons.mail_lint import token_inspector

    config = common.settings(needs=(SIGNING, PSEUDONYM))
    with common.connection() as connection:
        settings = campaigns.get(connection, campaign)
    arrived = token_inspector.read(
        Tokens(config.signing_keys, config.pseudonym_key), settings, address
    )
    if as_json:
        common.echo_json(asdict(arrived))
    elif arrived.wrong:
        click.echo(f"It leads nowhere ({arrived.wrong}): {arrived.detail}")
    else:
        by = mail_tools.get(arrived.signed_by).title if arrived.signed_by else "us"
        score = ", no score" if arrived.score is None else f", score {arrived.score}"
        recipient = (
            "a test recipient, never counted" if arrived.test else f"recipient {arrived.recipient}"
        )
        click.echo(f"It works: {recipient}, signed by {by}{score}.")
