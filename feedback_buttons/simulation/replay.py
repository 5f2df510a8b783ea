"""Plays a trace against the real application on the trace's clock, and says what would have counted."""

import heapq
import itertools
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from html import unescape
from pathlib import Path

from werkzeug.test import TestResponse

from feedback_buttons.base.rate_limiter import Limit, RateLimiter
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.scales import USUAL
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres import postgres
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.simulation.replay_outcome import Outcome, RatedRow, outcome
from feedback_buttons.simulation.traces import Row, Trace
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate

SLUG = "replay"
HOST = "https://replay.invalid"
# How long the page's script waits on a visible page before it confirms; as in static/page.js.
VISIBLE = 0.5
_NONCE = re.compile(r'name="page" value="([^"]*)"')
_KEYS = (
    "a key for scratch databases only, no secret",
    "another key for scratch databases, no secret",
)


class _Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


Progress = Callable[[int], object]


def replay(trace: Trace, policy: str, progress: Progress = lambda _: None) -> Outcome:
    """Play a trace in a scratch database of its own; ``progress`` is told how many rows
    have been played."""
    with scratch(policy, trace.start, trace.scale) as (app, config, clock):
        tokens = Tokens(config.signing_keys, config.pseudonym_key)
        _Player(app, tokens, clock, trace).play(progress)
        app.collector.recorder.held.release_all()
        with db.connect(config.database_url or "") as connection:
            rows = db.rows(connection, RatedRow, "replayed", {"campaign": SLUG})
    return outcome(trace, tokens, rows)


@contextmanager
def scratch(
    policy: str, start: datetime, scale: str = USUAL
) -> Iterator[tuple[Endpoint, Config, _Clock]]:
    """The application on an empty database that is thrown away, with a clock to set."""
    data_dir = Path(tempfile.mkdtemp(prefix="feedback-buttons-"))
    try:
        with postgres.running(data_dir, durable=False) as url:
            migrate(url)
            with db.connect(url) as connection:
                wanted = Campaign(
                    slug=SLUG, name="Replay", policy=policy, created_at=start, scale=scale
                )
                campaigns.add(connection, wanted)
            config = Config(
                data_dir, _KEYS[:1], _KEYS[1], _KEYS[:1], HOST, HOST, database_url=url, proxies=1
            )
            clock = _Clock(start)
            app = create_app(config, clock)
            # What would have counted must not depend on how much one process can take.
            app.collector.visit_limiter = RateLimiter(Limit(burst=1, pause=0))
            try:
                yield app, config, clock
            finally:
                app.close()
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


class _Player:
    """Does in the order of time what the trace's clients did, and what their pages' scripts do."""

    def __init__(self, app: Endpoint, tokens: Tokens, clock: _Clock, trace: Trace) -> None:
        self.client = app.test_client()
        self.tokens, self.clock, self.trace = tokens, clock, trace
        self.due: list[tuple[float, int, Callable[[], None]]] = []
        self.numbers = itertools.count()
        self.addresses: dict[str, str] = {}

    def play(self, progress: Progress) -> None:
        for played, row in enumerate(self.trace.rows, 1):
            self._catch_up(row.at)
            self._set(row.at)
            self._do(row)
            progress(played)
        self._catch_up(float("inf"))

    def later(self, at: float, action: Callable[[], None]) -> None:
        heapq.heappush(self.due, (at, next(self.numbers), action))

    def _catch_up(self, until: float) -> None:
        while self.due and self.due[0][0] <= until:
            at, _, action = heapq.heappop(self.due)
            self._set(at)
            action()

    def _set(self, at: float) -> None:
        self.clock.now = self.trace.start + timedelta(seconds=at)

    def _do(self, row: Row) -> None:
        address = f"{self._address(row.recipient)}/{scales.in_address(row.score)}"
        if row.do == "visit":
            _Browser(self, row, address).open()
        elif row.do == "post":
            self.request("POST", address, row, row.headers, {"score": str(row.score)})
        else:
            self.request("HEAD" if row.do == "head" else "GET", address, row, row.headers)

    def _address(self, reference: str) -> str:
        if reference not in self.addresses:
            sent_at = self.trace.start if self.trace.sent_at_known else None
            recipient = self.tokens.recipient(reference)
            token = self.tokens.sign(SLUG, recipient, sent_at=sent_at)
            self.addresses[reference] = f"/r/{SLUG}/{token}"
        return self.addresses[reference]

    def request(
        self,
        method: str,
        address: str,
        row: Row,
        headers: dict[str, str],
        form: dict[str, str] | None = None,
    ) -> TestResponse:
        """Make one request as it comes through the one trusted proxy."""
        proxied = {
            "X-Forwarded-For": row.ip,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": HOST[8:],
        }
        sent = {k: v for k, v in headers.items() if k.lower() not in _TRANSPORT}
        # The test client would name itself where a trace's client has no user agent.
        agent = {"User-Agent": ""} if "user-agent" not in map(str.lower, sent) else {}
        return self.client.open(
            address, method=method, headers={**agent, **sent, **proxied}, data=form
        )


