"""Comments by topic: found by the address, told on their cards, corrected there, taken away in files."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from answers import Answer, put
from written import write

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_list
from feedback_buttons.comments import comment_export, comment_list, comment_parameters
from feedback_buttons.comments.comment_filters import Filter, FilterError
from feedback_buttons.comments.mentioned import mismatched
from feedback_buttons.dashboard.cases import case_cards
from feedback_buttons.dashboard.comments import comment_cards
from feedback_buttons.recipients import references
from feedback_buttons.reports.answers import answer_export, change_feed
from feedback_buttons.storage import db
from feedback_buttons.topics import corrections

COMMENTS = [
    (1, 2, "The delivery was a disgrace, damn you"),
    (2, 9, "Delivered on time"),
    (3, 9, "damn idiots, what a scam"),
    (4, 1, "Excellent, very happy!"),
    (5, 8, "ok"),
]


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("delay", "order", "care"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title()))
        write(connection, "delay", COMMENTS)
        yield connection


def recipients(conn: db.Connection, wanted: Filter) -> set[int]:
    page = comment_list.find(conn, wanted, limit=50)
    assert page.total == len(page.comments)
    return {comment.key.recipient for comment in page.comments}


@pytest.mark.parametrize(
    ("address", "match"),
    [
        ({"topic": "delivery"}, {1, 2}),
        ({"topic": "delivery", "scores": "1-6"}, {1}),
        ({"topic": "none"}, {3, 4, 5}),
        ({"topic": "strong"}, {1, 3}),
        ({"topic": "no-such-topic"}, set()),
        ({"mismatch": "yes"}, {3, 4}),
    ],
    ids=str,
)
def test_an_address_finds_comments_by_topic(
    conn: db.Connection, address: dict[str, str], match: set[int]
) -> None:
    wanted = Filter.parse(address)
    assert wanted.parameters() == address
    assert recipients(conn, wanted) == match


@pytest.mark.parametrize("few", [0, 1, 5000])
def test_words_against_score_are_the_same_of_few_people_and_of_many(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    write(conn, "order", [(8, 10, "damn idiots"), (9, 10, "Excellent, very happy!")])
    monkeypatch.setattr(comment_parameters, "FEW", few)
    wanted = Filter(mismatch=True)
    of_order = comment_parameters.of(conn, wanted.but(campaign="order"), "")
    assert (of_order["few"], of_order["people"]) == ((True, [8]) if few else (False, []))
    assert comment_parameters.of(conn, wanted, "")["few"] == (few > 3)
    assert recipients(conn, wanted) == {3, 4, 8}
    assert recipients(conn, wanted.but(campaign="order")) == {8}
    assert recipients(conn, wanted.but(campaign="care")) == set()


def test_few_people_with_words_against_score_are_those_with_the_attribute(
    conn: db.Connection,
) -> None:
    for recipient, plan in ((3, "gold"), (4, "none"), (5, "gold")):
        conn.execute(
            "insert into recipient (recipient, bucket, reference, attributes, kept_at)"
            " values (%s, %s, 'x', jsonb_build_object('plan', %s::text), now())",
            [recipient, recipient, plan],
        )
    row = comment_parameters._Group({"plan": "gold"}, 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comment_parameters.db, "row", lambda *_: row)
        of_both = comment_parameters.of(
            conn, Filter(mismatch=True, campaign="delay", attribute="plan=gold"), ""
        )
    assert of_both["people"] == [3]


@pytest.mark.parametrize("address", [{"topic": "Ünmöglich!"}, {"mismatch": "maybe"}], ids=str)
def test_what_can_be_no_topic_is_refused(address: dict[str, str]) -> None:
    with pytest.raises(FilterError):
        Filter.parse(address)


def test_a_comment_tells_its_topics_and_strong_words(conn: db.Connection) -> None:
    comment = comment_list.get(conn, comment_list.CommentKey("delay", 1, 0))
    assert comment
    topics = {topic.slug: topic for topic in comment.topics}
    assert {slug for slug, topic in topics.items() if topic.mentioned} == {"delivery", "strong"}
    assert set(topics["strong"].words) == {"disgrace", "damn"}
    assert topics["delivery"].name("nl") == "Bezorging"
    assert topics["price"].verdict is None
    assert not mismatched(comment.score, comment.topics)
    corrections.correct(conn, comment.key, "delivery", "not about", by="ed")
    assert recipients(conn, Filter(topic="delivery")) == {2}


def test_exports_name_the_topics(conn: db.Connection) -> None:
    def connect() -> db.Connection:
        return db.connect(conn.info.dsn)

    rows = [row for batch in comment_export.rows(connect, Filter(sort="lowest")) for row in batch]
    mentioned = [(row.topics, row.tone) for row in rows]
    assert mentioned == [
        ("", "praise"),
        ("delivery", "strong"),
        ("", ""),
        ("delivery", ""),
        ("", "strong"),
    ]


@pytest.mark.parametrize("looked_at", [True, False], ids=["tagged", "not tagged yet"])
def test_answers_name_their_topics_in_exports_and_the_feed(
    conn: db.Connection, *, looked_at: bool
) -> None:
    put(conn, "delay", Answer(6, 7))
    corrections.correct(conn, ("delay", 5, 0), "price", "about", by="ed")
    corrections.correct(conn, ("delay", 2, 0), "delivery", "not about", by="ed")
    if not looked_at:
        conn.execute("delete from topic_tag; delete from topic_text")
    exported = {
        row.recipient[-1]: (row.topics, row.tone) for row in answer_export.ratings(conn, "delay")
    }
    assert exported == {
        "1": ("delivery", "strong"),
        "2": ("", ""),
        "3": ("", "strong"),
        "4": ("", "praise"),
        "5": ("price", ""),
        "6": (None, None),
    }
    campaign = campaigns.get(conn, "delay")
    page = change_feed.page(conn, campaign, change_feed.BEGIN, 9, references=False)
    feed = {answer.recipient[-1]: (answer.topics, answer.tone) for answer in page.answers}
    assert feed["1"] == (["delivery"], ["strong"])
    assert feed["5"] == (["price"], [])


def test_who_is_seldom_satisfied_is_told_where_references_are_kept(conn: db.Connection) -> None:
    for slug in ("order", "care"):
        write(conn, slug, [(1, 3, "again"), (2, 4, "hm")])
    references.keep(conn, [1], ["order 17"], [{}], ids.utc_now())
    page = comment_list.find(conn, Filter(campaign="care"), limit=9)
    people = {comment.key.recipient: comment.person for comment in page.comments}
    assert people[2] is None
    assert people[1]
    assert (people[1].answers, people[1].unhappy, people[1].campaigns) == (3, 3, 3)
    assert people[1].seldom_satisfied
    conn.execute("update comment set opened_at = at, waiting_since = at where recipient = 1")
    case = case_list.get(conn, comment_list.CommentKey("care", 1, 0))
    assert case
    assert case.person == people[1]
    desk = case_cards.Desk("anna", may_handle=True, may_see_evidence=False, team=())
    shown = str(case_cards.card(case, desk))
    assert "Seldom satisfied: 3 of 3 answers in 3 campaigns" in shown


def test_a_comment_has_its_persons_course_where_references_are_kept(conn: db.Connection) -> None:
    for slug, touchpoint in (("order", "Order"), ("delay", "Delivery"), ("care", "Service")):
        campaigns.edit(conn, slug, {"touchpoint": touchpoint})
    write(conn, "care", [(1, 3, "again")])
    put(conn, "order", Answer(1, 8), Answer(2, 8))
    references.keep(conn, [1], ["order 17"], [{}], ids.utc_now())
    page = comment_list.find(conn, Filter(), limit=9)
    by_writer = {comment.key[:2]: comment for comment in page.comments}
    steps = [(step.touchpoint, step.written) for step in by_writer["care", 1].course]
    assert steps == [("Order", "8"), ("Delivery", "2"), ("Service", "3")]
    assert by_writer["delay", 1].course == by_writer["care", 1].course
    assert by_writer["delay", 2].course == ()
    for may_see, shown in ((True, True), (False, False)):  # as beside a case
        viewer = comment_cards.Viewer("anna", may_see_evidence=may_see)
        card = str(comment_cards.card(by_writer["care", 1], viewer))
        assert ("className='walked'" in card) is shown


def test_the_topic_that_is_looked_for_is_judged_with_one_press(conn: db.Connection) -> None:
    comment = comment_list.get(conn, comment_list.CommentKey("delay", 2, 0))
    assert comment
    anna = comment_cards.Viewer("anna", may_handle=True)
    folded = str(comment_cards.card(comment, anna))
    assert "judging" not in folded
    at_hand = str(comment_cards.card(comment, replace(anna, topic="delivery")))
    row, fold = at_hand.split("className='judging'")[0], at_hand.split("className='judging'")[1]
    assert "not about~delivery" in row
    assert "~delivery" not in fold  # no button twice
    looks = comment_cards.Viewer("anna", topic="delivery")
    assert "judging" not in str(comment_cards.card(comment, looks))
