"""Lists of recipients that are uploaded: in pieces, signed, fetched again, and forgotten."""

import csv
import io
import logging
import re
import shutil
import threading
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lists import AS_CSV, XLSX, ods, xlsx
from postbox import PASSWORD, signed_in
from werkzeug.test import TestResponse

from feedback_buttons.accounts import audit, users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.studio import list_signer, uploads
from feedback_buttons.dashboard.studio.uploaded_list import KEPT, Upload
from feedback_buttons.dashboard.studio.uploads import Uploads
from feedback_buttons.recipients import rest_rules
from feedback_buttons.recipients.csv_signing import sign_csv
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

LISTS = "/campaign/delay/list"
CSV = """\
email;name;plan
zoë@example.com;Zoë;vip
;nobody;vip
bob@example.com;Bob;basic
zoë@example.com;Z;vip
""".encode()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for name in ("anna", "bert"):
            users.add(connection, name, PASSWORD, "editor")
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        campaigns.add(connection, Campaign(slug="other", name="Other"))
        yield connection


@pytest.fixture
def anna(app: Flask) -> FlaskClient:
    return signed_in(app, "anna")


@pytest.fixture
def tokens(config: Config) -> Tokens:
    return Tokens(config.signing_keys, config.pseudonym_key)


def begin(
    client: FlaskClient, data: bytes, mark: str = "1", name: str = "list.csv"
) -> TestResponse:
    return client.post(LISTS, data={"name": name, "size": len(data), "mark": mark})


def said(page: TestResponse, fact: str) -> str:
    found = re.search(rf'data-{fact}="([^"]*)"', page.text)
    assert found, page.text
    return found[1]


def put(client: FlaskClient, address: str, data: bytes, at: int = 0) -> TestResponse:
    return client.put(address, query_string={"at": at}, data=data)


def uploaded(client: FlaskClient, data: bytes = CSV, name: str = "list.csv") -> str:
    """Upload a list in one piece; its address."""
    address = said(begin(client, data, name=name), "address")
    assert said(put(client, address, data), "state") == "choosing"
    return address


def signed(client: FlaskClient, address: str, **wanted: Any) -> TestResponse:  # noqa: ANN401
    """Sign a list, and wait until it is."""
    page = client.post(f"{address}/sign", data={"column": "email", **wanted})
    while said(page, "state") in ("waiting", "signing"):
        page = client.get(address)
    return page


def directly(tokens: Tokens, data: bytes = CSV, campaign: str | None = "delay") -> bytes:
    target = io.BytesIO()
    sign_csv(io.BytesIO(data), target, tokens.signer(campaign))
    return target.getvalue()


def test_who_was_asked_or_has_answered_is_left_out_and_that_is_said(
    anna: FlaskClient, tokens: Tokens, config: Config
) -> None:
    with db.connect(str(config.database_url), autocommit=True) as connection:
        rest_rules.set_(connection, 30, None)
        recipient = tokens.recipient("bob@example.com")
        connection.execute("insert into asked values (%s, current_date, 0)", [recipient])
    address = uploaded(anna)
    assert (
        "People who were asked by another mail within 30 days are left out"
        in anna.get(address).text
    )
    page = signed(anna, address)
    assert "1 row left out: another mail asked these people lately." in page.text
    assert "2 rows signed by email." in page.text
    assert anna.get(f"{address}/signed.csv").data.count(b"\n") == 3
    assert b"asked lately" in anna.get(f"{address}/rejects.csv").data
    page = signed(anna, uploaded(anna), unanswered="on", contact="on")
    assert "choose a reminder, or tokens for all campaigns" in page.text


def test_a_list_comes_back_as_the_command_signs_it(anna: FlaskClient, tokens: Tokens) -> None:
    address = uploaded(anna)
    page = signed(anna, address)
    assert "3 rows signed by email." in page.text
    file = anna.get(f"{address}/signed.csv")
    assert file.data == directly(tokens)
    assert file.headers["Content-Disposition"] == "attachment; filename=list-signed.csv"
    assert int(file.headers["Content-Length"]) == len(file.data)
    assert anna.get(f"{address}/signed.csv").data == file.data  # within its hour, again


def test_a_signed_list_can_be_signed_anew(anna: FlaskClient, tokens: Tokens) -> None:
    other = directly(tokens, campaign="other")
    address = uploaded(anna, other)
    assert 'value="feedback_token"' not in anna.get(address).text  # which names nobody
    page = signed(anna, address)
    assert "Its column feedback_token was replaced in 3 rows." in page.text
    assert anna.get(f"{address}/signed.csv").data == directly(tokens)
    page = signed(anna, uploaded(anna, directly(tokens)))
    assert "held these tokens already; they are the same" in page.text


