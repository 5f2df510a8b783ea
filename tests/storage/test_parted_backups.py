"""A backup of a front and two real servers comes back: all of it elsewhere, and one of them while the rest goes on."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import clusters
import pytest
from deeds import Recipient, Ticking
from parted_site import Site, needs_plproxy
from shell import Shell
from sums import mislisted, unequal

from feedback_buttons.backups import table_sums
from feedback_buttons.base.ids import Ids
from feedback_buttons.campaigns import campaigns, deletion
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.recipients import erasure
from feedback_buttons.reports.answers import change_feed
from feedback_buttons.storage import db, parts

pytestmark = needs_plproxy
PEOPLE = range(40)


def _answered(url: str, people: range, slug: str, ticks: Ids) -> None:
    chance, database = random.Random(3), Database(url, role=db.COLLECTOR, limit=2)
    ratings = Ratings(database)
    for number in people:
        person = Recipient(number, ticks, chance, slug)
        page = person.visit("get", 3)
        ratings.visit(person.subject, page)
        ratings.press(person.subject, person.visit("press", 1 + number % 10, page, "ask"), "late")
    database.close()


def _sums(url: str) -> dict[str, table_sums.TableSum]:
    with db.connect(url) as connection:
        return table_sums.sums(connection)


def _answers(url: str, slug: str) -> list[tuple[int, int | None]]:
    """Who answered what, as the feed of changes tells it from its beginning."""
    with db.connect(url, autocommit=True) as connection:
        campaign = campaigns.get(connection, slug)
        page = change_feed.page(connection, campaign, change_feed.BEGIN, 1000, references=False)
    return sorted((answer.recipient, answer.score) for answer in page.answers)


@pytest.fixture(scope="module")
def shell(parted: Site) -> Iterator[Shell]:
    """The command line of the front's operator."""
    data_dir = Path(tempfile.mkdtemp(prefix="feedback-buttons-"))  # Postgres' user can enter it
    yield Shell(
        Config(
            data_dir=data_dir,
            signing_keys=("a signing key only for the tests: 1",),
            pseudonym_key="a pseudonym key only for the tests",
            session_keys=("a session key only for the tests: 1",),
            url="http://127.0.0.1:8080",
            dashboard_url="http://127.0.0.1:8050",
            database_url=parted.front,
        )
    )
    shutil.rmtree(data_dir)


