"""feedback-buttons evidence and overrule: why an answer counts or not, and the team's last word."""

import getpass
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TypeVar

import click

from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.cli import common
from feedback_buttons.mail import tool_keys
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import Decision, OverruleError
from feedback_buttons.recipients import erasure
from feedback_buttons.reports.answers import answer_history, excluded_answers
from feedback_buttons.reports.answers.answer_history import Decided, History
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.verdicts.rules import REASONS
from feedback_buttons.verdicts.visits_in_words import Step, span

Function = TypeVar("Function", bound=Callable[..., object])
_NEWEST = 20


def _recipient_options(function: Function) -> Function:
    """Says whose answer: REFERENCE or --pseudonym, and the occasion."""
    for option in (
        click.option("--occasion", type=int, help="Which of several.  [default: the latest]"),
        click.option("--pseudonym", help="Name the recipient as exports do, not by REFERENCE."),
        click.argument("reference", required=False),
        click.argument("campaign", type=common.Slug()),
    ):
        function = option(function)
    return function


@click.command()
@_recipient_options
@click.option(
    "--kind",
    type=click.Choice([*excluded_answers.KINDS, excluded_answers.OVERRULED]),
    help="List only these.",
)
@common.json_option
@common.data_dir_option
def evidence(
    campaign: str,
    reference: str | None,
    pseudonym: str | None,
    occasion: int | None,
    kind: str | None,
    as_json: bool,
) -> None:
    """Show why one recipient's answer counts or not, visit by visit.

    REFERENCE is what identified the person when the tokens were signed, such as a mail address.
    Without a recipient, list what is excluded in the campaign: how many, why, and the newest.

    \b
    Example:
      feedback-buttons evidence delay-apology
      feedback-buttons evidence delay-apology customer@example.com
    """
    if reference is None and pseudonym is None:
        _list(campaign, kind, as_json)
        return
    if kind:
        raise click.UsageError("--kind is for the list, without a recipient")
    history = _find(campaign, reference, pseudonym, occasion)
    if as_json:
        common.echo_json(_plain(history))
    else:
        click.echo("\n".join(_lines(history)))


@click.command()
@_recipient_options
@click.option("--score", type=click.IntRange(0, 10), help="The answer counts, with this score.")
@click.option("--not-counted", is_flag=True, help="The answer does not count.")
@click.option("--undo", is_flag=True, help="Let the rules decide again.")
@click.option("--note", default="", help="Why; kept and shown beside the decision.")
@click.option("--by", help="Who decides.  [default: your user on this machine]")
@common.json_option
@common.data_dir_option
def overrule(
    campaign: str,
    reference: str | None,
    pseudonym: str | None,
    occasion: int | None,
    score: int | None,
    not_counted: bool,
    undo: bool,
    note: str,
    by: str | None,
    as_json: bool,
) -> None:
    """Decide whether a recipient's answer counts, whatever the rules say.

    The decision holds for all that happened before it. What the recipient presses afterwards counts
    again.

    \b
    Example:
      feedback-buttons overrule delay-apology customer@example.com --score 7 --note "said so by phone"
    """
    if (score is not None) + not_counted + undo != 1:
        raise click.UsageError("decide one thing: --score N, --not-counted or --undo")
    before = _find(campaign, reference, pseudonym, occasion)
    with common.connection() as connection:
        overrules.decide(
            connection,
            before.key,
            Decision(score, lifted=undo),
            account=f"{by or _user()} ({COMMAND_LINE})",
            note=note,
            events=before.events,
        )
    history = _find(campaign, None, before.recipient, before.occasion)
    if as_json:
        common.echo_json(_plain(history))
    else:
        click.echo(_verdict(history))


def _people(
    connection: db.Connection, campaign: str, reference: str | None, pseudonym: str | None
) -> list[int]:
    """The recipients that a reference may mean; it may also be a mail tool's own id of somebody."""
    if (reference is None) == (pseudonym is None):
        raise click.UsageError("name one recipient: by REFERENCE, or by --pseudonym")
    if reference is None:
        return [erasure.parse(pseudonym or "")]
    config = common.settings()
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    keys = tool_keys.list_(connection, campaign)
    signed = tool_keys.recipients(tokens, keys, reference.strip())
    return [*erasure.people(connection, tokens, reference), *sorted(signed)]


