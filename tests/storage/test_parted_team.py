"""What the team does on an installation that is parted over two servers, beside one plain server."""

import random
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from deeds import Recipient, Ticking
from parted_site import Site, needs_plproxy
from psycopg import sql
from sums import mislisted, unequal

from feedback_buttons.alerts import alert_rules
from feedback_buttons.base import ids
from feedback_buttons.base.ids import Ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels import channel_list
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.processes import worker
from feedback_buttons.processes.retention import Retention
from feedback_buttons.rated import rated_feeds
from feedback_buttons.ratings import overrules, rollup_folds
from feedback_buttons.ratings.overrules import Decision
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.recipients import erasure, later_outcomes, references
from feedback_buttons.recipients.later_outcomes import LaterOutcome
from feedback_buttons.recipients.references import KeptMessage
from feedback_buttons.reports.scores import overviews
from feedback_buttons.reports.scores.overviews import Windows
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db

pytestmark = needs_plproxy
PEOPLE = range(200, 208)
SUMMED = (
    "segment", "segment_day", "segment_month",
    "chosen", "chosen_day", "chosen_month",
)  # fmt: skip
# What the front's worker makes of all servers' answers.
MADE = (
    "select recipient, topic, score from topic_tag",
    "select topic, score, comments from topic_day",
    "select recipient, language from topic_text",
    "select kind, state, campaign, recipient from outbox_message",
    "select kind, campaign, recipient, gone from alert_event",
    "select campaign from segmented",
)
# What the team's deeds leave, but for what has the time of a write.
LEFT = (
    "select recipient, score, state, proof, reason, events, comment from rating where campaign = 'team'",
    "select recipient, score, lifted, account, note, before_score from overrule where campaign = 'team'",
    "select recipient, words, status, starred, tags, note, handler, reason, rule, opened_at is null, score"
    " from comment where campaign = 'team'",
    "select recipient, account, field, value from comment_change where campaign = 'team'",
    "select distinct name from tag",
    "select recipient, did, score, rule from case_event where campaign = 'team'",
    "select recipient, bucket, reference, attributes from recipient",
    "select recipient, bucket, reference, attributes from occasion_attribute where campaign = 'team'",
    "select recipient, name, day, value from outcome",
    "select recipient, campaign from erasure where recipient between 200 and 300",
    "select account, did, detail from audit where did in ('answer overruled', 'recipient erased')",
    "select sum(n1), sum(n2), sum(n3), sum(n9), sum(n10), sum(comments) from rollup where campaign = 'team'",
)


def _answered(url: str) -> None:
    """A low score with words from each of the people, and one who clicks beside them."""
    chance, ticks = random.Random(5), Ids(Ticking())
    database = Database(url, role=db.COLLECTOR, limit=4)
    ratings = Ratings(database)
    for number in PEOPLE:
        person = Recipient(number, ticks, chance, "team")
        person.subject = replace(person.subject, language="en")
        page = person.visit("get", 3)
        press = person.visit("press", 1 + number % 3, page, "ask")
        ratings.visit(person.subject, page)
        ratings.press(person.subject, press, f"the parcel came too late, {number}")
    database.close()


def _followed(connection: db.Connection) -> None:
    """A channel that is told of cases and of answers, and what the worker begins with."""
    where = {"url": "https://hooks.example.com/x"}
    channel_list.add(connection, "hook", "webhook", where, ["a session key only for the tests: 1"])
    alert_rules.add(connection, "unhappy", ["case"], ["hook"], campaign="team", comments=True)
    rated_feeds.add(connection, "hook", "team")


def _kept_house(url: str) -> None:
    """A round of the worker, in which nothing fails."""
    with db.connect(url, autocommit=True) as connection:
        assert worker.keep_house(connection, ids.utc_now(), Retention()) == []