def test_wrong_rows_are_named_by_line_and_reason(anna: FlaskClient) -> None:
    address = uploaded(anna)
    page = unescape(signed(anna, address).text)
    assert "1 row left out:" in page
    assert '<th scope="row">3</th><td>email is empty</td>' in page
    assert '<th scope="row">5</th><td>The same person as in line 2.</td>' in page
    assert "nobody" not in page
    rejects = anna.get(f"{address}/rejects.csv").data.decode("utf-8-sig")
    assert rejects == "line,reason,row\r\n3,email is empty,;nobody;vip\r\n"


WRONG = {
    ";nobody;vip": "email is leeg",
    "bob@example.com;Bob": "heeft 2 velden, de kop heeft er 3",
    "not-a-mail;Bob;vip": "email is geen mailadres",
    "a@x.nl, b@y.nl;Bob;vip": "in email staat meer dan één mailadres",
    'bob@example.com;"Bob;vip': "de aanhalingstekens kloppen niet",
}


def test_reasons_are_in_the_language_of_who_reads_them(anna: FlaskClient) -> None:
    rows = "email;name;plan\neva@example.com;Eva;vip\n" + "\n".join(WRONG) + "\n"
    anna.environ_base["HTTP_ACCEPT_LANGUAGE"] = "nl"
    address = uploaded(anna, rows.encode())
    page = unescape(signed(anna, address).text)
    for line, reason in enumerate(WRONG.values(), 3):
        assert f'<th scope="row">{line}</th><td>{reason}</td>' in page
    text = anna.get(f"{address}/rejects.csv").data.decode("utf-8-sig")
    head, *rejects = csv.reader(io.StringIO(text))
    assert head == ["regel", "reden", "rij"]
    assert {row: reason for _, reason, row in rejects} == WRONG
    assert "email is empty" in unescape(anna.get(address, headers={"Accept-Language": "en"}).text)
    page = unescape(signed(anna, uploaded(anna), column="phone").text)
    assert "Er is geen kolom 'phone' bij: email, name, plan." in page


def test_only_the_first_hundred_wrong_rows_are_shown(anna: FlaskClient) -> None:
    address = uploaded(anna, b"email,x\na@x.nl,1\n" + b",1\n" * 250)
    page = signed(anna, address).text
    assert page.count("email is empty") == list_signer.SHOWN
    assert "250 rows left out:" in page
    assert "The first 100 are shown." in page
    assert anna.get(f"{address}/rejects.csv").data.count(b"email is empty") == 250


def test_an_upload_goes_on_where_it_stopped(anna: FlaskClient, tokens: Tokens) -> None:
    address = said(begin(anna, CSV), "address")
    put(anna, address, CSV[:20])
    again = begin(anna, CSV)
    assert (said(again, "address"), said(again, "received")) == (address, "20")
    for at, piece in ((20, CSV[20:50]), (20, CSV[20:50]), (90, CSV[90:]), (0, CSV)):
        assert said(put(anna, address, piece, at), "received") == "50"
    assert said(put(anna, address, CSV[50:], 50), "state") == "choosing"
    signed(anna, address)
    assert anna.get(f"{address}/signed.csv").data == directly(tokens)


def test_another_file_begins_anew(anna: FlaskClient) -> None:
    first = said(begin(anna, CSV), "address")
    second = begin(anna, CSV, mark="2")
    assert said(second, "received") == "0"
    assert anna.get(first).status_code == 404


def test_nobody_else_can_see_a_list(app: Flask, anna: FlaskClient) -> None:
    address = uploaded(anna)
    signed(anna, address)
    bert = signed_in(app, "bert")
    other = address.replace("/campaign/delay/", "/campaign/other/")
    for client, path in ((bert, address), (anna, other)):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}/signed.csv").status_code == 404
        client.delete(path)  # gone already, as far as they can tell
    assert anna.get(f"{address}/signed.csv").status_code == 200


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"anna@example.com,1\n" * 30_000, "it holds a mail address"),
        (b"feedback_token,feedback_token\n" + b"a@x.nl,1\n" * 40_000, "more than one column"),
        (b"\n\n" + b"x" * 300_000, "that has to name the columns"),
    ],
    ids=["no-header", "two-of-tokens", "empty-line"],
)
def test_what_is_no_list_is_known_by_its_first_piece(
    anna: FlaskClient, data: bytes, reason: str
) -> None:
    address = said(begin(anna, data), "address")
    page = put(anna, address, data[: 256 * 1024])
    assert said(page, "state") == "failed"
    assert reason in unescape(page.text)
    assert said(put(anna, address, data[256 * 1024 :], 256 * 1024), "state") == "failed"


