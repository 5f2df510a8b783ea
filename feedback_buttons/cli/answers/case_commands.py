"""feedback-buttons case-rule: what opens a case."""

from dataclasses import asdict

import click

from feedback_buttons.accounts.audit import COMMAND_LINE
from feedback_buttons.cases import case_rule_list
from feedback_buttons.cases.case_rules import CaseRule
from feedback_buttons.cli import common
from feedback_buttons.topics import topic_list


@click.group("case-rule")
def case_rule() -> None:
    """Manage the rules by which answers open cases."""


@case_rule.command()
@click.argument("name")
@click.option("--score-to", type=click.IntRange(0, 10), help="Scores up to this one.")
@click.option(
    "--second-low", is_flag=True, help="Only where another answer of the same person's is as low."
)
@click.option("--topic", default=None, help="Only comments that mention this topic or tone.")
@click.option(
    "--choice", type=(int, int), metavar="QUESTION NUMBER", default=None,
    help="Only who chose this of a follow-up question of the campaign.",
)  # fmt: skip
@click.option("--campaign", type=common.Slug(), default=None, help="Only of this one.")
@click.option("--touchpoint", default="", help="Only of campaigns with this touchpoint.")
@common.data_dir_option
def add(
    name: str,
    score_to: int | None,
    topic: str | None,
    choice: tuple[int, int] | None,
    campaign: str | None,
    touchpoint: str,
    *,
    second_low: bool,
) -> None:
    """Add a rule called NAME: answers that meet all of its conditions open cases from now on.

    \b
    Example:
      feedback-buttons case-rule add Furious --score-to 2 --campaign delay-apology
    """
    with common.connection() as connection:
        topic_list.begin(connection)  # the tones are there from the start
        case_rule_list.add(
            connection, name, campaign=campaign or "", touchpoint=touchpoint, score_to=score_to,
            chosen=case_rule_list.choice(connection, campaign or "", *(choice or (None, None))),
            second_low=second_low, topic=case_rule_list.topic(connection, topic), by=COMMAND_LINE,
        )  # fmt: skip
    click.echo(f"{name} opens cases of answers that change from now on.")


@case_rule.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List the rules that open cases, the oldest first.

    \b
    Example:
      feedback-buttons case-rule list
    """
    with common.connection() as connection:
        rules = case_rule_list.list_(connection)
        topics = {topic.id: topic.slug for topic in topic_list.all_(connection)}
    if as_json:
        common.echo_json([asdict(rule) | {"topic": topics.get(rule.topic or 0)} for rule in rules])
        return
    for rule in rules:
        click.echo(f"{rule.name}  ({'; '.join(_asks(rule, topics))})")
    if not rules:
        click.echo(
            "No rules: nothing opens a case. Make one: feedback-buttons case-rule add Unhappy --score-to 6"
        )


@case_rule.command()
@click.argument("name")
@common.data_dir_option
def remove(name: str) -> None:
    """Remove a rule that opens cases; the cases that it has opened stay.

    \b
    Example:
      feedback-buttons case-rule remove Furious
    """
    with common.connection() as connection:
        case_rule_list.remove_named(connection, name, by=COMMAND_LINE)
    click.echo(f"{name} opens no more cases.")


def _asks(rule: CaseRule, topics: dict[int, str]) -> list[str]:
    """What a rule asks for, in words."""
    asks = {
        f"score up to {rule.score_to}": rule.score_to is not None,
        "the person's second low score": rule.second_low,
        f"choice {rule.choice} of question {rule.question}": rule.question is not None,
        f"mentions {topics.get(rule.topic or 0)}": rule.topic is not None,
        rule.campaign or rule.touchpoint or "all campaigns": True,
    }
    return [condition for condition, holds in asks.items() if holds]
