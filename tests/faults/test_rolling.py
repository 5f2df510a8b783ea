"""A release is put in place while people answer: the one before goes on with the new schema, nothing is lost."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import clusters
import psycopg
import pytest
import requests
from shell import environment

from feedback_buttons.config.settings import Config
from feedback_buttons.storage.migrate import migrate
from tests.faults.load import SLUG
from tests.faults.machines import eventually
from tests.faults.sites import Site, compare

ROOT = Path(__file__).parents[2]
# Where there is no release yet: the state before this migration, the first that had to keep what runs beside it.
FIRST = "sql/migrations/0118_month_sums.sql"
PAGES = """
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
app = create_app(Config.from_env())
client = app.test_client()
client.post("/sign-in", data={"name": "anna", "password": "correct horse battery"})
for page in ("/readyz", "/", "/campaign/wave", "/comments", "/people/upkeep"):
    answer = client.get(page)
    print(page, answer.status_code, *answer.location.split("?")[:1] if answer.location else "")
app.extensions["feedback_buttons"].close()
"""


def git(*words: str) -> bytes:
    done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=False)  # noqa: S607 (whichever there is)
    return done.stdout if done.returncode == 0 else b""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the release before."""
    release = git("describe", "--tags", "--abbrev=0", "HEAD^").decode().strip()
    if not release and (added := git("log", "--diff-filter=A", "--format=%H", "--", FIRST)):
        release = f"{added.decode().split()[-1]}^"
    code = git("archive", release) if release else b""
    if not code:
        pytest.skip("the code of the release before is not in this copy's history")
    folder = tmp_path_factory.mktemp("release-before")
    with tarfile.open(fileobj=BytesIO(code)) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def url(cluster: Path, data_dir: Path) -> Iterator[str]:
    """An empty database."""
    with clusters.copied(cluster, data_dir) as server:
        yield server.url


@pytest.fixture
def site(config: Config) -> Iterator[Site]:
    folder = config.data_dir.with_name(f"{config.data_dir.name}-webs")
    site = Site(config, folder, 20261129)
    yield site
    site.close()
    shutil.rmtree(folder)


def old(code: Path, config: Config, url: str, *words: str, stdin: str = "") -> str:
    """Run Python with the code of the release before: what it prints."""
    env = {**os.environ, **environment(config), "DATABASE_URL": url, "PYTHONPATH": str(code)}
    done = subprocess.run(
        [sys.executable, *words], cwd=code, env=env, input=stdin, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_release_before_goes_on_with_the_new_schema(
    before: Path, config: Config, url: str, site: Site
) -> None:
    command = ("-m", "feedback_buttons")
    old(before, config, url, *command, "migrate")
    old(before, config, url, *command, "campaign", "add", SLUG, "--name", "Wave")
    user = ("user", "add", "anna", "--role", "admin")
    old(before, config, url, *command, *user, stdin="correct horse battery")
    older = site.add(url, code=before)
    with site.load() as alone:
        alone.wait(1)
        migrate(url)  # while they answer
        alone.wait(1)
    site.add(url)
    with site.load(100_000) as load:  # other people, on both
        load.wait(1)
    site.drain()
    load.report.last = alone.report.last | load.report.last
    outcome = compare(url, load)
    for report in (alone.report, load.report):
        assert report.acknowledged
        assert report.wrong == []
    assert load.report.later == 0  # while a table is changed, somebody may be asked to press again
    assert (outcome.lost, outcome.unasked, outcome.unequal) == ({}, set(), 0)
    assert not older.metrics()["feedback_lost_total"]
    pages = old(before, config, url, "-c", PAGES)
    assert {line.split()[1] for line in pages.splitlines()} == {"200"}, pages
    old(before, config, url, *command, "worker", "--once")
    with psycopg.connect(url) as connection:
        failed = connection.execute("select step, error from upkeep where error <> ''").fetchall()
    assert failed == []


def test_the_new_release_waits_for_its_migrations(
    before: Path, config: Config, url: str, site: Site
) -> None:
    old(before, config, url, "-m", "feedback_buttons", "migrate")
    web = site.add(url)
    ready = f"http://127.0.0.1:{web.port}/readyz"
    answers = []

    def says_what_to_do() -> bool:  # at first it may not have reached the database
        answers.append(requests.get(ready, timeout=30))
        return answers[-1].text == "schema: run feedback-buttons migrate\n"

    eventually(says_what_to_do)
    assert {answer.status_code for answer in answers} == {503}
