"""A change of a campaign's policy judges its evidence anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from person import Clock, Person
from shell import Shell
from sums import unequal

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.signing.tokens import Tokens


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Flask]:
    with psycopg.connect(config.database_url or "") as connection:
        made = Campaign(slug="apology", name="Apology", policy="instant", created_at=clock())
        campaigns.add(connection, made)
    app = create_app(replace(config, proxies=1), clock)
    yield app
    app.close()


def scores(config: Config) -> list[object]:
    """What counts, in the order in which the recipients came."""
    with psycopg.connect(config.database_url or "") as connection:
        rows = connection.execute("select score from rating order by first_at").fetchall()
    return [score for (score,) in rows]


def test_another_policy_judges_the_same_evidence_anew(
    app: Flask, clock: Clock, config: Config, shell: Shell
) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    sent_at = clock()

    def come(number: int, minutes: float, ip: str, *, press: bool = False) -> None:
        clock.now = sent_at + timedelta(minutes=minutes)
        person = Person(app.test_client(), clock)
        person.headers["X-Forwarded-For"] = ip
        token = tokens.sign("apology", tokens.recipient(str(number)), sent_at=sent_at)
        person.open(f"/r/apology/{token}/{number:02}")
        if press:
            person.press(number, "because")
        else:
            person.see()

    come(1, minutes=0.5, ip="86.80.1.2")  # too soon, which its own token tells
    come(2, minutes=61, ip="3.64.1.2")  # from a data centre
    come(3, minutes=62, ip="86.80.1.2")
    come(4, minutes=63, ip="86.80.1.2", press=True)
    assert scores(config) == [1, 2, 3, 4]

    said = shell.run("campaign", "edit", "apology", "--policy", "balanced").stdout
    assert "Judged 4 recipients anew." in said
    assert scores(config) == [None, None, 3, 4]
    assert unequal(config.database_url or "") == []

    clock.later(60 * 60)
    shell.run("campaign", "edit", "apology", "--policy", "strict")
    assert scores(config) == [None, None, None, 4]
    app.collector.campaigns._known.clear()  # as after two seconds
    come(5, minutes=200, ip="86.80.1.2")  # is asked to press, and does not

    shell.run("campaign", "edit", "apology", "--policy", "instant")
    assert scores(config) == [1, 2, 3, 4, None]
    assert unequal(config.database_url or "") == []


def test_what_the_team_decided_or_the_policy_does_not_change_stays(
    app: Flask, clock: Clock, config: Config, shell: Shell
) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    person = Person(app.test_client(), clock)
    person.open(f"/r/apology/{tokens.sign('apology', tokens.recipient('17'))}/7")
    person.see()
    assert "anew" not in shell.run("campaign", "edit", "apology", "--policy", "instant").stdout
    with psycopg.connect(config.database_url or "") as connection:
        connection.execute("update rating set state = 'overruled', score = 9, settles_at = null")
    shell.run("campaign", "edit", "apology", "--policy", "strict")
    assert scores(config) == [9]
