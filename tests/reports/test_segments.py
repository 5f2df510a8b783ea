"""Scores by language and by what the sender keeps: what is summed up, when, and what is kept back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from answers import START, Answer, crowd, put

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.campaign import segment_tables as shown
from feedback_buttons.dashboard.kit.words import chart_text
from feedback_buttons.processes import worker
from feedback_buttons.recipients import erasure, references
from feedback_buttons.recipients.list_columns import RecipientsError
from feedback_buttons.recipients.references import References
from feedback_buttons.reports.periods.scope import Days
from feedback_buttons.reports.scores import score_facts
from feedback_buttons.reports.segments import segments
from feedback_buttons.reports.segments.segments import AGE, CLIENT, LANGUAGE, PROOF, WAVE, Segment
from feedback_buttons.storage import db
from feedback_buttons.verdicts.client_class import CLASSES


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


def give(
    conn: db.Connection,
    first: int,
    count: int,
    score: int,
    language: str = "nl",
    client: str | None = None,
) -> None:
    """So many answers with this score, by recipients from a number on."""
    people = range(first, first + count)
    put(conn, "delay", *(Answer(each, score, language=language, client=client) for each in people))


def keep(conn: db.Connection, first: int, count: int, **attributes: str) -> None:
    people = range(first, first + count)
    references.keep(conn, people, [""] * count, [attributes] * count, ids.utc_now())


def renewed(conn: db.Connection) -> dict[tuple[str, str | None], Segment]:
    segments.renew(conn, ids.utc_now() + timedelta(days=1))
    found = segments.read(conn, "delay").segments
    return {(each.kind, each.value): each for each in found}


def test_answers_are_summed_up_by_wave(conn: db.Connection) -> None:
    sent, second = START - timedelta(days=9), START - timedelta(days=2)
    further = {"sent_at": second.isoformat(), "name": "Reminder", "mails": 40}
    campaigns.edit(conn, "delay", {"sent_at": sent, "mails": 100})
    give(conn, 0, 20, 8)
    give(conn, 100, 12, 4)
    assert not any(kind == WAVE for kind, _ in renewed(conn))  # everybody is of the only one
    campaigns.edit(conn, "delay", {"waves": [further, {"sent_at": START + timedelta(days=9)}]})
    conn.execute("update rating set first_at = %s", (sent - timedelta(hours=1),))
    conn.execute("update rating set token_sent_at = %s where recipient >= 105", (second,))
    conn.execute("update rating set first_at = %s where recipient in (100, 101)", (second,))
    found = renewed(conn)
    first, reminder = found[WAVE, "1"], found[WAVE, None]
    assert (first.answers, first.response_rate) == (
        23,
        0.23,
    )  # also who opened it before it was noted
    assert (reminder.answers, reminder.response_rate) == (9, None)  # too few to stand by themselves
    conn.execute("update rating set token_sent_at = %s where recipient >= 104", (second,))
    give(conn, 200, 1, 10)
    found = renewed(conn)
    reminder = found[WAVE, "2"]
    assert (reminder.answers, reminder.response_rate) == (11, 11 / 40)
    assert reminder.wave is not None
    told = score_facts.segment_facts(reminder)
    assert (told["kind"], told["value"], told["name"]) == ("wave", "2", "Reminder")
    page = str(shown.props(segments.read(conn, "delay"), "delay")["segments"])
    assert page.index("Wave 1") < page.index("Reminder")
    assert "28%" in page


def test_answers_are_summed_up_by_language_and_by_attribute(conn: db.Connection) -> None:
    give(conn, 0, 12, 8, "nl")
    give(conn, 100, 11, 6, "de")
    keep(conn, 0, 10, shop="Utrecht")
    found = renewed(conn)
    assert found[LANGUAGE, "nl"].counts == (0,) * 7 + (12, 0, 0)
    assert found[LANGUAGE, "de"].counts == (0,) * 5 + (11, 0, 0, 0, 0)
    assert found["shop", "Utrecht"].answers == 10
    assert set(found) == {(LANGUAGE, "nl"), (LANGUAGE, "de"), ("shop", "Utrecht")}


def test_answers_are_summed_up_by_what_was_clicked_with(conn: db.Connection) -> None:
    give(conn, 0, 12, 8, client="iphone")
    give(conn, 100, 11, 6, client="webmail")
    give(conn, 200, 10, 5)
    give(conn, 300, 3, 9, client="outlook")
    give(conn, 400, 2, 9, client="mac")
    found = renewed(conn)
    assert {value: each.answers for (kind, value), each in found.items() if kind == CLIENT} == {
        "iphone": 12, "webmail": 11, "": 10, None: 5,
    }  # fmt: skip
    assert found[LANGUAGE, "nl"].answers == 38
    assert found[CLIENT, None].score is None


def test_a_kind_of_which_nothing_is_known_is_left_out(conn: db.Connection) -> None:
    give(conn, 0, 12, 8)
    assert set(renewed(conn)) == {(LANGUAGE, "nl")}


def test_an_attribute_is_never_taken_for_what_was_clicked_with(conn: db.Connection) -> None:
    with pytest.raises(RecipientsError):
        References(conn, ["shop", " "])
    give(conn, 0, 12, 8, client="mac")
    keep(conn, 0, 12, client="mac")
    assert set(renewed(conn)) == {(LANGUAGE, "nl"), (CLIENT, "mac"), ("client", "mac")}


def test_small_groups_go_together_and_have_no_score(conn: db.Connection) -> None:
    give(conn, 0, 12, 8, "nl")
    give(conn, 100, 5, 6, "de")
    give(conn, 200, 4, 6, "fr")
    found = renewed(conn)
    assert set(found) == {(LANGUAGE, "nl"), (LANGUAGE, None)}
    assert found[LANGUAGE, None].answers == 9
    assert found[LANGUAGE, None].score is None
    give(conn, 300, 1, 6, "en")
    assert renewed(conn)[LANGUAGE, None].score


def test_ten_who_differ_too_much_have_no_score_either(conn: db.Connection) -> None:
    give(conn, 0, 6, 1)
    give(conn, 100, 6, 10)
    found = renewed(conn)[LANGUAGE, "nl"]
    assert (found.answers, found.score) == (12, None)


def test_the_seen_and_the_pressed_are_two_groups(conn: db.Connection) -> None:
    proofs = {"seen": 8, "pressed": 5, "pressed twice": 3}
    for first, (proof, score) in enumerate(proofs.items()):
        people = range(first * 100, first * 100 + 12)
        put(conn, "delay", *(Answer(each, score, proof=proof) for each in people))
    found = renewed(conn)
    assert (found[PROOF, "seen"].answers, found[PROOF, "pressed"].answers) == (12, 24)
    card = str(shown.props(segments.read(conn, "delay"), "delay"))
    assert "the page was seen" in card
    assert "This is a selection effect" in card


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "sent", [None, START - timedelta(hours=1)], ids=["since the first answer", "since sending"]
)
def test_early_and_late_answers_are_told_apart(conn: db.Connection, sent: datetime | None) -> None:
    campaigns.edit(conn, "delay", {"sent_at": sent})
    put(conn, "delay", *crowd(0, 9, people=200), *crowd(500, 6, START + DAY * 1.1, 200))
    found = renewed(conn)
    assert found[AGE, "early"].counts[8] == 200
    assert found[AGE, "late"].counts[5] == 200
    ages = segments.read(conn, "delay").ages
    assert ages
    assert ages.difference
    assert ages.difference.real
    assert (
        score_facts.difference_facts(ages.difference)["difference"],
        ages.difference.high < 0,
    ) == (-3, True)
    said = str(shown.props(segments.read(conn, "delay"), "delay")["ages"])
    assert "within 24 hours of sending: 9.0" in said
    assert "more than chance" in said
    assert "As of" in said


def test_a_day_is_counted_from_each_one_s_own_mail(conn: db.Connection) -> None:
    put(conn, "delay", *crowd(0, 9, people=30), *crowd(500, 6, START + DAY * 9, 30))
    conn.execute("update rating set sent_at = at - interval '1 hour' where recipient >= 510")
    found = renewed(conn)
    assert (found[AGE, "early"].answers, found[AGE, "late"].answers) == (50, 10)


def test_fewer_than_thirty_late_answers_are_compared_with_nobody(conn: db.Connection) -> None:
    put(conn, "delay", *crowd(0, 9, people=200), *crowd(500, 6, START + DAY * 2, 29))
    renewed(conn)
    known = segments.read(conn, "delay")
    assert known.ages is None
    assert shown.props(known, "delay")["ages"] == {"children": [], "hidden": True}


def test_an_attribute_that_names_each_person_makes_one_row(conn: db.Connection) -> None:
    give(conn, 0, 40, 8)
    for number in range(40):
        keep(conn, number, 1, customer=f"C{number}")
    assert [each for each in renewed(conn) if each[0] == "customer"] == [("customer", None)]


def test_of_many_values_the_largest_stand_for_themselves(conn: db.Connection) -> None:
    for number in range(segments.MOST + 2):
        give(conn, number * 100, 10 + number, 8)
        keep(conn, number * 100, 10 + number, shop=f"Shop {number:02}")
    values = [value for kind, value in renewed(conn) if kind == "shop"]
    assert values == [f"Shop {number:02}" for number in range(segments.MOST + 1, 1, -1)] + [None]


def test_what_does_not_count_is_in_no_segment(conn: db.Connection) -> None:
    give(conn, 0, 10, 8)
    put(conn, "delay", Answer(50, 1, aside="scanned", language="nl"))
    assert renewed(conn)[LANGUAGE, "nl"].answers == 10


def test_an_erased_recipient_leaves_the_sums(conn: db.Connection) -> None:
    give(conn, 0, 11, 8)
    assert renewed(conn)[LANGUAGE, "nl"].answers == 11
    erasure.erase(conn, 3)
    assert renewed(conn)[LANGUAGE, "nl"].answers == 10


def test_a_long_period_is_made_of_months_and_days(conn: db.Connection) -> None:
    # One on each of a hundred days, the scores in turn: 29 Nov to 8 March, over whole months and parts of some.
    days = [START + timedelta(days=number - 4) for number in range(100)]
    put(conn, "delay", *(Answer(n, 1 + n % 10, at, language="nl") for n, at in enumerate(days)))
    renewed(conn)
    dates = [day.date() for day in days]
    for first, last in [
        (None, 99),
        (0, 99),
        (1, 2),
        (2, 30),
        (3, 64),
        (20, 40),
        (34, 92),
        (62, 62),
        (40, 9),
    ]:
        begin = None if first is None else dates[first]
        groups = segments.read(conn, "delay", Days(begin, dates[last])).segments
        counts = [0] * 10
        for n in range(first or 0, last + 1):
            counts[n % 10] += 1
        languages = [list(group.counts) for group in groups if group.kind == LANGUAGE]
        assert languages == ([counts] if any(counts) else []), (first, last)


def test_nothing_is_summed_up_again_before_something_changed(conn: db.Connection) -> None:
    give(conn, 0, 10, 8)
    later = ids.utc_now() + timedelta(days=1)
    assert segments.renew(conn, later) == 1
    assert segments.renew(conn, later) == 0
    give(conn, 20, 1, 8)
    assert segments.renew(conn, later) == 1


def test_what_took_long_is_done_seldom(conn: db.Connection) -> None:
    give(conn, 0, 10, 8)
    now = ids.utc_now()
    segments.renew(conn, now)
    conn.execute("update segmented set at = %s, seconds = 12", [now])
    give(conn, 20, 1, 8)
    assert segments.renew(conn, now + timedelta(minutes=9)) == 0
    assert segments.renew(conn, now + timedelta(minutes=10)) == 1


def test_the_worker_sums_up(conn: db.Connection) -> None:
    give(conn, 0, 10, 8)
    worker.keep_house(conn, ids.utc_now(), worker.Retention())
    assert segments.read(conn, "delay").at


def test_before_the_first_sum_there_is_nothing(conn: db.Connection) -> None:
    assert segments.read(conn, "delay") == segments.Segments()


def test_the_card_tells_what_it_keeps_back(conn: db.Connection) -> None:
    give(conn, 0, 12, 8, "nl")
    give(conn, 100, 3, 1, "de")
    renewed(conn)
    card = str(shown.props(segments.read(conn, "delay"), "delay"))
    assert "Dutch" in card
    assert "Smaller groups together" in card
    assert "fewer than 10" in card
    assert "1.0" not in card


def test_the_card_says_how_it_knows_what_was_clicked_with(conn: db.Connection) -> None:
    give(conn, 0, 12, 8, client="windows")
    give(conn, 100, 11, 6, client="gmail-app")
    give(conn, 200, 10, 6)
    renewed(conn)
    card = str(shown.props(segments.read(conn, "delay"), "delay"))
    for said in (
        "Windows, app not named",
        "Gmail's app",
        "not known",
        "only if it names itself",
    ):
        assert said in card
    assert "Dutch" not in card  # all of them: their score is the campaign's


def test_every_class_has_a_name() -> None:
    assert set(chart_text.CLIENTS) == set(CLASSES)


def test_a_campaign_of_one_language_alone_needs_no_card(conn: db.Connection) -> None:
    give(conn, 0, 12, 8, "nl", "mac")
    renewed(conn)
    assert shown.props(segments.read(conn, "delay"), "delay")["segments-card"]["hidden"]
