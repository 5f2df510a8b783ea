"""The command line: every command's example runs, and what fails says what to do."""

import re
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from answers import Answer, put, put_scores
from click.testing import CliRunner
from shell import Shell

from feedback_buttons.backups import backing_up
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cli import main
from feedback_buttons.cli.machine import machine_commands
from feedback_buttons.config.settings import Config
from feedback_buttons.mail.snippet import html
from feedback_buttons.reports.segments import segments
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

RECIPIENTS = "id,name\n17,Zoë\n18,Jan\n"
OUTCOMES = "reference;name;day;value\n17;bought again;2026-12-05;1\n"
TRACE = '{"trace": 1, "start": "2026-12-05T09:00:00Z", "sent_at_known": true}\n'


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its name, those of groups as well."""
    with click.Context(main) as ctx:
        for name in main.list_commands(ctx):
            command = main.get_command(ctx, name)
            if isinstance(command, click.Group):
                yield from ((f"{name} {each}", one) for each, one in command.commands.items())
            elif command:
                yield name, command


def examples() -> Iterator[tuple[str, str]]:
    """Every command's name and the example of its help."""
    for name, command in commands():
        found = re.search(r"Example:\n\s+feedback-buttons (.*)", command.help or "")
        assert found, f"the help of {name} has no example"
        yield name, found[1]


@pytest.fixture
def campaign(database: str) -> str:
    """A campaign in the database, whose score is 7.5."""
    with db.connect(database) as connection:
        campaigns.add(connection, Campaign(slug="delay-apology", name="Sorry", mails=8))
        put_scores(connection, "delay-apology", 6, 7, 8, 9)
    return "delay-apology"


BACKED_UP = datetime(2026, 11, 29, 3, tzinfo=UTC)
# What must be there for a command's example, as other commands make it.
TEAM = ("channel", "add", "Service team", "--kind", "mail", "--to", "team@example.com")
HELPDESK = (
    *("channel", "add", "Our helpdesk", "--kind", "zendesk", "--url", "acme", "--key", "4c1f0d"),
    *("--field", "client=feedback", "--field", "client_secret=9d20"),
)
CRM = ("channel", "add", "Our CRM", "--kind", "webhook", "--url", "https://crm.example.com/hook")
BEFORE = {
    "channel pause": [TEAM],
    "channel move": [TEAM],
    "channel remove": [TEAM],
    "channel rotate": [CRM],
    "channel answers": [CRM],
    "channel tickets": [CRM],
    "channel sign-in": [HELPDESK],
    "alert add": [TEAM],
    "alert remove": [
        TEAM,
        ("alert", "add", "Unhappy", "--on", "case", "--channel", "Service team"),
    ],
    "case-rule remove": [("case-rule", "add", "Furious", "--score-to", "2")],
    "share revoke": [("share", "add", "The board")],
    "wall revoke": [("wall", "add", "Corridor")],
    "key revoke": [("key", "add", "order mails", "--scope", "tokens")],
    "webhook key": [("webhook", "add", "newsletters", "--provider", "mailgun", "--key", "old")],
    "webhook remove": [("webhook", "add", "order mails", "--provider", "brevo")],
}
# `up` runs until it is stopped: test_demo.py runs its example. `channel test` needs another side, which tests/channels
# has, `upgrade` a database of an older Postgres, as tests/backups has, `distribute` other servers: tests/storage.
ELSEWHERE = ("up", "channel test", "distribute", "upgrade")


