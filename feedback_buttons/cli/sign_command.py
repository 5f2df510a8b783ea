"""feedback-buttons sign: the tokens for a mail."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click

from feedback_buttons.cli import common
from feedback_buttons.cli.sign_progress import Teller
from feedback_buttons.config.settings import PSEUDONYM, SIGNING, Config
from feedback_buttons.recipients.csv_signing import Progress, sign_csv
from feedback_buttons.recipients.references import References
from feedback_buttons.recipients.resumable_file import Draft
from feedback_buttons.signing.tokens import Tokens


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.argument("target", type=common.TARGET, default="-")
@click.option("--campaign", metavar="SLUG", type=common.Slug(), help="Tokens for this campaign.")
@click.option("--contact", is_flag=True, help="Tokens that work in every campaign.")
@click.option("--column", help="What identifies a person.  [default: email, id or the first]")
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
@common.data_dir_option
def sign(
    source: str,
    target: Path,
    campaign: str | None,
    contact: bool,
    column: str | None,
    encoding: str | None,
    rejects: Path | None,
    keep: str | None,
) -> None:
    """Add a column feedback_token to a CSV of recipients.

    SOURCE and TARGET are files, or - for standard input and output. Rows stay as they are; those
    without a person are left out and named. A person has the same token each time. Needs the keys,
    but no database unless something is kept.

    A run that was interrupted goes on where it stopped when the same command is given again, if
    SOURCE and TARGET are files.

    \b
    Example:
      feedback-buttons sign --campaign delay-apology recipients.csv signed.csv
      feedback-buttons sign --contact --keep reference,language,plan crm.csv signed.csv
    """
    if contact == bool(campaign):
        raise click.UsageError("say which tokens: --campaign SLUG, or --contact for all campaigns")
    config = common.settings(needs=(SIGNING, PSEUDONYM))
    signer = Tokens(config.signing_keys, config.pseudonym_key).signer(campaign)
    # What decides what is written, beside the source. The token changes with the keys.
    job = [signer("job"), column, encoding, keep, str(rejects)]
    with click.open_file(source, "rb") as read, ExitStack() as held:
        work = held.enter_context(_work(read, target, rejects, job))
        kept = held.enter_context(_keeping(config, keep)) if keep else None
        teller = Teller(work.rejects, kept, work.draft)
        if work.resume:
            click.echo(f"Going on at line {work.resume.place.line:,}.", err=True)
        signed = sign_csv(
            read, work.target, signer, column=column, encoding=encoding, listener=teller,
            scratch=work.scratch, resume=work.resume,
        )  # fmt: skip
    teller.sum_up(signed)
    if signed.left_out and not signed.rows:
        raise click.ClickException("no row could be signed; is this the right file and column?")


@dataclass(frozen=True, slots=True)
class _Work:
    """The files that are written, and how far an earlier run came with them."""

    target: IO[bytes]
    rejects: IO[bytes] | None
    scratch: IO[bytes] | None = None
    draft: Draft | None = None
    resume: Progress | None = None


@contextmanager
def _work(
    source: IO[bytes], target: Path, rejects: Path | None, job: Sequence[str | None]
) -> Iterator[_Work]:
    """Streams as they are; a file by way of a draft, so that a run can go on where one has stopped."""
    if str(target) == "-" or target.exists() != target.is_file() or source.name == "<stdin>":
        with common.writing(target) as write, ExitStack() as held:
            beside = held.enter_context(common.writing(rejects)) if rejects else None
            yield _Work(write, beside)
        return
    status = Path(source.name).stat()
    whole = json.dumps([*job, source.name, status.st_ino, status.st_size, status.st_mtime_ns])
    draft = Draft(target, whole, rejects)
    try:
        with draft.open() as resume:
            write, scratch, *more = draft.files
            yield _Work(write, more[0] if more else None, scratch, draft, resume)
    except BaseException:
        if draft.resumable:
            click.echo("\nStopped. The same command goes on from here.", err=True)
        raise


@contextmanager
def _keeping(config: Config, columns: str) -> Iterator[References]:
    """Keep these columns, and say so first."""
    from feedback_buttons.config import databases

    names = tuple(name.strip() for name in columns.split(","))
    click.echo(
        f"Keeping {', '.join(names)} of every person for {config.reference_days} days "
        "(FEEDBACK_REFERENCE_DAYS); feedback-buttons erase forgets one at once.",
        err=True,
    )
    with databases.session(config) as connection:
        yield References(connection, names)
