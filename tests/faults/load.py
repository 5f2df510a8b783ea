"""People who answer while things break, and what they were told."""

import http.client
import random
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from feedback_buttons.signing.tokens import Tokens

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
SLUG = "wave"
ENOUGH = 50  # answers, before which a load does not end
READS = 0.65  # seconds from a page to its press; whoever is quicker is asked once more
_NONCE = re.compile(r'name="page" value="([^"]*)"')


@dataclass
class Report:
    """What all people together were told."""

    last: dict[int, int] = field(default_factory=dict)  # the last score acknowledged, by recipient
    thanks: list[tuple[float, int, int]] = field(default_factory=list)  # when, whose, which score
    acknowledged: int = 0
    later: int = 0  # "please try again later"
    wrong: list[str] = field(default_factory=list)  # other statuses than 200


class Load:
    """Some threads in which one recipient after another answers; a context manager.

    Every answer is tried until it is acknowledged: of each recipient it is known what must stand.
    """

    def __init__(
        self, tokens: Tokens, ports: list[int], people: int, seed: int, first: int = 0
    ) -> None:
        self.report = Report()
        self._tokens, self._ports = tokens, ports
        self._lock = threading.Lock()
        self._number = first
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(random.Random(seed + n),))
            for n in range(people)
        ]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        # On a slow machine it takes them longer.
        end = time.monotonic() + (0 if kind else 120)
        while self.report.acknowledged <= ENOUGH and time.monotonic() < end:
            time.sleep(0.1)
        self._over.set()
        for thread in self._threads:
            thread.join()

    def wait(self, seconds: float) -> None:
        """Let them answer for so long."""
        time.sleep(seconds)

    def _run(self, chance: random.Random) -> None:
        person = Person(self, chance, chance.choice(self._ports))
        while not self._over.is_set():
            with self._lock:
                self._number += 1
                number = self._number
            recipient = self._tokens.recipient(f"customer {number}")
            person.answer(recipient, f"/r/{SLUG}/{self._tokens.sign(SLUG, recipient)}", number)
        person.leave()

    def told(self, recipient: int, score: int) -> None:
        """Somebody was told that this score is saved."""
        with self._lock:
            self.report.acknowledged += 1
            self.report.last[recipient] = score
            self.report.thanks.append((time.monotonic(), recipient, score))


class Person:
    """A browser: asks again when the connection breaks, and any of the machines."""

    def __init__(self, load: Load, chance: random.Random, port: int) -> None:
        self._load, self._chance, self._port = load, chance, port
        self._connection: http.client.HTTPConnection | None = None

    def leave(self) -> None:
        if self._connection:
            self._connection.close()

    def answer(self, recipient: int, address: str, number: int) -> None:
        """Most open a page and let it count; some press, and then press another score."""
        self._address = f"198.{18 + number // 65536}.{number // 256 % 256}.{number % 256}"
        score = self._chance.randint(1, 10)
        page = self._until("GET", f"{address}/{score:02}")
        if self._chance.random() < 0.8:
            self._see(recipient, f"{address}/{score:02}", page, score)
        if self._chance.random() < 0.4:
            for other in self._chance.sample(range(1, 11), 2):
                page = self._press(recipient, f"{address}/{score:02}", page, other)

    def _see(self, recipient: int, path: str, page: str, score: int) -> None:
        form = {"do": "seen", "page": nonce(page), "score": str(score)}
        if '"saved"' in self._until("POST", path, form):
            self._load.told(recipient, score)

    def _press(self, recipient: int, path: str, page: str, score: int) -> str:
        for _ in range(5):
            time.sleep(READS)
            form = {
                "do": "press",
                "page": nonce(page),
                "score": str(score),
                "comment": f"my {score}",
            }
            page = self._until("POST", path, form)
            if 'class="slot on-done"' in page:
                self._load.told(recipient, score)
                break
        return page

    def _until(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """The page, when it comes: machines may be gone for a while, or have no room."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                status, text = self._request(method, path, form)
            except (OSError, http.client.HTTPException):
                self.leave()
                self._connection, self._port = None, self._chance.choice(self._load._ports)
                time.sleep(0.05)
                continue
            if status == 200:
                return text
            if status == 503 and re.search('"ask"|[Tt]ry again', text):
                self._load.report.later += 1
                time.sleep(0.5)
                continue
            self._load.report.wrong.append(f"{method} {status} {text[:200]}")
            return text
        raise AssertionError(f"no answer to {method} {path} for two minutes")

    def _request(self, method: str, path: str, form: dict[str, str] | None) -> tuple[int, str]:
        if not self._connection:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {
            "User-Agent": PHONE,
            "X-Forwarded-For": self._address,
            "Origin": f"http://127.0.0.1:{self._port}",
        }
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, urlencode(form) if form else None, headers)
        response = self._connection.getresponse()
        return response.status, response.read().decode()


def nonce(page: str) -> str:
    """The signed value of a page's form."""
    found = _NONCE.search(page)
    assert found, page
    return found[1]
