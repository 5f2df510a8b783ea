"""Following a campaign's answers: whoever does sees in the end what stands, and never misses a change."""

import random
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from answers import Answer, put
from deeds import Recipient, Ticking

from feedback_buttons.base import ids
from feedback_buttons.base.ids import Ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.recipients import references
from feedback_buttons.reports.answers import change_feed
from feedback_buttons.storage import db

WAVE = Campaign(slug="wave", name="Wave")
# Writes that are no change of an answer: a visit, and the end of a comment's time, which would tell every mail tool
# and help desk of answers of long ago.
UNMARKED = {"record_visit", "forget_comments"}
TOLD = "score, case when score is not null then comment end"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, WAVE)
        yield connection


class Follower:
    """Reads page after page, and remembers of each answer what it was told last."""

    def __init__(self, conn: db.Connection, limit: int = 3) -> None:
        self.conn, self.limit, self.cursor = conn, limit, change_feed.BEGIN
        self.known: dict[tuple[str, int], tuple[object, ...]] = {}

    def read(self) -> list[int | None]:
        """All that is new; the scores."""
        scores = []
        while True:
            page = change_feed.page(self.conn, WAVE, self.cursor, self.limit, references=True)
            self.cursor = change_feed.Cursor.parse(str(page.cursor))
            for each in page.answers:
                self.known[each.recipient, each.occasion] = (each.score, each.comment)
                scores.append(each.score)
            if not page.more:
                return scores


def change(connection: db.Connection, recipient: int, score: int) -> None:
    connection.execute(
        "with rated as (update rating set score = %s, changed = current_change() where recipient = %s"
        "               returning campaign, changed, recipient, occasion, bucket) "
        "insert into rating_change select * from rated",
        [score, recipient],
    )


def test_a_change_that_commits_late_is_not_passed_by(conn: db.Connection, database: str) -> None:
    put(conn, "wave", Answer(1, 1), Answer(2, 2), Answer(3, 3))
    follower = Follower(conn)
    assert follower.read() == []
    with db.connect(database) as slow, db.connect(database) as quick:
        change(slow, 1, 7)
        change(quick, 2, 8)
        quick.commit()
        assert follower.read() == []  # what came later has to wait for what came first
        slow.commit()
    assert follower.read() == [7, 8]
    assert follower.read() == []
    change(conn, 1, 9)
    assert follower.read() == [9]


def test_who_follows_while_many_write_knows_in_the_end_what_stands(
    conn: db.Connection, database: str
) -> None:
    chance, made = random.Random(23), Ids(Ticking())
    people = [Recipient(number, made, chance) for number in range(10)]
    steps = [step for _ in range(3) for person in people for step in person.deeds()]
    follower, over = Follower(conn), threading.Event()

    def follow() -> None:
        while not over.wait(0.002):
            follower.read()

    thread = threading.Thread(target=follow)
    thread.start()
    store = Database(database, role=db.COLLECTOR, size=8)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda step: step(Ratings(store)), steps))
    store.close()
    over.set()
    thread.join()
    follower.read()
    stands = [row for (*row,) in conn.execute(f"select {TOLD} from rating".encode())]  # noqa: S608
    assert len(stands) == 10
    counted = sorted([score, comment] for score, comment in stands if score)
    told = sorted([score, comment] for score, comment in follower.known.values() if score)
    assert told == counted


def test_every_statement_that_changes_an_answer_marks_it(conn: db.Connection) -> None:
    visible = re.compile(r"\b(score|aside|comment|state)\s*=[^=]")
    texts = {path.stem: path.read_text("utf-8") for path in (db.SQL / "queries").rglob("*.sql")}
    functions = "select proname, prosrc from pg_proc where prosrc ~ 'rating'"
    for name, whole in [*texts.items(), *conn.execute(functions.encode()).fetchall()]:
        # Functions ask for the number once, since several servers cannot plan it in "set".
        once, numbered = "change_number constant bigint := current_change();", r"\bchange_number\b"
        text = re.sub(numbered, "current_change()", whole) if once in whole else whole
        for part in re.findall(
            r"(?:update rating|into rating)\b(.*?)(?:\breturning\b|\Z)", text, re.S
        ):
            changes_ = part.rpartition("do update set")[2] if "do update" in part else part
            changes_ = changes_.partition("\n    from event")[0].partition("\n    where")[0]
            if name not in UNMARKED and visible.search(changes_):
                marked = (
                    "current_change()" if "update" not in part else "changed = current_change()"
                )
                assert marked in part, name
                assert "insert into rating_change" in text, name


def test_what_the_sender_keeps_of_a_recipient_is_told_to_those_who_may(conn: db.Connection) -> None:
    put(conn, "wave", Answer(1, 7, client="mac"), Answer(2, 8))
    change(conn, 1, 7)
    change(conn, 2, 8)
    references.keep(conn, [1], ["Zoë"], [{"plan": "gold"}], ids.utc_now())
    for allowed, known in ((True, ("Zoë", {"plan": "gold"})), (False, (None, None))):
        page = change_feed.page(conn, WAVE, change_feed.BEGIN, 10, references=allowed)
        first, second = page.answers
        assert (first.reference, first.attributes) == known
        assert (second.reference, second.attributes) == (None, None)
        assert (first.client, second.client) == ("mac", None)


def test_a_cursor_of_another_database_is_refused(conn: db.Connection) -> None:
    with pytest.raises(change_feed.CursorError, match="another database"):
        change_feed.page(conn, WAVE, change_feed.Cursor(2**62, 0, 0), 10, references=False)


@pytest.mark.parametrize("cursor", [change_feed.Cursor(7, -(2**63), 2**63 - 1), change_feed.BEGIN])
def test_a_cursor_reads_back(cursor: change_feed.Cursor) -> None:
    assert change_feed.Cursor.parse(str(cursor)) == cursor