@pytest.mark.parametrize(
    ("name", "example"), [each for each in examples() if each[0] not in ELSEWHERE]
)
def test_the_example_of_every_command_runs(
    shell: Shell,
    config: Config,
    name: str,
    example: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("recipients.csv").write_text(RECIPIENTS, "utf-8")
    Path("bought-again.csv").write_text(OUTCOMES, "utf-8")
    Path("trace.jsonl").write_text(TRACE, "utf-8")
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay-apology", 17)
    Path("mail.eml").write_text(html("delay-apology", "https://example.com", token), "utf-8")
    if name != "campaign add":
        shell.run("campaign", "add", "delay-apology")
    if name not in ("user add", "user link"):
        shell.run("user", "add", "anna", stdin="correct horse battery\n")
    for command in BEFORE.get(name, []):
        shell.run(*command)
    if name == "restore":
        backing_up.make(config.database_url or "", config, Path("backups"), BACKED_UP)
    if name == "signer revoke":
        with db.connect(config.database_url or "") as connection:
            connection.execute(
                "insert into tool_key values (1, 'delay-apology', 'braze', now(), 'anna')"
            )
    if name in ("overrule", "about"):
        customer = Tokens(config.signing_keys, config.pseudonym_key).recipient(
            "customer@example.com"
        )
        with db.connect(config.database_url or "") as connection:
            put(connection, "delay-apology", Answer(customer, 3))
    if name == "mailbox":
        shell.env = {**shell.env, "FEEDBACK_LINT_ADDRESS": "lint@example.com"}
    words, _, file = example.partition(" > ")[0].partition(" < ")
    assert not file or file == "password.txt"
    shell.run(*shlex.split(words), stdin="correct horse battery\n")


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_explains_itself(shell: Shell, name: str) -> None:
    assert "Example:" in shell.run(*name.split(), "--help").stdout


def test_the_help_lists_every_command(shell: Shell) -> None:
    listed = shell.run("--help").stdout
    for name, _ in commands():
        assert f"\n  {name.split()[0]} " in listed


def test_report_prints_the_score_as_the_dashboard_shows_it(shell: Shell, campaign: str) -> None:
    said = shell.run("report", campaign).stdout
    assert re.search(r"Score +too early to tell \(\d\.\d to \d\.\d\) from 4 answers", said)
    assert "NPS" not in said
    assert "7.5" not in said
    assert "50% of 8 mails" in said


def test_report_prints_the_figures_that_the_mail_asked_for(
    shell: Shell, campaign: str, config: Config
) -> None:
    shell.run("campaign", "edit", campaign, "--asks", "csat")
    with db.connect(config.database_url or "", autocommit=True) as connection:
        put(connection, campaign, *(Answer(n, 9) for n in range(50, 86)))
    said = shell.run("report", campaign).stdout
    assert re.search(r"Score +4\.0 \(3\.5 to 4\.2 of 5\) from 40 answers", said)  # of five buttons
    assert "NPS" not in said
    assert re.search(r"CSAT +95% \(between \d+ and \d+\)", said)
    assert "CES" not in said
    figures = shell.json("report", campaign)
    assert (figures["scale"], figures["score"], figures["nps"]) == ("1-5", 3.95, None)
    assert figures["csat_low"] < figures["csat"] == 95 < figures["csat_high"]
    assert (figures["ces"], figures["ces_low"], figures["withheld"]) == (None, None, None)


def test_report_gives_programs_every_figure(shell: Shell, campaign: str) -> None:
    figures = shell.json("report", campaign)
    assert (figures["score"], figures["nps"], figures["nps_low"]) == (None, None, None)
    assert "too early to tell" in figures["withheld"]
    assert figures["low"] < 7.5 < figures["high"]
    assert figures["answers"] == 4
    assert figures["distribution"] == {str(n): int(6 <= n <= 9) for n in range(1, 11)}
    assert (figures["response_rate"], figures["nps"], figures["comments"]) == (0.5, None, 0)
    assert figures["set_aside"] == {"unconfirmed": 0, "scanned": 0, "withdrawn": 0}
    assert figures["last_click_score"] is None
    assert (figures["segments"], figures["segments_at"]) == ([], None)


def test_report_tells_of_unsigned_answers_apart(
    shell: Shell, campaign: str, config: Config
) -> None:
    none = {"answers": 0, "browsers": 0, "score": None, "low": None, "high": None, "counted": False}
    assert shell.json("report", campaign)["unsigned"] == none
    assert "Unsigned" not in shell.run("report", campaign).stdout
    with db.connect(config.database_url or "", autocommit=True) as connection:
        connection.execute(
            "insert into unsigned_answer (campaign, page, id, at, kind, client, language, score) "
            "select %(slug)s, n, n, now(), 'empty', n, 'en', 3 from generate_series(1, 60) n "
            "union all select %(slug)s, 99, 99, now(), 'empty', 1, 'en', 3",
            {"slug": campaign},
        )
    unsigned = shell.json("report", campaign)["unsigned"]
    assert (unsigned["answers"], unsigned["browsers"], unsigned["score"]) == (61, 60, 3)
    assert unsigned["low"] < 3 < unsigned["high"]
    assert "Unsigned       61 through buttons without a usable token (not in the score): 3" in (
        shell.run("report", campaign).stdout
    )
    shell.run("campaign", "edit", campaign, "--count-unsigned")
    assert shell.json("report", campaign)["unsigned"]["counted"] is True


def test_report_gives_programs_the_score_of_each_group(
    shell: Shell, campaign: str, config: Config
) -> None:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        put(connection, campaign, *(Answer(n, 9, client="webmail") for n in range(50, 62)))
        segments.renew(connection, ids.utc_now())
    webmail, rest = shell.json("report", campaign)["segments"]
    assert webmail.pop("low") < 9 < webmail.pop("high")
    assert webmail == {
        "kind": "client", "attribute": None, "value": "webmail", "name": None, "score": 9, "answers": 12,
        "response_rate": None,
    }  # fmt: skip
    assert (rest["value"], rest["score"], rest["answers"]) == (None, None, 4)


def test_report_of_a_campaign_without_answers_invents_none(shell: Shell) -> None:
    shell.run("campaign", "add", "empty")
    assert "no answers yet" in shell.run("report", "empty").stdout
    of_period = shell.run("report", "empty", "--period", "7d").stdout
    assert "no answers in this period" in of_period
    figures = shell.json("report", "empty")
    assert (figures["score"], figures["answers"], figures["nps"]) == (None, 0, None)


def test_a_campaign_is_made_with_all_its_columns(shell: Shell) -> None:
    words = {
        "name": "Sorry", "owner": "Anna", "touchpoint": "delay", "language": "nl", "policy": "strict",
        "sender": "Sint", "question": "Hoe?", "help_url": "https://example.com/h",
        "help_label": "Hulp", "share_url": "https://example.com/s", "share_label": "Deel",
        "sent_at": "2026-12-05T09:00:00+01:00", "mails": 5000, "repeat_after": 30,
        "time_zone": "Asia/Kolkata",
    }  # fmt: skip
    options = [f"--{name.replace('_', '-')}={value}" for name, value in words.items()]
    shell.run("campaign", "add", "sorry", *options, "--demo")
    shown = shell.json("campaign", "show", "sorry")
    assert {name: shown[name] for name in words} == words | {"sent_at": "2026-12-05T08:00:00+00:00"}
    assert shown["demo"] is True


def test_edit_changes_what_is_named_and_nothing_else(shell: Shell) -> None:
    shell.run("campaign", "add", "sorry", "--question", "How?", "--mails", "5", "--language", "nl")
    before = shell.json("campaign", "show", "sorry")
    shell.run("campaign", "edit", "sorry", "--question", "", "--mails", "", "--language", "")
    changed = {"question": None, "mails": None, "language": None}
    assert shell.json("campaign", "show", "sorry") == before | changed


def test_a_campaign_is_closed_and_opened_again(shell: Shell) -> None:
    shell.run("campaign", "add", "sorry")
    assert shell.json("campaign", "close", "sorry")["closed_at"]
    assert "closed" in shell.run("campaign", "list").stdout
    assert shell.json("campaign", "close", "sorry", "--reopen")["closed_at"] is None


def test_the_snippet_speaks_as_the_campaign_does(shell: Shell) -> None:
    shell.run("campaign", "add", "sorry", "--language", "nl", "--question", "Hoe ging het?")
    html = shell.run("snippet", "sorry", "--tag", "*|FBTOKEN|*", "--theme", "ramp").stdout
    assert "Hoe ging het?" in html
    assert 'href="http://127.0.0.1:8080/r/sorry/*|FBTOKEN|*/7"' in html
    text = shell.run("snippet", "sorry", "--text", "--language", "en", "--low", "bad").stdout
    assert text.splitlines()[1] == "1 = bad · 10 = excellent"


def test_users_are_made_listed_and_removed(shell: Shell) -> None:
    shell.run("user", "add", "anna", stdin="correct horse battery\n")
    shell.run("user", "role", "anna", "editor")
    (anna,) = shell.json("user", "list")
    assert (anna["name"], anna["role"], anna["sso"]) == ("anna", "editor", False)
    shell.run("user", "sign-out", "anna")
    shell.run("user", "remove", "anna")
    assert shell.json("user", "list") == []
    assert "no user 'anna'" in shell.run("user", "remove", "anna", code=1).stderr


def test_a_password_is_never_an_argument(shell: Shell) -> None:
    shell.run("user", "add", "anna", "correct horse battery", code=2)
    shell.run("user", "add", "anna", stdin="short\n", code=1)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("report none", 1, "there is no campaign 'none'. See which there are: feedback-buttons"),
        ("export none", 1, "there is no campaign 'none'"),
        ("snippet none", 1, "there is no campaign 'none'"),
        ("campaign show none", 1, "there is no campaign 'none'"),
        ("campaign edit none --mails 1", 1, "there is no campaign 'none'"),
        ("campaign edit none", 2, "say what to change"),
        ("campaign add Sorry", 2, "cannot be a campaign's slug"),
        ("campaign add sorry --help-url http://x", 1, "help_url must be an address"),
        ("campaign add sorry --sent-at 2026-12-05", 2, "no time with a zone"),
        ("campaign add sorry --sent-at soon", 2, "no time with a zone"),
        ("campaign add sorry --mails many", 2, "--mails"),
        ("campaign add sorry --language es", 2, "--language"),
        ("sign --contact none.csv", 2, "none.csv"),
        ("erase", 2, "name one recipient"),
        ("erase --pseudonym xyz --yes", 1, "is no pseudonym"),
        ("nonsense", 2, "nonsense"),
    ],
)
def test_what_fails_says_what_to_do(shell: Shell, words: str, code: int, message: str) -> None:
    assert message in shell.run(*words.split(), code=code).stderr


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"FEEDBACK_PSEUDONYM_KEY": "short"}, "FEEDBACK_PSEUDONYM_KEY holds a key of 5"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "the database cannot be used"),
    ],
    ids=["short key", "no database"],
)
def test_a_wrong_setting_is_named_in_one_line(
    shell: Shell, changes: dict[str, str | None], message: str
) -> None:
    shell.env = {**shell.env, **changes}
    said = shell.run("campaign", "list", code=1).stderr
    assert message in said
    assert len(said.splitlines()) == 1


