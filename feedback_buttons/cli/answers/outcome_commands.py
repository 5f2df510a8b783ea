"""feedback-buttons outcomes: what people did later, from a list."""

from typing import IO

import click

from feedback_buttons.base import ids
from feedback_buttons.cli import common, workbook_sheets
from feedback_buttons.config.settings import PSEUDONYM
from feedback_buttons.recipients import outcome_lists
from feedback_buttons.signing.tokens import Tokens


@click.command()
@click.argument("file", type=click.File("rb"))
@workbook_sheets.sheet_option
@common.json_option
@common.data_dir_option
def outcomes(file: IO[bytes], sheet: str | None, as_json: bool) -> None:
    """Import from FILE what people did later: bought again, asked again, revenue.

    A CSV or workbook with a row for each: "reference" is what identified the person when the tokens were signed, "name"
    what they did, "day" when, "value" how much of it (1 where there is no such column). Say also who did not: with a
    value of 0. What is told again replaces what was. `/gains` shows how far it moves with the score.

    \b
    Example:
      feedback-buttons outcomes bought-again.csv
      feedback-buttons outcomes --sheet Orders crm.xlsx
    """
    config = common.settings(needs=(PSEUDONYM,))
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    with common.connection() as connection:
        done = outcome_lists.store(connection, file, tokens.recipient, ids.utc_now(), sheet=sheet)
    workbook_sheets.echo(done.sheets)
    if as_json:
        rows = [{"line": row.line, "reason": str(row.reason)} for row in done.bad]
        common.echo_json({"stored": done.stored, "left_out": done.left_out, "rows": rows})
        return
    click.echo(f"{done.stored:,} outcomes are kept, {done.left_out:,} rows were left out.")
    for row in done.bad:
        click.echo(f"  line {row.line}: {row.reason}", err=True)
