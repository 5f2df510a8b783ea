"""feedback-buttons campaign: add, list, show, edit, close."""

import time
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from click.core import ParameterSource

from feedback_buttons.base import ids
from feedback_buttons.base.policy_names import MEANING, POLICY_NAMES, USUAL_POLICY
from feedback_buttons.campaigns import campaigns, deletion, scales
from feedback_buttons.campaigns.campaigns import FRESH, Campaign
from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.cli import common
from feedback_buttons.config import databases
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.storage import db


class Moment(click.ParamType[datetime]):
    """A date and time with its zone, or "now"."""

    name = "time"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read it; without a zone nobody knows which moment is meant."""
        moment: datetime | None
        try:
            moment = ids.utc_now() if value == "now" else datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(
                f"{value!r} is no time with a zone, such as 2026-12-05T09:00+01:00", param, ctx
            )
        return moment


class OrNone(click.ParamType[object]):
    """Another type, or the empty text, which takes the value away."""

    def __init__(self, inner: click.ParamType[Any]) -> None:
        self.inner, self.name = inner, inner.name

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Read it, unless it is empty."""
        return None if value == "" else self.inner.convert(value, param, ctx)


_OPTIONS = (
    click.option("--name", help="What the team calls it.  [default: the slug]"),
    click.option("--owner", help="Who in the team answers for it; the overview can be filtered by it."),
    click.option("--touchpoint", help="Its place in the customer's journey."),
    click.option("--language", type=OrNone(click.Choice(LANGUAGES)), metavar="|".join(LANGUAGES),
                 help="The recipients' language; without it their browser's."),
    click.option("--asks", type=OrNone(click.Choice(list(SCALES))), metavar="|".join(SCALES),
                 help="On which scale its mail asks: the figures CSAT and CES stand only where it asked for them."),
    click.option("--policy", type=click.Choice(POLICY_NAMES),
                 help=f"{MEANING}  [default: {USUAL_POLICY}]"),
    click.option("--sender", help="Who asks, as the recipients know it."),
    click.option("--question", help="What stands above the buttons."),
    click.option("--help-url", help="Where recipients get help; shown to all alike."),
    click.option("--help-label", help="The words of that link."),
    click.option("--share-url", help="Where recipients can tell others; shown to all alike, whatever their score: "
                                     "review sites and consumer law forbid to ask only the happy."),
    click.option("--share-label", help="The words of that link."),
    click.option("--scale", type=click.Choice(list(scales.SCORES)),
                 help="The scores that it asks: 0-10 as the field does for NPS, stored and shown as such. Stays "
                      f"once anybody has clicked.  [default: {scales.USUAL}]"),
    click.option("--sent-at", type=OrNone(Moment()),
                 help='When the mail was sent, such as 2026-12-05T09:00+01:00, or "now".'),
    click.option("--mails", type=OrNone(click.IntRange(min=0)), help="How many mails were sent."),
    click.option("--repeat-after", type=OrNone(click.IntRange(min=1)), metavar="DAYS",
                 help="In a standing flow: from when a click is a new answer."),
    click.option("--count-unsigned/--no-count-unsigned", default=False,
                 help="Whether answers through buttons without a token count: nobody knows whose they are."),
    click.option("--time-zone", type=OrNone(click.STRING), metavar="ZONE",
                 help="By whose clock its days and hours are told, such as Europe/Amsterdam.  "
                      "[default: FEEDBACK_TIME_ZONE]"),
)  # fmt: skip


def _columns(function: common.Function) -> common.Function:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def _given() -> dict[str, Any]:
    """The columns that the command line names; those that it doesn't keep what they are."""
    ctx = click.get_current_context()
    columns = [option for option in ctx.params if option in Campaign.__dataclass_fields__]
    command_line = ParameterSource.COMMANDLINE
    return {
        name: ctx.params[name] for name in columns if ctx.get_parameter_source(name) is command_line
    }


@click.group()
def campaign() -> None:
    """Make campaigns, look at them, change and close them."""


@campaign.command()
@click.argument("slug", type=common.Slug())
@_columns
@click.option("--demo", is_flag=True, help="Label it as a demonstration.")
@common.json_option
@common.data_dir_option
def add(slug: str, as_json: bool, **_: object) -> None:
    """Make a campaign. SLUG stands in the buttons' addresses, such as delay-apology.

    \b
    Example:
      feedback-buttons campaign add delay-apology --language nl --mails 5000
    """
    wanted = Campaign(**{"name": slug, **_given()})
    with common.connection() as connection:
        added = campaigns.add(connection, wanted)
    _show(
        added,
        as_json,
        f"Made {slug}. Next, the tokens and the buttons for the mail:\n"
        f"  feedback-buttons sign --campaign {slug} recipients.csv signed.csv\n"
        f"  feedback-buttons snippet {slug}",
    )


