"""Ids and the times that they carry, when the machine's clock does what it should not."""

from datetime import UTC, datetime, timedelta

from feedback_buttons.base.ids import Ids, first_id, time_of

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Clock:
    """A clock to be set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_an_id_carries_its_time() -> None:
    id, at = Ids(lambda: NOON).next()
    assert at == time_of(id) == NOON
    assert first_id(NOON) <= id < first_id(NOON + timedelta(microseconds=1))


def test_ids_of_one_moment_follow_each_other() -> None:
    ids = Ids(lambda: NOON)
    made = [ids.next()[0] for _ in range(1000)]
    assert made == sorted(set(made))


def test_an_id_comes_behind_one_of_a_process_whose_clock_is_ahead() -> None:
    theirs = first_id(NOON + HOUR)
    assert Ids(lambda: NOON).next(after=theirs)[0] > theirs


def test_time_goes_on_when_the_clock_is_set_back() -> None:
    clock = Clock()
    ids = Ids(clock)
    ids.next()
    clock.now -= HOUR
    _, first = ids.next()
    clock.now += 10 * SECOND
    _, second = ids.next()
    assert first > NOON
    assert 9 * SECOND < second - first <= 10 * SECOND


def test_a_clock_that_is_put_right_is_believed_again() -> None:
    clock = Clock()
    ids = Ids(clock)
    ids.next()
    clock.now -= timedelta(days=9000)
    ids.next()
    clock.now = NOON + SECOND
    assert ids.next()[1] == NOON + SECOND


def test_our_time_and_that_of_a_clock_that_was_set_back_meet() -> None:
    clock = Clock()
    ids = Ids(clock)
    ids.next()
    clock.now -= timedelta(minutes=1)
    before = NOON
    for _ in range(61 * 60):
        clock.now += SECOND
        at = ids.next()[1]
        assert at > before
        before = at
    assert before == clock.now
