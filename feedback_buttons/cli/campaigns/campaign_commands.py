"""feedback-buttons campaign: add, list, show, edit, close."""

import time
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import click
from click.core import ParameterSource

from feedback_buttons.base import ids
from feedback_buttons.base.policy_names import POLICY_NAMES, USUAL_POLICY
from feedback_buttons.campaigns import campaigns, deletion, scales
from feedback_buttons.campaigns.campaign_columns import ABOUT
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


class WaveType(click.ParamType[dict[str, Any]]):
    """A further wave: its time, how many mails it has and what it is called, with commas between them."""

    name = "wave"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, Any]:
        """Read it; all but the time may be left out. Empty stands for none."""
        at, mails, name, *_ = (*(part.strip() for part in value.split(",", 2)), "", "")
        if mails and not mails.isdecimal():
            self.fail(f"{mails!r} is no number of mails, such as 4000", param, ctx)
        sent_at = Moment().convert(at, param, ctx) if at else None
        return {"sent_at": sent_at, "mails": int(mails) if mails else None, "name": name}


class OrNone(click.ParamType[object]):
    """Another type, or the empty text, which takes the value away."""

    def __init__(self, inner: click.ParamType[Any]) -> None:
        self.inner, self.name = inner, inner.name

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Read it, unless it is empty."""
        return None if value == "" else self.inner.convert(value, param, ctx)


_CHOICES = {
    "language": LANGUAGES,
    "asks": tuple(SCALES),
    "policy": POLICY_NAMES,
    "scale": tuple(scales.SCORES),
}
# Columns that hold more than a text, and what their option takes; what can be taken away again is OrNone.
_TYPES: dict[str, click.ParamType[Any]] = {
    "language": OrNone(click.Choice(_CHOICES["language"])),
    "asks": OrNone(click.Choice(_CHOICES["asks"])),
    "policy": click.Choice(_CHOICES["policy"]),
    "scale": click.Choice(_CHOICES["scale"]),
    "sent_at": OrNone(Moment()),
    "mails": OrNone(click.IntRange(min=0)),
    "target_score": OrNone(click.FLOAT),
    "target_answers": OrNone(click.IntRange(min=1)),
    "repeat_after": OrNone(click.IntRange(min=1)),
    "time_zone": OrNone(click.STRING),
}
_METAVARS = {"repeat_after": "DAYS", "time_zone": "ZONE"}
_MORE = {
    "name": "  [default: the slug]",
    "policy": f"  [default: {USUAL_POLICY}]",
    "sent_at": ' Such as 2026-12-05T09:00+01:00, or "now".',
    "time_zone": " Such as Europe/Amsterdam.  [default: FEEDBACK_TIME_ZONE]",
}
_STORED = {column.name: column for column in fields(Campaign)}
_NO_OPTIONS = (
    "texts",
    "questions",
    "waves",
)  # by language and in lists; the API and the dashboard set them


def _option(name: str) -> Callable[[common.Function], common.Function]:
    """The option for a column; a flag where it holds yes or no."""
    option = name.replace("_", "-")
    if _STORED[name].type is bool:
        return click.option(f"--{option}/--no-{option}", default=False, help=ABOUT[name])
    return click.option(
        f"--{option}",
        type=_TYPES.get(name, click.STRING),
        metavar=_METAVARS.get(name, "|".join(_CHOICES.get(name, ())) or None),
        help=ABOUT[name] + _MORE.get(name, ""),
    )


_WAVES = click.option(
    "--wave",
    "waves",
    type=WaveType(),
    multiple=True,
    metavar="TIME[,MAILS[,NAME]]",
    help=f"{ABOUT['waves']} Give all of them, such as 2026-12-12T09:00+01:00,4000,Reminder; empty: none.",
)
_OPTIONS = [_option(name) for name in ABOUT if name not in _NO_OPTIONS] + [_WAVES]


def _columns(function: common.Function) -> common.Function:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def _given() -> dict[str, Any]:
    """The columns that the command line names; those that it doesn't keep what they are."""
    ctx = click.get_current_context()
    columns = [option for option in ctx.params if option in Campaign.__dataclass_fields__]
    command_line = ParameterSource.COMMANDLINE
    given_columns = {
        name: ctx.params[name] for name in columns if ctx.get_parameter_source(name) is command_line
    }
    if "waves" in given_columns:
        given_columns["waves"] = [wave for wave in given_columns["waves"] if wave["sent_at"]]
    return given_columns


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
        deleted = deletion.delete(
            connection, slug, typed=typed, tell=lambda words: click.echo(words, err=True)
        )
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
