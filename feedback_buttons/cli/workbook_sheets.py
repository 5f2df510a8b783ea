"""The sheets of a workbook on the command line: which one is read, and that it is said."""

import click

from feedback_buttons.recipients.workbooks import Sheets

sheet_option = click.option(
    "--sheet",
    metavar="NAME",
    help="Which sheet of a workbook.  [default: the first that has a table]",
)


def echo(sheets: Sheets | None) -> None:
    """Say which sheet was read, and which others there are; nothing where there is one."""
    if sheets and sheets.others:
        names = (f"{name} (hidden)" if name in sheets.hidden else name for name in sheets.others)
        others = ", ".join(names)
        click.echo(f"The sheet {sheets.read} is read; this workbook also has: {others}", err=True)
