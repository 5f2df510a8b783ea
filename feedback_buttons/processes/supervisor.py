"""Runs everything on one machine: Postgres, web, dashboard and worker, until it is told to stop."""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from feedback_buttons.base import datadir, log_files
from feedback_buttons.config import running
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres import cluster
from feedback_buttons.embedded_postgres.postgres import PostgresError, Server
from feedback_buttons.processes import serving
from feedback_buttons.processes.child_process import Child, Service, SupervisorError
from feedback_buttons.storage import db

__all__ = ["Service", "SupervisorError", "services", "supervise", "up"]

START_LIMIT = 120.0  # seconds until all must answer
STOP_LIMIT = 5.0  # seconds; gunicorn itself takes 2 when streams are open
TICK = 0.2


def up(
    config: Config,
    *,
    prepare: Callable[[str], None],
    ready: Callable[[str], None],
    say: Callable[[str], None],
) -> None:
    """Run everything until Ctrl-C, SIGTERM or SIGHUP, then stop it within seconds.

    prepare: called with the database's address before anything serves; migrates.
    ready: called with it once everything answers; it should return at once.
    say: shows the user one line.
    Raises SupervisorError, PostgresError or DataDirError, each with what to do.
    """
    with _alone(config.data_dir), _stop_signals():
        try:
            check_ports(services(config, ""))
            with nullcontext() if config.database_url else Server(config.data_dir) as server:
                url = config.database_url or (server.url if server else "")
                prepare(url)
                everything = services(config, url)
                running.note(config.data_dir, everything[0].env)
                supervise(everything, config.data_dir, server, lambda: ready(url), say)
        except KeyboardInterrupt:
            say("Stopped.")


def services(config: Config, database_url: str) -> tuple[Service, ...]:
    """Web, dashboard and worker, as the Procfile runs them too; and the mailbox, if it has an address."""
    env = {
        **os.environ,
        "DATABASE_URL": database_url,
        "FEEDBACK_DATA_DIR": str(config.data_dir),
        "FEEDBACK_URL": config.url,
        "FEEDBACK_DASHBOARD_URL": config.dashboard_url,
        "HOST": config.host,
        "PORT": str(config.port),
        "DASHBOARD_PORT": str(config.dashboard_port),
        serving.SUPERVISOR: str(os.getpid()),
    }
    if (
        not config.database_url
    ):  # the embedded one: the web process never has more than the collector's rights
        env.setdefault("COLLECTOR_DATABASE_URL", cluster.url_of(database_url, db.COLLECTOR))

    def service(name: str, port: int, setting: str, arguments: tuple[str, ...]) -> Service:
        host = f"[{config.host}]" if ":" in config.host else config.host
        command = (sys.executable, "-m", *serving.GUNICORN, f"--bind={host}:{port}", *arguments)
        return Service(name, command, config.host, port, setting, env)

    def program(name: str, words: tuple[str, ...]) -> Service:
        return Service(name, (sys.executable, "-m", *words), config.host, None, "", env)

    mailbox = (program("mailbox", serving.MAILBOX),) if config.lint_address else ()
    return (
        service("web", config.port, "--port or PORT", serving.WEB),
        service(
            "dashboard",
            config.dashboard_port,
            "--dashboard-port or DASHBOARD_PORT",
            serving.DASHBOARD,
        ),
        program("worker", serving.WORKER),
        *mailbox,
    )


def check_ports(services: Sequence[Service]) -> None:
    """Raise SupervisorError, naming the port, if one is taken or wanted twice."""
    taken: dict[int, str] = {}
    for service in services:
        if service.port is None:
            continue
        if other := taken.get(service.port):
            raise SupervisorError(
                f"The {other} and the {service.name} cannot both listen on port {service.port}. "
                f"Choose another with {service.port_setting}."
            )
        taken[service.port] = service.name
        service.check_port()


def supervise(
    services: Sequence[Service],
    data_dir: Path,
    server: Server | None,
    ready: Callable[[], None],
    say: Callable[[str], None],
) -> None:
    """Run the services, and keep them and the server alive, until KeyboardInterrupt."""
    children: list[Child] = []
    try:
        for service in services:
            children.append(Child(service, data_dir, say))
        _wait_for(children)
        ready()
        while True:
            time.sleep(TICK)
            if server and not server.alive():
                _revive(server, say)
            for child in children:
                child.tend()
            log_files.keep_small(log_files.path(data_dir, "postgres"))
    finally:
        for child in children:
            child.ask()
        deadline = time.monotonic() + STOP_LIMIT
        for child in children:
            child.stop(deadline)


def _wait_for(children: Sequence[Child]) -> None:
    deadline = time.monotonic() + START_LIMIT
    waiting = list(children)
    while waiting := [child for child in waiting if not child.is_up()]:
        if time.monotonic() > deadline:
            name = waiting[0].service.name
            raise SupervisorError(f"The {name} does not answer after {START_LIMIT:g} s.")
        time.sleep(TICK)
        for child in children:
            child.show_log()


def _revive(server: Server, say: Callable[[str], None]) -> None:
    say("Postgres stopped; starting it again.")
    try:
        server.ensure()
    except PostgresError as error:
        say(str(error))
        time.sleep(1)  # the next tick tries again
    else:
        say("Postgres is back.")


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Hold the data directory's `up.lock`, or say whose it is."""
    path = datadir.prepare(data_dir) / "up.lock"
    lock = datadir.open_lock(path)
    try:
        if not datadir.try_lock(lock, fcntl.LOCK_EX):
            raise SupervisorError(
                f"It already runs on {data_dir} (process {path.read_text().strip()}). "
                "Stop that first, or choose another directory with --data-dir."
            )
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(lock)


@contextmanager
def _stop_signals() -> Iterator[None]:
    """Make the first signal to stop a KeyboardInterrupt; the rest cannot hurry it."""
    stops = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(*_: object) -> None:
        for number in stops:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = [signal.signal(number, stop) for number in stops]
    try:
        yield
    finally:
        for number, handler in zip(stops, before, strict=True):
            signal.signal(number, handler)
