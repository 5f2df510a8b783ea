"""The command line as somebody types it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from click.testing import CliRunner, Result

from feedback_buttons.cli import main
from feedback_buttons.config.settings import Config


def environment(config: Config) -> dict[str, str]:
    """The settings as the environment that has them."""
    found = {
        "DATABASE_URL": config.database_url or "",
        "FEEDBACK_DATA_DIR": str(config.data_dir),
        "FEEDBACK_SIGNING_KEYS": ",".join(config.signing_keys),
        "FEEDBACK_PSEUDONYM_KEY": config.pseudonym_key,
        "FEEDBACK_SESSION_KEYS": ",".join(config.session_keys),
        "FEEDBACK_METRICS_TOKEN": config.metrics_token,
        "FEEDBACK_URL": config.url,
        "FEEDBACK_KEEP_UNTIL": config.keep_until,
        "FEEDBACK_DASHBOARD_URL": config.dashboard_url,
    }
    return {name: value for name, value in found.items() if value}


class Shell:
    """Runs commands with some settings and looks at how they end."""

    def __init__(self, config: Config) -> None:
        self.env: Mapping[str, str | None] = environment(config)

    def run(self, *words: str, code: int = 0, stdin: str | bytes | None = None) -> Result:
        """Run a command that should end with this exit code."""
        result = CliRunner().invoke(main, words, input=stdin, env=self.env)
        unforeseen = result.exception and not isinstance(result.exception, SystemExit)
        assert not unforeseen, repr(result.exception)
        assert result.exit_code == code, result.output
        return result

    def json(self, *words: str) -> Any:  # noqa: ANN401 (any JSON)
        """What a command with --json prints."""
        return json.loads(self.run(*words, "--json").stdout)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a command in a process of its own, to be heard while it runs."""
        env = {**os.environ, **{name: value for name, value in self.env.items() if value}}
        return subprocess.Popen(
            [sys.executable, "-m", "feedback_buttons.cli", *words],
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
