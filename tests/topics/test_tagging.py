"""Comments are tagged with the topics that they mention, and counted by day, whatever becomes of them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import START, Answer, put
from person import Clock, Person
from written import log, write

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, deletion
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import Decision
from feedback_buttons.recipients import erasure
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.topics import (
    corrections,
    housekeeping,
    retagging,
    starter_set,
    tagging,
    topic_list,
    word_rules,
)

Counts = dict[tuple[str, int], int]


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


def tagged(conn: db.Connection, recipient: int) -> set[str]:
    """The slugs of the topics that a recipient's comment mentions."""
    rows = conn.execute(
        "select slug from topic_tag join topic on id = topic where recipient = %s", [recipient]
    )
    return {row[0] for row in rows.fetchall()}


def counts(conn: db.Connection) -> Counts:
    """How many comments mention what, with each score."""
    rows = conn.execute(
        """select case topic when 0 then 'all' when -1 then 'none' else slug end, score, sum(comments)::int
           from topic_day left join topic on id = topic group by 1, 2"""
    )
    return {(row[0], row[1]): row[2] for row in rows.fetchall()}


@pytest.mark.parametrize("language", word_rules.LANGUAGES)
def test_the_starter_set_can_be_read_in_every_language(language: str) -> None:
    topics = starter_set.read()
    assert len(topics) == 12
    for topic in topics:
        assert topic.names[language]
        parsed = word_rules.parse(topic.rules[language])
        assert len(parsed.wanted) >= 15, topic.slug


@pytest.mark.parametrize(
    ("language", "text", "topics"),
    [
        ("en", "Where is my order? Still waiting.", {"where-is-my-order"}),
        ("en", "The courier left it outside in the rain", {"delivery"}),
        ("en", "Refunded at once, great service", {"returns", "service", "praise"}),
        ("en", "Thank you", set()),
        ("en", "Nobody picked up, I wonder if I may lie down", set()),
        ("en", "It came by UPS, again", {"delivery"}),
        ("en", "Everything except the room was wonderful", {"praise"}),
        ("en", "Everything except the parrot", set()),
        ("nl", "Bezorgd zoals beloofd, keurig", {"delivery"}),
        ("nl", "Niet op tijd geleverd", {"delivery"}),
        ("nl", "Waar blijft mijn pakket?? Belachelijk", {"where-is-my-order", "strong"}),
        ("nl", "Wij stellen uw mail op prijs", {"communication"}),
        ("de", "Die Verspaetung war aergerlich", {"delivery"}),
        ("de", "Wo bleibt mein Paket?", {"where-is-my-order"}),
        ("de", "Rechnung doppelt abgebucht", {"invoice-and-payment"}),
        ("fr", "J’attends toujours, colis pas reçu", {"where-is-my-order"}),  # noqa: RUF001 (as phones write it)
        ("fr", "Emballage abime, rembourse", {"packaging", "returns", "product"}),
        ("fr", "Rien", set()),
        ("es", "delivery", set()),
    ],
)
def test_a_comment_mentions_what_its_words_say(
    conn: db.Connection, language: str, text: str, topics: set[str]
) -> None:
    write(conn, "delay", [(1, 4, text)], language=language)
    assert tagged(conn, 1) == topics


@pytest.mark.parametrize(
    ("language", "comments"),
    [
        ("nl", {"De be\u00adzorging was te laat": {"delivery"}, "\uff22\uff25zorging 📦📦": {"delivery"},
                "é" * 2000: set()}),
        ("en", {"\u202e\u200fdelivery\u200b": {"delivery"}, "\U0001d41d\U0001d41elivery": {"delivery"},
                "x" * 2000: set(), "📦" * 2000: set()}),
        ("de", {"Die Verspa\u0308tung!": {"delivery"}, "<b>Verspätung</b> & !:*": {"delivery"}}),
        ("fr", {"L\u2019emballage e\u0301tait abi\u0302me\u0301": {"packaging", "product"}, "التوصيل متأخر": set()}),
    ],
    ids=["nl", "en", "de", "fr"],
)  # fmt: skip
def test_comments_are_tagged_however_they_were_typed(
    conn: db.Connection, language: str, comments: dict[str, set[str]]
) -> None:
    write(conn, "delay", [(n, 4, text) for n, text in enumerate(comments)], language=language)
    assert [tagged(conn, number) for number in range(len(comments))] == [*comments.values()]


def test_what_search_would_read_as_commands_is_looked_for(conn: db.Connection) -> None:
    words = "mail\\inbox*, o'clock, a & !b, foo:*\n" + "\n".join(f"word{n}" for n in range(300))
    retagging.retag(conn, topic_list.add(conn, "New", {"en": words}))
    topic_list.add(conn, "Доставка", {"en": "dostavka"})
    topic_list.add(conn, "配送", {"en": "haisou"})
    assert [topic.slug for topic in topic_list.all_(conn)] == ["new-2", "topic", "topic-2"]
    with pytest.raises(topic_list.TopicError, match="already"):
        topic_list.add(conn, "доставка", {})
    texts = [r"see mail\inboxes", "six o’clock", "a b", "foolish", "word299", "fine"]  # noqa: RUF001
    write(conn, "delay", [(number, 4, text) for number, text in enumerate(texts)])
    assert [tagged(conn, number) for number in range(6)] == [{"new-2"}] * 5 + [set()]


