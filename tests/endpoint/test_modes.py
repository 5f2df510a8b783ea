"""The page in its modes, through the real endpoint: whom it believes, whom it asks, and what it
tells them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from person import LAPTOP, PHONE, Clock, Person
from werkzeug.test import TestResponse

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.verdict import Verdict

HOME, OFFICE, DATA_CENTRE, SCANNER = "86.80.1.2", "194.151.3.4", "3.64.1.2", "40.107.1.2"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Safari/537.36"
)
HOUR = 3600.0
Meet = Callable[..., Person]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Endpoint]:
    with psycopg.connect(config.database_url or "") as connection:
        sent = Campaign(slug="apology", name="Apology", sent_at=clock(), created_at=clock())
        campaigns.add(connection, replace(sent, language="en"))
    app = create_app(replace(config, proxies=1), clock)
    yield app
    app.close()


@pytest.fixture
def meet(app: Endpoint, clock: Clock) -> Meet:
    """Makes a browser at an address."""

    def made(ip: str = HOME, agent: str = PHONE) -> Person:
        person = Person(app.test_client(), clock, agent)
        person.headers["X-Forwarded-For"] = ip
        return person

    return made


@pytest.fixture
def mail(config: Config) -> str:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    return f"/r/apology/{tokens.sign('apology', tokens.recipient('customer 17'))}"


def rating(config: Config) -> tuple[object, ...]:
    """The score, proof, state and reason of the only rating."""
    with psycopg.connect(config.database_url or "") as connection:
        row = connection.execute("select score, proof, state, reason from rating").fetchone()
    return row or ()


def asks(page: TestResponse) -> bool:
    """Whether a page with its script running asks for a press."""
    return "data-wait=" not in page.text


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def scan(robot: Person, mail: str, clock: Clock) -> None:
    """All ten in a moment."""
    for score in range(1, 11):
        robot.open(f"{mail}/{score:02}")
        clock.later(0.1)


def test_one_click_is_enough_where_nothing_speaks_against_it(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.later(HOUR)
    person = meet()
    page = person.open(f"{mail}/7")
    assert not asks(page)
    assert "your 7 is saved" in page.text  # for the script to show
    assert person.see() == "saved"
    assert rating(config) == (7, "seen", "settling", "seen")


def test_an_answer_stands_when_the_days_key_changes_while_its_page_is_open(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.now = clock.now.replace(hour=23, minute=59, second=59, microsecond=500_000)
    person = meet()
    person.open(f"{mail}/7")
    assert person.see() == "saved"
    clock.later(5)
    meet(OFFICE, LAPTOP).open(f"{mail}/7")  # all the evidence is judged anew
    assert rating(config) == (7, "seen", "settling", "seen")
    with psycopg.connect(config.database_url or "") as connection:
        rows = connection.execute("select count(distinct client), count(*) from visit")
        assert rows.fetchone() == (2, 3)


def test_a_page_that_another_device_sends_back_is_anothers(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.later(HOUR)
    person, other = meet(), meet(OFFICE, LAPTOP)
    person.open(f"{mail}/7")
    other.address, other.page = person.address, person.page
    other.see()
    with psycopg.connect(config.database_url or "") as connection:
        rows = connection.execute("select count(distinct client) from visit")
        assert rows.fetchone() == (2,)


def test_a_doubtful_page_looks_the_same_but_for_its_question(
    meet: Meet, mail: str, clock: Clock
) -> None:
    clock.later(HOUR)
    trusted, asked = meet().open(f"{mail}/7"), meet(DATA_CENTRE, CHROME).open(f"{mail}/7")
    assert asks(asked)
    assert len(asked.text) == pytest.approx(len(trusted.text), rel=0.1)
    assert 'class="ask"' in asked.text
    assert 'class="ask"' in trusted.text  # without its script the trusted page asks as well


def test_asked_once_a_press_counts(meet: Meet, mail: str, clock: Clock, config: Config) -> None:
    clock.later(30)  # too soon after sending to be believed
    person = meet()
    assert asks(person.open(f"{mail}/7"))
    assert person.see() == "ask"
    assert rating(config)[0] is None
    assert "your 7 and your comment are saved" in words(person.press(7, "thanks"))
    assert rating(config)[:3] == (7, "pressed", "counted")


def test_a_press_that_looks_automatic_is_asked_for_once_more(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.later(60)
    person = meet(DATA_CENTRE, CHROME)
    person.open(f"{mail}/7")
    assert "Once more" in words(person.press(7, "kept while asking"))
    assert rating(config)[0] is None
    assert "your 7 and your comment are saved" in words(person.press(7, "kept while asking"))
    assert rating(config) == (7, "pressed twice", "counted", "pressed_twice")


def test_another_score_on_the_second_question_is_asked_for_again(
    meet: Meet, mail: str, clock: Clock
) -> None:
    clock.later(60)
    person = meet(DATA_CENTRE, CHROME)
    person.open(f"{mail}/7")
    person.press(7)
    assert "Once more" in words(person.press(9))
    assert "your 9 is saved" in words(person.press(9))


def test_the_mode_is_checked_again_when_the_answer_arrives(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.later(HOUR)
    person = meet()
    assert not asks(person.open(f"{mail}/7"))
    scan(meet(OFFICE, LAPTOP), mail, clock)
    assert person.see() == "ask"
    assert rating(config)[0] is None
    person.press(7)
    assert rating(config)[:2] == (7, "pressed")


def test_a_scan_around_an_unpressed_answer_withdraws_it_and_a_press_brings_it_back(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.later(HOUR)
    robot = meet(OFFICE, LAPTOP)
    robot.open(f"{mail}/01")
    assert robot.see() == "saved"
    scan(robot, mail, clock)
    assert rating(config) == (None, "seen", "withdrawn", "burst")
    person = meet()
    person.open(f"{mail}/7")
    person.press(7)
    scan(robot, mail, clock)
    assert rating(config)[:3] == (7, "pressed", "counted")


def test_a_forwarded_mails_reader_must_press_and_sees_nobodys_answer(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.later(HOUR)
    first = meet()
    first.open(f"{mail}/7")
    first.press(7, "only mine")
    clock.later(HOUR)
    other = meet(OFFICE, LAPTOP)
    page = other.open(f"{mail}/9")
    assert asks(page)
    other.see()
    assert "only mine" not in page.text
    assert "7 is saved" not in page.text
    assert rating(config)[0] == 7
    other.press(9)
    assert rating(config)[:2] == (9, "pressed")


def test_the_same_person_changes_it_on_another_device_with_a_press(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.later(HOUR)
    phone, laptop = meet(), meet(OFFICE, LAPTOP)
    phone.open(f"{mail}/7")
    assert phone.see() == "saved"
    clock.later(20 * HOUR)
    assert asks(laptop.open(f"{mail}/9"))
    laptop.press(9)
    assert rating(config)[:2] == (9, "pressed")


@pytest.mark.parametrize("form", [{"score": "2"}, {"score": "2", "page": "forged", "do": "press"}])
def test_a_bare_post_changes_nothing_and_asks(
    meet: Meet, mail: str, clock: Clock, config: Config, form: dict[str, str]
) -> None:
    clock.later(HOUR)
    person, robot = meet(), meet(SCANNER, CHROME)
    person.open(f"{mail}/7")
    person.see()
    page = robot.client.post(f"{mail}/2", data=form, headers=robot.headers)
    assert asks(page)
    assert "Send my 2" in words(page)
    assert rating(config)[:2] == (7, "seen")


def test_a_page_of_one_recipient_answers_for_no_other(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.later(HOUR)
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    thief = meet()
    thief.open(f"/r/apology/{tokens.sign('apology', tokens.recipient('customer 18'))}/2")
    thief.address = f"{mail}/2"
    thief.press(2)
    with psycopg.connect(config.database_url or "") as connection:
        assert connection.execute("select count(score) from rating").fetchone() == (0,)


def test_no_machine_erases_an_answer(meet: Meet, mail: str, clock: Clock, config: Config) -> None:
    clock.later(HOUR)
    person = meet()
    person.open(f"{mail}/7")
    person.press(7)
    robot = meet(SCANNER, CHROME)
    for button in ("erase", "erase-now"):  # each pressed on a page of its own
        robot.open(f"{mail}/7")
        robot.press(7, do=button)
    robot.client.post(f"{mail}/7", data={"do": "erase-now"}, headers=robot.headers)
    assert rating(config)[:2] == (7, "pressed")
    robot.open(f"{mail}/7")
    robot.press(7, do="erase")
    clock.later(-2.9)  # faster than anybody reads the question
    robot.press(7, do="erase-now")
    assert rating(config)[:2] == (7, "pressed")


def test_whoever_calls_themselves_a_bot_can_still_answer_and_erase(
    meet: Meet, mail: str, clock: Clock, config: Config
) -> None:
    clock.later(HOUR)
    person = meet(agent=f"{CHROME} bot/1.0")
    assert asks(person.open(f"{mail}/7"))
    assert "Once more" in words(person.press(7))
    person.press(7)
    assert rating(config)[:2] == (7, "pressed twice")
    person.press(7, do="erase")
    person.press(7, do="erase-now")
    assert rating(config)[2] == "erased"


def test_a_form_that_is_sent_twice_at_once_is_saved_both_times(
    app: Endpoint, meet: Meet, mail: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the two answers the browser shows: both presses are in one commit, and the later one counts."""
    recorder = app.collector.recorder
    press = recorder.press

    def both(subject: Subject, visit: Visit, *sent: str | None, **more: Any) -> Verdict:  # noqa: ANN401
        press(subject, visit, *sent, **more)
        twin = replace(visit, id=visit.id + 1, at=visit.at + timedelta(microseconds=10))
        return press(subject, twin, *sent, **more)

    monkeypatch.setattr(recorder, "press", both)
    clock.later(HOUR)
    person = meet()
    person.open(f"{mail}/7")
    assert "your 7 is saved" in words(person.press(7))


@pytest.mark.parametrize("policy", ["instant", "balanced", "strict"])
def test_the_campaigns_policy_says_who_is_asked(
    meet: Meet, mail: str, clock: Clock, config: Config, policy: str
) -> None:
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.edit(connection, "apology", {"policy": policy})
    clock.later(30)
    early = asks(meet().open(f"{mail}/7"))
    clock.later(HOUR)
    late = asks(meet().open(f"{mail}/7"))
    assert (early, late) == {
        "instant": (False, False),
        "balanced": (True, False),
        "strict": (True, True),
    }[policy]
