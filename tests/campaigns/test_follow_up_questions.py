"""Follow-up questions: who is asked what, what is kept of it, and what the team is told."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from answers import Answer, put
from flask import Flask
from person import Clock, Person
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import audit, users
from feedback_buttons.accounts.roles import may
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, follow_up_questions, question_checks
from feedback_buttons.campaigns.campaigns import Campaign, CampaignError
from feedback_buttons.campaigns.follow_up_questions import Chosen, Question
from feedback_buttons.comments import comment_list
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.app import create_app as create_dashboard
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.recipients import erasure
from feedback_buttons.reports.answers import answer_export, change_feed
from feedback_buttons.reports.segments import segments as sums
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

LATE, POEM = {"en": "Too late", "nl": "Te laat"}, {"en": "The poem", "nl": "Het gedicht"}
WHY: Question = {
    "low": 1,
    "high": 6,
    "text": {"en": "What went wrong?", "nl": "Wat ging er mis?"},
    "choices": [LATE, POEM],
}
PRAISE: Question = {"low": 9, "high": 10, "text": {"en": "What was best?"}, "choices": []}
AFTER = "/campaign/delay/after"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", questions=[WHY, PRAISE]))
        yield connection


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(config: Config, conn: db.Connection, clock: Clock) -> Iterator[Flask]:  # noqa: ARG001 (fills it)
    app = create_app(config, clock)
    yield app
    app.close()


@pytest.fixture
def person(app: Flask, clock: Clock) -> Person:
    return Person(app.test_client(), clock)


@pytest.fixture
def mail(config: Config) -> str:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    return f"/r/delay/{tokens.sign('delay', tokens.recipient('customer 17'))}"


def kept(conn: db.Connection) -> tuple[object, ...]:
    """The score, question and choice of the only rating."""
    row = conn.execute("select score, question, choice from rating").fetchone()
    return row or ()


def test_everybody_is_asked_what_their_score_is_asked(person: Person, mail: str) -> None:
    low = person.open(mail + "/3").text
    assert "What went wrong?" in low
    assert 'type="radio" name="choice" value="2"' in low
    assert "What is the main reason for your 3?" in low
    middle = person.open(mail + "/8").text
    assert "What went wrong?" not in middle
    assert "radio" not in middle
    high = person.open(mail + "/9").text
    assert "What was best?</label>" in high
    assert "main reason" not in high


def test_nobody_is_asked_in_a_language_in_which_it_is_not_written(
    person: Person, mail: str
) -> None:
    person.headers["Accept-Language"] = "nl"
    assert "Het gedicht" in person.open(mail + "/3").text
    person.headers["Accept-Language"] = "de"
    assert "radio" not in person.open(mail + "/3").text


def test_a_choice_is_kept_told_and_shown_with_the_press(
    person: Person, mail: str, conn: db.Connection
) -> None:
    person.open(mail + "/3")
    page = person.press(3, question="1", choice="2").text
    assert "your 3 and your answer are saved" in page
    assert 'value="2" checked' in page
    assert kept(conn) == (3, 1, 2)
    page = person.press(3, "and dull", question="1", choice="2").text
    assert "your 3 and your answers are saved" in page
    (row,) = answer_export.ratings(conn, "delay")
    assert (row.question, row.answer, row.comment) == ("What went wrong?", "The poem", "and dull")
    (told,) = comment_list.find(conn, comment_list.Filter()).comments
    assert (told.question, told.answer) == (WHY["text"], POEM)
    person.press(3, question="1")
    assert kept(conn) == (3, 1, 2)  # nothing chosen leaves it


@pytest.mark.parametrize(
    ("question", "choice"),
    [("1", "3"), ("1", "0"), ("1", ""), ("2", "1"), ("9", "1"), ("x", "1"), ("1", "1\x00")],
)
def test_a_choice_that_is_not_offered_is_left_out_and_the_press_counts(
    person: Person, mail: str, conn: db.Connection, question: str, choice: str
) -> None:
    person.open(mail + "/3")
    assert "your 3 is saved" in person.press(3, question=question, choice=choice).text
    assert kept(conn) == (3, None, None)


def test_a_choice_never_stands_beside_a_score_that_is_not_asked(
    person: Person, mail: str, conn: db.Connection
) -> None:
    campaign = campaigns.get(conn, "delay")
    person.open(mail + "/3")
    person.press(3, question="1", choice="1")
    person.press(9, question="1", choice="1")
    assert kept(conn) == (9, 1, 1)
    (row,) = answer_export.ratings(conn, "delay")
    (told,) = change_feed.page(conn, campaign, change_feed.BEGIN, 9, references=False).answers
    assert (row.score, row.question, told.question, told.choice) == (9, None, None, None)
    person.press(2)
    (told,) = change_feed.page(conn, campaign, change_feed.BEGIN, 9, references=False).answers
    assert (told.score, told.question, told.choice) == (2, 1, 1)


def test_a_press_that_does_not_count_yet_keeps_what_was_chosen_on_the_page(
    person: Person, mail: str, conn: db.Connection, clock: Clock
) -> None:
    person.open(mail + "/3")
    clock.later(-2.9)  # as quick as no person is
    page = person.press(3, question="1", choice="2").text
    assert "Once more" in page
    assert 'value="2" checked' in page
    assert kept(conn)[1:] == (None, None)


def test_an_erased_answer_takes_its_choice_along(
    person: Person, mail: str, conn: db.Connection
) -> None:
    person.open(mail + "/3")
    person.press(3, question="1", choice="2")
    asked = person.press(3, do="erase", question="1", choice="2").text
    assert '<input type="hidden" name="choice" value="2">' in asked
    person.press(3, do="erase-now")
    assert kept(conn) == (None, None, None)


def choose(conn: db.Connection, first: int, count: int, score: int, choice: int) -> None:
    """So many recipients, from a number on, who gave a score and chose."""
    people = range(first, first + count)
    put(conn, "delay", *(Answer(each, score) for each in people))
    row = [choice, [*people]]
    conn.execute("update rating set question = 1, choice = %s where recipient = any (%s)", row)


def counted(conn: db.Connection) -> list[tuple[int, ...]]:
    sums.renew(conn, ids.utc_now() + timedelta(days=1))
    questions = campaigns.get(conn, "delay").questions
    return [each.counts for each in follow_up_questions.results(conn, "delay", questions)]


def test_choices_are_counted_of_answers_that_count(conn: db.Connection) -> None:
    choose(conn, 0, 7, 3, 1)
    choose(conn, 100, 2, 6, 2)
    choose(conn, 200, 5, 8, 2)  # their score is no longer one that is asked
    assert counted(conn) == [(7, 2)]
    erasure.erase(conn, 3)
    conn.execute("update rating set score = null where recipient = 100")
    erasure.erase(conn, 101)
    assert counted(conn) == [(6, 0)]


def test_the_campaigns_page_and_its_file_say_what_was_chosen(
    conn: db.Connection, config: Config
) -> None:
    choose(conn, 0, 7, 3, 1)
    choose(conn, 100, 3, 6, 2)
    counted(conn)
    page = callbacks.page(conn, "/campaign/delay", "", lambda each: may("viewer", each), "v")
    shown = " ".join(str(each.to_plotly_json()) for each in page)
    for words in ("What went wrong?", "of those who gave 1 to 6", "10 answers", "Too late", "70"):
        assert words in shown
    app = create_dashboard(config)
    users.add(conn, "anna", PASSWORD, "viewer")
    text = signed_in(app, "anna").get("/campaign/delay/chosen.csv").data.decode("utf-8-sig")
    app.extensions["feedback_buttons"].close()
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert (first["answer"], first["answers"], first["low"], first["high"]) == (
        "Too late", "7", "1", "6",
    )  # fmt: skip
    assert (second["question"], second["choice"], second["answers"]) == ("1", "2", "3")


def test_mended_words_and_added_answers_are_the_same_question() -> None:
    (before,) = question_checks.settled([], [WHY])
    mended: Question = {
        **before,
        "text": {"en": "What was wrong?"},
        "choices": [{"en": "Late"}, {"en": "The poem"}, {"en": "Other"}],
    }
    (after,) = question_checks.settled([before], [mended])
    assert after["id"] == before["id"] == 1
    assert len(after["choices"]) == 3


def test_a_question_that_is_saved_as_it_is_stays_the_same() -> None:
    twice: Question = {**WHY, "choices": [LATE, POEM, LATE]}
    before = question_checks.settled([], [twice, PRAISE])
    assert question_checks.settled(before, before) == before


@pytest.mark.parametrize(
    "change",
    [
        {"low": 2},
        {"high": 7},
        {"choices": [POEM, LATE]},
        {"choices": [POEM]},
        {"choices": []},
    ],
)
def test_a_question_of_another_meaning_is_another_question(change: Question) -> None:
    (before,) = question_checks.settled([], [WHY])
    after, gone = question_checks.settled([before], [{**before, **change}])
    assert (after["id"], after["asked"]) == (2, True)
    assert (gone["id"], gone["asked"], gone["choices"]) == (1, False, [LATE, POEM])
    third, *rest = question_checks.settled([after, gone], [WHY])
    assert third["id"] == 3  # never a number again
    assert [each["id"] for each in rest] == [2, 1]


def test_an_answer_that_is_emptied_keeps_its_number_and_is_offered_no_longer() -> None:
    (before,) = question_checks.settled(
        [], [{**WHY, "choices": [LATE, POEM, {"en": "x", "nl": "x"}]}]
    )
    (after,) = question_checks.settled(
        [before], [{**before, "choices": [LATE, {}, {"en": "x", "nl": "x"}]}]
    )
    (last,) = question_checks.settled([after], [{**after, "choices": [LATE]}])
    assert (last["id"], last["withdrawn"]) == (after["id"], [2, 3])
    assert last["choices"][1] == POEM  # what was chosen keeps its words
    assert follow_up_questions.asked([last], 3, "en").choices == ((1, "Too late"),)
    (again,) = question_checks.settled([last], [{**last, "choices": [LATE, POEM], "withdrawn": []}])
    assert (again["id"], again["withdrawn"]) == (last["id"], [3])
    other, _ = question_checks.settled(
        [last], [{**last, "choices": [LATE, {"en": "y", "nl": "y"}]}]
    )
    assert other["id"] != last["id"]  # else what took the poem would say y
    assert after["id"] == before["id"]
    assert follow_up_questions.asked([after], 3, "en").choices == ((1, "Too late"), (3, "x"))
    assert follow_up_questions.chosen([after], 3, "1", "2") is None
    assert follow_up_questions.chosen([after], 3, "1", "3") == Chosen(1, 3)


def test_what_is_asked_no_longer_is_asked_of_nobody_and_its_answers_stay(
    conn: db.Connection, person: Person, mail: str
) -> None:
    choose(conn, 0, 7, 3, 1)
    campaigns.edit(conn, "delay", {"questions": []})
    assert "radio" not in person.open(mail + "/3").text
    assert counted(conn) == [(7, 0)]


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ([{**WHY, "low": 7, "high": 6}], "scores go from 1 to 10"),
        ([{**WHY, "high": 11}], "scores go from 1 to 10"),
        ([WHY, {**WHY, "low": 6}], "whoever gives a 6 would be asked two questions"),
        ([{**WHY, "choices": [LATE, {"en": "Only English"}]}], "“Only English” is missing"),
        ([{**WHY, "choices": [LATE] * 11}], "more than 10 answers"),
        ([{**PRAISE, "low": n, "high": n} for n in range(1, 8)], "at most 6"),
        ([{**WHY, "text": {"en": "a\x00b"}}], "control character"),
        ([{**WHY, "choices": [{"en": "x" * 101, "nl": "x"}]}], "at most 100"),
        ([{**WHY, "text": {"xx": "?"}}], "'xx'"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_what_to_do(
    conn: db.Connection, questions: list[Question], said: str
) -> None:
    with pytest.raises(CampaignError, match=said):
        campaigns.edit(conn, "delay", {"questions": questions})
    assert len(campaigns.get(conn, "delay").questions) == 2


FORM = {"do": "questions", "1-low": "1", "1-high": "5", "1-text-nl": "Wat ging  er mis?"}


def test_questions_are_set_in_the_dashboard_shown_and_told(
    conn: db.Connection, config: Config
) -> None:
    users.add(conn, "edith", PASSWORD, "editor")
    app = create_dashboard(config)
    edith = signed_in(app, "edith")
    campaigns.edit(conn, "delay", {"questions": [], "language": "nl"})
    said = edith.post(
        AFTER + "?score=3", data={**FORM, "1-choices-nl": "Te laat\r\n\r\n Het  gedicht \r\n"}
    ).text
    assert "Saved." in said
    frames = unescape(said)
    assert "Wat ging er mis?</legend>" in frames
    (question, *_) = campaigns.get(conn, "delay").questions
    assert question["text"] == {"nl": "Wat ging er mis?"}
    assert question["choices"] == [{"nl": "Te laat"}, {}, {"nl": "Het gedicht"}]
    entry = audit.page(conn).entries[0]
    assert (entry.did, [*entry.detail["changes"]]) == ("campaign changed", ["questions"])
    wrong = edith.post(AFTER, data={**FORM, "1-low": "6"})
    assert wrong.status_code == 400
    assert "the lower one first" in wrong.text
    assert 'value="Wat ging er mis?"' in wrong.text  # nothing that was typed is lost
    number = str(question["id"])
    edith.post(AFTER, data={**FORM, "1-id": number, "1-stop": "1"})
    assert not any(each["asked"] for each in campaigns.get(conn, "delay").questions)
    app.extensions["feedback_buttons"].close()


def test_languages_that_the_form_does_not_show_keep_their_words(
    conn: db.Connection, config: Config
) -> None:
    users.add(conn, "edith", PASSWORD, "editor")
    app = create_dashboard(config)
    campaigns.edit(conn, "delay", {"language": "nl"})
    data = {**FORM, "1-high": "6", "1-id": "1", "1-choices-nl": "Te laat\nHet versje"}
    signed_in(app, "edith").post(AFTER, data=data)
    question = campaigns.get(conn, "delay").questions[0]
    app.extensions["feedback_buttons"].close()
    assert question["id"] == 1
    assert question["choices"] == [LATE, {"en": "The poem", "nl": "Het versje"}]
