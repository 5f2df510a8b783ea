"""Exports: all answers of a campaign, harmless in a spreadsheet, unchanged in Parquet."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
from answers import START, Answer, put
from shell import Shell

from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config

COMMENTS = (
    "=1+1", "+31 6", "-", "@you", "\tx", "\rx", "\nx", "\uff1d1", "fine, really", 'a "quote"',
    "two\nlines", "مرحبا 😀", None,
)  # fmt: skip


@pytest.fixture
def campaign(config: Config) -> str:
    with psycopg.connect(config.database_url or "") as connection:
        for slug in ("orders", "others"):
            campaigns.add(connection, Campaign(slug=slug, name=slug))
        answers = [Answer(n, 7, comment=text) for n, text in enumerate(COMMENTS)]
        put(
            connection,
            "orders",
            *answers,
            Answer(-1, 3, START + timedelta(1), aside="scanned", client="android"),
        )
        put(connection, "others", Answer(1, 1))
    return "orders"


def test_a_spreadsheet_takes_no_comment_for_a_formula(shell: Shell, campaign: str) -> None:
    rows = list(csv.DictReader(io.StringIO(shell.run("export", campaign).stdout, newline="")))
    comments = {row["recipient"]: row["comment"] for row in rows}
    for number, text in enumerate(COMMENTS):
        prefix = "'" if number <= 7 else ""
        assert comments[recipient_code(number)] == prefix + (text or "")


def test_what_does_not_count_has_no_score(shell: Shell, campaign: str) -> None:
    rows = list(csv.DictReader(io.StringIO(shell.run("export", campaign).stdout)))
    assert len(rows) == len(COMMENTS) + 1
    (aside,) = [row for row in rows if not row["score"]]
    assert aside == {
        "campaign": "orders", "recipient": "fzzzzzzzzzzzz", "occasion": "0",
        "at": "2026-12-04T14:00:00+00:00", "score": "", "state": "withdrawn", "proof": "pressed",
        "client": "android", "comment": "", "commented_at": "", "question": "", "answer": "",
    }  # fmt: skip


def test_parquet_has_every_text_as_it_was_written(
    shell: Shell, campaign: str, tmp_path: Path
) -> None:
    target = tmp_path / "answers.parquet"
    assert "14 answers" in shell.run("export", campaign, str(target)).stderr
    rows = pq.read_table(target).to_pylist()
    comments = {row["recipient"]: row["comment"] for row in rows}
    for number, text in enumerate(COMMENTS):
        assert comments[recipient_code(number)] == text
    assert rows[0]["at"].tzinfo is not None
    assert {row["score"] for row in rows} == {7, None}


def test_parquet_goes_to_standard_output_too(shell: Shell, campaign: str) -> None:
    written = shell.run("export", campaign, "--format", "parquet").stdout_bytes
    assert pq.read_table(io.BytesIO(written)).num_rows == len(COMMENTS) + 1


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_empty_campaign_has_its_columns(shell: Shell, form: str) -> None:
    shell.run("campaign", "add", "empty")
    written = shell.run("export", "empty", "--format", form).stdout_bytes
    columns = (
        written.decode().strip().split(",")
        if form == "csv"
        else pq.read_table(io.BytesIO(written)).column_names
    )
    assert columns[:5] == ["campaign", "recipient", "occasion", "at", "score"]
