"""Tells, while recipients are signed, how far it is and what is wrong with which row."""

from collections import Counter
from typing import IO

import click

from feedback_buttons.cli import common
from feedback_buttons.recipients.csv_signing import (
    Listener,
    Progress,
    Signed,
    rejected,
    rejects_head,
)
from feedback_buttons.recipients.duplicates import Repeat
from feedback_buttons.recipients.list_columns import TOKEN_COLUMN, twice
from feedback_buttons.recipients.list_rows import BadRow, Batch
from feedback_buttons.recipients.references import References

_SHOWN = 100  # rows named one by one; a wrong file would fill the screen


class Teller(Listener):
    """Says it on standard error, and writes the rows that are left out to a CSV if there is one.

    Args:
        rejects: that CSV.
        references: keeps what is to be kept of the others.
    """

    def __init__(self, rejects: IO[bytes] | None, references: References | None) -> None:
        self._rejects, self._references = rejects, references
        self._ticker = common.Ticker("{} signed …")
        self._named = False
        self._told: Counter[str] = Counter()
        self._messages = False  # whether rows name messages
        if rejects:
            rejects.write(rejects_head())

    def bad_row(self, row: BadRow) -> None:
        """Print the row that is left out, and write it to the CSV of rejects."""
        self._tell("left out", f"line {row.line} is left out: {row.reason}")
        if self._rejects:
            self._rejects.write(rejected(row))

    def rested(self, row: BadRow) -> None:
        """Write a row whose person is not asked now to the CSV of rejects."""
        if self._rejects:
            self._rejects.write(rejected(row))

    def repeat(self, row: Repeat) -> None:
        """Print that a row repeats the person of an earlier row."""
        whom = "person and message" if self._messages else "person"
        sentence = (
            f"line {row.line} names the same {whom} as line {row.first}, and has the same token"
        )
        self._tell("repeat", sentence)

    def signing(self, batch: Batch, names: list[str]) -> None:
        """Print once which columns share a name; keep the references of rows about to be written, if wanted."""
        self._messages = bool(batch.messages) or self._messages
        if not self._named:
            self._named = True
            for name in twice(names):
                click.echo(
                    f"more than one column is called {name}; a mail tool may take one for the other",
                    err=True,
                )
        if self._references:
            self._references.keep(batch, names)

    def progress(self, progress: Progress) -> None:
        """Print how far the list is signed."""
        self._ticker(progress.rows)

    def sum_up(self, signed: Signed) -> None:
        """Print how many rows were signed, left out and repeated."""
        again = f" {signed.repeated:,} name a person again." if signed.repeated else ""
        click.echo(
            f"{signed.rows:,} signed by {signed.column}, {signed.left_out:,} left out.{again}",
            err=True,
        )
        if signed.answered:
            click.echo(f"{signed.answered:,} left out: they have answered.", err=True)
        if signed.rested:
            click.echo(f"{signed.rested:,} left out: another mail asked them lately.", err=True)
        if signed.outside:
            click.echo(f"{signed.outside:,} left out: not in the campaign's sample.", err=True)
        if signed.renewed is not None:
            click.echo(
                f"Its column {TOKEN_COLUMN} was replaced in {signed.renewed:,} rows."
                if signed.renewed
                else f"Its column {TOKEN_COLUMN} held these tokens already; they are the same.",
                err=True,
            )

    def _tell(self, kind: str, sentence: str) -> None:
        self._told[kind] += 1
        if self._told[kind] <= _SHOWN:
            click.echo(sentence, err=True)
        if self._told[kind] == _SHOWN + 1:
            click.echo("… and more" + ("" if self._rejects else "; --rejects writes them all to a file")
                       if kind == "left out" else "… and more", err=True)  # fmt: skip
