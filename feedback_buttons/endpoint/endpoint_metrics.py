"""What the recipients' endpoint counts and times, and what it tells of its spool and its database."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector as PrometheusCollector

from feedback_buttons.base import metrics

HELP = {
    "visits": "Fetches of a button's address.",
    "answers": "Answers that came: pages seen, buttons pressed, erasures.",
    "spooled": "Requests that had to wait on this disk.",
    "declined": "Requests that had to wait since the database refuses what is written, of those.",
    "replayed": "Requests that waited and are in the database now.",
    "shed": "Visits that were not recorded, for lack of capacity.",
    "noisy": "Visits that were not recorded, since their network sent too many.",
    "lost": "Requests that could be kept nowhere. Somebody was told to try again later.",
}
ROUTES = ("page", "answer", "other")
# By name without `feedback_`: the help, and the value, or that of each server behind a front.
Gauges = dict[str, tuple[str, float | Mapping[str, float]]]


class EndpointMetrics:
    """Counters of HELP, and a timer for each of ROUTES and outcome."""

    def __init__(self, data_dir: Path) -> None:
        self._metrics = metrics.Metrics(data_dir)
        self._counters = {
            name: self._metrics.counter(f"feedback_{name}", text) for name, text in HELP.items()
        }
        self._timer = self._metrics.request_timers("web", ROUTES)

    def add(self, name: str, count: int = 1) -> None:
        """Count something of HELP."""
        self._counters[name].inc(count)

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Note how long an answer took, from one of ROUTES."""
        self._timer("web", route, metrics.outcome(status)).observe(seconds)

    def report(self, gauges: Callable[[], Gauges]) -> bytes:
        """All metrics of the data directory, with gauges of this moment, in Prometheus' text format."""
        return self._metrics.report(_Now(gauges))

    def close(self) -> None:
        """Count nothing any more."""
        self._metrics.close()


class _Now(PrometheusCollector):
    """Gauges that are asked for when somebody reads them."""

    def __init__(self, gauges: Callable[[], Gauges]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As prometheus-client asks for them."""
        for name, (text, value) in self._gauges().items():
            if isinstance(value, Mapping):
                family = GaugeMetricFamily(f"feedback_{name}", text, labels=["server"])
                for server, own in value.items():
                    family.add_metric([server], own)
                yield family
            else:
                yield GaugeMetricFamily(f"feedback_{name}", text, value)
