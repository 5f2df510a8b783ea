"""feedback-buttons distribute."""

import click

from feedback_buttons.cli import common
from feedback_buttons.config import databases
from feedback_buttons.storage import db, distribution


@click.command()
@click.option(
    "--server",
    "servers",
    multiple=True,
    metavar="ADDRESS",
    help="A plain Postgres for its part of the answers: two, four or more, always in the same order.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, a statement a line.")
@common.data_dir_option
def distribute(servers: tuple[str, ...], dry_run: bool) -> None:
    """Distribute recipients' rows over several servers, when one is too small.

    Without --server the database is the coordinator of Citus, which has its nodes. With it, this database holds no
    answers: PL/Proxy brings each to one of the servers, and reports read all of them. Run it again after each
    migration; web's answers wait on its disk meanwhile. docs/scale.md says what holds then, and what does not.

    \b
    Example:
      feedback-buttons distribute --server postgresql://feedback@a/feedback --server postgresql://feedback@b/feedback
    """
    with databases.address(common.settings(needs=())) as url:
        if dry_run:
            with db.connect(url) as connection:
                for step in distribution.steps(connection, servers):
                    click.echo(f"{step.shown};")
            return
        count = distribution.distribute(url, servers)
    click.echo(
        f"Done: {count} statements. Start web processes anew that ran before the first time."
    )
