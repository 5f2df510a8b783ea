"""What killed workers lose and double: the outbox's own loop in processes that are killed with calls on their way."""

import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "support"))  # what tests of all folders import

from other_side import LOCAL, OtherSide, other_side

from feedback_buttons.channels import channel_list, senders
from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.channels.notices import Notice
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.outbox import delivery_loop, outbox_messages
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate

KEYS = ("a session key only for the benchmarks",)
LEASE = timedelta(seconds=1.5)
ANSWERS_IN = 0.02  # seconds
PATIENCE = 300.0
THREADS = 3


@dataclass(frozen=True, slots=True)
class Kills:
    """Of messages to sides that know a key, and to one that knows none, as Slack's webhooks: how many there were, never
    came, and came again after a kill. ``cut_off`` are the calls on whose way a worker was killed, ``dead`` the messages
    that were given up since ten workers had died with them in hand."""

    kills: int
    cut_off: int
    dead: int
    keyed: int
    keyed_lost: int
    keyed_again: int
    bare: int
    bare_lost: int
    bare_again: int


def kills(count: int, messages: int, say: Callable[[str], None], seed: int = 5) -> Kills:
    """Kill so many workers, one after another, while they send so many messages of each kind."""
    with tempfile.TemporaryDirectory(prefix="feedback-buttons-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Server(folder) as server, other_side() as keyed, other_side() as bare:
            migrate(server.url)
            with db.connect(server.url, autocommit=True) as conn:
                _fill(conn, keyed, bare, messages)
                keyed.pause = bare.pause = ANSWERS_IN
                done = _killed(conn, server.url, keyed, bare, count, random.Random(seed), say)
                return _counted(conn, keyed, bare, done)


def _fill(conn: db.Connection, keyed: OtherSide, bare: OtherSide, messages: int) -> None:
    kinds = (("hook 1", "webhook", keyed), ("hook 2", "webhook", keyed), ("chat", "slack", bare))
    for name, kind, side in kinds:
        channel, _ = channel_list.add(conn, name, kind, {"url": side.url}, KEYS, local=LOCAL)
        for number in range(messages // 2 if side is keyed else messages):
            payload = Notice("test", f"{name}, message {number}").payload()
            outbox_messages.add(conn, channel.id, "notice", payload)


def _killed(
    conn: db.Connection,
    url: str,
    keyed: OtherSide,
    bare: OtherSide,
    count: int,
    chance: random.Random,
    say: Callable[[str], None],
) -> int:
    """How many workers were killed; the last one ends what is left."""
    done = 0
    for done in range(count):
        if not _waiting(conn):
            break
        worker = _worker(url)
        before, end = len(keyed.requests) + len(bare.requests), time.monotonic() + LEASE.seconds * 4
        while len(keyed.requests) + len(bare.requests) < before + chance.randint(1, 4):
            if time.monotonic() > end:
                break
            time.sleep(0.002)
        time.sleep(chance.random() * ANSWERS_IN)
        os.kill(worker.pid or 0, signal.SIGKILL)
        worker.join()
        if done % 10 == 9:
            say(f"{done + 1} workers were killed")
    worker, end = _worker(url), time.monotonic() + PATIENCE
    while _waiting(conn) and time.monotonic() < end:
        time.sleep(0.1)
    worker.kill()
    worker.join()
    return done + 1


def _waiting(conn: db.Connection) -> int:
    states = outbox_messages.counts(conn)
    return states["waiting"] + states["sending"]


def _worker(url: str) -> multiprocessing.Process:
    worker = multiprocessing.get_context("fork").Process(target=_work, args=(url,))
    worker.start()
    return worker


def _work(url: str) -> None:
    """The threads of a worker, with a lease that nobody has to wait for."""
    delivery_loop.deliver_one.__defaults__ = (LEASE,)
    delivery_loop.IDLE = 0.02
    way = senders.Way(KEYS, "http://localhost", None, HttpClient(LOCAL))
    ways = {name: replace(sender, pace=0.0) for name, sender in senders.senders(way, {}).items()}
    stop = threading.Event()
    threads = [
        threading.Thread(target=delivery_loop.run, args=(url, ways, stop)) for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _counted(conn: db.Connection, keyed: OtherSide, bare: OtherSide, done: int) -> Kills:
    """Compare what came with what there was to be sent."""
    rows = conn.execute(
        "select message.key::text, channel.kind from outbox_message as message "
        "join channel on channel.id = message.channel"
    ).fetchall()
    wanted = {key for key, kind in rows if kind == "webhook"}
    titles = [request.body for request in bare.requests]
    messages = sum(kind == "slack" for _, kind in rows)
    cut_off = db.first_value(conn, "select count(*) from outbox_attempt where ended_at is null")
    return Kills(
        done,
        cut_off,
        outbox_messages.counts(conn)["dead"],
        len(wanted),
        len(wanted - keyed.keys.keys()),
        sum(keyed.keys.values()) - len(keyed.keys),
        messages,
        messages - len(set(titles)),
        len(titles) - len(set(titles)),
    )


def table(killed: Kills) -> str:
    """The figures in Markdown."""
    rows = [
        f"| {killed.kills} workers killed, {killed.cut_off} calls cut off "
        "| messages | never came | came again | that the other side cannot know |",
        "| --- | ---: | ---: | ---: | ---: |",
        f"| with a key: webhooks | {killed.keyed} | {killed.keyed_lost} | {killed.keyed_again} | 0 |",
        f"| without: Slack | {killed.bare} | {killed.bare_lost} | {killed.bare_again} | {killed.bare_again} |",
    ]
    if killed.dead:
        given_up = (
            "were given up, as ten workers had died with them in hand: they wait under *Messages*."
        )
        rows += ["", f"{killed.dead} {given_up}"]
    return "\n".join(rows)
