"""feedback-buttons sign: the tokens for a mail."""

from pathlib import Path

import click

from feedback_buttons.cli import common
from feedback_buttons.config import PSEUDONYM, SIGNING
from feedback_buttons.recipients import BadRow, sign_csv
from feedback_buttons.tokens import Tokens

_SHOWN = 100  # bad rows named one by one; a wrong file would fill the screen


class Teller:
    """Says on standard error which rows are left out."""

    def __init__(self) -> None:
        self.bad = 0

    def __call__(self, row: BadRow) -> None:
        """A row is left out."""
        self.bad += 1
        if self.bad <= _SHOWN:
            click.echo(f"line {row.line} is left out: {row.reason}", err=True)
        if self.bad == _SHOWN + 1:
            click.echo("… and more", err=True)


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.argument("target", type=common.TARGET, default="-")
@click.option("--campaign", metavar="SLUG", type=common.Slug(), help="Tokens for this campaign.")
@click.option("--contact", is_flag=True, help="Tokens that work in every campaign.")
@click.option("--column", help="What identifies a person.  [default: email, id or the first]")
@common.data_dir_option
def sign(
    source: str, target: Path, campaign: str | None, contact: bool, column: str | None
) -> None:
    """Add a column feedback_token to a CSV of recipients.

    SOURCE and TARGET are files, or - for standard input and output. Rows stay as they are; those
    without a person are left out and named. A person has the same token each time. Needs the keys,
    but no database.

    \b
    Example:
      feedback-buttons sign --campaign delay-apology recipients.csv signed.csv
    """
    if contact == bool(campaign):
        raise click.UsageError("say which tokens: --campaign SLUG, or --contact for all campaigns")
    config = common.settings(needs=(SIGNING, PSEUDONYM))
    signer = Tokens(config.signing_keys, config.pseudonym_key).signer(campaign)
    progress = common.Ticker("{} signed …")
    with (
        click.open_file(source, "rb") as incoming,
        common.writing(target) as outgoing,
        common.as_text(incoming, "surrogateescape") as read,
        common.as_text(outgoing, "surrogateescape") as write,
    ):
        signed = sign_csv(read, write, signer, column=column, bad_row=Teller(), progress=progress)
    click.echo(
        f"{signed.rows:,} signed by {signed.column}, {signed.left_out:,} left out.", err=True
    )
    if signed.left_out and not signed.rows:
        raise click.ClickException("no row could be signed; is this the right file and column?")
