"""The team decides over the rules: what holds, for how long, and what is kept of it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from flask import Flask
from person import LAPTOP, Clock, Person
from shell import Shell
from sums import unequal

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import Changed, Decision, OverruleError
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.verdicts.verdict import Verdict

DROPPED, LIFTED = Decision(), Decision(lifted=True)


class Case:
    """One recipient of a campaign, and the team."""

    def __init__(self, app: Flask, clock: Clock, config: Config) -> None:
        self.clock, self.url = clock, config.database_url or ""
        self.app = app
        tokens = Tokens(config.signing_keys, config.pseudonym_key)
        self.recipient = tokens.recipient("17")
        self.address = f"/r/apology/{tokens.sign('apology', self.recipient)}"

    def person(self, agent: str = "", ip: str = "86.80.1.2") -> Person:
        person = Person(self.app.test_client(), self.clock, *([agent] if agent else []))
        person.headers["X-Forwarded-For"] = ip
        return person

    def see(self, score: int, agent: str = "", ip: str = "86.80.1.2") -> str:
        person = self.person(agent, ip)
        person.open(f"{self.address}/{score:02}")
        return person.see()

    def press(self, score: int, agent: str = "", comment: str = "") -> None:
        self.clock.later(10)
        person = self.person(agent)
        person.open(f"{self.address}/{score:02}")
        person.press(score, comment)

    def decide(
        self, decision: Decision, events: int | None = None, note: str = "", account: str = "anna"
    ) -> Verdict:
        self.clock.later(60)
        key = ("apology", self.recipient, 0)
        with psycopg.connect(self.url) as connection:
            return overrules.decide(
                connection,
                key,
                decision,
                account=account,
                note=note,
                events=events,
                now=self.clock(),
            )

    def rating(self, columns: str = "score, state") -> tuple[object, ...]:
        assert unequal(self.url) == []
        return self.row(f"select {columns} from rating")  # noqa: S608 (own names)

    def row(self, query: str) -> tuple[object, ...]:
        with psycopg.connect(self.url) as connection:
            found = connection.execute(query.encode()).fetchone()
        assert found
        return found


@pytest.fixture
def case(config: Config) -> Iterator[Case]:
    clock = Clock(datetime.now(UTC))
    with psycopg.connect(config.database_url or "") as connection:
        sent_at = clock() - timedelta(hours=2)
        made = Campaign(slug="apology", name="Apology", created_at=sent_at, sent_at=sent_at)
        campaigns.add(connection, made)
    app = create_app(replace(config, proxies=1), clock)
    yield Case(app, clock, config)
    app.close()


def test_an_answer_is_taken_out_and_comes_back(case: Case) -> None:
    case.press(7, comment="thanks")
    outcome = case.decide(DROPPED, note="Our own test ")
    assert (outcome.score, outcome.state, outcome.reason) == (None, "overruled", "staff")
    assert case.rating("score, state, aside, comment") == (None, "overruled", None, "thanks")
    case.decide(LIFTED, account="bert")
    assert case.rating("score, state, proof, comment") == (7, "counted", "pressed", "thanks")
    kept = "select array_agg(account order by at), array_agg(note order by at) from overrule"
    assert case.row(kept) == (["anna", "bert"], ["Our own test", ""])


def test_what_the_rules_exclude_is_counted(case: Case) -> None:
    case.see(7, ip="3.64.1.2")  # from a data centre
    assert case.rating("score, aside") == (None, "scanned")
    case.decide(Decision(7))
    assert case.rating("score, aside, state") == (7, None, "overruled")
    case.decide(LIFTED)
    assert case.rating("score, aside, reason") == (None, "scanned", "network")


@pytest.mark.parametrize("decision", [DROPPED, Decision(3)], ids=["taken out", "another score"])
def test_a_decision_holds_whatever_nobody_pressed_and_whichever_policy(
    case: Case, shell: Shell, decision: Decision
) -> None:
    case.see(7)
    case.decide(decision)
    decided = (decision.score, "overruled", "staff")
    assert case.see(9) == "ask"  # being seen is not enough any more
    assert case.rating("score, state, reason") == decided
    for score in range(1, 11):
        case.person(LAPTOP, "3.64.1.2").open(f"{case.address}/{score:02}")
    for policy in ("strict", "instant", "balanced"):
        shell.run("campaign", "edit", "apology", "--policy", policy)
        assert case.rating("score, state, reason") == decided


def test_what_the_recipient_presses_later_counts(case: Case) -> None:
    case.see(2)
    case.decide(DROPPED)
    case.press(9, comment="It came!")
    assert case.rating("score, state, comment") == (9, "counted", "It came!")
    case.decide(DROPPED)
    assert case.rating() == (None, "overruled")
    case.decide(LIFTED)
    assert case.rating() == (9, "counted")


def test_a_decision_is_in_force_again_when_later_presses_void_each_other(case: Case) -> None:
    case.see(2)
    case.decide(Decision(4))
    case.press(9)
    assert case.rating() == (9, "counted")
    case.press(1)
    case.press(5)  # three within minutes by the same client, as no person does
    assert case.rating() == (4, "overruled")


def test_a_page_served_before_the_decision_cannot_undo_it(case: Case) -> None:
    person = case.person()
    person.open(f"{case.address}/7")
    case.decide(DROPPED)
    assert person.see() == "ask"
    assert case.rating() == (None, "overruled")


def test_the_answer_comes_back_even_when_its_evidence_is_past_retention(case: Case) -> None:
    case.press(7)
    case.decide(DROPPED)
    case.decide(Decision(5))
    with psycopg.connect(case.url) as connection:
        connection.execute("delete from visit")
    case.decide(LIFTED)
    assert case.rating("score, state, proof") == (7, "counted", "pressed")


def test_who_erases_their_answer_erases_the_decision(case: Case) -> None:
    case.press(7)
    case.decide(Decision(3), note="said so on the phone")
    person = case.person()
    person.open(f"{case.address}/7")
    person.press(7, do="erase")
    person.press(7, do="erase-now")
    assert case.rating() == (None, "erased")
    assert case.row("select count(*) from overrule") == (0,)
    with pytest.raises(OverruleError, match="erased"):
        case.decide(Decision(7))
    case.press(8)
    assert case.rating() == (8, "counted")


def test_nothing_is_decided_over_evidence_that_nobody_has_looked_at(case: Case) -> None:
    case.see(7)
    (events,) = case.rating("events")
    case.press(8)
    with pytest.raises(Changed, match="Look again"):
        case.decide(DROPPED, events=int(str(events)))
    assert case.rating() == (8, "counted")
    assert case.row("select count(*) from overrule") == (0,)


def test_decisions_and_clicks_at_the_same_moment_leave_equal_sums(case: Case) -> None:
    case.press(7)
    failed: list[Exception] = []

    def decide(account: str) -> None:
        try:
            for number in range(12):
                with psycopg.connect(case.url) as connection:
                    decision = Decision(number % 10 + 1) if number % 3 else DROPPED
                    key = ("apology", case.recipient, 0)
                    overrules.decide(connection, key, decision, account=account)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("anna", "bert")]
    for thread in threads:
        thread.start()
    for score in range(1, 11):
        case.see(score)
    for thread in threads:
        thread.join()
    assert not failed
    assert case.rating("state") == ("overruled",)
    last = case.row("select score from overrule order by at desc limit 1")
    assert case.rating("score") == last


@pytest.mark.parametrize(
    ("score", "note", "said"),
    [(0, "", "1 to 10"), (11, "", "to 10"), (7, "x" * 501, "501 characters")],
    ids=["zero", "eleven", "a long note"],
)
def test_a_wrong_decision_is_refused(case: Case, score: int, note: str, said: str) -> None:
    case.see(7)
    with pytest.raises(OverruleError, match=said):
        case.decide(Decision(score), note=note)


def test_there_must_be_something_to_decide_about(case: Case) -> None:
    with pytest.raises(OverruleError, match="opened none"):
        case.decide(DROPPED)
    case.see(7)
    with pytest.raises(OverruleError, match="rules decide already"):
        case.decide(LIFTED)
