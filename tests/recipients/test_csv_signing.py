"""Signing a CSV: every row as it was written with its token behind it, whatever a spreadsheet wrote."""

import csv
import io
import tracemalloc
from collections.abc import Sequence
from datetime import timedelta

import pytest
from shell import Shell

from feedback_buttons.base import ids
from feedback_buttons.cli import common
from feedback_buttons.cli.mails.sign_progress import Teller
from feedback_buttons.config.settings import Config
from feedback_buttons.recipients import duplicates, references, spreadsheets
from feedback_buttons.recipients.csv_signing import Listener, Progress, sign_csv
from feedback_buttons.recipients.duplicates import Repeat
from feedback_buttons.recipients.list_columns import RecipientsError
from feedback_buttons.recipients.list_rows import BadRow
from feedback_buttons.recipients.spreadsheets import SheetError
from feedback_buttons.signing.bulk_signer import BulkSigner
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

TOKENS = Tokens(["a signing key of 32 characters..."], "a pseudonym key of 32 characters..")


class Names(BulkSigner):
    """Its tokens say only for whom they are."""

    def __init__(self) -> None:
        self._names: dict[bytes, str] = {}

    def recipients(self, references: Sequence[str]) -> list[bytes]:
        found = [hash(each).to_bytes(8, signed=True) for each in references]
        self._names.update(zip(found, references, strict=True))
        return found

    def tokens(self, recipients: Sequence[bytes]) -> list[str]:
        return [f"<{self._names[each]}>" for each in recipients]


class Heard(Listener):
    """Remembers all that it was told."""

    def __init__(self) -> None:
        self.bad: list[tuple[int, str]] = []
        self.repeats: list[Repeat] = []

    def bad_row(self, row: BadRow) -> None:
        self.bad.append((row.line, str(row.reason)))

    def repeat(self, row: Repeat) -> None:
        self.repeats.append(row)


def signed(
    text: str | bytes, column: str | None = None, encoding: str | None = None
) -> tuple[str, list[tuple[int, str]]]:
    """A CSV signed by Names, as text, and the rows that were left out."""
    target, heard = io.BytesIO(), Heard()
    source = io.BytesIO(text.encode() if isinstance(text, str) else text)
    sign_csv(source, target, Names(), column=column, encoding=encoding, listener=heard)
    return target.getvalue().decode("utf-8", "surrogateescape"), heard.bad


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id\n1\n", "id,feedback_token\n1,<1>\n"),
        ("name;id\r\nZoë;1\r\n", "name;id;feedback_token\r\nZoë;1;<1>\r\n"),
        ("name\tid\nZoë\t1\n", "name\tid\tfeedback_token\nZoë\t1\t<1>\n"),
        ("\ufeffid,name\n1,a\n", "\ufeffid,name,feedback_token\n1,a,<1>\n"),
        ('"a, b",id\n"Jan ""J""",1\n', '"a, b",id,feedback_token\n"Jan ""J""",1,<1>\n'),
        ('\ufeff"id"\n"1"\n', '\ufeff"id",feedback_token\n"1",<1>\n'),
        ('id,note\n1,"two\nlines"\n2,\n', 'id,note,feedback_token\n1,"two\nlines",<1>\n2,,<2>\n'),
        ("id,note\n1,5 ft 3 in\"\n", "id,note,feedback_token\n1,5 ft 3 in\",<1>\n"),
        ("id\n 1 \n", "id,feedback_token\n 1 ,<1>\n"),
        ("id\n1", "id,feedback_token\n1,<1>\n"),
        ("id\n\n1\n\n\n", "id,feedback_token\n1,<1>\n"),
        ("id\r1\r2", "id,feedback_token\r1,<1>\r2,<2>\r"),
        ("sep=;\nid;a,b,c\n1;2,3,4\n", "id;a,b,c;feedback_token\n1;2,3,4;<1>\n"),
        ("\ufeffsep=|\r\nid\r\n1\r\n", "\ufeffid|feedback_token\r\n1|<1>\r\n"),
        ("name, first;id\nDe Vries, Jan;1\n", "name, first;id;feedback_token\nDe Vries, Jan;1;<1>\n"),
        ("id;n\n1;a\n;\n2;b\n", "id;n;feedback_token\n1;a;<1>\n2;b;<2>\n"),
        ('"id","n"\n"Zoë ""x""","y"\n', '"id","n",feedback_token\n"Zoë ""x""","y",<Zoë "x">\n'),
        ("a,ID,EMail\n1,2,3@x.nl\n", "a,ID,EMail,feedback_token\n1,2,3@x.nl,<3@x.nl>\n"),
        ("Anrede;Mail\nHerr;a@x.de\n", "Anrede;Mail;feedback_token\nHerr;a@x.de;<a@x.de>\n"),
    ],
)  # fmt: skip
def test_a_row_stays_as_it_was_written(before: str, after: str) -> None:
    assert signed(before) == (after, [])


