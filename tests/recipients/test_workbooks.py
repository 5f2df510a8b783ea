"""Workbooks as lists: their first sheet with a table, as the CSV that it would be."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from lists import AS_CSV, XLSX, ods, xlsx
from shell import Shell

from feedback_buttons.recipients import workbooks
from feedback_buttons.recipients.spreadsheets import Sheet, SheetError


def as_csv(data: bytes, sheet: str | None = None) -> tuple[bytes, workbooks.Sheets | None]:
    with workbooks.as_csv(io.BytesIO(data), sheet) as (file, sheets):
        return file.read(), sheets


def test_a_workbook_reads_as_its_first_sheet_with_rows() -> None:
    assert as_csv(XLSX) == (AS_CSV, workbooks.Sheets("Klanten", ("Meer",)))
    rows = [("id", "E-mail"), ("007", "anna@example.com")]
    expected = "\ufeffid,E-mail\r\n007,anna@example.com\r\n".encode()
    assert as_csv(ods(rows)) == (expected, workbooks.Sheets("Lijst", ()))


LIST = [("Aanhef", "Mail"), ("Mevrouw", "anna@example.com"), ("", "jan@example.com")]
LEGEND = [("Code", "Betekenis"), ("A", "actief"), ("O", "opgezegd")]


@pytest.mark.parametrize(
    ("cover", "read"),
    [
        ([("Export van 29-11-2026",)], "Lijst"),
        ([("Export van 29-11-2026",), (), ("Niet doorsturen",)], "Lijst"),
        ([("Klanten",), ("Gemaakt door Jan",), ("Vragen? Bel 12",)], "Lijst"),
        ([("Mail",), ("els@example.com",)], "Blad"),
        (LEGEND, "Blad"),
        ([("id", "", "naam", ""), (7, "", "Els", ""), (8, "", "", "")], "Blad"),
        ([("Mail", "Mail", "Plaats"), ("els@example.com", "", "Gent")], "Blad"),
    ],
    ids=["title", "gap", "lines", "one column", "table", "empty columns", "names twice"],
)
def test_a_cover_is_passed_over_for_the_first_table(cover: list[tuple], read: str) -> None:
    _, sheets = as_csv(xlsx({"Blad": cover, "Lijst": LIST, "Legenda": LEGEND}))
    assert sheets is not None
    assert sheets.read == read
    assert set(sheets.others) == {"Blad", "Lijst", "Legenda"} - {read}


def test_a_sheet_with_rows_is_read_where_none_has_a_table() -> None:
    _, sheets = as_csv(xlsx({"Blad": [("id",)], "Meer": [("naam",)]}))
    assert sheets == workbooks.Sheets("Blad", ("Meer",))


DUTCH = "Foto's & “België”"
SEVERAL = xlsx(
    {"Leeg": [], "Keuzes": LEGEND, "Klanten": [("Klantnr",), (7,), (8,)], DUTCH: LIST},
    hidden=("Keuzes",),
)


def test_a_hidden_sheet_is_taken_where_no_other_has_a_table() -> None:
    hidden = ("Keuzes",)
    _, sheets = as_csv(xlsx({"Klanten": [("Klantnr",), (7,), (8,)], "Keuzes": LEGEND}, 0, hidden))
    assert sheets == workbooks.Sheets("Klanten", hidden, hidden)
    _, sheets = as_csv(xlsx({"Uitleg": [("Export",)], "Keuzes": LEGEND}, 0, hidden))
    assert sheets == workbooks.Sheets("Keuzes", ("Uitleg",), hidden)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        (DUTCH, "Aanhef,Mail"),
        (f" {DUTCH.upper()} ", "Aanhef,Mail"),
        ("klanten", "Klantnr"),
        ("Keuzes", "Code,Betekenis"),
    ],
)
def test_a_sheet_is_taken_by_its_name(wanted: str, first: str) -> None:
    rows, sheets = as_csv(SEVERAL, wanted)
    assert rows.decode("utf-8-sig").splitlines()[0] == first
    assert sheets is not None
    assert sheets.hidden == ("Keuzes",)
    assert {sheets.read, *sheets.others} == {"Klanten", "Keuzes", DUTCH}


@pytest.mark.parametrize("wanted", ["Leeg", "Blad1", "", "-x", "\0", "\ud800"])
def test_a_sheet_that_there_is_not_is_refused_with_those_that_there_are(wanted: str) -> None:
    with pytest.raises(SheetError) as caught:
        as_csv(SEVERAL, wanted)
    assert caught.value.sentence.endswith(f"it has: Keuzes, Klanten, {DUTCH}.")
    with pytest.raises(SheetError, match="no workbook, so it has no sheet"):
        as_csv(b"id\n1\n", wanted)


def test_the_commands_take_a_sheet_by_its_name(shell: Shell, tmp_path: Path) -> None:
    source, target = tmp_path / "crm.xlsx", tmp_path / "out.csv"
    source.write_bytes(SEVERAL)
    told = shell.run("sign", "--contact", "--sheet", DUTCH, str(source), str(target)).stderr
    assert f"The sheet {DUTCH} is read; this workbook also has: Keuzes (hidden), Klanten" in told
    assert target.read_text("utf-8-sig").startswith("Aanhef,Mail,feedback_token\nMevrouw,anna@")
    told = shell.run("sign", "--contact", "--sheet", "Blad1", str(source), "-", code=1).stderr
    assert "has no sheet 'Blad1' with a row; it has: Keuzes, Klanten," in told


def test_an_old_workbook_and_one_with_a_password_are_called_that() -> None:
    with pytest.raises(SheetError, match=r"old workbook \(.xls\), or one with a password"):
        Sheet(io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(512)))


def test_a_csv_stays_what_it_is() -> None:
    assert as_csv(b"id\n1\n") == (b"id\n1\n", None)
    assert as_csv(b"") == (b"", None)


def corners() -> bytes:
    """Two cells, between which seventeen thousand million lie."""
    data, file = xlsx({"x": [("id",)]}), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            content = old.read(entry).replace(b"</sheetData>", last)
            new.writestr(entry.filename, content)
    return file.getvalue()


def bomb() -> bytes:
    """Sixty kilobytes that unpack to more than a list may have."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as packed:
        for number in range(6):
            packed.writestr(f"xl/{number}.xml", bytes(100_000_000))
    return file.getvalue()


