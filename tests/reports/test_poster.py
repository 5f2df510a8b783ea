"""A campaign as a PDF of one sheet."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from answers import START, Answer, put
from shell import Shell

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.exports import poster
from feedback_buttons.reports.exports.poster import LONGEST
from feedback_buttons.storage import db

WORDS = [
    "Een net gebaar",
    "شكرا على الرسالة",
    '#"} <script>\\ $x$ [*not code*]',
    "ß é 😀",
    *["so wide " * (LONGEST // 8)] * 4,
    "too long for paper " * 20,
]


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(
            connection, Campaign(slug="delay", name="Sorry " * 30, sent_at=START, mails=9)
        )
        campaigns.add(connection, Campaign(slug="empty", name="Not sent"))
        answers = [Answer(n, n + 1, START, words) for n, words in enumerate(WORDS)]
        put(connection, "delay", *answers)
        yield connection


@pytest.mark.parametrize("slug", ["delay", "empty"])
@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("a3", 841)])
def test_a_poster_is_one_sheet_whatever_people_wrote(
    conn: db.Connection, slug: str, paper: poster.Paper, width: int
) -> None:
    made = poster.poster(conn, slug, START, paper)
    assert made
    assert made.startswith(b"%PDF")
    assert re.findall(rb"/Count (\d+)", made) == [b"1"]
    assert re.search(rb"/MediaBox ?\[0 0 %d\." % width, made)


def test_there_is_no_poster_of_an_unknown_campaign(conn: db.Connection) -> None:
    assert poster.poster(conn, "unknown", START) is None


@pytest.mark.usefixtures("conn")
def test_the_command_line_writes_it(shell: Shell, tmp_path: Path) -> None:
    target = tmp_path / "poster.pdf"
    shell.run("poster", "delay", str(target))
    assert target.read_bytes().startswith(b"%PDF")
    assert "no campaign" in shell.run("poster", "unknown", str(target), code=1).stderr
