"""Every command that reads answers for the well-filled database, in words and as JSON."""

import json

import pytest
from click import Context, Group
from full_campaigns import BARE, CLOSED, DEMO, FLOW, FROM_0, FULL, INSTANT, NEVER, STRICT
from full_evidence import ACTS, FIRST
from shell import Shell

from feedback_buttons.base.ids import recipient_code
from feedback_buttons.cli import main
from feedback_buttons.config.settings import Config
from feedback_buttons.signing.tokens import Tokens

CAMPAIGNS = (FULL, FROM_0, STRICT, INSTANT, FLOW, BARE, CLOSED, DEMO, NEVER)
LISTS = (
    "alert",
    "campaign",
    "case-rule",
    "channel",
    "key",
    "message",
    "rest",
    "share",
    "target",
    "touchpoint",
    "user",
    "wall",
    "webhook",
)


@pytest.fixture
def shell(full_config: Config) -> Shell:
    return Shell(full_config)


def test_every_list_is_shown(shell: Shell, subtests: pytest.Subtests) -> None:
    context = Context(main)
    known = {name: main.get_command(context, name) for name in main.list_commands(context)}
    groups = {name for name, found in known.items() if isinstance(found, Group)}
    assert {*LISTS, "signer"} == groups
    for name in LISTS:
        with subtests.test(name):
            assert len(shell.run(name, "list").stdout.splitlines()) > 1
            assert len(shell.json(name, "list")) > 1


@pytest.mark.parametrize("slug", CAMPAIGNS)
def test_what_is_known_of_a_campaign_is_shown(
    shell: Shell, slug: str, subtests: pytest.Subtests
) -> None:
    commands = [("campaign", "show", slug), ("report", slug), ("signer", "list", slug)]
    commands += [("evidence", slug)]
    for command in commands:
        with subtests.test(command=command):
            assert shell.run(*command).output
            shell.json(*command)


@pytest.mark.parametrize("slug", CAMPAIGNS)
def test_a_campaign_is_taken_away_in_every_form(
    shell: Shell, full_config: Config, slug: str, subtests: pytest.Subtests
) -> None:
    target = full_config.data_dir / "accepted"
    for form in ("csv", "xlsx", "parquet"):
        with subtests.test(form):
            shell.run("export", slug, str(target), "--format", form)
            assert target.stat().st_size
            target.unlink()
    for language in ("en", "nl"):
        with subtests.test(language):
            shell.run("poster", slug, str(target.with_suffix(".pdf")), "--language", language)


def test_the_evidence_of_every_recipient_is_shown(
    shell: Shell, full_config: Config, subtests: pytest.Subtests
) -> None:
    tokens = Tokens(full_config.signing_keys, full_config.pseudonym_key)
    asked = [(slug, FIRST + number) for number, (_, _, slug) in enumerate(ACTS)]
    asked += [(FULL, tokens.recipient(name)) for name in ("p0", "changed", "erased", "odd")]
    for slug, recipient in asked:
        with subtests.test(slug, recipient=recipient):
            told = shell.json("evidence", slug, "--pseudonym", recipient_code(recipient))
            assert json.dumps(told)
            assert shell.run("evidence", slug, "--pseudonym", recipient_code(recipient)).stdout
    often = tokens.occasion("order 1")
    assert shell.run("evidence", FULL, "often", "--occasion", str(often)).stdout


def test_an_installation_of_it_is_checked(shell: Shell) -> None:
    findings = json.loads(shell.run("check", "--json", code=1).stdout)
    wrong = {finding["name"] for finding in findings if not finding["ok"]}
    # In it buttons without a token were clicked and one token by many, it was made by a clock that ran ahead, of which
    # it has answers, and a help desk knows its key no more.
    assert wrong == {"broken buttons", "shared tokens", "deleting", "clock", "channels"}
    assert shell.run("check", code=1).stdout.count("WRONG") == len(wrong)
