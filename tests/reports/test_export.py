"""Exports: all answers of a campaign, harmless in a spreadsheet, unchanged in Parquet."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
import workbooks
from answers import START, Answer, put
from shell import Shell

from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.reports.exports import export, workbook
from feedback_buttons.reports.exports.cells import Dialect

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


def written(shell: Shell, campaign: str, *options: str) -> str:
    """A campaign's answers as CSV."""
    data = shell.run("export", campaign, *options).stdout_bytes
    assert data.startswith(b"\xef\xbb\xbf")  # by which Excel knows UTF-8
    return data.decode("utf-8-sig")


def test_a_spreadsheet_takes_no_comment_for_a_formula(shell: Shell, campaign: str) -> None:
    rows = list(csv.DictReader(io.StringIO(written(shell, campaign), newline="")))
    comments = {row["recipient"].removeprefix("'"): row["comment"] for row in rows}
    for number, text in enumerate(COMMENTS):
        prefix = "'" if number <= 7 else ""
        assert comments[recipient_code(number)] == prefix + (text or "")


def test_what_does_not_count_has_no_score(shell: Shell, campaign: str) -> None:
    rows = list(csv.DictReader(io.StringIO(written(shell, campaign))))
    assert len(rows) == len(COMMENTS) + 1
    (aside,) = [row for row in rows if not row["score"]]
    assert aside == {
        "campaign": "orders", "recipient": "fzzzzzzzzzzzz", "occasion": "0",
        "at": "2026-12-04 14:00:00", "score": "", "state": "withdrawn", "proof": "pressed",
        "client": "android", "comment": "", "commented_at": "", "question": "", "answer": "",
        "message": "", "reference": "", "attributes": "", "scale": "1-10", "shared_clients": "", "wave": "",
        "topics": "", "tone": "", "time_zone": "UTC",
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
        written.decode("utf-8-sig").strip().split(",")
        if form == "csv"
        else pq.read_table(io.BytesIO(written)).column_names
    )
    assert columns[:5] == ["campaign", "recipient", "occasion", "at", "score"]


def test_a_workbook_has_texts_as_written_and_times_as_times(
    shell: Shell, campaign: str, tmp_path: Path
) -> None:
    target = tmp_path / "answers.xlsx"
    shell.run("export", campaign, str(target))
    ((heads, *rows),) = workbooks.sheets(target.read_bytes())
    place = {head: column for column, (_, head) in enumerate(heads)}
    texts = {row[place["recipient"]][1]: row for row in rows}
    for number, text in enumerate(COMMENTS):
        row = texts[recipient_code(number)]
        if text and not text.startswith(("\r", "\n", "\t")):
            assert row[place["comment"]] == ("text", text)
    row = texts[recipient_code(-1)]
    kind, at = row[place["at"]]
    assert (kind, round(float(at), 4)) == ("number", 46360.5833)  # days since 1899-12-30
    assert row[place["occasion"]] == ("text", "0")
    assert row[place["score"]] == ("", "")


def test_what_does_not_fit_one_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 3)
    data = export.sheet(["n"], ([n] for n in range(5)), "xlsx")
    assert [[row[0][1] for row in rows] for rows in workbooks.sheets(data)] == [
        ["n", "0", "1"],
        ["n", "2", "3"],
        ["n", "4"],
    ]


@pytest.mark.parametrize(
    ("delimiter", "row"),
    [(",", "a,7.25,b;c"), (";", 'a;7,25;"b;c"'), ("\t", "a\t7.25\tb;c")],
)
def test_numbers_are_written_as_the_delimiter_s_readers_write_them(
    delimiter: str, row: str
) -> None:
    data = export.sheet(["x", "y", "z"], [["a", 7.25, "b;c"]], "csv", Dialect(delimiter))
    assert data.decode("utf-8-sig").splitlines()[1] == row


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("1234567890123456789", "'1234567890123456789"),  # Excel keeps 15 digits of a number
        ("00417", "'00417"),
        ("12e34", "'12e34"),
        ("4711", "4711"),
        ("order 00417", "order 00417"),
    ],
)
def test_no_id_is_taken_for_another_number(text: str, cell: str) -> None:
    assert export.sheet(["id"], [[text]]).decode("utf-8-sig").splitlines() == ["id", cell]


def test_the_command_takes_the_delimiter(shell: Shell, campaign: str) -> None:
    assert written(shell, campaign, "--delimiter", ";").startswith("campaign;recipient;")
    assert written(shell, campaign, "--delimiter", "tab").startswith("campaign\trecipient\t")
