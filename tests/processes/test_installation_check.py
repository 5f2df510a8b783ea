"""Looking an installation over: each thing that is wrong is named, with what to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from shell import Shell

from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint import spool_folder
from feedback_buttons.processes.checks import installation_check
from feedback_buttons.processes.checks.public_addresses import FetchedPage
from feedback_buttons.recipient_page import page_html


def wrong(config: Config) -> dict[str, str]:
    """What is wrong, and what to do about it."""
    return {each.name: each.todo for each in installation_check.check(config) if not each.ok}


def test_nothing_is_wrong_with_a_good_installation(shell: Shell) -> None:
    findings = shell.json("check")
    assert all(each["ok"] for each in findings)
    names = {each["name"] for each in findings}
    assert names >= {"keys", "proxies", "database", "migrations", "partitions", "clock"}


def test_it_fails_when_anything_is_wrong(shell: Shell) -> None:
    shell.env = {**shell.env, "DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    said = shell.run("check", code=1).stdout
    assert "WRONG  database:" in said
    assert "→ Start that Postgres, or correct DATABASE_URL" in said


def test_a_setting_with_a_wrong_name_is_named(shell: Shell) -> None:
    shell.env = {**shell.env, "FEEDBACK_RETENTION_DAY": "30"}
    said = shell.run("check", code=1).stdout
    assert "WRONG  settings: FEEDBACK_RETENTION_DAY is none and nobody reads it" in said
    assert "→ Call it FEEDBACK_RETENTION_DAYS." in said


def test_a_missing_key_is_named(shell: Shell) -> None:
    shell.env = {**shell.env, "FEEDBACK_SESSION_KEYS": ""}
    assert "FEEDBACK_SESSION_KEYS is not set" in shell.run("check", code=1).stdout


@pytest.mark.parametrize(
    ("changes", "name", "todo"),
    [
        ({"url": "http://feedback.example.com"}, "FEEDBACK_URL", "its https:// address"),
        ({"dashboard_url": "http://10.0.0.1"}, "FEEDBACK_DASHBOARD_URL", "its https:// address"),
        ({"url": "https://feedback.example.com"}, "proxies", "Set FEEDBACK_PROXIES"),
        ({"pseudonym_key": "a session key only for the tests: 1"}, "keys", "secrets of its own"),
    ],
)
def test_a_doubtful_setting_is_named(
    config: Config, changes: dict[str, str], name: str, todo: str
) -> None:
    assert todo in wrong(replace(config, **changes)).get(name, "")


def test_https_behind_a_proxy_is_right(config: Config) -> None:
    assert wrong(replace(config, url="https://feedback.example.com", proxies=1)) == {}


def test_a_database_without_tables_needs_a_migration(config: Config, database_url: str) -> None:
    found = wrong(replace(config, database_url=database_url))
    assert found == {"migrations": "Run: feedback-buttons migrate"}


def test_missing_partitions_are_named(config: Config) -> None:
    day = (ids.utc_now() + timedelta(days=1)).strftime("%Y%m%d")
    with psycopg.connect(config.database_url or "") as connection:
        connection.execute(f"drop table visit_{day}".encode())
    assert set(wrong(config)) == {"partitions"}


def _answers(**told: FetchedPage | OSError) -> Callable[[str, str], FetchedPage]:
    """Fetches what is told of each method, else what is right."""
    right = {
        "GET": FetchedPage(404, "", page_html.CSP, ""),
        "POST": FetchedPage(404, "", page_html.CSP, ""),
        "metrics": FetchedPage(404, "", "", ""),
        "door": FetchedPage(200, "", "", "<title>Feedback Buttons</title>"),
    }

    def fetch(method: str, address: str) -> FetchedPage:
        names = {"sign-in": "door", "metrics": "metrics"}
        name = names.get(address.rpartition("/")[2], method)
        answer = told.get(name, right[name])
        if isinstance(answer, OSError):
            raise answer
        return answer

    return fetch


PUBLIC = "https://example.com/feedback"


@pytest.mark.parametrize(
    ("told", "name", "said"),
    [
        ({}, "", ""),
        ({"GET": FetchedPage(502, "", "", "Bad gateway")}, "buttons, GET", "answers 502, which is not our page"),
        ({"GET": FetchedPage(404, "", "", "nginx")}, "buttons, GET", "/feedback/r/check/check/7 answers 404"),
        ({"metrics": FetchedPage(200, "", "", "# TYPE feedback_x")}, "metrics, without a token", "whoever asks can"),
        ({"POST": FetchedPage(405, "", "", "")}, "buttons, POST", "answers 405"),
        ({"POST": FetchedPage(301, "https://www.example.com", "", "")}, "buttons, POST", "leads to https://www.ex"),
        ({"GET": OSError("timed out")}, "buttons, GET", "cannot be reached from here: timed out"),
        ({"door": FetchedPage(200, "", "", "Welcome to nginx!")}, "dashboard, GET", "not our page"),
    ],
)  # fmt: skip
def test_the_public_addresses_are_fetched(
    config: Config, told: dict[str, FetchedPage], name: str, said: str
) -> None:
    config = replace(config, url=PUBLIC, dashboard_url="https://fb.example.com", proxies=1)
    found = {
        each.name: each.message
        for each in installation_check.check(config, _answers(**told))
        if not each.ok
    }
    assert list(found) == [name] * bool(name)
    assert said in found.get(name, "")


@pytest.mark.parametrize(
    ("minutes", "todo"), [(1, "replayed within moments"), (60, "its log says what keeps them here")]
)
def test_what_waits_for_long_is_no_passing_matter(config: Config, minutes: int, todo: str) -> None:
    began = ids.utc_now() - timedelta(minutes=minutes)
    folder = config.data_dir / "spool"
    folder.mkdir(exist_ok=True)
    (folder / f"{int(began.timestamp() * 1e6)}-1.jsonl").write_bytes(b"{}\n")
    assert todo in wrong(config)["spool"]


def test_a_disk_that_is_all_but_full_is_no_place_for_answers(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool_folder, "free", lambda _: 1_000_000)
    assert "Make room on that disk" in wrong(config)["spool"]


def test_what_it_gave_up_to_count_is_not_called_right(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation_check, "SUMS_LIMIT", 0.1)
    with psycopg.connect(config.database_url or "") as busy:
        busy.execute("lock table rating in access exclusive mode")
        findings = {each.name: each for each in installation_check.check(config)}
    assert "nobody knows whether they equal the ratings" in findings["sums"].message
    assert "what recipients send is not written" in findings["writing"].message
    assert {each.name for each in findings.values() if not each.ok} == {"sums", "writing"}