class _Browser:
    """One button's page in one client's browser."""

    def __init__(self, player: _Player, row: Row, address: str) -> None:
        self.player, self.row, self.address = player, row, address
        self.nonce = ""
        self.loads = 0
        self.answering = False

    def open(self) -> None:
        """Open the page, and note what its script and its reader will do there."""
        row = self.row
        text = self._load(self.player.request("GET", self.address, row, row.headers).text)
        scripted = row.js and "data-done=" in text
        asks = _asks(text) and not (scripted and "data-wait=" in text)
        stays = max(row.visible, row.if_asked or 0.0) if asks else row.visible
        if scripted and stays >= VISIBLE:
            self.player.later(row.at + VISIBLE, self._seen)
        for place, (seconds, score) in enumerate(row.press, 1):
            comment = row.comment if place == len(row.press) else ""
            self.player.later(row.at + seconds, partial(self._press, score, comment))
        if asks:
            self._answer(row.at)

    def _seen(self) -> None:
        if self.loads > 1:  # another page has taken the script's place
            return
        form = {"do": "seen", "page": self.nonce, "score": str(self.row.score)}
        headers = {k: v for k, v in self.row.headers.items() if k.lower() not in _NAVIGATION}
        headers["Origin"] = HOST
        answer = self.player.request("POST", self.address, self.row, headers, form)
        if answer.get_json()["state"] == "ask":
            self._answer(self.row.at, VISIBLE)

    def _answer(self, at: float, earliest: float = 0.0) -> None:
        """The page asks for a press: its reader presses once, if at all."""
        if self.row.if_asked is not None and not self.answering:
            self.answering = True
            self.player.later(at + max(self.row.if_asked, earliest), self._send)

    def _send(self) -> None:
        if self.loads == 1:  # a press of another score has answered the page before
            self._press(self.row.score, self.row.comment)

    def _press(self, score: int, comment: str) -> None:
        form = {"do": "press", "page": self.nonce, "score": str(score), "comment": comment}
        headers = {k: v for k, v in self.row.headers.items() if k.lower() not in _NAVIGATION}
        headers["Origin"] = HOST
        if "sec-fetch-mode" in map(str.lower, self.row.headers):
            headers |= _PRESSED
        self._load(self.player.request("POST", self.address, self.row, headers, form).text)

    def _load(self, text: str) -> str:
        if match := _NONCE.search(text):
            self.nonce = unescape(match[1])
        self.loads += 1
        return text


# What a recorded header says of the way it came, not of the client; replay's own requests differ.
_TRANSPORT = frozenset(
    ("host", "connection", "content-length", "content-type", "transfer-encoding", "expect",
     "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-prefix")
)  # fmt: skip
# Headers of a browser's navigation that a script's own request does not repeat.
_NAVIGATION = frozenset(
    ("origin", "sec-fetch-user", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-site",
     "sec-purpose", "purpose", "x-purpose", "x-moz", "upgrade-insecure-requests")
)  # fmt: skip
# What a browser that says how it fetches says of a form that its reader sent.
_PRESSED = {
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-User": "?1",
}


def _asks(text: str) -> bool:
    return '<button class="ask"' in text
