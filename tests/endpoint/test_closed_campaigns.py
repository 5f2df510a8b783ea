"""The old buttons of a campaign that is over, or that is no longer there."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from person import Clock, Person

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.signing.tokens import Tokens


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Endpoint]:
    with psycopg.connect(config.database_url or "") as connection:
        for slug, days in (("apology", None), ("flow", 30)):
            one = Campaign(slug=slug, name=slug, created_at=clock(), repeat_after=days)
            campaigns.add(connection, one)
    app = create_app(config, clock)
    yield app
    app.close()


@pytest.fixture
def person(app: Endpoint, clock: Clock) -> Person:
    return Person(app.test_client(), clock)


def address(config: Config, slug: str = "apology") -> str:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    return f"/r/{slug}/{tokens.sign(slug, tokens.recipient('customer 17'))}/7"


def close(app: Endpoint, config: Config, at: Clock, slug: str = "apology") -> None:
    """Close a campaign at the clock's time; the endpoint knows at once."""
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.edit(connection, slug, {"closed_at": at()})
    app.collector.campaigns._known.clear()


def rating(config: Config) -> list[tuple[object, ...]]:
    with psycopg.connect(config.database_url or "") as connection:
        return connection.execute("select score, state, comment from rating").fetchall()


@pytest.mark.parametrize("slug", ["apology", "flow"])
def test_an_answer_to_a_closed_campaign_is_read_and_erased(
    app: Endpoint, person: Person, config: Config, clock: Clock, slug: str
) -> None:
    person.open(address(config, slug))
    person.press(7, "secret")
    close(app, config, clock, slug)
    clock.later(40 * 24 * 3600)
    old = person.open(address(config, slug))
    assert old.status_code == 200
    assert "This question is closed." in old.text
    assert "Your answer is a 7." in old.text
    assert "secret" not in old.text
    assert "Erase my answer" in old.text
    assert "They will be gone for good." in person.press(7, do="erase").text
    gone = person.press(7, do="erase-now").text
    assert "Your answer is erased." in gone
    assert "answer again" not in gone
    assert rating(config) == [(None, "erased", None)]
    assert "Erase my answer" not in person.open(address(config, slug)).text


def test_an_erasure_that_is_not_wanted_leaves_the_answer(
    app: Endpoint, person: Person, config: Config, clock: Clock
) -> None:
    person.open(address(config))
    person.press(7)
    close(app, config, clock)
    clock.later(10)
    person.open(address(config))
    person.press(7, do="erase")
    assert "Your answer is a 7." in person.press(7).text
    assert rating(config) == [(7, "counted", None)]


def test_new_answers_do_not_count_and_leave_nothing(
    app: Endpoint, person: Person, config: Config, clock: Clock
) -> None:
    close(app, config, clock)
    clock.later(10)
    assert "New answers no longer count." in person.open(address(config)).text
    person.press(7)
    assert rating(config) == []


def test_what_was_being_written_as_the_campaign_was_closed_counts(
    app: Endpoint, person: Person, config: Config, clock: Clock
) -> None:
    person.open(address(config))
    clock.later(60)
    close(app, config, clock)
    clock.later(600)
    assert "are saved" in person.press(7, "Almost lost").text
    assert "is saved" in person.press(8).text
    assert rating(config) == [(8, "counted", "Almost lost")]
    clock.later(timedelta(days=1).total_seconds())
    assert "Your answer is a 8." in person.press(3).text


def test_the_buttons_of_a_campaign_that_is_gone_say_so(person: Person, config: Config) -> None:
    page = person.open(address(config, "deleted"))
    assert page.status_code == 410
    assert "All answers to it have been erased." in page.text


def test_an_answer_is_changed_where_the_team_allows_it_and_a_new_one_never_counts(
    app: Endpoint, person: Person, config: Config, clock: Clock
) -> None:
    person.open(address(config))
    person.press(7, "as it was")
    with psycopg.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.edit(connection, "apology", {"change_closed": True})
    close(app, config, clock)
    clock.later(40 * 24 * 3600)
    old = person.open(address(config))
    assert "Your answer is a 7." in old.text
    assert "Changed your mind?" in old.text
    assert "is saved" in person.press(3).text
    assert rating(config) == [(3, "counted", "as it was")]
    assert "Your answer is a 3." in person.open(address(config)).text
    assert "They will be gone for good." in person.press(3, do="erase").text
    person.press(3, do="erase-now")
    assert rating(config) == [(None, "erased", None)]
    assert "Changed your mind?" not in person.open(address(config)).text
    person.press(9)
    assert rating(config) == [(None, "erased", None)]


def test_what_comes_too_late_is_shown_back_to_be_copied(
    app: Endpoint, person: Person, config: Config, clock: Clock
) -> None:
    person.open(address(config))
    person.press(7, "as it was")
    close(app, config, clock)
    clock.later(timedelta(days=1, seconds=1).total_seconds())
    late = person.press(7, "<b>Two pages</b>\nof words")
    assert "This question is closed." in late.text
    assert "What you wrote is not saved." in late.text
    assert "readonly>\n&lt;b&gt;Two pages&lt;/b&gt;\nof words</textarea>" in late.text
    assert "Erase my answer" in late.text
    assert rating(config) == [(7, "counted", "as it was")]
    clock.later(timedelta(days=40).total_seconds())  # the page itself is no longer known
    assert "of words</textarea>" in person.press(7, "<b>Two pages</b>\nof words").text


def test_what_is_sent_to_a_campaign_that_is_gone_is_shown_back(
    person: Person, config: Config, app: Endpoint
) -> None:
    person.open(address(config))
    with psycopg.connect(config.database_url or "") as connection:
        connection.execute("delete from campaign where slug = 'apology'")
    app.collector.campaigns._known.clear()
    gone = person.press(7, "Many words")
    assert gone.status_code == 410
    assert "All answers to it have been erased." in gone.text
    assert "Many words</textarea>" in gone.text
    assert "<textarea" not in person.open(address(config)).text