def _handled(connection: db.Connection) -> None:
    """All that the team does with single answers."""
    keys = [CommentKey("team", number, 0) for number in PEOPLE]
    assert comment_handling.take(connection, keys[0], "anna")
    with pytest.raises(comment_handling.HandlingError, match="anna has just taken it"):
        comment_handling.take(connection, keys[0], "bert")
    for key in keys[:4]:
        assert comment_handling.change(connection, key, "anna", "tag", "late")
    assert comment_handling.change(connection, keys[1], "anna", "tag", "rude")
    assert comment_handling.change(connection, keys[1], "anna", "untag", "rude")
    assert not comment_handling.change(connection, keys[1], "anna", "untag", "rude")
    assert comment_handling.change(connection, keys[2], "anna", "note", "called them")
    assert comment_handling.change(connection, keys[3], "bert", "reason", "solved")
    assert comment_handling.change(connection, keys[4], "bert", "starred", "yes")
    for number, decision in zip(PEOPLE[4:], (Decision(9), Decision(), Decision(10)), strict=False):
        key = ("team", number, 0)
        overrules.decide(connection, key, decision, account="anna", note="by telephone")
    overrules.decide(connection, ("team", PEOPLE[5], 0), Decision(lifted=True), account="bert")
    with pytest.raises(overrules.OverruleError, match="opened none"):
        overrules.decide(connection, ("team", 12345, 0), Decision(9), account="anna")


def _listed(connection: db.Connection) -> None:
    """What the sender tells of people, in lists of many, and that two of them are erased."""
    now, people = ids.utc_now(), [*range(200, 240), 203]
    words = [{"land": "nl" if number % 3 else "be"} for number in people]
    references.keep(connection, people, [f"C-{number}" for number in people], words, now)
    messages = [KeptMessage(number, 7, f"M-{number}", {"shop": "web"}) for number in people]
    references.keep_messages(connection, "team", messages, now)
    outcomes = [LaterOutcome(number, "bought", date(2026, 1, 2), 12.5) for number in people[:40]]
    assert later_outcomes.put(connection, outcomes, now) == 40
    erased = erasure.erase_all(connection, [PEOPLE[6], PEOPLE[7]], by="anna")
    assert (erased.campaigns, erased.ratings, erased.references) == (("team",), 2, 6)


@pytest.fixture(scope="module")
def worked(parted: Site) -> Site:
    """The same deeds on both."""
    for url in (parted.front, parted.plain):
        with db.connect(url, autocommit=True) as connection:
            campaigns.add(connection, Campaign(slug="team", name="Team"))
            _followed(connection)
            _answered(url)
            _kept_house(url)
            _handled(connection)
            _listed(connection)
        _kept_house(url)
    for part in parted.parts:
        _kept_house(part.url)
    return parted


def test_all_that_the_team_does_leaves_the_same_as_on_one_server(worked: Site) -> None:
    with psycopg.connect(worked.front) as front, psycopg.connect(worked.plain) as plain:
        for query in LEFT:
            own, others = (
                sorted(map(repr, side.execute(query.encode()))) for side in (front, plain)
            )
            assert own == others, query
            assert own, query
    for number, part in enumerate(worked.parts):
        assert not unequal(part.url)
        assert not mislisted(part.url)
        with psycopg.connect(part.url) as connection:
            for table in ("overrule", "comment_change", "recipient", "outcome", "case_event"):
                buckets = sql.SQL("select distinct bucket from {}").format(sql.Identifier(table))
                assert {own % 2 for (own,) in connection.execute(buckets)} == {number}, table


def test_the_worker_of_the_front_makes_the_same_of_them(worked: Site) -> None:
    with psycopg.connect(worked.front) as front, psycopg.connect(worked.plain) as plain:
        for query in MADE:
            own, others = (
                sorted(map(repr, side.execute(query.encode()))) for side in (front, plain)
            )
            assert own == others, query
            assert own, query
    for part in worked.parts:  # their own workers make no second ones
        with psycopg.connect(part.url) as connection:
            for query in MADE:
                assert connection.execute(query.encode()).fetchall() == [], query


def _all_of(table: str) -> sql.Composed:
    return sql.SQL("select * from {}").format(sql.Identifier(table))


