"""feedback-buttons poster: a campaign on one sheet of paper."""

from pathlib import Path

import click

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.periods import Period, PeriodView
from feedback_buttons.cli import common
from feedback_buttons.i18n.team_language import LANGUAGES, speaking
from feedback_buttons.reports.exports import poster
from feedback_buttons.reports.exports.poster import PAPERS, Paper


@click.command("poster")
@click.argument("campaign", type=common.Slug())
@click.argument("target", type=common.TARGET)
@click.option("--paper", type=click.Choice(PAPERS), default="a4", show_default=True)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option("--period", default="all", show_default=True, help="As of report --period.")
@common.data_dir_option
def main(campaign: str, target: Path, paper: Paper, language: str, period: str) -> None:
    """Write a PDF of a campaign to hang on a wall: score, distribution, six comments.

    \b
    Example:
      feedback-buttons poster delay-apology poster.pdf --paper a3 --language nl
    """
    view = PeriodView(Period.parse(period))
    with common.connection() as connection, speaking(language):
        campaigns.get(connection, campaign)  # says so if there is none
        pdf = poster.poster(connection, campaign, ids.utc_now(), paper, view)
    with common.writing(target) as file:
        file.write(pdf or b"")
