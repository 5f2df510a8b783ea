"""So many times at once, then once each pause, for each key alone."""

import pytest

from feedback_buttons.base import rate_limiter
from feedback_buttons.base.rate_limiter import Limit, RateLimiter

HERE, THERE = "192.0.2.0/24", "198.51.100.0/24"


class Seconds:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_key_has_its_burst_at_once_and_then_one_each_pause() -> None:
    clock = Seconds()
    limiter = RateLimiter(Limit(burst=3, pause=0.5), clock)
    assert [limiter.take(HERE).granted for _ in range(5)] == [True, True, True, False, False]
    assert limiter.take(THERE).granted
    clock.now += 1
    assert [limiter.take(HERE).granted for _ in range(3)] == [True, True, False]


def test_what_is_left_and_how_long_to_wait_is_told() -> None:
    clock = Seconds()
    limiter = RateLimiter(Limit(burst=3, pause=2), clock)
    told = [limiter.take(HERE) for _ in range(4)]
    assert [taken.left for taken in told] == [2, 1, 0, 0]
    assert [taken.wait for taken in told] == [0, 0, 2, 2]
    assert [taken.busy for taken in told] == [2, 4, 6, 6]
    clock.now += 1.5
    assert (limiter.take(HERE).granted, limiter.take(HERE).wait) == (False, 0.5)


@pytest.mark.parametrize(("burst", "pause"), [(600, 0.1), (500, 1 / 50), (20, 20.0), (100, 3.0)])
def test_rounding_neither_gives_nor_takes_one(burst: int, pause: float) -> None:
    clock = Seconds()
    clock.now = 86_400 * 400.7
    limiter = RateLimiter(Limit(burst, pause), clock)
    for left in range(burst - 1, -1, -1):
        assert limiter.take(HERE) == (
            True,
            pytest.approx((burst - left) * pause),
            Limit(burst, pause),
        )
    assert not limiter.take(HERE).granted


def test_a_pause_of_nothing_limits_nothing() -> None:
    limiter = RateLimiter(Limit(burst=1, pause=0), Seconds())
    assert all(limiter.take(HERE).granted for _ in range(1000))


def test_a_burst_of_nothing_grants_nothing() -> None:
    assert not RateLimiter(Limit(burst=0, pause=1)).take(HERE).granted


def test_what_is_remembered_of_keys_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limiter, "_KEYS", 10)
    limiter = RateLimiter(Limit(burst=1, pause=1), Seconds())
    for number in range(100):
        limiter.take(number)
    assert len(limiter._busy_until) == 10
