"""feedback-buttons sign: the tokens for a mail."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import click

from feedback_buttons.base import ids
from feedback_buttons.campaigns import waves
from feedback_buttons.cli import common, workbook_sheets
from feedback_buttons.cli.mails.sign_progress import Teller
from feedback_buttons.config.settings import PSEUDONYM, SIGNING, Config
from feedback_buttons.recipients import workbooks
from feedback_buttons.recipients.csv_signing import Signed, sign_csv
from feedback_buttons.recipients.references import References
from feedback_buttons.recipients.resting import Resting
from feedback_buttons.signing.tokens import Tokens


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.argument("target", type=common.TARGET, default="-")
@click.option("--campaign", metavar="SLUG", type=common.Slug(), help="Tokens for this campaign.")
@click.option("--contact", is_flag=True, help="Tokens that work in every campaign.")
@click.option("--column", help="What identifies a person.  [default: the one whose values do]")
@workbook_sheets.sheet_option
@click.option("--encoding", help="If it is not UTF-8, UTF-16 or Windows-1252, such as cp1250.")
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A CSV for the rows left out, and why.",
)
@click.option(
    "--keep",
    metavar="COLUMNS",
    help='Keep these columns of each person for segments; "reference" is what identifies them.',
)
@click.option(
    "--message",
    metavar="COLUMN",
    help="Which message a row is, such as a ticket or an order: each has an answer of its own, which names it.",
)
@click.option(
    "--wave",
    metavar="NUMBER",
    type=click.IntRange(1, waves.MOST + 1),
    help="Which of the campaign's waves this list is for; its answers are told apart by it.",
)
@click.option("--unanswered", is_flag=True, help="For a reminder: leave out who has answered.")
@click.option("--repeats", is_flag=True, help="It is right that many rows name one person.")
@common.data_dir_option
def sign(
    source: str,
    target: Path,
    campaign: str | None,
    contact: bool,
    column: str | None,
    sheet: str | None,
    encoding: str | None,
    rejects: Path | None,
    keep: str | None,
    message: str | None,
    wave: int | None,
    repeats: bool,
    unanswered: bool,
) -> None:
    """Add a column feedback_token to a CSV of recipients.

    SOURCE, a CSV or a workbook (.xlsx, .ods), and TARGET are files, or - for standard input and output.
    Rows stay as they are, but a column feedback_token gets the new tokens; those without a person are left out and
    named. A person has the same token each time: where many rows repeat one, nothing is written before --repeats says
    that it is right so. Needs the keys, but no database unless something is kept.
    Whoever another mail asked lately is left out, where `feedback-buttons rest` says so and the database can be read.

    With --message each message has its own token and answer. What the column calls it is kept, and comes back in
    exports and the API; columns of --keep then belong to the message instead of to the person.
    With --wave the tokens say when that wave is sent, as the campaign knows it.
    TARGET appears when it is whole. A run that was interrupted leaves nothing; give the command again.

    \b
    Example:
      feedback-buttons sign --campaign delay-apology recipients.csv signed.csv
      feedback-buttons sign --campaign delay-apology --sheet "Klanten België" crm.xlsx signed.csv
      feedback-buttons sign --contact --keep reference,language,plan crm.csv signed.csv
      feedback-buttons sign --campaign support --message ticket --keep channel tickets.csv signed.csv
      feedback-buttons sign --campaign delay-apology --wave 2 --unanswered recipients.csv reminder.csv
    """
    config = _settings(campaign, contact, message or wave)
    sent_at = _sent_at(config, campaign, wave) if campaign and wave else None
    signer = Tokens(config.signing_keys, config.pseudonym_key).signer(campaign, sent_at)
    with _reading(source, sheet) as read, ExitStack() as held:
        write = held.enter_context(_whole(target))
        teller = _teller(held, rejects, _keeping(config, keep, message, campaign))
        resting = held.enter_context(_resting(config, campaign, unanswered=unanswered))
        signed = _some(sign_csv(
            read, write, signer, column=column, message=message, encoding=encoding, listener=teller,
            repeats=repeats, resting=resting,
        ))  # fmt: skip
    teller.sum_up(signed)


def _teller(
    held: ExitStack, rejects: Path | None, keeping: AbstractContextManager[References | None]
) -> Teller:
    """What tells how far it is, writes the rejected rows and keeps what is to be kept, until all is closed."""
    beside = held.enter_context(common.writing(rejects)) if rejects else None
    return Teller(beside, held.enter_context(keeping))


def _some(signed: Signed) -> Signed:
    """What was signed; a target in which no row could be signed is refused."""
    if signed.left_out and not signed.rows:
        raise click.ClickException("no row could be signed; is this the right file and column?")
    return signed


@contextmanager
def _reading(source: str, sheet: str | None) -> Iterator[IO[bytes]]:
    """The list as CSV; says which sheet of a workbook it is, where there are several."""
    with click.open_file(source, "rb") as file, workbooks.as_csv(file, sheet) as (rows, sheets):
        workbook_sheets.echo(sheets)
        yield rows


@contextmanager
def _whole(target: Path) -> Iterator[IO[bytes]]:
    """What becomes the target once all is signed; so does standard output, which cannot be taken back."""
    if target.suffix.lower() in (".xlsx", ".ods", ".xls"):
        raise click.UsageError(f"what is written is a CSV: name it {target.stem}.csv")
    if str(target) != "-":
        with common.writing(target) as file:
            yield file
        return
    with tempfile.TemporaryFile() as draft, common.writing(target) as output:
        yield draft
        draft.seek(0)
        shutil.copyfileobj(draft, output)


def _sent_at(config: Config, campaign: str, wave: int) -> datetime:
    """When a wave of a campaign is sent."""
    from feedback_buttons.campaigns import campaigns
    from feedback_buttons.config import databases

    with databases.session(config) as connection:
        return waves.numbered(campaigns.get(connection, campaign).sendings, wave).sent_at


def _settings(campaign: str | None, contact: bool, of_campaign: str | int | None) -> Config:
    """The settings with their keys, for options that go together."""
    if contact == bool(campaign):
        raise click.UsageError("say which tokens: --campaign SLUG, or --contact for all campaigns")
    if of_campaign and contact:
        raise click.UsageError(
            "a message or a wave belongs to one campaign: --message and --wave go with --campaign"
        )
    return common.settings(needs=(SIGNING, PSEUDONYM))


@contextmanager
def _resting(config: Config, campaign: str | None, *, unanswered: bool) -> Iterator[Resting | None]:
    """What leaves people out of a campaign's list; None where nothing does, or no database says so."""
    if unanswered and not campaign:
        raise click.UsageError(
            "who has answered is known of a campaign: --unanswered goes with --campaign"
        )
    from feedback_buttons.config import databases

    if not campaign or not (unanswered or databases.exists(config)):
        yield None
        return
    import psycopg

    from feedback_buttons.recipients import rest_rules

    with ExitStack() as held:
        resting = None
        try:
            connection = held.enter_context(databases.session(config))
            resting = rest_rules.resting(
                connection, campaign, config.pseudonym_key, ids.utc_now(), unanswered=unanswered
            )
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
            if unanswered:
                raise
            click.echo(
                "Nobody is left out: the database, which knows who was asked lately, cannot be used.",
                err=True,
            )
        yield resting


@contextmanager
def _keeping(
    config: Config, columns: str | None, message: str | None, campaign: str | None
) -> Iterator[References | None]:
    """Keep these columns and what a message is called, and say so first; None where nothing is to be kept."""
    if not (columns or message):
        yield None
        return
    from feedback_buttons.config import databases

    names = tuple(name.strip() for name in columns.split(",")) if columns else ()
    columns_kept = ", ".join([*([message] if message else []), *names])
    click.echo(
        f"Keeping {columns_kept} of every {'message' if message else 'person'} for {config.reference_days} days "
        "(FEEDBACK_REFERENCE_DAYS); feedback-buttons erase forgets one at once.",
        err=True,
    )
    with databases.session(config) as connection:
        yield References(connection, names, campaign if message else None)