def read(client: FlaskClient, data: bytes, name: str) -> TestResponse:
    """Upload a workbook, and wait until it is read."""
    address = said(begin(client, data, name=name), "address")
    page = put(client, address, data)
    while said(page, "state") == "reading":
        page = client.get(address)
    return page


def test_a_workbook_comes_back_as_csv(anna: FlaskClient, tokens: Tokens) -> None:
    page = read(anna, XLSX, "klanten.xlsx")
    assert "The sheet “Klanten” was read." in page.text
    assert '<option value="E-mail" selected>E-mail: anna@example.com, zoë@example.com' in page.text
    address = said(page, "address")
    assert "2 rows signed by E-mail." in signed(anna, address, column="E-mail").text
    file = anna.get(f"{address}/signed.csv")
    assert "filename=klanten-signed.csv" in file.headers["Content-Disposition"]
    assert file.data == directly(tokens, AS_CSV)


SHEETS = xlsx(
    {
        "Klanten": [("Mail",), ("anna@example.com",), ("bo@example.com",)],
        'Bestellingen "\'24"': [("Nr", "Klant"), (1, "cy@example.com"), (2, "di@example.com")],
        "Kop": [("jan@example.com", "piet@example.com")],
    },
    hidden=("Kop",),
)


def choose(client: FlaskClient, page: TestResponse, sheet: str) -> TestResponse:
    """Choose another sheet of a workbook, and wait until it is read."""
    page = client.post(f"{said(page, 'address')}/sheet", data={"sheet": sheet})
    while said(page, "state") == "reading":
        page = client.get(said(page, "address"))
    return page


def test_another_sheet_of_a_workbook_can_be_chosen(anna: FlaskClient) -> None:
    page = read(anna, SHEETS, "crm.xlsx")
    offered = re.search(r'name="sheet">(.*?)</select>', page.text)
    assert offered
    assert re.findall(r">([^<]+)</option>", unescape(offered[1])) == [
        "Klanten", "Bestellingen \"'24\"", "Kop (hidden)",
    ]  # fmt: skip
    page = choose(anna, page, 'Bestellingen "\'24"')
    assert "The sheet “Bestellingen &#34;&#39;24&#34;” was read." in page.text
    assert '<option value="Klant" selected>' in page.text
    address = said(page, "address")
    page = signed(anna, address, column="Klant")
    assert b",cy@example.com," in anna.get(f"{address}/signed.csv").data
    page = choose(anna, page, "Klanten")  # also of a list that was signed
    assert anna.get(f"{address}/signed.csv").status_code == 404
    signed(anna, address, column="Mail")
    assert b"anna@example.com," in anna.get(f"{address}/signed.csv").data


def test_a_sheet_that_is_no_list_leaves_the_others_to_choose(anna: FlaskClient) -> None:
    page = choose(anna, read(anna, SHEETS, "crm.xlsx"), "Kop")
    assert said(page, "state") == "failed"
    assert "it holds a mail address" in page.text
    assert "The sheet “Kop” was read." in page.text
    page = choose(anna, page, "there is none of this name")
    assert "The workbook has no sheet" in unescape(page.text)
    assert said(choose(anna, page, "Klanten"), "state") == "choosing"


def test_a_workbook_of_one_sheet_is_not_kept(anna: FlaskClient) -> None:
    page = read(anna, ods([("Mail",), ("anna@example.com",)]), "x.ods")
    assert 'name="sheet"' not in page.text
    assert said(choose(anna, page, "Lijst"), "state") == "choosing"


@pytest.mark.parametrize("data", [b"PK\x03\x04" + b"\0" * 300, ods([])], ids=["damaged", "empty"])
def test_a_workbook_that_cannot_be_read_says_so(anna: FlaskClient, data: bytes) -> None:
    page = read(anna, data, "x.xlsx")
    assert said(page, "state") == "failed"
    assert re.search("The file is no workbook|No sheet of the workbook has a row", page.text)


