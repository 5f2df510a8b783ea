"""Who answers on a bad afternoon: unhappy people, happy ones, slips of the finger, second thoughts; a mail scanner."""

import http.client
import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import Empty, Queue
from urllib.parse import urlencode

from feedback_buttons.signing.tokens import Tokens

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
SCANNER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
)
CLOUD = "40.94.31.7"  # a scanner's machine in a data centre
READS = 0.65  # seconds from a page to its press; whoever is quicker is asked once more
COMMENTS = (
    "Nobody answered the phone, three times",
    "Paket kam zwei Tage zu spät <b>!</b>",
    "<!channel> see <https://evil.example|the bank>",
    "=HYPERLINK(\"http://evil.example\",\"open\")",
    "Toujours pas remboursé, {{ticket.url}}",
    "de doos was leeg, bel 06 12345678",
)  # fmt: skip
_NONCE = re.compile(r'name="page" value="([^"]*)"')


@dataclass
class Plan:
    """What one recipient does: presses these scores one after another, or leaves them to a scanner; ``meant`` is what
    must stand at the end, None for nothing."""

    recipient: int
    path: str
    scores: tuple[int, ...] = ()
    comment: str = ""
    erases: bool = False
    scanned: bool = False

    @property
    def meant(self) -> int | None:
        return self.scores[-1] if self.scores and not self.erases else None


@dataclass
class Day:
    """All plans; ``wrong`` is what nobody should be told."""

    plans: list[Plan]
    wrong: list[str] = field(default_factory=list)

    def of(self, *, unhappy: bool) -> set[int]:
        """Who meant a low score, or a high one."""
        return {p.recipient for p in self.plans if p.meant is not None and (p.meant < 7) == unhappy}


def plans(tokens: Tokens, campaigns: tuple[str, ...], unhappy: int, seed: int) -> Day:
    """So many unhappy people, and all the others of such an afternoon."""
    chance, people = random.Random(seed), []
    for number, plan in enumerate(_kinds(chance, unhappy)):
        recipient = tokens.recipient(f"customer {number}")
        campaign = chance.choice(campaigns)
        plan.recipient, plan.path = recipient, f"/r/{campaign}/{tokens.sign(campaign, recipient)}"
        people.append(plan)
    chance.shuffle(people)
    return Day(people)