def test_stop_words_count(conn: db.Connection) -> None:
    topic_list.begin(conn)
    topic_list.add(conn, "Late", {"nl": "niet op tijd"})
    write(conn, "delay", [(1, 9, "Altijd op tijd!"), (2, 2, "niet op tijd")], language="nl")
    assert "late" not in tagged(conn, 1)
    assert "late" in tagged(conn, 2)


def test_an_edit_tags_at_once_and_counts_the_days_anew(conn: db.Connection) -> None:
    comments = [(1, 2, "The parrot bit me"), (2, 9, "Lovely parrots"), (3, 8, "ok")]
    write(conn, "delay", comments)
    assert counts(conn)["none", 2] == 1
    topic = topic_list.add(conn, "Parrots", {"en": "parrot"})
    heard: list[int] = []
    assert retagging.retag(conn, topic, heard.append) == 2
    assert heard == [24, 48, 72, 96, 100]
    assert counts(conn)["parrots", 2] == counts(conn)["parrots", 9] == 1
    assert ("none", 2) not in counts(conn)
    topic = topic_list.edit(conn, "parrots", {"en": "parrot, -lovely"})
    assert retagging.retag(conn, topic) == 1
    assert ("parrots", 9) not in counts(conn)
    topic_list.remove(conn, "parrots")
    assert counts(conn)["none", 2] == 1
    assert {"parrots"} & {topic.slug for topic in topic_list.all_(conn)} == set()


def test_an_edit_leaves_the_same_tags_and_sums_as_if_all_were_tagged_anew(
    conn: db.Connection,
) -> None:
    texts = ["late", "slow late", "late at the door", "door", "price", "slow parcel", "on time"]
    write(conn, "delay", [(number, number + 1, text) for number, text in enumerate(texts)])
    topic_list.add(conn, "Waiting", {"en": "late"})
    corrections.correct(conn, ("delay", 6, 0), "waiting", "about", by="ed")
    corrections.correct(conn, ("delay", 0, 0), "waiting", "not about", by="ed")
    for words in (
        "late, slow", "late, -door", "slow, late, door, -parcel", "door, slow", "slow, -slow parcel",
        "parcel, -slow", "price", "late*, -at the door", "", "slow, late",
    ):  # fmt: skip
        for _ in range(2):
            topic = topic_list.edit(conn, "waiting", {"en": words})
            retagging.retag(conn, topic)
        as_edited = counts(conn), [tagged(conn, number) for number in range(len(texts))]
        conn.execute("update topic set tagged = null, progress = 0 where slug = 'waiting'")
        conn.execute(
            "insert into topic_stale (campaign, day) select distinct campaign, day from topic_text"
        )
        assert retagging.retag(conn, topic) == 0, words
        assert as_edited == (counts(conn), [tagged(conn, number) for number in range(len(texts))])


def test_an_edit_after_one_that_was_not_finished_is_tagged_whole(conn: db.Connection) -> None:
    write(conn, "delay", [(1, 2, "late")])
    topic_list.begin(conn)
    retagging.retag(conn, topic_list.add(conn, "Waiting", {"en": "parrot"}))
    topic_list.edit(conn, "waiting", {"en": "late"})
    with tagging.tagging(conn):  # the worker looks at a comment in between
        tagging.again(conn, "delay", 1, 0)
    topic_list.edit(conn, "waiting", {"en": "slow"})
    retagging.retag_due(conn)
    assert "waiting" not in tagged(conn, 1)
    assert ("waiting", 2) not in counts(conn)


def test_days_are_those_of_the_campaigns_zone_also_when_it_changes(conn: db.Connection) -> None:
    late = START.replace(hour=23, minute=30)
    write(conn, "delay", [(1, 2, "delivery")], at=late)
    days = "select distinct day::text from topic_day"
    assert conn.execute(days).fetchall() == [("2026-12-03",)]
    conn.execute("update campaign set time_zone = 'Asia/Tokyo'")
    housekeeping.keep(conn)
    assert conn.execute(days).fetchall() == [("2026-12-04",)]
    assert counts(conn)["all", 2] == 1


