"""The API against its own document: whatever a fuzzer makes of that is answered as the document says."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Response, request
from full_campaigns import CLOSED, FLOW, FROM_0, FULL, NEVER
from werkzeug.serving import WSGIRequestHandler, make_server

from feedback_buttons.accounts import api_keys
from feedback_buttons.accounts.api_keys import SCOPES
from feedback_buttons.base.rate_limiter import Limit
from feedback_buttons.cases import case_list, case_place
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.api import api_routes
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db

# Campaigns and cases that there are, mostly: of one that there is not, all is answered alike.
SETTINGS = """
# An ETag that fits what is there cannot be made up: 412.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "412", "429", "5xx"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428", "429", "5xx"]

[dictionaries.slugs]
values = {slugs}

[dictionaries.cases]
values = {cases}

[dictionaries.scenarios]
values = ["All low scores"]

[parameters]
"path.campaign" = {{ dictionary = "slugs", probability = 0.9 }}
"query.name" = {{ dictionary = "scenarios", probability = 0.9 }}
"path.case" = {{ dictionary = "cases", probability = 0.9 }}
"""


class Quiet(WSGIRequestHandler):
    """Thousands of requests would hide what the fuzzer says."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def told() -> set[str]:
    """The paths of those answers that told of something, such as of a recipient."""
    return set()


def note(answer: Response, told: set[str]) -> Response:
    """Remember where an answer says more than that there is nothing."""
    if answer.status_code == 200 and b"[]" not in answer.data[:60]:
        told.add(request.path.rpartition("/")[2])
    return answer


@pytest.fixture
def served(
    full_config: Config, told: set[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, str]]:
    """The address of the document, served over HTTP to whoever has the key, however often."""
    monkeypatch.setattr(api_routes, "REQUESTS", Limit(burst=10**9, pause=1e-9))
    with db.connect(full_config.database_url or "") as connection:
        _, secret = api_keys.add(connection, "fuzzer", SCOPES, "anna")
    app = create_app(full_config)
    app.after_request(lambda answer: note(answer, told))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1/openapi.json", secret
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["feedback_buttons"].close()


def test_every_answer_to_a_fuzzer_is_as_the_document_says(
    served: tuple[str, str], told: set[str], full_config: Config, tmp_path: Path
) -> None:
    address, secret = served
    settings = tmp_path / "schemathesis.toml"
    with db.connect(full_config.database_url or "") as connection:
        some = case_list.find(connection, CaseFilter(state="all")).cases
    slugs = [FULL, FROM_0, FLOW, CLOSED, NEVER]
    cases = [case_place.name_of(case.key) for case in some]
    settings.write_text(SETTINGS.format(slugs=slugs, cases=cases), "utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings)]
    command += ["run", address, "--checks", "all"]
    command += ["-H", f"Authorization: Bearer {secret}", "--seed", "7", "--max-examples", "25"]
    command += ["--request-timeout", "120"]  # a machine that stands still is no fault of the API's
    command += ["--no-color", "--generation-database", "none"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr
    assert {"answers", "deliveries", "score", "campaigns", "cases", cases[0]} <= told
