"""Signing a CSV: every row as it was written with its token behind it, and nothing kept."""

import csv
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from shell import Shell

from feedback_buttons.recipients import BadRow, RecipientsError, sign_csv
from feedback_buttons.tokens import Tokens

TOKENS = Tokens(["a signing key of 32 characters..."], "a pseudonym key of 32 characters..")


def signed(text: str, column: str | None = None) -> tuple[str, list[BadRow]]:
    """A signed CSV whose tokens say only for whom they are, and the rows that were left out."""
    target, bad = io.StringIO(newline=""), list[BadRow]()
    source = io.StringIO(text, newline="")
    sign_csv(source, target, lambda key: f"<{key}>", column=column, bad_row=bad.append)
    return target.getvalue(), bad


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
        ("id\n", "id,feedback_token\n"),
        ("a,b\n1,2\n", "a,b,feedback_token\n1,2,<1>\n"),
        ("a,ID,EMail\n1,2,3\n", "a,ID,EMail,feedback_token\n1,2,3,<3>\n"),
    ],
)  # fmt: skip
def test_a_row_stays_as_it_was_written(before: str, after: str) -> None:
    assert signed(before) == (after, [])


def test_the_column_that_identifies_a_person_can_be_named() -> None:
    assert signed("id,Client\n1,2\n", "client")[0] == "id,Client,feedback_token\n1,2,<2>\n"


@pytest.mark.parametrize(
    ("rows", "bad"),
    [
        (",x\n", BadRow(2, "id is empty")),
        (" ,x\n", BadRow(2, "id is empty")),
        ("1\n", BadRow(2, "it has 1 fields, the header has 2")),
        ("1,x,y\n", BadRow(2, "it has 3 fields, the header has 2")),
        ('1,"x\n', BadRow(2, "its quotes do not match")),
        ('1,"x"y\n', BadRow(2, "its quotes do not match")),
        ("\udce9,x\n", BadRow(2, "id is not in UTF-8")),
    ],
)
def test_a_bad_row_is_left_out_and_named_and_the_others_are_signed(rows: str, bad: BadRow) -> None:
    def sign(key: str) -> str:
        return key.encode().decode()

    target, found = io.StringIO(newline=""), list[BadRow]()
    result = sign_csv(
        io.StringIO(f"id,n\n{rows}8,b\n9,c\n", newline=""), target, sign, bad_row=found.append
    )
    assert found == [bad]
    assert (result.rows, result.left_out) == (2, 1)
    assert target.getvalue() == "id,n,feedback_token\n8,b,8\n9,c,9\n"


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", None, "the file is empty"),
        ("\n1\n", None, "the file is empty, or its first line is"),
        ("jan@example.com,Jan\n", None, "has to name the columns"),
        ("id,feedback_token\n", None, "a column feedback_token already"),
        ("id,name\n", "email", "no column 'email' among: id, name"),
        ("id,id\n", "id", "more than one column 'id'"),
        ("\udcff\udcfei\0d\0", None, "UTF-16"),
        ('id,"name\n1,x\n', None, "the quotes of the first line do not match"),
    ],
)
def test_a_file_that_cannot_be_signed_is_refused(
    text: str, column: str | None, message: str
) -> None:
    with pytest.raises(RecipientsError, match=message):
        signed(text, column)


def test_signing_keeps_nothing() -> None:
    def lines() -> Iterator[str]:
        yield "id,name\n"
        for number in range(50_000):
            yield f"{number},somebody\n"

    class Source(io.TextIOBase):
        rows = lines()

        def __next__(self) -> str:
            return next(self.rows)

    class Target(io.TextIOBase):
        def write(self, text: str) -> int:
            return len(text)

    tracemalloc.start()
    sign_csv(Source(), Target(), TOKENS.signer("one"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


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
    result = shell.run("sign", "--contact", "-", stdin="id,name\n,a\n,b\n", code=1)
    assert "no row could be signed" in result.stderr


@pytest.mark.parametrize("words", [[], ["--contact", "--campaign", "one"]], ids=["none", "both"])
def test_the_kind_of_token_has_to_be_said(shell: Shell, words: list[str]) -> None:
    assert "say which tokens" in shell.run("sign", "-", *words, stdin="id\n1\n", code=2).stderr


def _tokens(shell: Shell) -> Tokens:
    keys = str(shell.env["FEEDBACK_SIGNING_KEYS"]).split(",")
    return Tokens(keys, str(shell.env["FEEDBACK_PSEUDONYM_KEY"]))
