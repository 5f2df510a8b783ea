"""All processes of a data directory are reported by each; nothing that is counted gets lost with a process."""

import os
import subprocess
import sys
from pathlib import Path

from feedback_buttons.base.metrics import Metrics

COUNT = """
import os, sys
from pathlib import Path
from feedback_buttons.base.metrics import Metrics
Metrics(Path(sys.argv[1])).counter("clicks", "Clicks.").inc(int(sys.argv[2]))
os.kill(os.getpid(), 9)
"""


def counted(metrics: Metrics) -> str:
    return next(
        line for line in metrics.report().decode().splitlines() if line.startswith("clicks_total")
    )


def test_what_killed_processes_counted_stays_and_their_files_are_used_again(tmp_path: Path) -> None:
    for count in (1, 20, 300):
        subprocess.run([sys.executable, "-c", COUNT, tmp_path, str(count)], check=False)
    metrics = Metrics(tmp_path)
    metrics.counter("clicks", "Clicks.").inc(4000)
    assert counted(metrics) == "clicks_total 4321.0"
    assert len(list((tmp_path / "metrics").glob("counter_*.db"))) == 1
    metrics.close()


def test_processes_at_the_same_time_count_apart_and_are_summed(tmp_path: Path) -> None:
    both = [Metrics(tmp_path), Metrics(tmp_path)]
    for metrics in both:
        metrics.counter("clicks", "Clicks.").inc()
    assert [counted(metrics) for metrics in both] == ["clicks_total 2.0"] * 2
    for metrics in both:
        metrics.close()


def test_a_process_that_is_forked_counts_in_files_of_its_own(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    clicks = metrics.counter("clicks", "Clicks.")
    clicks.inc()
    if (child := os.fork()) == 0:
        clicks.inc(10)
        os._exit(0)
    os.waitpid(child, 0)
    clicks.inc(100)
    assert counted(metrics) == "clicks_total 111.0"
    metrics.close()


def test_without_room_a_process_counts_for_itself(tmp_path: Path) -> None:
    (tmp_path / "metrics").write_text("in the way")
    metrics = Metrics(tmp_path)
    metrics.counter("clicks", "Clicks.").inc(3)
    assert counted(metrics) == "clicks_total 3.0"
    metrics.close()


def test_times_are_told_by_route_and_outcome(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    timer = metrics.request_timers("web", ("page",))
    timer("web", "page", "ok").observe(0.02)
    told = metrics.report().decode()
    bucket = 'feedback_request_seconds_bucket{le="%s",outcome="ok",route="page",service="web"} %s'
    assert bucket % ("0.01", "0.0") in told
    assert bucket % ("0.025", "1.0") in told
    assert 'outcome="failed",route="page",service="web"} 0.0' in told
    metrics.close()