@campaign.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List all campaigns, newest first.

    \b
    Example:
      feedback-buttons campaign list
    """
    with common.connection() as connection:
        listed = campaigns.list_(connection)
    if as_json:
        common.echo_json([asdict(campaign) for campaign in listed])
    elif not listed:
        click.echo("No campaigns yet. Make one: feedback-buttons campaign add delay-apology")
    width = max((len(campaign.slug) for campaign in listed), default=0)
    for campaign in () if as_json else listed:
        state = "closed" if campaign.closed else "demo" if campaign.demo else "open"
        click.echo(f"{campaign.slug:{width}}  {state:6}  {campaign.name}")


@campaign.command()
@click.argument("slug", type=common.Slug())
@common.json_option
@common.data_dir_option
def show(slug: str, as_json: bool) -> None:
    """Show all that is set for a campaign.

    \b
    Example:
      feedback-buttons campaign show delay-apology
    """
    with common.connection() as connection:
        _show(campaigns.get(connection, slug), as_json)


@campaign.command()
@click.argument("slug", type=common.Slug())
@_columns
@common.json_option
@common.data_dir_option
def edit(slug: str, as_json: bool, **_: object) -> None:
    """Change what is named and nothing else; an empty text takes a value away. With another policy
    all answers are judged anew.

    \b
    Example:
      feedback-buttons campaign edit delay-apology --sent-at now --question ""
    """
    changes = {name: value for name, value in _given().items() if name != "slug"}
    if not changes:
        raise click.UsageError("say what to change, for example: --mails 5000")
    with databases.address(common.settings(needs=())) as url:
        with db.connect(url) as connection:
            before = campaigns.get(connection, slug)
            changed = campaigns.edit(connection, slug, changes)
        judged = _rejudge(url, changed) if changed.policy != before.policy else None
    again = "" if judged is None else f" Judged {judged:,} recipients anew."
    _show(changed, as_json, f"Changed {slug}.{again}")


def _rejudge(url: str, changed: Campaign) -> int:
    from feedback_buttons.ratings.rejudge import rejudge

    time.sleep(FRESH)  # until then a click may still be judged by the old policy
    return rejudge(url, changed, ids.utc_now(), common.Ticker("{} judged …"))


@campaign.command()
@click.argument("slug", type=common.Slug())
@click.option("--reopen", is_flag=True, help="Open it again.")
@common.json_option
@common.data_dir_option
def close(slug: str, reopen: bool, as_json: bool) -> None:
    """Close a campaign: recipients can still erase their answer, but new answers don't count.

    \b
    Example:
      feedback-buttons campaign close delay-apology
    """
    with common.connection() as connection:
        closed = campaigns.close(connection, slug, reopen=reopen)
    _show(closed, as_json, f"{'Opened' if reopen else 'Closed'} {slug}.")


@campaign.command()
@click.argument("slug", type=common.Slug())
@click.option("--confirm", metavar="SLUG", help="The campaign's slug again, instead of typing it.")
@common.data_dir_option
def delete(slug: str, confirm: str | None) -> None:
    """Delete a campaign and all its answers, comments and evidence, for good.

    \b
    Example:
      feedback-buttons campaign delete delay-apology --confirm delay-apology
    """
    with common.connection() as connection:
        campaigns.get(connection, slug)
        typed = confirm or click.prompt(f"Type {slug} to delete it with all its answers", err=True)
        deleted = deletion.delete(connection, slug, typed=typed)
    click.echo(
        f"Deleted {slug}: {deleted.ratings:,} ratings, {deleted.comments:,} comments, "
        f"{deleted.visits:,} visits."
    )


def _show(shown: Campaign, as_json: bool, sentence: str | None = None) -> None:
    values = asdict(shown)
    if as_json:
        common.echo_json(values)
    elif sentence:
        click.echo(sentence)
    else:
        values["logo"] = (values["logo"] or "")[:30]
        for name, value in values.items():
            click.echo(f"{name:13} {'-' if value in (None, '', {}) else value}")
