"""A small bad afternoon; the whole one by hand: python -m tests.benchmarks afternoon."""

from feedback_buttons.config.settings import Config
from tests.benchmarks import afternoon
from tests.benchmarks.afternoon_counts import counts

SMALL = afternoon.Size(unhappy=60, seconds=9, kills=3, handled=12, times=60)


def test_a_bad_afternoon_loses_nothing_and_tells_nothing_twice(config: Config) -> None:
    with afternoon.afternoon(config, SMALL) as lived:
        rows = list(counts(lived))
    assert not [row for row in rows if not row.ok], "\n".join(map(str, rows))
