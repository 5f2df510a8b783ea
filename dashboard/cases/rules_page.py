"""The rules that open cases: what there is, a new one, the end of one."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import worded
from feedback_buttons.cases import case_rule_list
from feedback_buttons.cases.case_rule_list import CaseRuleError
from feedback_buttons.cases.case_rules import CaseRule
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.storage import db
from feedback_buttons.topics import topic_list

ADDRESS = "/cases/rules"


def blueprint(pool: db.Pool) -> Blueprint:
    """/cases/rules: the list with a form, and the end of one."""
    pages = Blueprint("case_rules", __name__)
    views = _Views(pool)
    pages.add_url_rule(ADDRESS, view_func=views.look)
    pages.add_url_rule(ADDRESS, methods=["POST"], view_func=views.add)
    pages.add_url_rule(f"{ADDRESS}/remove", methods=["POST"], view_func=views.remove)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("campaigns")
    def look(self) -> ResponseReturnValue:
        return _page(self.pool)

    @auth.needs("campaigns")
    def add(self) -> ResponseReturnValue:
        form = request.form
        campaign, _, chosen = form.get("chosen", "").rpartition(" ")
        try:
            with self.pool.connection() as connection:
                case_rule_list.add(
                    connection,
                    form.get("name", ""),
                    campaign=campaign or form.get("campaign", ""),
                    touchpoint=form.get("touchpoint", ""),
                    score_to=_number(form.get("score_to", "")),
                    chosen=_choice(chosen),
                    second_low="second_low" in form,
                    topic=_number(form.get("topic", "")),
                    by=auth.current().name,
                )
        except CaseRuleError as error:
            return _page(self.pool, wrong=error.advice), 400
        return redirect(own(ADDRESS), 303)

    @auth.needs("campaigns")
    def remove(self) -> ResponseReturnValue:
        try:
            with self.pool.connection() as connection:
                case_rule_list.remove(
                    connection, request.form.get("rule", 0, int), by=auth.current().name
                )
        except CaseRuleError as error:
            return _page(self.pool, wrong=error.advice), 400
        return redirect(own(ADDRESS), 303)


def _page(pool: db.Pool, **more: Any) -> str:  # noqa: ANN401 (for the template)
    with pool.connection() as connection:
        listed = campaigns.list_(connection)
        topics = {
            topic.id: topic.name(team_language.spoken()) for topic in topic_list.all_(connection)
        }
        rules = case_rule_list.list_(connection)
    choices = {
        f"{campaign.slug} {value}": words
        for campaign in listed
        for value, words in _choices(campaign)
    }
    return render_template(
        "case_rules.html",
        rules=[(rule, _asks(rule, choices, topics)) for rule in rules],
        campaigns=listed,
        touchpoints=sorted({campaign.touchpoint for campaign in listed if campaign.touchpoint}),
        choices=choices,
        topics=topics,
        longest=case_rule_list.NAME_LENGTH,
        **more,
    )


def _choices(campaign: Campaign) -> list[tuple[str, str]]:
    """The choices of a campaign's follow-up questions, by their numbers."""
    languages = (team_language.spoken(), campaign.language)
    return [
        (f"{question.get('id')}.{number}", f"{campaign.name}: {worded(texts, *languages)}")
        for question in campaign.questions
        for number, texts in enumerate(question["choices"], 1)
    ]


def _asks(rule: CaseRule, choices: dict[str, str], topics: dict[int, str]) -> list[str]:
    """What a rule asks for, in words."""
    asks = []
    if rule.score_to is not None:
        asks.append(tr("score up to {score}").format(score=rule.score_to))
    if rule.second_low:
        asks.append(tr("the person's second low score"))
    if rule.question is not None:
        chosen = f"{rule.campaign} {rule.question}.{rule.choice}"
        asks.append(tr("chose {choice}").format(choice=choices.get(chosen, chosen)))
    elif rule.campaign:
        asks.append(rule.campaign)
    if rule.topic is not None:
        asks.append(tr("mentions {topic}").format(topic=topics.get(rule.topic, rule.topic)))
    if rule.touchpoint:
        asks.append(rule.touchpoint)
    return asks


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _choice(text: str) -> tuple[int, int] | None:
    """ "3.2" as its two numbers."""
    question, _, choice = text.partition(".")
    numbers = (_number(question), _number(choice))
    return None if numbers[0] is None or numbers[1] is None else (numbers[0], numbers[1])
