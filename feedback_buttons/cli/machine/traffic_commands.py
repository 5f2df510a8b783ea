"""feedback-buttons replay and simulate: what would have counted."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedback_buttons.base.policy_names import MEANING, POLICY_NAMES, USUAL_POLICY
from feedback_buttons.cli import common
from feedback_buttons.simulation.sim_families import FAMILIES, simulate_family
from feedback_buttons.simulation.simulate import MIXES
from feedback_buttons.simulation.simulate import simulate as rows_of

if TYPE_CHECKING:
    from feedback_buttons.simulation.replay_outcome import Outcome

_SHARE = click.FloatRange(0, 1)


@click.command()
@click.argument("trace", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--policy",
    type=click.Choice(POLICY_NAMES),
    default=USUAL_POLICY,
    show_default=True,
    help=MEANING,
)
@common.json_option
def replay(trace: str, policy: str, as_json: bool) -> None:
    """Play recorded or simulated traffic and say what would have counted.

    TRACE is a file of JSON Lines, or - for standard input. It is played against the real
    application in a scratch database of its own; your campaigns are not touched.

    \b
    Example:
      feedback-buttons replay trace.jsonl --policy strict
    """
    from feedback_buttons.simulation import replay as player
    from feedback_buttons.simulation import traces

    with click.open_file(trace, "rb") as lines:
        recording = traces.read(lines)
    progress = common.Ticker(f"{{}} of {len(recording.rows):,} rows played …")
    outcome = player.replay(recording, policy, progress)
    if as_json:
        sums = {"precision": outcome.precision, "recall": outcome.recall}
        values = asdict(outcome)
        ratings = values.pop("ratings")
        common.echo_json({**values, **sums, "ratings": ratings})
    else:
        _table(outcome)


def _table(outcome: "Outcome") -> None:
    sums = asdict(outcome)
    for name, words in (
        ("recipients", "recipients"),
        ("people", "people who meant to answer"),
        ("counted", "counted"),
        ("correct", "  as they were meant"),
        ("wrong_score", "  with another score than was meant"),
        ("false_accepted", "  though nobody meant to answer"),
        ("lost", "people lost"),
    ):
        click.echo(f"{sums[name]:9,}  {words}")
    for share, words in ((outcome.precision, "precision"), (outcome.recall, "recall")):
        click.echo(f"{'-' if share is None else format(share, '.1%'):>9}  {words}")
    click.echo()
    reasons = Counter((rated.state, rated.reason) for rated in outcome.ratings)
    for (state, reason), many in sorted(reasons.items(), key=lambda item: (item[0][0], -item[1])):
        click.echo(f"{many:9,}  {state:12} {reason}")


def _list_families(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    for name, family in FAMILIES.items():
        kind = "scanners" if family.profile else "people"
        click.echo(f"{name:15} {kind:9} {family.words}")
    context.exit()


@click.command()
@click.option(
    "--recipients",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="How many got the mail.",
)
@click.option(
    "--mix",
    type=click.Choice(list(MIXES)),
    default="company",
    show_default=True,
    help="Whose readers they are; the shares below change it.",
)
@click.option("--scanned", type=_SHARE, help="Share of the mailboxes that a scanner reads.")
@click.option("--answering", type=_SHARE, help="Share of the recipients who answer.")
@click.option("--hosted", type=_SHARE, help="Share of the people on hosted desktops.")
@click.option(
    "--unlisted",
    type=_SHARE,
    default=0.1,
    show_default=True,
    help="Share of the companies whose scanners sit in networks that no list has.",
)
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    metavar="P1…P28",
    help="Only this kind of scanner; may be said again.  [default: all]",
)
@click.option(
    "--family",
    metavar="NAME",
    help="Only this one family of scanners or of people; --mix and its shares say nothing of it.",
)
@click.option(
    "--families",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_families,
    help="List the families, and end.",
)
@click.option(
    "--send-time",
    type=click.Choice(["known", "unknown"]),
    default="known",
    show_default=True,
    help="Whether the tokens carry when the mail was sent.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed gives the same traffic."
)
@click.option("--output", type=common.TARGET, default="-", help="A file instead of the screen.")
def simulate(
    recipients: int,
    mix: str,
    scanned: float | None,
    answering: float | None,
    hosted: float | None,
    unlisted: float,
    profiles: tuple[str, ...],
    family: str | None,
    send_time: str,
    seed: int,
    output: Path,
) -> None:
    """Make traffic of people and mail scanners, with the truth, for replay.

    \b
    Example:
      feedback-buttons simulate --recipients 200 --seed 7 --output simulated.jsonl
      feedback-buttons simulate --family antivirus --recipients 200 --output antivirus.jsonl
    """
    sent_at_known = send_time == "known"
    if family:
        if profiles:
            raise click.UsageError("--family and --profile don't go together")
        rows = simulate_family(
            family, seed=seed, recipients=recipients, unlisted=unlisted, sent_at_known=sent_at_known
        )
    else:
        rows = rows_of(
            mix=MIXES[mix],
            seed=seed,
            recipients=recipients,
            scanned=scanned,
            answering=answering,
            hosted=hosted,
            unlisted=unlisted,
            sent_at_known=sent_at_known,
            profiles=profiles,
        )
    with common.writing(output) as outgoing:
        for row in rows:
            outgoing.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
