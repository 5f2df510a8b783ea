"""feedback-buttons report, export, about and erase: what recipients answered."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from feedback_buttons.accounts import audit
from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.follow_up_questions import Result
from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.cases import case_times
from feedback_buttons.cli import common
from feedback_buttons.config.settings import PSEUDONYM
from feedback_buttons.mail import tool_keys
from feedback_buttons.recipients import erasure, person_export
from feedback_buttons.reports.answers import answer_export
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.scores import score_facts, target_progress
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.scores.score_facts import Figures
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db


@click.command()
@click.argument("campaign", type=common.Slug())
@click.option(
    "--period",
    default="all",
    show_default=True,
    help="24h, 7d, 30d, sent, wave:2, all or 2026-11-01..2026-11-08 (both days included).",
)
@click.option(
    "--against",
    default="before",
    show_default=True,
    help="before (the time before it), none, or any period.",
)
@common.json_option
@common.data_dir_option
def report(campaign: str, period: str, against: str, as_json: bool) -> None:
    """Print a campaign's score, as the dashboard shows it.

    \b
    Example:
      feedback-buttons report delay-apology
      feedback-buttons report delay-apology --period 7d --against wave:1
    """  # fmt: skip
    view = PeriodView.parse({"period": period, "against": against})
    with common.connection() as connection:
        settings = campaigns.get(connection, campaign)  # an unknown one is an error that says so
        figures = score_facts.read(connection, settings, ids.utc_now(), view)
        span = figures.scope.span if figures.scope else (None, None)
        cases = case_times.of_span(connection, campaign, *span)
    if as_json:
        common.echo_json(_figures(figures) | {"cases": case_times.facts(cases)})
    else:
        click.echo("\n".join(_lines(figures)))


def _figures(figures: Figures) -> dict[str, object]:
    """The figures of score_facts.py, and what only `report --json` tells: the campaign, the counts by score, those
    excluded by state, what every last click would make, the questions in words."""
    summary, results = figures.summary, figures.results
    campaign, clicked = summary.campaign, summary.clicked_score
    facts = score_facts.facts(figures)
    del facts["counts"]
    return facts | {
        "slug": campaign.slug,
        "name": campaign.name,
        "distribution": dict(zip(map(str, campaign.told_scores), summary.counts, strict=True)),
        "mails": campaign.mailed,
        "set_aside": {
            "unconfirmed": summary.unconfirmed,
            "scanned": summary.scanned,
            "withdrawn": summary.withdrawn,
        },
        "last_click_score": clicked.mean if clicked and not clicked.early else None,
        "last_at": summary.last_at,
        "closed_at": campaign.closed_at,
        "questions": [*map(_result, results)],
    }


def _result(result: Result) -> dict[str, object]:
    """A follow-up question, and how many took each of its answers."""
    counted = zip(result.question["choices"], result.counts, strict=True)
    choices = [{"text": text, "answers": count} for text, count in counted]
    return {**result.question, "choices": choices, "answers": result.answers}


def _period(figures: Figures) -> list[str]:
    """What the figures are of, by which clock, in which scale, and how they differ."""
    scope, campaign = figures.scope, figures.summary.campaign
    if scope is None or scope.all:
        return []
    difference = figures.latest.difference
    moved = (
        f": {score_text.signed(difference.mean, score_text.difference_digits(difference))}, "
        f"{'more than chance' if difference.real else 'which may be chance'}"
        if difference
        else ""
    )
    return [
        f"{period_text.covers(scope)}, scale {campaign.told}",
        f"{period_text.against(scope)}{moved}",
    ]


def _lines(figures: Figures) -> list[str]:
    summary = figures.summary
    campaign, rate = summary.campaign, summary.response_rate
    lines = [campaign.name + (" (closed)" if campaign.closed else ""), *_period(figures), ""]
    lines += [f"Score          {score_text.sentence(summary.score, of_period=summary.of_period)}"]
    if rate is not None:
        of_all = (
            "" if figures.scope is None or figures.scope.all or figures.scope.wave else ", all time"
        )
        mails = f"{summary.responded[1] or 0:,} mails{of_all}"
        lines += [f"Response rate  {score_text.share(rate)} of {mails}"]
    elif campaign.mailed:
        lines += [
            f"Response rate  more answers than the {campaign.mailed:,} mails known of: "
            "campaign edit --mails says how many were sent"
        ]
    lines += _standard(summary)
    lines += _target(summary)
    lines += [f"Comments       {summary.comments:,}"]
    if clicked := summary.clicked_score:
        lines += [
            f"Excluded       {summary.set_aside:,} (unconfirmed {summary.unconfirmed:,}, "
            f"scanned {summary.scanned:,}, withdrawn {summary.withdrawn:,}); "
            f"every last click counted: {score_text.sentence(clicked)}"
        ]
    if unsigned := figures.unsigned:
        among = "counted too" if campaign.count_unsigned else "not in the score"
        lines += [
            f"Unsigned       {unsigned.answers:,} through buttons without a usable token ({among}): "
            f"{score_text.sentence(unsigned.score)}"
        ]
    most = max(*summary.counts, 1)
    bars = [f"{n:3}  {'█' * round(40 * count / most)} {count:,}"
            for n, count in zip(campaign.told_scores, summary.counts, strict=True)]  # fmt: skip
    return [*lines, "", *bars]


def _target(summary: CampaignSummary) -> Iterator[str]:
    """What the campaign aims at, and whether it is there."""
    progress = target_progress.of(summary.campaign, summary.score)
    states = {
        "reached": "reached",
        "open": "too close or too early to tell",
        "below": "not reached yet",
    }
    if progress and progress.score_state:
        yield f"Target         {progress.target.score:g}: {states[progress.score_state]}"
    if progress and progress.target.answers:
        state = "reached" if progress.answers_reached else f"{progress.answers:,} until now"
        yield f"Target         {progress.target.answers:,} answers: {state}"


def _standard(summary: CampaignSummary) -> Iterator[str]:
    """The figures of the field that stand, each with its interval."""
    if summary.nps is not None and summary.nps_interval:
        low, high = map(score_text.with_sign, score_text.outwards(*summary.nps_interval))
        exact = summary.campaign.scale == scales.FROM_ZERO
        about = "" if exact else "; an approximation: not asked from 0 to 10"
        yield f"NPS            {score_text.signed(summary.nps)} (between {low} and {high}{about})"
    if summary.csat is not None and summary.csat_interval:
        least, most = score_text.outwards(*summary.csat_interval)
        yield f"CSAT           {score_text.whole(summary.csat)} (between {least} and {most})"
    if summary.ces is not None and summary.ces_interval:
        least, most = score_text.outwards(*summary.ces_interval, 2)
        yield f"CES            {score_text.decimal(summary.ces, 2)} (between {least} and {most} of 5)"


@click.command()
@click.argument("campaign", type=common.Slug())
@click.argument("target", type=common.TARGET, default="-")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx", "parquet"]),
    help="[default: what TARGET ends in, else csv]",
)
@click.option(
    "--delimiter",
    type=click.Choice([",", ";", "tab"]),
    default=",",
    show_default=True,
    help="Between the cells of a CSV; with ; numbers have a decimal comma, as Excel in much of Europe reads them.",
)
@common.data_dir_option
def export(campaign: str, target: Path, form: str | None, delimiter: str) -> None:
    """Write a campaign's answers and comments to a file.

    TARGET is its name, or - for standard output. A row is a recipient's answer; its score is empty
    where it doesn't count. A CSV is as Excel reads it: in UTF-8 with a byte order mark, its times such as
    2026-12-04 14:05:00, and an apostrophe before a text that a spreadsheet would take for a formula, or for
    a number and change. Workbooks (.xlsx) and Parquet have texts as written. Times are by the clock of the campaign's
    time zone, as the last column says; Parquet's are in UTC.

    \b
    Example:
      feedback-buttons export delay-apology answers.csv
      feedback-buttons export delay-apology answers.xlsx
    """
    # Here, because it brings pyarrow, which is slow to load.
    from feedback_buttons.reports.exports import export as files
    from feedback_buttons.reports.exports.cells import Dialect

    ending = target.suffix.lower().removeprefix(".")
    kind = files.form(form or ending)
    with common.connection() as connection:
        zone = campaigns.get(connection, campaign).zone
        dialect = Dialect("\t" if delimiter == "tab" else delimiter, zone)
        rows = answer_export.ratings(connection, campaign)
        with common.writing(target) as file:
            number = files.write(rows, file, kind, dialect)
        audit.record(connection, COMMAND_LINE, "answers exported", campaign, rows=number)
    click.echo(f"{number:,} answers written.", err=True)


@click.command()
@click.argument("reference", required=False)
@click.option("--pseudonym", help="Name the recipient as the export does, instead of by REFERENCE.")
@click.option("--yes", is_flag=True, help="Don't ask first.")
@common.json_option
@common.data_dir_option
def erase(reference: str | None, pseudonym: str | None, yes: bool, as_json: bool) -> None:
    """Erase all about one recipient, in all campaigns.

    That is answers, comments, evidence and the kept reference. REFERENCE is what identified the
    person when the tokens were signed, such as a mail address, in whichever capitals. Scores change
    at once. The person's buttons keep working: a new click is a new answer.

    \b
    Example:
      feedback-buttons erase --yes customer@example.com
    """
    tokens = _tokens(reference, pseudonym)
    if not yes:
        click.confirm(f"Erase all about {reference or pseudonym}, for good?", abort=True, err=True)
    with common.connection() as connection:
        people = _people(connection, tokens, reference, pseudonym)
        erased = erasure.erase_all(connection, people)
    if as_json:
        common.echo_json(asdict(erased))
    elif erased:
        click.echo(
            f"Erased {erased.ratings} answers, {erased.comments} comments and {erased.visits} "
            f"visits in {len(erased.campaigns)} campaigns, and {erased.references} references."
        )
    else:
        click.echo("Nothing was kept about this recipient.")


@click.command()
@click.argument("reference", required=False)
@click.option("--pseudonym", help="Name the recipient as the export does, instead of by REFERENCE.")
@common.data_dir_option
def about(reference: str | None, pseudonym: str | None) -> None:
    """Print all that is kept about one recipient as JSON, as they may ask for it.

    That is every row of every table that knows recipients: answers, comments, evidence, cases, the
    kept reference. REFERENCE is what identified the person when the tokens were signed.

    \b
    Example:
      feedback-buttons about customer@example.com > customer.json
    """
    tokens = _tokens(reference, pseudonym)
    with common.connection() as connection:
        people = _people(connection, tokens, reference, pseudonym)
        common.echo_json(person_export.taken(connection, people))


def _tokens(reference: str | None, pseudonym: str | None) -> Tokens:
    """What pseudonyms are made by; one recipient must be named, in one of the two ways."""
    if (reference is None) == (pseudonym is None):
        raise click.UsageError("name one recipient: by REFERENCE, or by --pseudonym")
    erasure.parse(pseudonym or "0" * 13)
    config = common.settings(needs=(PSEUDONYM,) if reference else ())
    return Tokens(config.signing_keys, config.pseudonym_key)


def _people(
    connection: db.Connection, tokens: Tokens, reference: str | None, pseudonym: str | None
) -> set[int]:
    """All recipients who may be the one that is named, those too that mail tools which sign made of them."""
    if not reference:
        return {erasure.parse(pseudonym or "")}
    signed = tool_keys.recipients(tokens, tool_keys.list_(connection), reference.strip())
    return {*erasure.people(connection, tokens, reference), *signed}