def test_segments_are_summed_on_the_servers_as_on_one(worked: Site) -> None:
    segments_of: list[dict[str, list[str]]] = []
    for url in (worked.front, worked.plain):
        with db.connect(url, autocommit=True) as connection:
            connection.execute('update recipient set attributes = \'{"land": "nl"}\'')
            choose = (
                "update rating set question = 1, choice = 1 + score % 2 where campaign = 'team'"
            )
            connection.execute(choose)
            connection.execute("delete from segmented")
            assert segments.renew(connection, ids.utc_now()) >= 1
            segments_of.append({
                table: sorted(map(str, connection.execute(_all_of(table))))
                for table in SUMMED
            })  # fmt: skip
    assert segments_of[0] == segments_of[1]
    assert all(rows for rows in segments_of[0].values())


def test_an_erasure_reaches_what_the_front_keeps(worked: Site) -> None:
    """Messages are made on the front: that a recipient erased an answer on its server takes them there too."""
    with db.connect(worked.front, autocommit=True) as front:
        front.execute(
            "insert into case_due (campaign, recipient, occasion, bucket, due_at) values ('team', %s, 0, %s, now())",
            [PEOPLE[0], ids.bucket(PEOPLE[0])],
        )
        chance, ticks = random.Random(6), Ids(lambda: ids.utc_now() + timedelta(hours=1))
        database = Database(worked.front, role=db.COLLECTOR, limit=2)
        person = Recipient(PEOPLE[0], ticks, chance, "team")
        Ratings(database).erase(person.subject, person.visit("erase", None, None, "erase"))
        database.close()
        assert erasure.again(front, ids.utc_now()) >= 1
        assert (
            db.first_value(
                front, "select count(*) from case_due where campaign = 'team' and recipient = 200"
            )
            == 0
        )
        assert (
            db.first_value(
                front, "select count(*) from comment where campaign = 'team' and recipient = 200"
            )
            == 0
        )
        assert erasure.again(front, ids.utc_now()) == 0


def test_one_person_of_many_pseudonyms_is_erased_by_one_connection_to_each_server(
    worked: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail address has had up to sixteen, of its spellings."""
    opened, connect = [], db.connect

    def counted(url: str) -> db.Connection:
        opened.append(url)
        return connect(url)

    with connect(worked.front) as front:
        monkeypatch.setattr(db, "connect", counted)
        erased = erasure.erase_all(front, range(1000, 1016))
        monkeypatch.undo()
        assert not erased
        assert len(opened) == len(set(opened)) == 2
    with connect(worked.front) as front:
        marks = "select count(*) from erasure where recipient between 1000 and 1015"
        assert db.first_value(front, marks) == 16
    for part in worked.parts:
        with connect(part.url) as server:
            assert db.first_value(server, marks) == 8


def _totals(url: str) -> tuple[int, ...]:
    with db.connect(url) as connection:
        windows = Windows.of("all", ids.utc_now())
        return overviews.standings(connection, windows)["team"].total


def test_sums_that_servers_fold_are_counted_once_on_the_front(worked: Site) -> None:
    """The overview keeps folded sums: that one server folded more of them is seen by the moments of all."""
    urls = (*(part.url for part in worked.parts), worked.plain)
    before = _totals(worked.front)
    assert sum(before) > 4
    for hours, buckets in ((720, "bucket & 2 = 0"), (20, "bucket & 2 > 0")):
        for url in urls:
            with db.connect(url, autocommit=True) as connection:
                move = "update rollup set minute = minute - make_interval(hours => %s)"
                where = f" where campaign = 'team' and bucket >= 0 and {buckets}"
                connection.execute((move + where).encode(), [hours])
                rollup_folds.fold(connection)
            assert _totals(worked.front) == before
    for url in urls:
        with psycopg.connect(url) as connection:
            folded = "select count(*) from rollup where campaign = 'team' and bucket = -1"
            assert connection.execute(folded).fetchone() != (0,), url