def test_a_database_without_tables_asks_for_a_migration(shell: Shell, database_url: str) -> None:
    shell.env = {**shell.env, "DATABASE_URL": database_url}
    assert "Run: feedback-buttons migrate" in shell.run("campaign", "list", code=1).stderr


def test_without_a_database_url_the_data_directory_has_the_database(
    shell: Shell, data_dir: Path
) -> None:
    shell.env = {**shell.env, "DATABASE_URL": None, "FEEDBACK_DATA_DIR": None}
    where = ("--data-dir", str(data_dir))
    assert "up to date" in shell.run("migrate", *where).stdout
    shell.run("campaign", "add", "sorry", *where)
    assert "sorry" in shell.run("campaign", "list", *where).stdout


def test_what_up_greets_with_can_be_opened_at_once(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its button's campaign and the link to sign in are there for others before they are shown."""
    shown = []

    def echo(text: str) -> None:
        with db.connect(config.database_url or "") as another:
            links = another.execute("select count(*) from signin_link").fetchone()
            shown.append((text, [campaign.slug for campaign in campaigns.list_(another)], links))

    def up(_: Config, *, ready: Callable[[str], None], **_more: object) -> None:
        ready(config.database_url or "")

    monkeypatch.setattr(click, "echo", echo)
    monkeypatch.setattr(machine_commands.supervisor, "up", up)
    settings = {"DATABASE_URL": config.database_url, "FEEDBACK_DATA_DIR": str(config.data_dir)}
    done = CliRunner(env=settings).invoke(main, ["up"])
    assert done.exception is None
    [(text, slugs, links)] = shown
    assert "Sample button" in text
    assert (slugs, links) == (["sample"], (1,))