@pytest.fixture(scope="module")
def backup(parted: Site, shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of answers on both servers, which was checked."""
    with db.connect(parted.front) as connection:
        campaigns.add(connection, Campaign(slug="gone", name="Gone"))
    ticks = Ids(Ticking())
    for slug in ("wave", "gone"):
        _answered(parted.front, PEOPLE, slug, ticks)
    folder = tmp_path_factory.mktemp("backups")
    words = shell.run("backup", str(folder)).stdout
    (made,) = folder.iterdir()
    assert words.count("it holds the same") == 3
    assert f"{made / 'server-1'}: " in words
    return made


@pytest.fixture(scope="module")
def empty(parted: Site) -> Iterator[list[str]]:
    """Addresses of three empty databases: for a front, and two servers."""
    names, urls = ("front_again", "part_again", "part_again"), []
    for server, name in zip((parted.parts[0], *parted.parts), names, strict=True):
        clusters.run(server.url, f"create database {name} template template0")
        urls.append(server.url.replace("/feedback?", f"/{name}?"))
    yield urls
    for server, url in zip((parted.parts[0], *parted.parts), urls, strict=True):
        name = url.partition("?")[0].rpartition("/")[2]
        clusters.run(server.url, f"drop database {name} with (force)")


def test_all_of_it_comes_back_elsewhere(
    parted: Site, shell: Shell, backup: Path, empty: list[str], config: Config
) -> None:
    urls = (parted.front, *(part.url for part in parted.parts))
    sums = [_sums(url) for url in urls]
    assert sums[0]["campaign"].rows == 2
    assert "visit" not in sums[0]
    assert all(part["rating"].rows > 20 for part in sums[1:])
    with db.connect(parted.front) as connection:
        wave = campaigns.get(connection, "wave")
        page = change_feed.page(connection, wave, change_feed.BEGIN, 10, references=False)
    front, *servers = empty
    shell = Shell(replace(config, database_url=front))
    assert "0 are named" in shell.run("restore", str(backup), code=1).stderr
    words = [word for server in servers for word in ("--server", server)]
    done = shell.run("restore", str(backup), *words).stdout
    assert f"Restored {sums[0]['migration'].rows:,}" not in done
    assert [_sums(url) for url in empty] == sums
    assert not any(unequal(url) or mislisted(url) for url in servers)
    with db.connect(front) as connection, pytest.raises(change_feed.CursorError, match="again"):
        change_feed.page(connection, wave, page.cursor, 10, references=False)
    assert _answers(front, "wave") == _answers(parted.front, "wave")
    before = len(_answers(front, "wave"))
    _answered(front, range(100, 108), "wave", Ids(Ticking()))
    assert len(_answers(front, "wave")) == before + 8
    assert "already holds" in shell.run("restore", str(backup), code=1).stderr
    shell.run("restore", str(backup), "--replace")  # over itself, into the servers that it has
    assert [_sums(url) for url in empty] == sums


def test_one_server_comes_back_while_the_rest_goes_on(
    parted: Site, shell: Shell, backup: Path
) -> None:
    """It learns of what was deleted, made and erased since its backup; the other is not touched."""
    with db.connect(parted.front, autocommit=True) as connection:
        deletion.delete(connection, "gone", typed="gone")
        campaigns.add(connection, Campaign(slug="new", name="New"))
        campaigns.edit(connection, "wave", {"name": "Another name"})
        for number in PEOPLE[:4]:
            erasure.erase(connection, number)
    before = [_sums(part.url) for part in parted.parts]
    answers = _answers(parted.front, "wave")
    assert len(answers) == len(PEOPLE) - 4
    done = shell.run("restore", str(backup), "--replace", "--only", "1").stdout
    assert "Erased again, what was erased after the backup: 2 times." in done
    assert "part 0" not in done
    after = [_sums(part.url) for part in parted.parts]
    assert after[0] == before[0]
    for table in ("campaign", "rating", "comment", "recipient"):
        with db.connect(parted.front, autocommit=True) as connection:
            deletion.sweep(connection)  # as the front's worker does
        assert _sums(parted.parts[1].url)[table] == before[1][table], table
    assert _answers(parted.front, "wave") == answers
    assert not any(unequal(part.url) for part in parted.parts)


def test_the_front_comes_back_alone_and_learns_of_newer_campaigns(
    parted: Site, shell: Shell, backup: Path
) -> None:
    with db.connect(parted.front) as connection:
        campaigns.add(connection, Campaign(slug="newer", name="Newer"))
    _answered(parted.front, range(200, 204), "newer", Ids(Ticking()))
    shell.run("restore", str(backup), "--replace", "--only", "front")
    with db.connect(parted.front) as connection:
        assert campaigns.get(connection, "newer").name == "Newer"
    assert len(_answers(parted.front, "newer")) == 4


def test_what_does_not_fit_is_refused_before_anything_is_touched(
    parted: Site, shell: Shell, backup: Path, config: Config, tmp_path: Path
) -> None:
    of_server = Shell(replace(config, database_url=parted.parts[0].url))
    for words in (
        ("restore", str(backup / "server-0"), "--replace"),
        ("restore", str(backup), "--replace", "--server", "x", "--server", "y"),
    ):
        assert "front" in of_server.run(*words, code=1).stderr
    for words, cause in (
        (("--only", "2"), "no server 2"),
        (("--server", "postgresql://a/x"), "1 are named"),
        ((), "already holds"),
    ):
        assert cause in shell.run("restore", str(backup), *words, code=1).stderr
    with db.connect(parted.front) as connection:
        assert parts.name(connection) == "front of 2"
    alone = of_server.run("backup", str(tmp_path), "--no-check").stdout
    assert "server-0" not in alone
    (made,) = tmp_path.glob("feedback-*")
    assert (
        "front of several servers" in shell.run("restore", str(made), "--only", "0", code=1).stderr
    )
    archive = backup / "server-1" / "database.dump"
    archive.write_bytes(archive.read_bytes()[:-100])
    assert "not as it was written" in shell.run("restore", str(backup), "--replace", code=1).stderr
    assert _answers(parted.front, "wave")
