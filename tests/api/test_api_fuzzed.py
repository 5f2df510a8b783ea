"""The API against its own document: whatever a fuzzer makes of that is answered as the document says."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from feedback_buttons.accounts import api_keys
from feedback_buttons.accounts.api_keys import SCOPES
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.api import api_routes
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db


class Quiet(WSGIRequestHandler):
    """Thousands of requests would hide what the fuzzer says."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(full_config: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """The address of the document, served over HTTP to whoever has the key, however often."""
    monkeypatch.setattr(api_routes, "REQUESTS", 10**9)
    with db.connect(full_config.database_url or "") as connection:
        for slug in ("0", "a"):  # that a fuzzer guesses
            campaigns.add(connection, Campaign(slug=slug, name=slug))
        _, secret = api_keys.add(connection, "fuzzer", SCOPES, "anna")
    app = create_app(full_config)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1/openapi.json", secret
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["feedback_buttons"].close()


def test_every_answer_to_a_fuzzer_is_as_the_document_says(
    served: tuple[str, str], tmp_path: Path
) -> None:
    address, secret = served
    command = [sys.executable, "-m", "schemathesis.cli", "run", address, "--checks", "all"]
    command += ["-H", f"Authorization: Bearer {secret}", "--seed", "7", "--max-examples", "25"]
    command += ["--no-color", "--generation-database", "none"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr
