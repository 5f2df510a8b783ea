"""What each page, file and list of a filled database costs: the dashboard's and Postgres' processor, by address."""

import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from feedback_buttons.accounts import api_keys, users
from feedback_buttons.base import ids
from feedback_buttons.storage import db
from tests.benchmarks.machine import settings
from tests.benchmarks.year_filling import LARGE, WAVES

_SECRET = "only for the benchmarks"  # noqa: S105
_OF_BACKENDS = """select pid from pg_stat_activity
                  where datname = current_database() and application_name = %s and backend_type = 'client backend'"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one look: milliseconds of the dashboard's and of Postgres' processor, and how many bytes came."""

    dashboard: float
    postgres: float
    size: int

    @property
    def both(self) -> float:
        """Milliseconds of both."""
        return self.dashboard + self.postgres


def addresses(now: datetime) -> dict[str, str]:
    """What is asked for, by what it is called."""
    today = now.date()
    custom = f"{today - timedelta(100)}..{today - timedelta(60)}"
    periods = {
        "24 hours": "24h", "7 days": "7d", "30 days": "30d", "one day": f"{today}..{today}", "six weeks": custom,
        "all of time": "all",
    }  # fmt: skip
    large, waves = f"/campaign/{LARGE}", f"/campaign/{WAVES}"
    return {
        **{f"overview, {name}": f"/?period={period}" for name, period in periods.items()},
        **{f"a campaign, {name}": f"{large}?period={period}" for name, period in periods.items()},
        "a campaign in waves, since it was sent": f"{waves}?period=sent",
        "a campaign in waves, its second": f"{waves}?period=wave:2",
        "a campaign in waves, all of time": f"{waves}?period=all",
        **{f"journey, {name}": f"/journey?period={period}" for name, period in periods.items()},
        "journey, of one language": "/journey?part=:nl",
        "journey, of one channel": "/journey?part=channel:app",
        "compare two": f"/compare?c={LARGE}&c={WAVES}",
        "compare waves": f"/compare?c={WAVES}@wave:1&c={WAVES}@wave:3",
        **{f"gains, {name}": f"/gains?period={period}" for name, period in periods.items()},
        "gains of a campaign by channel": f"/gains?where=campaign:{WAVES}&by=attribute:channel&period=all",
        "what if": f"/what-if?where=campaign:{LARGE}&period=all",
        "comments": "/comments",
        "comments of a campaign": f"/comments?campaign={LARGE}",
        "comments of one language": "/comments?language=fr",
        "comments, scores 1 to 4, open": "/comments?scores=1-4&status=open",
        "comments, unhappiest first": "/comments?sort=lowest",
        "comments, a word that many wrote": "/comments?search=bezorging",
        "comments, a word that nobody wrote": "/comments?search=zeppelin",
        "comments, two words of a campaign": f"/comments?search=levering+snel&campaign={LARGE}",
        "comments of a topic": "/comments?topic=delivery",
        "comments of no topic": "/comments?topic=none",
        "comments, words against score": "/comments?mismatch=yes",
        "comments of 7 days": "/comments?days=7",
        "comments of a wave": f"/comments?campaign={WAVES}&wave=2",
        "comments of a channel": f"/comments?campaign={WAVES}&attribute=channel%3Dapp",
        "topics": "/topics", "topics of a campaign": f"/topics?campaign={LARGE}", "a topic": "/topics/delivery",
        "cases": "/cases", "cases, lowest first": "/cases?sort=lowest", "cases, closed": "/cases?state=closed",
        "times of cases": "/cases/times", "alerts": "/alerts", "set aside": f"{large}/aside", "wall": f"/wall/{LARGE}",
        "wall of all": "/wall", "wall of the index": "/wall?show=index", "audit": "/audit", "upkeep": "/people/upkeep",
        "studio": f"{large}/studio", "settings": f"{large}/settings", "targets": "/targets", "rest": "/rest",
        "messages": "/messages", "sharing": "/sharing", "users": "/people",
        "stream of the overview": "/live/", "stream of a campaign": f"/live/{LARGE}?period=24h",
        "stream of the journey": "/journey/live", "stream of comments": "/comments/live",
        "stream of cases": "/cases/live", "stream of a wall": f"/wall-stream/{LARGE}",
        "file of campaigns": "/campaigns.csv", "file of comments, its first byte": "/comments.csv",
        "file of cases, its first byte": "/cases.csv", "file set aside, its first byte": f"{large}/aside.csv",
        "file of a time line": f"{large}/timeline.csv?period=all",
        "file of why it moved": f"{large}/why.csv?period=30d",
        "file of segments": f"{large}/segments.csv?period=30d", "file of topics": "/topics.csv",
        "file of drivers": "/gains/drivers.csv?period=all", "file of moments": "/gains/moments.csv?period=all",
        "API: campaigns": "/api/v1/campaigns", "API: score": f"/api/v1/campaigns/{LARGE}/score?period=30d",
        "API: overview": "/api/v1/overview", "API: answers": f"/api/v1/campaigns/{LARGE}/answers",
        "API: cases": "/api/v1/cases", "API: case times": "/api/v1/case-times", "API: gains": "/api/v1/gains",
        "API: journey": "/api/v1/journey", "API: touchpoints": "/api/v1/touchpoints",
        "API: messages": "/api/v1/messages", "API: unanswered": f"/api/v1/campaigns/{LARGE}/unanswered",
    }  # fmt: skip