@pytest.mark.parametrize(
    ("before", "after", "renewed"),
    [
        ("id,feedback_token,n\n1,,x\n2,old,y\n", "id,feedback_token,n\n1,<1>,x\n2,<2>,y\n", 2),
        ('n;id;"Feedback_Token"\r\n"a;""b";1;"o;d"\r\n', 'n;id;"Feedback_Token"\r\n"a;""b";1;<1>\r\n', 1),
        ('feedback_token\tid\n\t1\n<2>\t"2"\n', 'feedback_token\tid\n<1>\t1\n<2>\t"2"\n', 1),
        ('id,n,feedback_token\n1,5 ft 3",<1>\n2,"x\ny",<2>\n', 'id,n,feedback_token\n1,5 ft 3",<1>\n2,"x\ny",<2>\n', 0),
    ],
)  # fmt: skip
def test_a_list_that_was_signed_is_signed_anew_in_place(
    before: str, after: str, renewed: int
) -> None:
    target = io.BytesIO()
    assert sign_csv(io.BytesIO(before.encode()), target, Names()).renewed == renewed
    assert target.getvalue().decode() == after


def test_the_command_says_that_tokens_were_replaced_or_the_same(shell: Shell, tmp_path) -> None:  # noqa: ANN001
    first, second, third = (tmp_path / name for name in ("1.csv", "2.csv", "3.csv"))
    first.write_text("id,feedback_token,name\n1,old,Eva\n2,,Jan\n")
    said = shell.run("sign", "--contact", str(first), str(second)).stderr
    assert "Its column feedback_token was replaced in 2 rows." in said
    said = shell.run("sign", "--contact", str(second), str(third)).stderr
    assert "held these tokens already; they are the same" in said
    assert third.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1250"]
)
def test_a_person_has_the_same_token_in_every_encoding(encoding: str) -> None:
    text = 'id;name\r\nmüller;"Ö, ""x"\r\n'.replace('""x"', 'x"')
    target, said = io.BytesIO(), "cp1250" if encoding == "cp1250" else None
    sign_csv(io.BytesIO(text.encode(encoding)), target, TOKENS.signer("one"), encoding=said)
    token = TOKENS.sign("one", TOKENS.recipient("müller"))
    expected = f'id;name;feedback_token\r\nmüller;"Ö, x";{token}\r\n'
    assert target.getvalue() == expected.encode(encoding)


