"""feedback-buttons segment and unanswered: lists by your own references, for the mail tool's own rules."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import click

from feedback_buttons.base import ids
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.cli import common
from feedback_buttons.reports.answers import audiences
from feedback_buttons.reports.answers.audiences import Audience

_SCORES = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")


@click.command()
@click.argument("target", type=common.TARGET, default="-")
@click.option("--scores", default="1-6", show_default=True, metavar="FROM-TO",
              help="Of ten, whatever was asked.")  # fmt: skip
@click.option("--campaign", type=common.Slug(), help="Of this campaign.")
@click.option("--touchpoint", help="Of campaigns with this touchpoint.")
@click.option("--days", type=click.IntRange(1, 3650), help="Given within so many days.")
@common.data_dir_option
def segment(
    target: Path, scores: str, campaign: str | None, touchpoint: str | None, days: int | None
) -> None:
    """Write a CSV of who gave these scores: the latest settled answer of each person in each campaign.

    References are as you gave them, where `sign --keep reference` has kept them; else the pseudonym names the person.

    \b
    Example:
      feedback-buttons segment --scores 1-6 --campaign delay-apology --days 30 unhappy.csv
    """
    match = _SCORES.fullmatch(scores)
    low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not 0 <= low <= high <= 10:
        raise click.BadParameter("give scores such as 1-6 or 9", param_hint="--scores")
    if campaign and touchpoint:
        raise click.UsageError("name a campaign or a touchpoint, not both")
    now = ids.utc_now()
    since = now - timedelta(days=days) if days else None
    with common.connection() as connection:
        listed = audiences.of(connection, campaign, touchpoint)
        people = audiences.everybody(connection, listed, Audience(low, high, since), now)
        rows = (
            (
                row.reference or "", row.recipient, row.campaign, row.message or "", row.score, row.scale,
                f"{row.at:%Y-%m-%dT%H:%M:%SZ}",
            )
            for row in people
        )  # fmt: skip
        heads = ("reference", "recipient", "campaign", "message", "score", "scale", "at")
        _write(target, heads, rows)


@click.command()
@click.argument("campaign", type=common.Slug())
@click.argument("target", type=common.TARGET, default="-")
@common.data_dir_option
def unanswered(campaign: str, target: Path) -> None:
    """Write a CSV of the messages of CAMPAIGN that nobody has answered, as `sign --message` has kept them.

    Of a list of people there is `sign --unanswered`, which takes your own list and leaves out who has answered.

    \b
    Example:
      feedback-buttons unanswered delay-apology reminder.csv
    """
    with common.connection() as connection:
        slug = campaigns.get(connection, campaign).slug
        rows: list[tuple[str, str, str]] = []
        page = audiences.unanswered(connection, slug)
        while page:
            rows += [
                (row.reference or "", recipient_code(row.recipient), row.message or "")
                for row in page
            ]
            last = page[-1]
            page = audiences.unanswered(connection, slug, (last.recipient, last.occasion))
        _write(target, ("reference", "recipient", "message"), rows)


def _write(target: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """References as they were given: a mail tool compares them letter by letter."""
    number = 0
    with common.writing(target) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(heads)
        for row in rows:
            writer.writerow(row)
            number += 1
        text.detach()
    click.echo(f"{number:,} people.", err=True)