def test_nothing_is_chosen_where_no_column_tells_people_apart(anna: FlaskClient) -> None:
    data = b"Anrede;Name;Wohnort\nHerr;Max;Ulm\nFrau;Eva;Ulm\nHerr;Udo;Bonn\nHerr;Jan;Ulm\n"
    page = unescape(anna.get(uploaded(anna, data)).text)
    assert '<option value="">Choose …</option>' in page
    assert '<option value="Name">Name: Max, Eva, Udo</option>' in page
    assert " selected>Anrede" not in page


def test_the_column_of_mail_addresses_is_chosen_and_shown_by_samples(anna: FlaskClient) -> None:
    data = b"Anrede;E-Mail\nHerr;max@example.de\nFrau;eva@example.de\n"
    page = anna.get(uploaded(anna, data)).text
    assert '<option value="E-Mail" selected>E-Mail: max@example.de, eva@example.de</option>' in page


def test_a_list_that_repeats_one_person_asks_before_it_is_handed_out(anna: FlaskClient) -> None:
    data = b"name;email\n" + b"".join(b"Herr;a%d@example.de\n" % number for number in range(30))
    address = uploaded(anna, data)
    page = signed(anna, address, column="name", contact="on", keep=["email"])
    assert said(page, "state") == "choosing"
    assert "29 of 30 rows name somebody whom an earlier row has named: 'Herr'" in unescape(
        page.text
    )
    assert "--repeats" not in page.text
    assert '<option value="name" selected>' in page.text
    assert 'name="repeats"' in page.text
    assert 'name="contact" checked' in page.text
    assert 'value="email" checked' in page.text
    assert anna.get(f"{address}/signed.csv").status_code == 404
    page = signed(anna, address, column="name", repeats="on")
    assert "30 rows signed by name." in page.text


@pytest.mark.parametrize("data", [b"E-Mail;Name\n", b"E-Mail;E-Mail\na@x.de;b@x.de\n"])
def test_a_list_that_cannot_be_signed_by_anything_says_so_at_once(
    anna: FlaskClient, data: bytes
) -> None:
    page = put(anna, said(begin(anna, data), "address"), data)
    assert said(page, "state") == "failed"
    assert re.search("stands no row|more than one column", page.text)


def test_two_columns_of_one_name_are_said(anna: FlaskClient) -> None:
    page = anna.get(uploaded(anna, b"email;Plan;plan\na@x.de;1;2\n"))
    assert "More than one column is called: Plan." in page.text


def test_a_wrong_choice_costs_no_second_upload(anna: FlaskClient, tokens: Tokens) -> None:
    address = uploaded(anna)
    page = signed(anna, address, column="phone")
    assert said(page, "state") == "choosing"
    assert "There is no column 'phone'" in unescape(page.text)
    page = signed(anna, address, encoding="klingon")
    assert "No encoding 'klingon' is known" in unescape(page.text)
    assert said(signed(anna, address), "state") == "signed"
    assert anna.get(f"{address}/signed.csv").data == directly(tokens)


def test_a_list_in_which_nobody_is_named_is_not_signed(anna: FlaskClient) -> None:
    page = signed(anna, uploaded(anna, b"email,x\n,1\n,2\n"))
    assert said(page, "state") == "choosing"
    assert "No row could be signed" in page.text


def test_tokens_for_all_campaigns(anna: FlaskClient, tokens: Tokens) -> None:
    address = uploaded(anna)
    signed(anna, address, contact="on")
    assert anna.get(f"{address}/signed.csv").data == directly(tokens, campaign=None)


def test_nothing_is_kept_of_recipients_unless_it_is_asked_for(
    anna: FlaskClient, conn: db.Connection, tokens: Tokens
) -> None:
    kept = "select recipient, reference, attributes from recipient order by reference"
    signed(anna, uploaded(anna))
    assert conn.execute(kept).fetchall() == []
    signed(anna, uploaded(anna), keep=["reference", "plan", "no such column"])
    assert conn.execute(kept).fetchall() == [
        (tokens.recipient("bob@example.com"), "bob@example.com", {"plan": "basic"}),
        (tokens.recipient("zoë@example.com"), "zoë@example.com", {"plan": "vip"}),
    ]
    told = audit.page(conn).entries[0]
    assert (told.account, told.did, told.subject) == ("anna", "recipients signed", "delay")
    assert told.detail == {"rows": 3, "left_out": 1, "kept": ["reference", "plan"]}