def test_the_column_that_identifies_a_person_can_be_named() -> None:
    assert signed("id,Client\n1,2\n", "client")[0] == "id,Client,feedback_token\n1,2,<2>\n"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (b",x\n", "id is empty"),
        (b" ,x\n", "id is empty"),
        (b"1\n", "it has 1 fields, the header has 2"),
        (b"1,x,y\n", "it has 3 fields, the header has 2"),
        (b'1,"x\n', "its quotes do not match"),
        (b'1,"x"y\n', "its quotes do not match"),
        (b"Zo\xc3\xab\xff\xc3\xab,x\n", "id is not in UTF-8"),
        (b"\x81,\xe9\n", "id is not in Windows-1252"),
        (b'"8,93E+18",x\n', "id is a number that a spreadsheet has rounded; make it text there"),
        (
            b"4.9017E+15,\xc3\xa9\n",
            "id is a number that a spreadsheet has rounded; make it text there",
        ),
    ],
)
def test_a_bad_row_is_left_out_and_named_and_the_others_are_signed(
    rows: bytes, reason: str
) -> None:
    text, bad = signed(b"id,n\n" + rows + b'8,b\n"9",c\n')
    assert bad == [(2, reason)]
    assert text == 'id,n,feedback_token\n8,b,<8>\n"9",c,<9>\n'


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", None, "the file is empty"),
        ("\n1\n", None, "the file is empty, or its first line is"),
        ("jan@example.com,Jan\n", None, "has to name the columns"),
        ("id,feedback_token,Feedback_Token\n1,,\n", None, "more than one column 'feedback_token'"),
        ("id,feedback_token\n1,2\n", "feedback_token", "holds tokens, which name nobody"),
        ("id,name\n", "email", "no column 'email' among: id, name"),
        ("id,id\n", "id", "more than one column 'id'"),
        ("E-Mail;E-Mail\na@x.de;\n", None, "more than one column 'E-Mail'"),
        ("E-Mail;Name\n", None, "below the names of the columns stands no row"),
        ("E-Mail;Name\n;\n\n", None, "below the names of the columns stands no row"),
        ('id,"name\n1,x\n', None, "the quotes of the first line do not match"),
        (
            "Klanten 2026;;\nnaam;email;nr\nJan;jan@x.nl;7\nEls;els@x.nl;8\n",
            None,
            "such as a title",
        ),
    ],
)
def test_a_file_that_cannot_be_signed_is_refused(
    text: str, column: str | None, message: str
) -> None:
    with pytest.raises((RecipientsError, SheetError), match=message):
        signed(text, column)


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"id\n" + b"x" * 2_000_000, None, "line 2 is longer than a million characters"),
        (b"id\n", "nonsense", "no encoding 'nonsense'"),
        (b"id\n", "cp037", "no encoding 'cp037'"),
        (b"\xff\xfei\0d\0\n\x001", None, "not in utf-16-le behind line 2, or is cut off there"),
    ],
    ids=["no lines", "unknown", "not like ASCII", "cut off"],
)
def test_what_is_no_csv_is_refused(data: bytes, encoding: str | None, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        signed(data, encoding=encoding)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by the kilobyte, so that few rows are many blocks."""
    monkeypatch.setattr(spreadsheets, "_BLOCK", 4096)


def many(rows: int, repeated: int = 0) -> bytes:
    """A long file with quotes now and then, some with a line end between; its last rows repeat the first."""
    numbers = [*range(rows - repeated), *range(repeated)]
    lines = (f'{n},"two\nlines"\n' if n % 999 == 0 else f"{n},Zoë\n" for n in numbers)
    return ("id,name\n" + "".join(lines)).encode()


def test_a_long_file_takes_little_memory() -> None:
    source, target = io.BytesIO(many(50_000)), io.BytesIO(bytes(4_000_000))
    tracemalloc.start()
    sign_csv(source, target, TOKENS.signer("one"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


@pytest.mark.parametrize("few", [1_000, 10_000], ids=["many", "few"])
def test_who_stands_there_twice_is_reported(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "_FEW", few)
    heard = Heard()
    source = io.BytesIO(many(2_000, repeated=1) + b"1,x\n1,y\n")
    result = sign_csv(source, io.BytesIO(), TOKENS.signer("one"), listener=heard)
    assert result.repeated == 3
    lines = {(again.line - heard.repeats[0].first, again.first) for again in heard.repeats}
    assert {first for _, first in lines} == {2, 4}
    assert sum(again.first == 4 for again in heard.repeats) == 2


ANREDE = "Anrede;Name;Wohnort\nHerr;Max;Ulm\nFrau;Eva;Ulm\nHerr;Udo;Bonn\nHerr;Jan;Ulm\n"


def test_where_no_column_tells_people_apart_the_command_asks_and_shows_each(
    shell: Shell,
    tmp_path,  # noqa: ANN001
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(ANREDE)
    said = shell.run("sign", "--contact", str(source), str(target), code=1).stderr
    assert said.splitlines() == [
        "Error: nothing in the list shows which column tells one person from another. It has:",
        "  Anrede: Herr, Frau",
        "  Name: Max, Eva, Udo",
        "  Wohnort: Ulm, Bonn ",
        "Name the one: --column NAME",
    ]
    assert not target.exists()
    said = shell.run("sign", "--contact", "--column", "name", str(source), str(target)).stderr
    assert "4 signed by Name" in said


@pytest.mark.parametrize("copies", [1, 1_000], ids=["short", "long"])
def test_a_list_that_repeats_a_person_many_times_is_not_handed_out(
    shell: Shell,
    config: Config,
    tmp_path,  # noqa: ANN001
    copies: int,
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    head, *rows = ANREDE.splitlines(keepends=True)
    source.write_text(head + "".join(rows * copies))
    target.write_text("what was there")
    command = ["sign", "--contact", "--column", "Anrede", "--keep", "reference", str(source)]
    said = shell.run(*command, str(target), code=1).stderr
    rows_, herr = 4 * copies, 3 * copies
    assert (
        f"{rows_ - 2} of {rows_} rows name somebody whom an earlier row has named: 'Herr'" in said
    )
    assert f"stands in {herr} of them" in said
    assert "--repeats" in said
    assert target.read_text() == "what was there"
    assert shell.run(*command, "-", code=1).stdout == ""
    if copies > 1:
        assert kept(config) == []  # the first rows show it, before anything is kept
    shell.run(*command, "--repeats", str(target))
    assert target.read_text().count("Herr;") == herr


def test_repeats_behind_the_first_rows_are_counted_too(shell: Shell, tmp_path) -> None:  # noqa: ANN001
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    people = [f"k{number}@example.com\n" for number in range(4_000)]
    source.write_text("E-Mail\n" + "".join(people) + "Jan@Example.com\njan@example.com\n" * 300)
    said = shell.run("sign", "--contact", str(source), str(target), code=1).stderr
    assert "599 of 4600 rows" in said
    assert "stands in 600 of them" in said
    assert not target.exists()


def test_a_few_repeats_stop_nothing(shell: Shell) -> None:
    said = shell.run(
        "sign", "--contact", "-", stdin="id\n" + "".join(f"{n % 95}\n" for n in range(100))
    )
    assert "5 name a person again" in said.stderr


def test_what_is_no_mail_address_among_them_is_left_out_and_named() -> None:
    text, bad = signed(
        "Name;E-Mail\nA;a@x.nl\nB;b@x.nl; c@x.nl\nC;not-a-mail\nD; D@X.nl \nE;mailto:e@x.nl\nF;F <f@x.nl>\n"
        'G;"g@x.nl; h@x.nl"\nI;i@x.nl,j@x.nl\nK;k@x\nL;l@x.nl\n'
    )
    assert bad == [
        (3, "it has 3 fields, the header has 2"),
        (4, "E-Mail is no mail address"),
        (8, "E-Mail holds more than one mail address"),
        (9, "E-Mail holds more than one mail address"),
        (10, "E-Mail is no mail address"),
    ]
    assert [line.split(";")[0] for line in text.splitlines()[1:]] == ["A", "D", "E", "F", "L"]


def test_two_columns_of_one_name_are_said(shell: Shell) -> None:
    said = shell.run("sign", "--contact", "-", stdin="id,Name,name\n1,a,b\n").stderr
    assert "more than one column is called Name" in said


def test_the_command_signs_a_file_for_a_campaign(shell: Shell, tmp_path) -> None:  # noqa: ANN001
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(b"id;name\r\n17;Zo\xe9\r\n;nobody\r\n")
    result = shell.run("sign", "--campaign", "orders", str(source), str(target))
    assert result.stderr.splitlines() == [
        "line 3 is left out: id is empty",
        "1 signed by id, 1 left out.",
    ]
    header, row, _ = target.read_bytes().split(b"\r\n")
    assert header == b"id;name;feedback_token"
    assert row.startswith(b"17;Zo\xe9;")
    token = row.decode("latin-1").split(";")[2]
    invitation = _tokens(shell).read("orders", token)
    assert invitation.recipient == _tokens(shell).recipient("17")


def test_contact_tokens_work_in_every_campaign(shell: Shell) -> None:
    result = shell.run("sign", "--contact", "-", stdin="email\na@example.com\n")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    for campaign in ("one", "two"):
        _tokens(shell).read(campaign, row["feedback_token"])


def test_rows_left_out_are_written_to_a_file_for_excel(shell: Shell, tmp_path) -> None:  # noqa: ANN001
    source, rejects = tmp_path / "in.csv", tmp_path / "bad.csv"
    source.write_bytes(b"id;name\r\n;Zo\xeb\r\n1;x\r\n")
    result = shell.run("sign", "--contact", "--rejects", str(rejects), str(source), "-")
    assert "1 left out" in result.stderr
    assert rejects.read_text("utf-8-sig") == "line,reason,row\n2,id is empty,;Zoë\n"


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("before", [None, b"what was there"], ids=["new", "replaced"])
def test_an_interrupted_run_leaves_nothing_and_the_next_one_signs_the_same(
    shell: Shell,
    tmp_path,  # noqa: ANN001
    monkeypatch: pytest.MonkeyPatch,
    before: bytes | None,
) -> None:
    source, target, rejects = (tmp_path / name for name in ("in.csv", "out.csv", "bad.csv"))
    source.write_bytes(many(2_000).replace(b"5,Zo", b",Zo"))
    command = ["sign", "--campaign", "one", "--rejects", str(rejects), str(source), str(target)]
    shell.run(*command)
    expected = target.read_bytes(), rejects.read_bytes()
    for path in (target, rejects):
        path.write_bytes(before) if before else path.unlink()
    present = sorted(tmp_path.iterdir())
    with monkeypatch.context() as patch:
        _interrupt(patch)
        shell.run(*command, code=1)
    assert sorted(tmp_path.iterdir()) == present
    assert not before or target.read_bytes() == rejects.read_bytes() == before
    shell.run(*command)
    assert (target.read_bytes(), rejects.read_bytes()) == expected


def _interrupt(patch: pytest.MonkeyPatch) -> None:
    """Let somebody press Ctrl-C in the middle of a file."""

    def stop(_: Teller, progress: Progress) -> None:
        if progress.rows > 1_000:
            raise KeyboardInterrupt

    patch.setattr(Teller, "progress", stop)


def test_two_runs_at_once_leave_one_whole_file(shell: Shell, tmp_path) -> None:  # noqa: ANN001
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id\n1\n")
    with common.writing(target) as other:
        other.write(b"half of ano")
        shell.run("sign", "--contact", str(source), str(target))
        assert target.read_text().startswith("id,feedback_token\n1,")
        other.write(b"ther one\n")
    assert target.read_text() == "half of another one\n"


def test_what_is_asked_to_be_kept_is_kept_and_erased_again(
    shell: Shell,
    config: Config,
    tmp_path,  # noqa: ANN001
) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes("id;plan;land\n1;gold;België\n2;;\n1;silver;België\n".encode("cp1252"))
    said = shell.run("sign", "--contact", "--keep", "reference,plan,land", str(source), "-").stderr
    assert "Keeping reference, plan, land of every person for 180 days" in said
    assert kept(config) == [
        ("1", {"plan": "silver", "land": "België"}),
        ("2", {"plan": "", "land": ""}),
    ]
    source.write_text("id,score\n1,7\n")
    shell.run("sign", "--contact", "--keep", "score", str(source), "-")
    assert kept(config)[0] == ("1", {"plan": "silver", "land": "België", "score": "7"})
    shell.run("erase", "--yes", "1")
    assert [reference for reference, _ in kept(config)] == ["2"]
    with db.connect(config.database_url or "") as connection:
        references.forget(connection, ids.utc_now() + timedelta(days=180), 180)
    assert kept(config) == []


def kept(config: Config) -> list[tuple[str, dict[str, str]]]:
    with db.connect(config.database_url or "") as connection:
        return connection.execute(
            "select reference, attributes from recipient order by reference"
        ).fetchall()


@pytest.mark.parametrize(
    ("columns", "message"),
    [("color", "no column 'color'"), ("id,,x", "1 to 20 columns can be kept")],
)
def test_what_cannot_be_kept_is_refused(
    shell: Shell,
    tmp_path,  # noqa: ANN001
    columns: str,
    message: str,
) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id\n1\n")
    said = shell.run("sign", "--contact", "--keep", columns, str(source), "-", code=1).stderr
    assert message in said


def test_signing_needs_no_database(shell: Shell) -> None:
    shell.env = {**shell.env, "DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    assert "1 signed" in shell.run("sign", "--contact", "-", stdin="id\n1\n").stderr


def test_a_file_can_be_signed_in_place(shell: Shell, tmp_path) -> None:  # noqa: ANN001
    file = tmp_path / "in.csv"
    file.write_text("id\n1\n")
    shell.run("sign", "--contact", str(file), str(file))
    assert file.read_text().startswith("id,feedback_token\n1,")


def test_a_failed_signing_leaves_the_old_file_as_it_was(shell: Shell, tmp_path) -> None:  # noqa: ANN001
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id\n\xff\n", "latin-1")
    target.write_text("precious")
    shell.run("sign", "--contact", "--column", "none", str(source), str(target), code=1)
    assert target.read_text() == "precious"


def test_a_file_without_any_good_row_is_an_error(shell: Shell) -> None:
    result = shell.run(
        "sign", "--contact", "-", "--column", "id", stdin="id,name\n,a\n,b\n", code=1
    )
    assert "no row could be signed" in result.stderr


@pytest.mark.parametrize("words", [[], ["--contact", "--campaign", "one"]], ids=["none", "both"])
def test_the_kind_of_token_has_to_be_said(shell: Shell, words: list[str]) -> None:
    assert "say which tokens" in shell.run("sign", "-", *words, stdin="id\n1\n", code=2).stderr


def _tokens(shell: Shell) -> Tokens:
    keys = str(shell.env["FEEDBACK_SIGNING_KEYS"]).split(",")
    return Tokens(keys, str(shell.env["FEEDBACK_PSEUDONYM_KEY"]))
