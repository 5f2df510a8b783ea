"""The settings: every command needs those that it uses and no others, and names the one that it misses."""

from pathlib import Path

import pytest
from shell import Shell

from feedback_buttons.config.key_file import NAMES
from feedback_buttons.config.settings import Config, ConfigError

KEY = "a key of thirty-two characters or more"
SIGN = "sign --contact people.csv signed.csv"


@pytest.fixture
def bare(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The command line on a database, without any secret."""
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("id\n17\n", "utf-8")
    shell.env = {**shell.env, **dict.fromkeys(NAMES, "")}
    return shell


@pytest.mark.parametrize(
    "words",
    [
        "migrate",
        "campaign add delay",
        "campaign list",
        "user add anna",
        "user list",
        "worker --once",
        "erase --yes --pseudonym 0000000000001",
    ],
)
def test_a_command_runs_without_the_secrets_that_it_does_not_use(bare: Shell, words: str) -> None:
    bare.run(*words.split(), stdin="correct horse battery\n")


@pytest.mark.parametrize(
    ("words", "given", "missing"),
    [
        (SIGN, [], "FEEDBACK_SIGNING_KEYS"),
        (SIGN, ["FEEDBACK_SIGNING_KEYS"], "FEEDBACK_PSEUDONYM_KEY"),
        (SIGN, ["FEEDBACK_SIGNING_KEYS", "FEEDBACK_PSEUDONYM_KEY"], None),
        ("erase --yes zoe", [], "FEEDBACK_PSEUDONYM_KEY"),
        ("erase --yes zoe", ["FEEDBACK_PSEUDONYM_KEY"], None),
        ("check", ["FEEDBACK_SIGNING_KEYS", "FEEDBACK_PSEUDONYM_KEY"], "FEEDBACK_SESSION_KEYS"),
    ],
)
def test_a_command_names_the_secret_that_it_misses(
    bare: Shell, words: str, given: list[str], missing: str | None
) -> None:
    bare.env = {**bare.env, **{name: f"{KEY} {name}" for name in given}}
    said = bare.run(*words.split(), code=1 if missing else 0).output
    assert (f"{missing} is not set" in said) is bool(missing)


def test_a_secret_that_is_too_short_is_named_even_where_nobody_needs_it(tmp_path: Path) -> None:
    environ = {"FEEDBACK_DATA_DIR": str(tmp_path), "FEEDBACK_SESSION_KEYS": "short"}
    with pytest.raises(ConfigError, match="FEEDBACK_SESSION_KEYS holds a key of 5 characters"):
        Config.from_env(environ, needs=())