@pytest.mark.parametrize(
    ("size", "reason"), [(0, "The file is empty."), (uploads.LARGEST + 1, "larger than 2 GB")]
)
def test_a_size_that_cannot_be_taken_is_said_first(
    anna: FlaskClient, size: int, reason: str
) -> None:
    answer = anna.post(LISTS, data={"name": "x", "size": size, "mark": "1"})
    assert answer.status_code == 400
    assert reason in answer.text


def test_a_full_disk_is_said_before_anything_is_sent(
    anna: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(9, 9, 100_000_000))
    answer = begin(anna, CSV)
    assert answer.status_code == 400
    assert "This server's disk has no room for it" in unescape(answer.text)


def test_so_many_lists_at_a_time_and_no_more(
    app: Flask, anna: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST", 1)
    uploaded(anna)
    assert "Too many lists" in begin(signed_in(app, "bert"), CSV).text
    uploaded(anna)  # in place of her own


def test_too_large_a_piece_is_refused(anna: FlaskClient) -> None:
    data = b"email\n" + b"a@example.com\n" * 60_000
    address = said(begin(anna, data), "address")
    assert put(anna, address, data[: uploads.PIECE + 1]).status_code == 413
    assert said(anna.get(address), "received") == "0"


def test_a_list_has_no_name_on_the_disk(anna: FlaskClient, data_dir: Path) -> None:
    before = set(data_dir.rglob("*"))
    address = uploaded(anna)
    signed(anna, address)
    assert set(data_dir.rglob("*")) == before


def test_a_list_is_forgotten_at_once_when_it_is_asked_for(anna: FlaskClient) -> None:
    address = uploaded(anna)
    signed(anna, address)
    assert "Deleted." in anna.delete(address).text
    for path in (address, f"{address}/signed.csv", f"{address}/rejects.csv"):
        assert anna.get(path).status_code == 404


def test_a_campaign_that_is_not_there_takes_no_list(anna: FlaskClient) -> None:
    answer = anna.post("/campaign/no/list", data={"name": "x", "size": 5, "mark": "1"})
    assert answer.status_code == 404


# ---- from within: time, and what happens at the same time ----


@pytest.fixture
def lists(data_dir: Path) -> Iterator[Uploads]:
    made = Uploads(data_dir)
    yield made
    made.close()


def whole(lists: Uploads) -> Upload:
    upload = lists.begin("anna", "delay", "list.csv", len(CSV), "1")
    upload.put(0, CSV)
    return upload


def test_a_list_is_forgotten_after_an_hour(lists: Uploads) -> None:
    upload = whole(lists)
    assert lists.sweep(ids.utc_now() + KEPT - timedelta(minutes=1)) == 1
    assert lists.sweep(ids.utc_now() + KEPT + timedelta(minutes=1)) == 0
    assert upload.source.closed
    assert lists.get(upload.id, "anna", "delay") is None


class Slow:
    """Stands in the place of signing until it may go on."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self._error = error

    def __call__(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        self.begun.set()
        assert self.go.wait(60)
        if self._error:
            raise self._error
        return sign_csv(*args, **options)


@pytest.fixture
def signer(lists: Uploads, config: Config, tokens: Tokens) -> Iterator[list_signer.Signer]:
    with db.pool(str(config.database_url), 2) as pool:
        yield list_signer.Signer(lists, pool, tokens)


def finished() -> None:
    """Wait for the threads that sign."""
    for thread in threading.enumerate():
        if "_run" in thread.name:
            thread.join()


def test_who_is_signed_is_forgotten_too_when_nobody_wants_it(
    lists: Uploads, signer: list_signer.Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(list_signer, "sign_csv", slow)
    upload = whole(lists)
    signer.begin(upload, list_signer.Wanted("email"))
    assert slow.begun.wait(60)
    assert lists.sweep(ids.utc_now() + 2 * KEPT) == 1  # it takes as long as it takes
    lists.drop(upload)
    slow.go.set()
    finished()
    assert upload.source.closed
    assert upload.target is not None
    assert upload.target.closed


def test_what_nobody_foresaw_is_logged_without_a_row(
    lists: Uploads,
    signer: list_signer.Signer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    slow = Slow(KeyError("zoë@example.com"))
    slow.go.set()
    monkeypatch.setattr(list_signer, "sign_csv", slow)
    upload = whole(lists)
    with caplog.at_level(logging.DEBUG):
        signer.begin(upload, list_signer.Wanted("email"))
        finished()
    assert upload.state == "choosing"
    assert "It could not be signed." in upload.wrong
    assert "KeyError" in caplog.text
    assert "zoë" not in caplog.text