def test_many_changes_are_tagged_in_batches(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback_buttons.topics.tagging.BATCH", 3)
    write(conn, "delay", [(number, 5, "delivery") for number in range(-5, 6)])
    assert counts(conn)["delivery", 5] == 11
    assert housekeeping.keep(conn) == 0


@pytest.fixture
def zoe(config: Config, conn: db.Connection) -> Iterator[Person]:
    assert conn.info.dbname in str(config.database_url)
    clock = Clock(ids.utc_now() - timedelta(minutes=5))
    app = create_app(config, clock)
    person = Person(app.test_client(), clock)
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay", 7, 0)
    person.open(f"/r/delay/{token}/03")
    person.press(3, "the delivery was late")
    yield person
    app.close()


def test_what_becomes_of_an_answer_becomes_of_its_tags(conn: db.Connection, zoe: Person) -> None:
    housekeeping.keep(conn)
    assert tagged(conn, 7) == {"delivery"}
    zoe.press(4, "now I mean the invoice", had_comment="1")
    assert tagged(conn, 7) == set()  # at once: what she wrote no more is known no more
    housekeeping.keep(conn)
    assert counts(conn) == {("all", 4): 1, ("invoice-and-payment", 4): 1}
    overrules.decide(conn, ("delay", 7, 0), Decision(score=None), account="ed", note="")
    housekeeping.keep(conn)
    assert counts(conn) == {}
    overrules.decide(conn, ("delay", 7, 0), Decision(score=9), account="ed", note="")
    housekeeping.keep(conn)
    assert counts(conn) == {("all", 9): 1, ("invoice-and-payment", 9): 1}
    zoe.press(4, do="erase")
    zoe.press(4, do="erase-now")
    assert tagged(conn, 7) == set()
    housekeeping.keep(conn)
    assert counts(conn) == {}


def test_the_teams_erasure_and_a_campaigns_end_take_the_tags(conn: db.Connection) -> None:
    write(conn, "delay", [(1, 2, "delivery"), (2, 3, "delivery")])
    erasure.erase(conn, 1)
    assert tagged(conn, 1) == set()
    housekeeping.keep(conn)
    assert counts(conn) == {("all", 3): 1, ("delivery", 3): 1}
    deletion.delete(conn, "delay", typed="delay")
    for table in ("topic_text", "topic_tag", "topic_day", "topic_seen", "topic_stale"):
        assert conn.execute(f"select count(*) from {table}".encode()).fetchone() == (0,)  # noqa: S608


def test_what_is_erased_while_it_is_tagged_leaves_no_tag(
    conn: db.Connection, database: str
) -> None:
    """An erasure does not see what an edit or the worker has not committed yet."""
    write(conn, "delay", [(1, 2, "delivery late"), (2, 3, "delivery late")])
    topic = topic_list.edit(conn, "price", {"en": "late"})
    with db.connect(database, autocommit=True) as other:
        with other.transaction():
            retagging.retag(other, topic)
            erasure.erase(conn, 1)
        log(conn, "delay")
        put(conn, "delay", Answer(3, 2, comment="delivery late", language="en"))
        log(conn, "delay")
        with other.transaction():
            tagging.renew(other)
            erasure.erase(conn, 3)
    assert tagged(conn, 1) | tagged(conn, 3) == {"price", "delivery"}  # nobody took them away
    housekeeping.keep(conn)
    assert tagged(conn, 1) | tagged(conn, 3) == set()
    assert conn.execute("select recipient from topic_text").fetchall() == [(2,)]
    assert counts(conn) == {("all", 3): 1, ("delivery", 3): 1, ("price", 3): 1}


def test_corrections_win_and_survive_edits(conn: db.Connection, zoe: Person) -> None:
    housekeeping.keep(conn)
    zoe_key = ("delay", 7, 0)
    assert corrections.correct(conn, zoe_key, "delivery", "not about", by="ed")
    assert corrections.correct(conn, zoe_key, "price", "about", by="ed")
    assert tagged(conn, 7) == {"price"}
    assert counts(conn) == {("all", 3): 1, ("price", 3): 1}
    zoe.press(4, "delivery, and the invoice", had_comment="1")
    housekeeping.keep(conn)
    assert tagged(conn, 7) == {"price", "invoice-and-payment"}
    topic = topic_list.edit(conn, "delivery", {"en": "delivery, invoice"})
    retagging.retag(conn, topic)
    retagging.retag(conn, topic_list.edit(conn, "price", {"en": "price"}))
    assert tagged(conn, 7) == {"price", "invoice-and-payment"}
    ids_ = {topic.slug: topic.id for topic in topic_list.all_(conn)}
    assert corrections.judged(conn)[ids_["delivery"]][1:] == (0, 1, 0)
    assert corrections.judged(conn)[ids_["price"]][1:] == (0, 0, 1)
    assert corrections.correct(conn, zoe_key, "delivery", None, by="ed")
    assert tagged(conn, 7) == {"price", "invoice-and-payment", "delivery"}
    assert not corrections.correct(conn, ("delay", 8, 0), "delivery", "about", by="ed")
    erasure.erase(conn, 7)
    assert corrections.judged(conn) == {}


def test_an_answer_that_does_not_count_is_not_counted(conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 2, comment="delivery", language="en", aside="scanned"))
    log(conn, "delay")
    assert housekeeping.keep(conn) == 0
    assert counts(conn) == {}
