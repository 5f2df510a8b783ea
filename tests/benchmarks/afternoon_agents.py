"""Three agents who work on the queue of cases, by the page's own buttons; and their colleagues at the help desk."""

import json
import random
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from callback import ask
from flask.testing import FlaskClient
from postbox import signed_in
from zendesk_side import ZendeskSide

from feedback_buttons.base import ids
from feedback_buttons.cases import case_list
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db
from tests.benchmarks.afternoon_sides import AGENTS

REASONS = ("solved", "answered", "unreachable", "nothing to do")
PATIENCE = 240.0  # seconds until there are tickets to be solved
READS = 0.05  # seconds that an agent looks at a case


@dataclass(frozen=True, slots=True)
class Watch:
    """When somebody pressed "assign to me", by a clock of their own: before and after the press."""

    key: CommentKey
    agent: str
    before: datetime
    after: datetime


class Agents:
    """Threads, one an agent and one for the help desk, until so many cases were worked on."""

    def __init__(self, config: Config, zendesk: ZendeskSide, handled: int, seed: int) -> None:
        self._url, self._zendesk, self._handled = str(config.database_url), zendesk, handled
        self._app = create_app(config)
        self._clients = [signed_in(self._app, name) for name in AGENTS]
        self._over = threading.Event()
        self.watches: list[Watch] = []
        self.closed = self.solved = 0
        self.wrong: list[str] = []
        self._threads = [
            threading.Thread(target=self._work, args=(name, client, random.Random(seed + number)))
            for number, (name, client) in enumerate(zip(AGENTS, self._clients, strict=True))
        ]
        self._threads.append(threading.Thread(target=self._solve, args=(random.Random(seed),)))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Let them end what they have in hand."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def close(self) -> None:
        self._app.extensions["feedback_buttons"].close()

    def page(self, address: str) -> str:
        """A page as the first agent sees it."""
        text: str = self._clients[0].get(address).text
        return text

    def _work(self, name: str, client: FlaskClient, chance: random.Random) -> None:
        """Take one of the first cases, whoever else looks at it, and close it."""
        with db.connect(self._url, autocommit=True) as connection:
            while not self._over.is_set() and len(self.watches) < self._handled:
                time.sleep(READS)
                queue = case_list.find(connection, CaseFilter(handler="nobody"), name).cases
                if not queue:
                    continue
                key, before = chance.choice(queue[:5]).key, ids.utc_now()
                self._press(client, key, "handler", name)
                self.watches.append(Watch(key, name, before, ids.utc_now()))
                time.sleep(READS)
                self._press(client, key, "reason", chance.choice(REASONS))
                self.closed += 1

    def _press(self, client: FlaskClient, key: CommentKey, deed: str, to: str) -> None:
        """Press a button of a case's card, as the browser does."""
        of = str(key)
        button = {"deed": deed, "of": of, "to": to}
        written = ({"fill": name, "of": of} for name in ("tag", "note"))
        before = {"fill": "before", "of": of}
        fields = [{"id": id, "property": "value", "value": ""} for id in written]
        fields.append({"id": before, "property": "data", "value": ""})
        parts = ({"show": name, "of": of} for name in ("done", "acts", "said"))
        shown = [{"id": id, "property": "children"} for id in parts]
        response = ask(
            client,
            '"show":"done"',
            inputs=[[{"id": button, "property": "n_clicks", "value": 1}]],
            state=fields,
            outputs=[
                *shown,
                {"id": {"fill": "tag", "of": of}, "property": "value"},
                {"id": before, "property": "data"},
            ],
            changedPropIds=[json.dumps(button, separators=(",", ":"), sort_keys=True) + ".n_clicks"],
        )  # fmt: skip
        if response.status_code != 200:
            self.wrong.append(f"{deed}: {response.status_code}")

    def _solve(self, chance: random.Random) -> None:
        """Solve tickets over there, which closes their cases here."""
        end = time.monotonic() + PATIENCE
        while self.solved < self._handled and time.monotonic() < end:
            time.sleep(READS * 4)
            unsolved = [t for t in list(self._zendesk.tickets.values()) if t["status"] == "new"]
            if unsolved:
                chance.choice(unsolved)["status"] = "solved"
                self.solved += 1
