"""The demonstration, and with it `up`: played over HTTP, labelled, ended and gone on with."""

import json
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psycopg
import pytest
from person import environ
from ports import free_port
from shell import Shell

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.simulation import demo, demo_year
from feedback_buttons.verdicts.client_class import client_class

PATIENCE = 120.0  # seconds before a test gives up; it goes on as soon as it can


@contextmanager
def running(shell: Shell, *words: str) -> Iterator[str]:
    """`up` with these options, on free ports; what it says until everything answers."""
    ports = (f"--port={free_port()}", f"--dashboard-port={free_port()}")
    process = shell.start("up", *ports, *words)
    try:
        yield said_until(process, "Sample button")
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, rest
    assert "Stopped." in rest


def said_until(process: "subprocess.Popen[str]", word: str) -> str:
    """What a process says up to the line with this word."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if word in line:
            return said
    pytest.fail(f"it ended too early:\n{said}")


def shown(config: Config) -> dict[str, CampaignSummary]:
    """All campaigns by their slugs."""
    with psycopg.connect(config.database_url or "") as connection:
        return {each.campaign.slug: each for each in campaign_reports.overview(connection)}


def wait_for(condition: Callable[[], bool]) -> None:
    """Return as soon as something is so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def click(address: str) -> None:
    """Open a button's page, and do what its script does after a moment."""
    agent = {"User-Agent": demo.PHONE}
    with urlopen(Request(address, headers=agent)) as page:  # noqa: S310 (our own address)
        nonce = re.search(r'name="page" value="([^"]*)"', page.read().decode())
    assert nonce
    body = urlencode({"do": "seen", "page": nonce[1], "score": address[-1]}).encode()
    with urlopen(Request(address, body, agent)) as answer:  # noqa: S310
        assert json.load(answer) == {"state": "saved"}


@pytest.fixture
def local(shell: Shell) -> Shell:
    """A command line whose addresses are those that `up` listens on."""
    shell.env = {**shell.env, "FEEDBACK_URL": None, "FEEDBACK_DASHBOARD_URL": None}
    return shell


def test_the_demonstration_is_labelled_moves_and_goes_on_where_it_was(
    local: Shell, config: Config
) -> None:
    with running(local, "--demo"):
        wait_for(lambda: shown(config)[demo.SLUG].comments >= 3)
        before = shown(config)[demo.SLUG]
    assert before.campaign.demo
    assert before.campaign.name.startswith("Demo")
    assert (before.campaign.mails, before.campaign.waves[0]["mails"]) == (3_500, 1_500)
    with running(local, "--demo"):
        wait_for(lambda: shown(config)[demo.SLUG].answers > before.answers + 20)
    year = {f"demo-{wanted.slug}" for wanted in demo_year.YEAR}
    assert shown(config).keys() == {demo.SLUG, *year}


def test_a_newcomer_gets_a_real_button_to_click(local: Shell, config: Config) -> None:
    with running(local) as said:
        assert re.search(r"Dashboard +http://127.0.0.1:\d+/sign-in/\S+", said)
        button = re.search(r"Sample button +(\S+)", said)
        assert button
        click(button[1])
    (sample,) = shown(config).values()
    assert sample.campaign.demo
    assert sample.counts[7] == 1


def test_beside_real_campaigns_the_sample_button_counts_for_nobody(
    local: Shell, config: Config
) -> None:
    local.run("campaign", "add", "real")
    with running(local) as said:
        button = re.search(r"/r/real/(\S+)/8", said)
        assert button
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    assert tokens.read("real", button[1]).test
    assert list(shown(config)) == ["real"]


def test_a_finished_demonstration_makes_room_for_another(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "ANSWERS", 0)
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.add(connection, Campaign(slug="real", name="Real"))
        assert demo.campaign(connection).slug == "demo-december"
        assert demo.campaign(connection).slug == "demo-december-2"
        assert demo.campaign(connection).slug == "demo-december-3"


def test_its_people_answer_as_real_ones_do() -> None:
    people = [person for person in demo.people() if not person.scanner]
    assert people == [person for person in demo.people() if not person.scanner]
    assert sum(person.score for person in people) / len(people) == pytest.approx(7.7, abs=0.1)
    # The curve's own shares, of which sending takes the first half hour's edge.
    waited = [person.at - demo.SECOND_WAVE * person.second for person in people]
    within = {hours: sum(at < hours for at in waited) / len(people) for hours in (3, 24)}
    assert within == {3: pytest.approx(0.48, abs=0.04), 24: pytest.approx(0.81, abs=0.03)}
    sent = ({"User-Agent": person.agent, **person.clicked} for person in people)
    clients = Counter(client_class(environ(headers)) for headers in sent)
    assert {name: round(10 * count / len(people)) for name, count in clients.items()} == {
        "iphone": 4, "gmail-app": 1, "android": 1, "outlook": 0, "webmail": 1, "windows": 1, "mac": 1,
    }  # fmt: skip
    comments = [person.comment for person in people if person.comment]
    assert len(comments) == len(set(comments)) > 110
    assert all(len(comment) <= 2000 for comment in comments)


def test_the_key_file_is_made_on_the_first_start_only(local: Shell, data_dir: Path) -> None:
    keys = ("FEEDBACK_SIGNING_KEYS", "FEEDBACK_PSEUDONYM_KEY", "FEEDBACK_SESSION_KEYS")
    local.env = {**local.env, **dict.fromkeys(keys)}
    file = data_dir / "keys.env"
    with running(local):
        made = file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600
    with running(local):
        assert file.read_text() == made
