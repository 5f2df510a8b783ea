"""What docs/deploy gives to Prometheus and Grafana names only metrics that web, dashboard and worker really tell."""

import json
import re
import threading
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
import yaml
from metrics_access import HEADERS, TOKEN
from ports import free_port

from feedback_buttons.base.metrics import Metrics
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app as create_dashboard
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.outbox.outbox_gauges import OutboxGauges
from feedback_buttons.processes import worker, worker_metrics
from feedback_buttons.storage import db

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
METRIC = re.compile(r"feedback_[a-z_]+")
# Of each server behind a front, so told without a sample here; tests/storage/test_one_server_away.py reads them.
OF_SERVERS = {"feedback_server_away"}
LABEL = re.compile(r"(\w+)!?=\"([^\"]*)\"")


def rules() -> list[dict[str, Any]]:
    """The alarms."""
    groups = yaml.safe_load((DEPLOY / "prometheus-alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    """The pictures of the dashboard."""
    dashboard: dict[str, Any] = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    listed: list[dict[str, Any]] = dashboard["panels"]
    return listed


def queries() -> list[str]:
    """All that they ask Prometheus."""
    asked_of_panels = [target["expr"] for panel in panels() for target in panel["targets"]]
    return [rule["expr"] for rule in rules()] + asked_of_panels


def web_report(config: Config) -> str:
    app = create_app(config)
    text: str = app.test_client().get("/metrics", headers=HEADERS).text
    app.close()
    return text


def dashboard_report(config: Config) -> str:
    app = create_dashboard(config)
    text: str = app.test_client().get("/metrics", headers=HEADERS).text
    app.extensions["feedback_buttons"].close()
    return text


def worker_report(config: Config) -> str:
    """What a worker with a port of its own answers; without the token it answers nothing."""
    stop, texts = threading.Event(), []
    port = free_port()
    url = f"http://127.0.0.1:{port}"

    def serve(metrics: Metrics) -> AbstractContextManager[None]:
        messages = OutboxGauges(lambda: db.connect(config.database_url or ""))
        return worker_metrics.served("127.0.0.1", port, lambda: metrics.report(messages), TOKEN)

    def ask() -> None:
        while not stop.is_set():
            try:
                opened = urllib.request.Request(f"{url}/metrics", headers=HEADERS)  # noqa: S310
                text = urllib.request.urlopen(opened, timeout=60).read().decode()  # noqa: S310
            except OSError:
                continue
            if 'feedback_worker_round_seconds_count{outcome="ok"} 1' in text:
                texts.append(text)
                with pytest.raises(HTTPError):
                    urllib.request.urlopen(f"{url}/metrics", timeout=60)  # noqa: S310
                stop.set()

    thread = threading.Thread(target=ask)
    thread.start()
    retention = worker.Retention(90, 365, 180)
    worker.run(config.database_url or "", retention, stop, config.data_dir, serve)
    thread.join()
    return str(texts[0])


def test_worker_and_dashboard_tell_of_messages_and_web_which_may_not_read_them_does_not(
    config: Config,
) -> None:
    line = 'feedback_messages{kind="ticket",state="dead"} 0.0'
    assert line in worker_report(config)
    assert line in dashboard_report(config)
    assert "feedback_messages" not in web_report(config)


@pytest.fixture
def reports(config: Config) -> str:
    return web_report(config) + dashboard_report(config) + worker_report(config)


def test_every_metric_that_is_asked_for_is_told(reports: str) -> None:
    samples = set(re.findall(r"^(feedback_[a-z_]+)", reports, re.M))
    labels = set(LABEL.findall(reports))
    wanted_names = {name for query in queries() for name in METRIC.findall(query)}
    assert wanted_names - OF_SERVERS <= samples
    documented = (DEPLOY.parent / "watching.md").read_text("utf-8")
    names = set(re.findall(r"^# TYPE (feedback_[a-z_]+)", reports, re.M))
    assert {name for name in names if name not in documented} == set()
    assert names >= OF_SERVERS
    wanted = {label for query in queries() for label in LABEL.findall(query)}
    assert wanted <= labels


def test_every_counter_of_trouble_has_an_alarm_and_every_alarm_says_what_to_do() -> None:
    alarmed = {name for rule in rules() for name in METRIC.findall(rule["expr"])}
    assert {"feedback_lost_total", "feedback_spool_broken", "feedback_refused"} <= alarmed
    assert {"feedback_messages", "feedback_message_overdue_seconds"} <= alarmed
    assert {"feedback_standby_bytes", "feedback_channels_stopped"} <= alarmed
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["annotations"]["action"].endswith(".")
    assert len({rule["alert"] for rule in rules()}) == len(rules())


def test_every_panel_of_the_dashboard_has_a_place_of_its_own() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        columns, rows = range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])
        cells = {(x, y) for x in columns for y in rows}
        assert max(columns) < 24
        assert not cells & taken
        taken |= cells