def _find(
    campaign: str, reference: str | None, pseudonym: str | None, occasion: int | None
) -> History:
    with common.connection() as connection:
        campaigns.get(connection, campaign)  # an unknown one is an error that says so
        people = _people(connection, campaign, reference, pseudonym)
        histories = (
            answer_history.history(connection, campaign, recipient, occasion)
            for recipient in people
        )
        history = next(filter(None, histories), None)
    if history is None:
        on = "" if occasion is None else f" on occasion {occasion}"
        raise OverruleError(f"this recipient has opened none of the campaign's buttons{on}.")
    return history


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a number without a name, as in some containers
        return str(os.getuid())


def _plain(history: History) -> dict[str, object]:
    """For programs: words beside the keys."""
    shown = asdict(history) | {"sentence": history.sentence}
    del shown["number"], shown["events"]
    for decision, decided in zip(shown["decisions"], history.decisions, strict=True):
        decision["did"] = decided.did
    return shown


def _verdict(history: History) -> str:
    score = None if history.score is None else scales.written(history.score, history.told)
    counts = "Does not count" if score is None else f"Counts as {score}"
    heading = history.aside or history.state
    return f"{counts} ({heading}). {history.sentence}"


def _lines(history: History) -> list[str]:
    name = f"{history.recipient} ({history.reference})" if history.reference else history.recipient
    lines = [f"{history.campaign}, recipient {name}", _verdict(history)]
    if history.message:
        lines.append(f"Message {history.message}")
    if len(history.occasions) > 1:
        others = ", ".join(str(occasion) for occasion in history.occasions)
        lines.append(f"Occasion {history.occasion} of {others}")
    if history.comment:
        lines.append(f'Wrote: "{history.comment}"')
    if history.more:
        lines.append(f"Only the latest {answer_history.LIMIT} visits are shown.")
    lines.append("")
    last = history.sent_at
    for entry in history.line:
        lines.append(_line(entry, last))
        last = entry.at
    return lines


def _line(entry: Step | Decided, last: datetime | None) -> str:
    gap = f"+{span(entry.at - last)}" if last and entry.at >= last else ""
    start = f"{entry.at:%Y-%m-%d %H:%M:%S}  {gap:>8}  "
    if isinstance(entry, Decided):
        note = f": {entry.note}" if entry.note else ""
        return f"{start}{entry.account} decided: {entry.did}{note}"
    flags = f" ({', '.join(entry.flags)})" if entry.flags else ""
    counts = "  <- counts" if entry.counts else ""
    return f"{start}{entry.client:2} {entry.did}, from {entry.network}{flags}{counts}"


def _list(campaign: str, kind: str | None, as_json: bool) -> None:
    with common.connection() as connection:
        campaigns.get(connection, campaign)
        breakdown = excluded_answers.breakdown(connection, campaign)
        newest = excluded_answers.excluded(connection, campaign, kind=kind, limit=_NEWEST).rows
    if as_json:
        rows = [asdict(answer) | {"sentence": answer.sentence} for answer in newest]
        reasons = [
            {"kind": aside_kind, "reason": reason, "answers": count}
            for (aside_kind, reason), count in breakdown.reasons.items()
            if kind in (None, aside_kind)
        ]
        common.echo_json({"looked_at": breakdown.looked, "reasons": reasons, "newest": rows})
        return
    for answer in newest:
        name = f"{answer.recipient} {answer.reference or ''}".strip()
        why = f"decided by {answer.account}" if answer.account else answer.sentence
        click.echo(f"{answer.at:%Y-%m-%d %H:%M:%S}  {answer.kind:11}  {name}  {why}")
    if not newest:
        click.echo("No answer is excluded.")
        return
    click.echo("")
    for (each_kind, reason), count in breakdown.reasons.items():
        if kind in (None, each_kind):
            click.echo(f"{count:9,}  {each_kind:11}  {REASONS.get(reason, reason)}")
    if not breakdown.whole:
        click.echo(f"Counted among the newest {breakdown.looked:,} recipients who clicked.")
