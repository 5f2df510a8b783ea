"""The comments of all campaigns: found in their language, in order, with what the team did."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import get_args

import psycopg
import pytest
from answers import START, Answer, put, relist
from person import Clock, Person
from sums import mislisted

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import (
    comment_handling,
    comment_list,
    comment_parameters,
    comment_slices,
)
from feedback_buttons.comments.comment_filters import TO_DO, Filter
from feedback_buttons.comments.comment_list import CommentKey, CommentPlace
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.recipients import erasure
from feedback_buttons.reports.segments import segments
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

TEXTS = {
    1: ("de", "Die Verspätung war ärgerlich, die Bücher kamen nie"),
    2: ("fr", "La réponse est arrivée après l’attente"),  # noqa: RUF001 (as phones write it)
    3: ("nl", "Twee bestellingen, één pakket. GEÏNSTALLEERD!"),
    4: ("en", "Deliveries were late; the “poem lost” me"),
    5: ("en", "The refund came late, no lost poem"),
    6: ("", "طلبت الهدية، قبل أسبوعين"),
    7: ("de", "Schon wieder verspaetung <script>alert(1)</script>"),
}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("delay", "order"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title()))
        yield connection


def found(conn: db.Connection, wanted: Filter, viewer: str = "anna") -> list[int]:
    """The recipients whose comments are wanted, in order."""
    page = comment_list.find(conn, wanted, viewer, limit=50)
    assert page.total == len(page.comments)
    return [each.key.recipient for each in page.comments]


def key(recipient: int, campaign: str = "delay") -> CommentKey:
    return CommentKey(campaign, recipient, 0)


@pytest.mark.parametrize(
    ("search", "match"),
    [
        ("verspatung", {1, 7}), ("VERSPÄTUNGEN", {1, 7}), ("verspaetungen", {1, 7}), ("Buch", {1}),
        ("reponses", {2}), ("arriver", {2}), ("attente", {2}),
        ("bestelling", {3}), ("geinstalleerd", {3}), ("pakketten", {3}),
        ("delivery", {4}), ('"poem lost"', {4}), ("“lost poem”", {5}), ("late -refund", {4}),
        ("delivery or refund", {4, 5}), ("أسبوعين", {6}), ("اسبوعين", {6}),
        ("' or 1=1 --", set()), ("(((", set()), ("!&|", set()), ("the", set()), ("%", set()),
    ],
)  # fmt: skip
def test_words_are_found_as_their_language_bends_them(
    conn: db.Connection, search: str, match: set[int]
) -> None:
    for number, (language, text) in TEXTS.items():
        put(conn, "delay", Answer(number, 5, comment=text, language=language))
    assert set(found(conn, Filter(search=search))) == match


def test_what_was_found_is_told_and_the_text_stays_as_it_was(conn: db.Connection) -> None:
    put(conn, "delay", Answer(7, 5, comment=TEXTS[7][1], language="de"))
    (comment,) = comment_list.find(conn, Filter(search="Verspaetungen wieder")).comments or [None]
    assert comment is not None
    assert comment.comment == TEXTS[7][1]
    assert comment.matches == {"verspaetung"}


def test_every_filter_leaves_what_is_wanted(conn: db.Connection) -> None:
    for number in range(1, 7):
        at = START + timedelta(days=number)
        answer = Answer(
            number, number + 2, at, f"comment {number}", language="nl" if number < 3 else "en"
        )
        put(conn, "order" if number == 6 else "delay", answer)
    put(conn, "delay", Answer(7, 1, comment="hidden", aside="scanned"))
    comment_handling.change(conn, key(1), "anna", "tag", "#Late")
    comment_handling.change(conn, key(2), "anna", "starred", "yes")
    comment_handling.change(conn, key(3), "anna", "handler", "anna")
    comment_handling.change(conn, key(4), "ben", "handler", "ben")
    comment_handling.change(conn, key(4), "ben", "status", "closed")
    cases = {
        Filter(): [6, 5, 4, 3, 2, 1],
        Filter(sort="oldest"): [1, 2, 3, 4, 5, 6],
        Filter(campaign="order"): [6],
        Filter(scores=(3, 8)): [6, 1],
        Filter(language="nl"): [2, 1],
        Filter(tag="late"): [1],
        Filter(starred=True): [2],
        Filter(handler="me"): [3],
        Filter(handler="ben"): [4],
        Filter(handler="nobody"): [6, 5, 2, 1],
        Filter(status="closed"): [4],
        Filter(since=date(2026, 12, 7), until=date(2026, 12, 8)): [5, 4],
        TO_DO: [1, 2, 3],
        TO_DO.but(sort="lowest", handler="nobody"): [1, 2],
    }
    assert {wanted: found(conn, wanted) for wanted in cases} == cases


@pytest.mark.parametrize("sort", ["newest", "oldest", "lowest"])
def test_pages_go_on_and_back_without_a_gap(conn: db.Connection, sort: str) -> None:
    for number in range(7):
        for slug in ("delay", "order"):  # many at the same moment, with the same score
            put(conn, slug, Answer(number, 5 + number % 2, START + timedelta(number // 4), "x"))
    wanted = Filter(sort=sort)
    everything = [each.key for each in comment_list.find(conn, wanted, limit=50).comments]
    assert len(set(everything)) == 14
    page = comment_list.find(conn, wanted, limit=4)
    pages = [page]
    while page.behind:
        page = comment_list.find(conn, wanted, place=CommentPlace.parse(str(page.behind)), limit=4)
        pages.append(page)
    assert [each.key for page in pages for each in page.comments] == everything
    for earlier in reversed(pages[:-1]):
        assert page.before
        page = comment_list.find(conn, wanted, place=CommentPlace.parse(str(page.before)), limit=4)
        assert page.comments == earlier.comments
    assert page.before is None
    assert pages[0].before is None


def test_a_list_is_counted_only_so_far(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_parameters, "COUNT_LIMIT", 3)
    for number in range(6):
        put(conn, "delay", Answer(number, 5, comment="x"))
    assert comment_list.find(conn, Filter()).total == 4


def test_every_change_says_who_and_when(conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 3, ids.utc_now(), "x"))
    done = [
        ("tag", "late"), ("tag", "refund"), ("untag", "late"), ("starred", "yes"),
        ("note", "called\x00 her"), ("handler", "anna"), ("reason", "solved"),
        ("status", "open"), ("status", "closed"),
    ]  # fmt: skip
    before = ids.utc_now()
    assert all(comment_handling.change(conn, key(1), "anna", *each) for each in done)  # type: ignore[arg-type]
    assert not comment_handling.change(conn, key(1), "ben", "status", "closed")
    comment = comment_list.get(conn, key(1))
    assert comment is not None
    assert (comment.tags, comment.starred, comment.note) == (("refund",), True, "called her")
    assert (comment.handler, comment.closed, comment.edited) == ("anna", True, False)
    assert [(each.field, each.account) for each in comment.changes] == [
        (field, "anna") for field, _ in reversed(done)
    ]
    assert all(before <= each.at <= ids.utc_now() for each in comment.changes)
    assert comment_list.tags(conn) == ["refund"]
    assert set(get_args(comment_handling.Field)) == {field for field, _ in done} | {"snooze"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "done"),
        ("starred", ""),
        ("tag", " # "),
        ("tag", "x" * 41),
        ("note", "x" * 2001),
        ("score", "9"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    conn: db.Connection, field: comment_handling.Field, value: str
) -> None:
    put(conn, "delay", Answer(1, 3, comment="x"))
    with pytest.raises(comment_handling.HandlingError):
        comment_handling.change(conn, key(1), "anna", field, value)


def test_a_comment_has_no_more_tags_than_can_be_read(conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 3, comment="x"))
    for number in range(comment_handling.MOST_TAGS):
        comment_handling.change(conn, key(1), "anna", "tag", f"t{number}")
    with pytest.raises(comment_handling.HandlingError, match="remove one"):
        comment_handling.change(conn, key(1), "anna", "tag", "more")


def test_nobody_can_handle_what_is_not_listed(conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 3, comment="x", aside="scanned"), Answer(2, 3))
    for recipient in (1, 2, 3):
        assert not comment_handling.change(conn, key(recipient), "anna", "tag", "x")
        assert comment_list.get(conn, key(recipient)) is None
    assert comment_list.tags(conn) == []


@pytest.fixture
def writer(config: Config, conn: db.Connection) -> Iterator[tuple[Person, CommentKey]]:
    """Somebody who has just written a comment, and which it is."""
    assert conn.info.dbname in str(config.database_url)
    clock = Clock.of_today()
    app = create_app(config, clock)
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    recipient = tokens.recipient("customer 17")
    person = Person(app.test_client(), clock)
    person.open(f"/r/delay/{tokens.sign('delay', recipient)}/3")
    person.press(3, "waar is mijn bestelling")
    yield person, key(recipient)
    app.close()


def test_what_the_team_did_survives_the_recipients_editing(
    writer: tuple[Person, CommentKey], conn: db.Connection, database: str
) -> None:
    person, written = writer
    comment_handling.change(conn, written, "anna", "note", "called")
    comment_handling.change(conn, written, "anna", "status", "closed")
    person.clock.later(600)  # behind what was done by the machine's clock
    person.press(2, "nog steeds geen bestellingen", had_comment="1")
    comment = comment_list.get(conn, written)
    assert comment is not None
    assert (comment.score, comment.comment, comment.note) == (
        2,
        "nog steeds geen bestellingen",
        "called",
    )
    assert comment.closed
    assert comment.edited
    person.press(2, "", had_comment="1")  # taken back
    assert found(conn, Filter()) == []
    person.press(2, "toch wel", had_comment="1")
    person.press(2, "toch wel", had_comment="1", question="1", choice="2")
    assert [each.note for each in comment_list.find(conn, Filter()).comments] == ["called"]
    assert mislisted(database) == []


@pytest.mark.parametrize("by", ["recipient", "staff"])
def test_it_is_erased_with_the_answer(
    writer: tuple[Person, CommentKey], conn: db.Connection, by: str
) -> None:
    person, written = writer
    comment_handling.change(conn, written, "anna", "note", "called")
    if by == "staff":
        erasure.erase(conn, written.recipient)
    else:
        person.press(3, do="erase")
        person.press(3, do="erase-now")
    for table in ("comment", "comment_change"):
        assert conn.execute(f"select * from {table}".encode()).fetchall() == []  # noqa: S608


def test_an_erasure_that_comes_late_takes_only_what_was_before(conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 3, comment="new", at=ids.utc_now() + timedelta(hours=1)))
    comment_handling.change(conn, key(1), "anna", "note", "of the old one")
    values = {"campaign": "delay", "recipient": 1, "occasion": 0, "bucket": 1, "at": ids.utc_now()}
    conn.execute(db.query("erase_answer"), values | {"id": 0, "client": 1})
    comment = comment_list.get(conn, key(1))
    assert comment is not None
    assert (comment.comment, comment.note, comment.changes) == ("new", "", ())


def test_dashboards_learn_of_what_the_team_does(conn: db.Connection, database: str) -> None:
    put(conn, "delay", Answer(1, 3, comment="x"))
    with psycopg.connect(database, autocommit=True) as listener:
        listener.execute("listen feedback")
        comment_handling.change(conn, key(1), "anna", "starred", "yes")
        told = {each.payload for each in listener.notifies(timeout=5, stop_after=1)}
    assert told == {"delay"}
    assert [each.key for each in comment_list.handled(conn)] == [key(1)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "5~now~delay~1~0",
        "5~2026-12-01~delay~1~0",
        "0~",
        "5~2026-12-01T00:00:00+00:00~delay~99999999999999999999~0",
    ],
)
def test_no_place_in_a_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        CommentPlace.parse(text)


def test_comments_are_found_by_what_stands_beside_them(conn: db.Connection) -> None:
    for number in range(1, 25):
        client = "iphone" if number == 1 else None
        proof = "pressed twice" if number == 2 else "seen"
        put(conn, "delay", Answer(number, 3, comment="x", client=client, proof=proof))
    conn.execute("update rating set question = 1, choice = recipient where recipient in (2, 3)")
    relist(conn)
    question = '[{"id": 1, "low": 1, "high": 6, "text": {"en": "Why?"}, "choices": [{}, {}, {}]}]'
    conn.execute("update campaign set questions = %s where slug = 'delay'", [question])
    everybody = list(range(24, 0, -1))
    cases = {
        Filter(client="iphone"): [1],
        Filter(client="unknown"): everybody[:-1],
        Filter(proof="pressed"): [2],
        Filter(proof="none"): [],
        Filter(campaign="delay", answer="1"): [3, 2],
        Filter(campaign="delay", answer="1.2"): [2],
        Filter(campaign="delay", answer="1.2", proof="seen"): [],
        Filter(campaign="delay", answer="2"): [],
    }
    assert {wanted: found(conn, wanted) for wanted in cases} == cases
    conn.execute("update comment set score = 7 where recipient = 3")  # is asked it no more
    assert found(conn, Filter(campaign="delay", answer="1")) == [2]


def test_a_group_is_found_by_what_is_kept_of_the_message_or_the_person(conn: db.Connection) -> None:
    for number in range(1, 46):
        put(conn, "delay", Answer(number, 3, comment="x"))
        channel = {41: "mail=post", 42: "fax"}.get(number, "phone")
        conn.execute(
            "insert into recipient values (%s, %s, '', jsonb_build_object('channel', %s::text), now())",
            [number, ids.bucket(number), channel],
        )
    for number in range(1, 23):
        conn.execute(
            "insert into occasion_attribute values ('delay', %s, 0, %s, '', '{\"channel\": \"mail=post\"}', now())",
            [number, ids.bucket(number)],
        )
    segments.renew(conn, ids.utc_now())
    wanted = Filter(campaign="delay", attribute="channel=mail=post")
    assert found(conn, wanted) == [41, *range(22, 0, -1)]
    assert found(conn, wanted.but(attribute="channel=phone")) == [45, 44, 43, *range(40, 22, -1)]
    assert (
        found(conn, wanted.but(attribute="channel=fax")) == []
    )  # one person: no group stands for it


def test_many_people_of_a_group_are_looked_for_beside_each_comment(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_parameters, "FEW", 24)
    monkeypatch.setattr(comment_parameters, "LARGE_COUNT", 4)
    for number in range(50):
        put(conn, "delay", Answer(number, 3, comment="x"))
        channel = "fax" if number < 22 else "phone"
        conn.execute(
            "insert into recipient values (%s, %s, '', jsonb_build_object('channel', %s::text), now())",
            [number, ids.bucket(number), channel],
        )
    segments.renew(conn, ids.utc_now())
    wanted = Filter(campaign="delay", attribute="channel=phone")
    many, few = (
        comment_list.find(conn, wanted.but(attribute=f"channel={channel}"), limit=30)
        for channel in ("phone", "fax")
    )
    assert (len(many.comments), many.total, many.count_limit) == (28, 5, 4)
    assert (len(few.comments), few.total) == (22, 22)


def test_comments_are_found_by_how_soon_their_answers_came(conn: db.Connection) -> None:
    for number in range(4):
        put(conn, "delay", Answer(number, 3, START + timedelta(hours=number * 10), "x"))
    early = Filter(campaign="delay", age="early")
    # Where nobody knows when the mail was sent, of the first answer, as By group has it.
    assert [found(conn, wanted) for wanted in (early, early.but(age="late"))] == [[2, 1, 0], [3]]
    campaigns.edit(conn, "delay", {"sent_at": START - timedelta(hours=10)})
    assert [found(conn, wanted) for wanted in (early, early.but(age="late"))] == [[1, 0], [3, 2]]
    conn.execute("update rating set sent_at = at where recipient = 3")
    relist(conn)
    assert found(conn, early) == [3, 1, 0]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_slices_hold_what_all_comments_would(
    conn: db.Connection, sort: str, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    for number in range(60):
        put(conn, "delay", Answer(number, 3, START + timedelta(hours=number * 5), "x"))
    # Of every third its token tells when it was sent; some changed their answer, or wrote later.
    conn.execute(
        "update rating set token_sent_at = at - recipient % 4 * interval '9 hours' where recipient % 3 = 0"
    )
    conn.execute(
        "update rating set sent_at = token_sent_at, commented_at = at + interval '3 days' where recipient % 6 = 0"
    )
    conn.execute("update rating set at = at + interval '2 days' where recipient % 7 = 0")
    relist(conn)
    waves = [{"sent_at": START + timedelta(hours=hours)} for hours in (100, 104, 200)]
    campaigns.edit(conn, "delay", {"sent_at": START, "waves": waves})
    plain = Filter(campaign="delay", sort=sort)
    asked = [
        plain.but(wave=wave, age=age)
        for wave in (None, 1, 2, 3, 4)
        for age in ("", "early", "late")
    ]
    for wanted in asked[1:]:
        with subtests.test(str(wanted)):
            monkeypatch.setattr(comment_slices, "MOST", 1000)
            sliced = _walked(conn, wanted)
            monkeypatch.setattr(comment_slices, "MOST", -1)
            assert sliced == _walked(conn, wanted)


def _walked(conn: db.Connection, wanted: Filter) -> list[tuple[list[int], int, list[int]]]:
    """The pages of a filter to its end: who wrote, how many match, and who is on the page before."""
    pages, place = [], None
    while True:
        page = comment_list.find(conn, wanted, place=place, limit=7)
        back = comment_list.find(conn, wanted, place=page.before, limit=7) if page.before else page
        pages.append((page, back))
        place = page.behind
        if place is None:
            return [([one.key.recipient for one in page.comments], page.total,
                     [one.key.recipient for one in back.comments]) for page, back in pages]  # fmt: skip


def test_comments_are_found_by_the_wave_that_was_answered(conn: db.Connection) -> None:
    for number in range(6):
        put(conn, "delay", Answer(number, 3, START + timedelta(days=number), "x"))
    # Whose token says that it is of the second wave is of it, whenever it was clicked.
    conn.execute(
        "update rating set token_sent_at = %s where recipient = 5", [START + timedelta(days=2)]
    )
    relist(conn)
    wanted = Filter(campaign="delay", wave=1)
    assert found(conn, wanted) == []  # nobody has said when it was sent
    later = [{"sent_at": START + timedelta(days=days)} for days in (2, 4)]
    campaigns.edit(conn, "delay", {"sent_at": START + timedelta(days=1), "waves": later})
    waves = {wave: found(conn, wanted.but(wave=wave)) for wave in (1, 2, 3, 4)}
    assert waves == {1: [1, 0], 2: [5, 3, 2], 3: [4], 4: []}