def _kinds(chance: random.Random, unhappy: int) -> Iterator[Plan]:
    def low() -> int:
        return chance.randint(1, 6)

    for number in range(unhappy):
        comment = chance.choice(COMMENTS) if number % 3 == 0 else ""
        scores = (low(), low()) if number % 10 == 0 else (low(),)
        yield Plan(0, "", scores, comment, scanned=number % 20 == 1)
    for number in range(max(unhappy // 10, 3)):
        yield Plan(0, "", (chance.randint(8, 10),), scanned=number % 2 == 0)
    for _ in range(max(unhappy // 20, 3)):
        yield Plan(0, "", (low(), 9))  # a slip of the finger
    for _ in range(max(unhappy // 50, 2)):
        yield Plan(0, "", (low(),), chance.choice(COMMENTS), erases=True)
    for _ in range(max(unhappy // 5, 10)):
        yield Plan(0, "", scanned=True)


class Crowd:
    """Threads in which one after another does what is planned, over ``seconds``; then the scanner comes in between."""

    def __init__(self, day: Day, port: int, seconds: float, threads: int = 16) -> None:
        self._day, self._port = day, port
        self._regretted: list[tuple[Plan, str]] = []
        self._waiting: Queue[tuple[float, Plan]] = Queue()
        people = [plan for plan in day.plans if plan.scores]
        for number, plan in enumerate(people):
            self._waiting.put((seconds * number / len(people), plan))
        self._scanned: Queue[tuple[float, Plan]] = Queue()
        for plan in day.plans:
            if plan.scanned:
                self._scanned.put((seconds / 2, plan))
        self._threads = [
            *(threading.Thread(target=self._run, args=(self._waiting, self._answer)) for _ in range(threads)),
            *(threading.Thread(target=self._run, args=(self._scanned, self._scan)) for _ in range(2)),
        ]  # fmt: skip

    def start(self) -> None:
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _run(self, waiting: Queue[tuple[float, Plan]], act: object) -> None:
        browser = Browser(self._port, self._day)
        while True:
            try:
                at, plan = waiting.get_nowait()
            except Empty:
                break
            time.sleep(max(self._began + at - time.monotonic(), 0))
            act(browser, plan)
        browser.close()

    def _answer(self, browser: "Browser", plan: Plan) -> None:
        """Open the button, read, press; perhaps once more with another score, or erase it."""
        mine = f"198.18.{plan.recipient & 255}.{plan.recipient >> 8 & 255}"
        browser.as_(PHONE, mine)
        page = browser.ask("GET", f"{plan.path}/{plan.scores[0]:02}")
        for score in plan.scores:
            page = self._press(browser, plan, page, score)
        if plan.erases and plan.recipient % 2:
            self._erase(browser, plan, page)
        elif plan.erases:
            self._regretted.append((plan, page))

    def regret(self) -> None:
        """Let those who have second thoughts only now have their answers erased, from the page that they left open."""
        browser = Browser(self._port, self._day)
        for plan, page in self._regretted:
            browser.as_(PHONE, "198.18.0.1")
            self._erase(browser, plan, page)
        browser.close()

    def _erase(self, browser: "Browser", plan: Plan, page: str) -> None:
        for deed in ("erase", "erase-now"):
            time.sleep(READS)
            form = {"do": deed, "page": nonce(page), "score": str(plan.scores[-1])}
            page = browser.ask("POST", f"{plan.path}/{plan.scores[0]:02}", form)

    def _press(self, browser: "Browser", plan: Plan, page: str, score: int) -> str:
        for _ in range(5):
            time.sleep(READS)
            form = {"do": "press", "page": nonce(page), "score": str(score)}
            form |= {"comment": plan.comment, "had_comment": "1"} if plan.comment else {}
            page = browser.ask("POST", f"{plan.path}/{plan.scores[0]:02}", form)
            if 'class="slot on-done"' in page:
                return page
        self._day.wrong.append(f"{score} was pressed five times and never taken")
        return page

    def _scan(self, browser: "Browser", plan: Plan) -> None:
        """All ten buttons, the scripts of their pages, and the first button of one page pressed at once."""
        browser.as_(SCANNER, CLOUD)
        for score in range(1, 11):
            page = browser.ask("GET", f"{plan.path}/{score:02}")
            form = {"do": "seen", "page": nonce(page), "score": str(score)}
            browser.ask("POST", f"{plan.path}/{score:02}", form)
            if score == 1:
                browser.ask("POST", f"{plan.path}/{score:02}", form | {"do": "press"})


class Browser:
    """One connection that is kept; asks again when it breaks."""

    def __init__(self, port: int, day: Day) -> None:
        self._port, self._day = port, day
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def as_(self, agent: str, address: str) -> None:
        """Who asks from now on."""
        self._headers = {"User-Agent": agent, "X-Forwarded-For": address}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """The page; whatever is not 200 is noted."""
        headers = self._headers | {"Origin": f"http://127.0.0.1:{self._port}"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(3):
            if not self._connection:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
            try:
                self._connection.request(method, path, urlencode(form) if form else None, headers)
                response = self._connection.getresponse()
                text = response.read().decode()
                break
            except (OSError, http.client.HTTPException):
                self.close()
        else:
            self._day.wrong.append(f"{method} was not answered")
            return ""
        if response.status != 200:
            self._day.wrong.append(f"{method} {response.status}")
        return text


def nonce(page: str) -> str:
    """The signed value of a page's form; "" where it has none."""
    match = _NONCE.search(page)
    return match[1] if match else ""
