"""How gunicorn runs the two processes: its settings file, and their command lines.

Used as `gunicorn -c python:feedback_buttons.processes.serving …`, by the Procfile and by `up`.
"""

import ctypes
import gc
import os
import signal
import sys
from pathlib import Path
from typing import Protocol

from feedback_buttons.processes import heap

# A click is short, so few threads serve many. A dashboard's viewer holds a thread for
# as long as the page is open, and all viewers share one listener on the database.
WEB = (
    "--worker-class=feedback_buttons.processes.web_worker.WebWorker",
    "--workers=2",
    "--threads=16",
    "--worker-connections=4000",
    "feedback_buttons.endpoint.web_app:create_app()",
)
DASHBOARD = (
    "--worker-class=feedback_buttons.processes.web_worker.DashboardWorker",
    "--workers=1",
    "--threads=1000",
    "--worker-connections=2000",
    "feedback_buttons.dashboard.app:create_app()",
)
WORKER = ("feedback_buttons.cli", "worker")
MAILBOX = ("feedback_buttons.cli", "mailbox")
GUNICORN = ("gunicorn", "--config=python:feedback_buttons.processes.serving")

# A proxy sends its next request on a connection that it has kept, for a minute as a rule: were it closed
# sooner, that request would be lost where the two meet, and a press is not sent again.
keepalive = 75
graceful_timeout = 2  # open event streams would hold up a stop for as long as this allows
control_socket_disable = True  # its default path is shared by all gunicorns of a user
loglevel = "warning"
logger_class = "feedback_buttons.processes.server_log.ServerLog"
# What a proxy says is FEEDBACK_PROXIES' matter: here nothing is believed, and so nobody's address looked up.
forwarded_allow_ips = "*"
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
# The heartbeat file must lie in memory: on a busy disk a healthy worker would look hung.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - no secret in it

SUPERVISOR = "FEEDBACK_SUPERVISOR"  # the process id of `up`, set for its children


class Worker(Protocol):
    """What is used here of gunicorn's worker."""

    ppid: int


def on_starting(_: object = None) -> None:
    """Die with `up`, even if that is killed."""
    if supervisor := os.environ.get(SUPERVISOR):
        _die_with(int(supervisor))


def post_fork(_: object, worker: Worker) -> None:
    """Let workers die with their master, so that its successor finds the port free; before a worker has threads, let
    them share one heap."""
    _die_with(worker.ppid)
    heap.share()


def post_worker_init(_: object) -> None:
    """Let the collector of garbage pass over all that stays for good, and come less often: a request leaves
    next to no cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we could ask
        sys.exit(1)