class Side:
    """A dashboard on a database, in a process of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(url, folder, theirs), daemon=True)
        self._process.start()

    def look(self, address: str) -> Cost:
        """Ask once; RuntimeError where it does not answer with 200."""
        answer = self._ask(address)
        if isinstance(answer, str):
            raise RuntimeError(f"{address}: {answer}")
        return answer

    def memory(self) -> float:
        """MB that the process has used at most."""
        return float(self._ask(""))

    def stop(self) -> None:
        """End the process."""
        self._pipe.send(None)
        self._process.join()

    def _ask(self, address: str) -> Any:  # noqa: ANN401 (Cost, number or words)
        self._pipe.send(address)
        return self._pipe.recv()


def measured(
    sides: Mapping[str, Side],
    wanted: Mapping[str, str],
    looks: int,
    say: Callable[[str], None],
) -> dict[str, dict[str, Cost]]:
    """The median of so many looks of each side, in turns, after two that are not counted; by name and side."""
    costs: dict[str, dict[str, Cost]] = {}
    for name, address in wanted.items():
        taken: dict[str, list[Cost]] = {side: [] for side in sides}
        for _ in range(looks + 2):
            for side, server in sides.items():
                taken[side].append(server.look(address))
        costs[name] = {side: _median(all_[2:]) for side, all_ in taken.items()}
        told = ", ".join(
            f"{side} {cost.dashboard:.1f} + {cost.postgres:.1f}"
            for side, cost in costs[name].items()
        )
        say(f"{name}: {told}")
    return costs


def _median(costs: Iterable[Cost]) -> Cost:
    taken = list(costs)
    middle = [
        statistics.median(numbers)
        for numbers in zip(*((c.dashboard, c.postgres, c.size) for c in taken), strict=True)
    ]
    return Cost(middle[0], middle[1], int(middle[2]))


def _serve(url: str, folder: Path, pipe: Pipe) -> None:
    from feedback_buttons.dashboard.app import create_app

    named = f"{url}{'&' if '?' in url else '?'}application_name={_name()}"
    app = create_app(settings(folder, named))
    with db.connect(url, autocommit=True) as connection:
        if users.get(connection, "measuring") is None:
            users.add(connection, "measuring", _SECRET, role="admin")
        name = f"measuring {ids.utc_now():%H%M%S}"
        scopes = ("campaigns:read", "answers", "references", "cases:read", "alerts:read")
        _, key = api_keys.add(connection, name, scopes, "measuring")
        client = app.test_client()
        form = {"name": "measuring", "password": _SECRET}
        if client.post("/sign-in", data=form).status_code != 303:
            raise RuntimeError("cannot sign in")
        while (address := pipe.recv()) is not None:
            pipe.send(_look(client, connection, address, key) if address else _most_memory())
    app.extensions["feedback_buttons"].close()


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _look(client: Any, connection: db.Connection, address: str, key: str) -> Cost | str:  # noqa: ANN401
    headers = {"Authorization": f"Bearer {key}"} if address.startswith("/api/v1") else {}
    before, began = _backends(connection), time.process_time()
    answer = client.get(address, headers=headers, buffered=False)
    if answer.status_code != 200:
        return f"{answer.status_code} {answer.text[:300]}"
    endless = answer.is_streamed
    size = len(next(iter(answer.response))) if endless else len(answer.data)
    used = time.process_time() - began
    after = _backends(connection)
    answer.close()
    postgres = sum(after[pid] - before.get(pid, 0) for pid in after)
    return Cost(used * 1000, postgres * 1000, size)


def _name() -> str:
    """What this process calls itself in the database."""
    return f"measured-{os.getpid()}"


def _backends(connection: db.Connection) -> dict[int, float]:
    """Seconds of processor that each of the dashboard's connections has used."""
    pids = [pid for (pid,) in connection.execute(_OF_BACKENDS, [_name()]).fetchall()]
    return {pid: processor(pid) for pid in pids}


def processor(pid: int) -> float:
    """Seconds that one process has used, finer than in hundredths."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