MANY = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
    'table:number-columns-repeated="10000"><text:p>x</text:p></table:table-cell></table:table-row>'
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (bomb, "unpacks to 600 MB, more than 500"),
        (corners, "more memory or time than a list should|no workbook that can be read"),
        (
            lambda: ods([("id",)], MANY),
            "more memory or time than a list should|no workbook that can be read",
        ),
        (lambda: XLSX[:2000], "no workbook that can be read"),
        (lambda: b"PK\x03\x04" + bytes(500), "no workbook that can be read"),
        (lambda: ods([]), "no sheet of the workbook has a row"),
        (lambda: xlsx({"a": [], "b": []}), "no sheet of the workbook has a row"),
    ],
    ids=["bomb", "corners", "repeated", "cut off", "damaged", "empty", "empty sheets"],
)
def test_what_is_no_list_is_refused(data, message: str) -> None:  # noqa: ANN001 (makes it)
    with pytest.raises(SheetError, match=message):
        as_csv(data())


def test_a_file_is_read_from_its_beginning() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(XLSX)
        file.seek(0)
        with workbooks.as_csv(file) as (rows, _):
            assert Sheet(rows).names[1] == "E-mail"


def test_the_command_signs_a_workbook(shell: Shell, tmp_path: Path) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.csv"
    source.write_bytes(XLSX)
    said = shell.run("sign", "--contact", str(source), str(target)).stderr
    assert said.splitlines() == [
        "The sheet Klanten is read; this workbook also has: Meer",
        "2 signed by E-mail, 0 left out.",
    ]
    assert target.read_bytes().startswith(
        "\ufeffNr,E-mail,Sinds,Bedrag,Klant,feedback_token\r\n17,".encode()
    )
    assert shell.run("sign", "--contact", "-", "-", stdin=XLSX).stdout == target.read_text("utf-8")
    said = shell.run("sign", "--contact", str(source), str(tmp_path / "out.xlsx"), code=2).stderr
    assert "name it out.csv" in said


def test_a_long_number_that_a_workbook_has_rounded_names_nobody(
    shell: Shell, tmp_path: Path
) -> None:
    # Two customers and two tickets that a workbook cannot tell apart as numbers, and as texts can.
    rows = [("Klantnummer", "Ticket"), (9007199254740993, 1), (9007199254740992, 2),
            (8, 8931000000000000017), ("9007199254740993", "8931000000000000017")]  # fmt: skip
    source, target = tmp_path / "lijst.xlsx", tmp_path / "signed.csv"
    source.write_bytes(xlsx({"A": rows}))
    by = ("--column", "Klantnummer", "--message", "Ticket")
    told = shell.run("sign", "--campaign", "x", *by, str(source), str(target)).stderr
    for line, column in ((2, "Klantnummer"), (3, "Klantnummer"), (4, "Ticket")):
        reason = f"{column} is a number that a spreadsheet has rounded"
        assert f"line {line} is left out: {reason}" in told
    _, row = target.read_text("utf-8-sig").splitlines()
    assert row.startswith("9007199254740993,8931000000000000017,")


def test_a_letter_that_was_lost_when_a_list_was_saved_names_nobody(
    shell: Shell, tmp_path: Path
) -> None:
    # What Excel and LibreOffice write where Windows-1252 has no letter: łukasz becomes ?ukasz.
    source = tmp_path / "list.csv"
    source.write_bytes(
        "Naam;E-mail\nZoë;zoë@example.com\nŁ;?ukasz@example.com\n".encode("cp1252", "replace")
    )
    told = shell.run("sign", "--contact", str(source), str(tmp_path / "out.csv")).stderr
    assert "line 3 is left out: E-mail has a ? where a letter was lost" in told
    assert "1 signed by E-mail, 1 left out" in told


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("email\r\na@x.de\r\n".encode("utf-32"), "in UTF-32"),
        (b"\xef\xbb\xbf\r\n<HTML><table><tr><td>email</td></tr></table>", "a web page or XML"),
        (b'<?xml version="1.0"?><Workbook/>', "a web page or XML"),
    ],
)
def test_a_file_that_is_no_list_is_called_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        Sheet(io.BytesIO(data))
