"""People who answer, as different as they are: each function makes what one does who means a score."""

from collections.abc import Callable, Iterator
from random import Random

from tests.benchmarks.adversary.clients import (
    HTML,
    Client,
    Row,
    address,
    android,
    anybody,
    chrome,
    firefox,
    neighbour,
    program,
    safari,
)  # fmt: skip

Person = Callable[[Random, int], Iterator[Row]]


def _when(chance: Random) -> float:
    """When somebody reads: minutes to days, median some two hours."""
    return 60 + chance.lognormvariate(8.8, 1.4)


def _answer(
    chance: Random, client: Client, at: float, score: int, visible: float = 0, js: bool = True
) -> Row:
    """They look at the page, and press if it asks: everybody here is willing."""
    return client.visit(
        at, score, visible or chance.uniform(1.5, 20), js, if_asked=round(chance.uniform(2, 9), 2)
    )


def plain(chance: Random, score: int) -> Iterator[Row]:
    """Opens it, looks, goes."""
    yield _answer(chance, anybody(chance), _when(chance), score)


def at_once(chance: Random, score: int) -> Iterator[Row]:
    """Taps the notification as the mail comes in."""
    yield _answer(chance, safari(address(chance, "carrier")), chance.uniform(8, 50), score)


def carrier(chance: Random, score: int) -> Iterator[Row]:
    """Shares an address and a model of telephone with many, at the same hour."""
    yield _answer(
        chance,
        android(chance, f"172.58.16.{chance.randint(1, 4)}"),
        4000 + chance.uniform(0, 900),
        score,
    )


def relay(chance: Random, score: int) -> Iterator[Row]:
    """Private Relay: another exit for the second look at the same page."""
    at, first = _when(chance), safari(address(chance, "relay"))
    yield _answer(chance, first, at, score)
    yield _answer(chance, first.at(neighbour(chance, first.ip, 16)), at + 30, score)


def vpn(chance: Random, score: int) -> Iterator[Row]:
    yield _answer(chance, anybody(chance, "vpn"), _when(chance), score)


def cloud_exit(chance: Random, score: int) -> Iterator[Row]:
    """The company leaves through Zscaler."""
    yield _answer(chance, chrome(chance, address(chance, "zscaler")), _when(chance), score)


def hosted_desktop(chance: Random, score: int) -> Iterator[Row]:
    yield _answer(
        chance,
        chrome(chance, address(chance, chance.choice(("aws", "azure")))),
        _when(chance),
        score,
    )


def wrong_button(chance: Random, score: int) -> Iterator[Row]:
    """Hits the button beside it, goes back within seconds, and hits the one they mean."""
    client, at = android(chance, address(chance, "home")), _when(chance)
    yield client.visit(at, score - 1 or 2, chance.uniform(0.8, 3))
    yield _answer(chance, client, at + chance.uniform(4, 12), score)


def thinks_again(chance: Random, score: int) -> Iterator[Row]:
    """Two minutes later they mean another score."""
    client, at = anybody(chance, "home"), _when(chance)
    yield _answer(chance, client, at, chance.randint(1, 10))
    yield _answer(chance, client, at + chance.uniform(60, 200), score)


def presses_another(chance: Random, score: int) -> Iterator[Row]:
    """Presses another score on the page itself."""
    client, opened = anybody(chance, "home"), 10 if score < 6 else 1
    yield client.visit(_when(chance), opened, 30, press=[[round(chance.uniform(5, 20), 2), score]])


def two_devices_agree(chance: Random, score: int) -> Iterator[Row]:
    at = _when(chance)
    yield _answer(chance, safari(address(chance, "carrier")), at, score)
    yield _answer(
        chance, chrome(chance, address(chance, "home")), at + chance.uniform(1000, 20000), score
    )


def next_day_laptop(chance: Random, score: int) -> Iterator[Row]:
    """Another score next day, on a laptop."""
    at = _when(chance)
    yield _answer(chance, safari(address(chance, "carrier")), at, max(1, score - 3))
    yield _answer(
        chance, chrome(chance, address(chance, "office")), at + chance.uniform(60000, 100000), score
    )


def old_phone(chance: Random, score: int) -> Iterator[Row]:
    """Android 4.4 without scripts."""
    system = "Mozilla/5.0 (Linux; U; Android 4.4.2; nl-nl)"
    agent = f"{system} AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30"
    client = Client(
        address(chance, "carrier"),
        {"User-Agent": agent, "Accept": HTML, "Accept-Language": "nl-NL, en-US"},
    )
    yield _answer(chance, client, _when(chance), score, 25, js=False)


def text_browser(chance: Random, score: int) -> Iterator[Row]:
    """Lynx or w3m, in a terminal on a server or at home."""
    agent = chance.choice(
        ("Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8", "w3m/0.5.3+git20230121")
    )
    client = program(
        address(chance, chance.choice(("home", "hosting"))), agent, **{"Accept-Language": "en"}
    )
    yield _answer(chance, client, _when(chance), score, 40, js=False)


def screen_reader(chance: Random, score: int) -> Iterator[Row]:
    """Listens for minutes before pressing what the page asks for."""
    at, client = _when(chance), firefox(address(chance, "home"))
    yield client.visit(at, score, 200, if_asked=round(chance.uniform(60, 180), 1))


def forwards(chance: Random, score: int) -> Iterator[Row]:
    """Answers; a colleague who gets the mail looks at another button."""
    at = _when(chance)
    yield _answer(chance, anybody(chance, "office"), at, score)
    yield anybody(chance, "office").visit(at + chance.uniform(900, 9000), chance.randint(1, 10), 3)


def double_click(chance: Random, score: int) -> Iterator[Row]:
    client, at = chrome(chance, address(chance, "home")), _when(chance)
    yield client.row(at, "get", score)
    yield _answer(chance, client, at + 0.16, score)


def translated(chance: Random, score: int) -> Iterator[Row]:
    """Reads through Google's translator: its address, their agent, no scripts of ours."""
    client = chrome(chance, address(chance, "google"), language="uk-UA,uk;q=0.9")
    yield _answer(
        chance,
        Client(client.ip, {**client.headers, "Via": "1.1 translate.google"}),
        _when(chance),
        score,
        30,
        js=False,
    )


def stripped(chance: Random, score: int) -> Iterator[Row]:
    """A company's proxy takes the agent and the language out of all requests."""
    yield _answer(
        chance, Client(address(chance, "office"), {"Accept": "text/html,*/*"}), _when(chance), score
    )


def hover(chance: Random, score: int) -> Iterator[Row]:
    """Apple Mail shows the page under the pointer, then they click."""
    client, at = safari(address(chance, "home"), "Macintosh; Intel Mac OS X 10_15_7"), _when(chance)
    yield client.visit(at, score, 0)
    yield _answer(chance, client, at + chance.uniform(2, 8), score)


def prerender(chance: Random, score: int) -> Iterator[Row]:
    """The browser prefetches the neighbour of what is clicked."""
    client, at = chrome(chance, address(chance, "home")), _when(chance)
    early = Client(client.ip, {**client.headers, "Sec-Purpose": "prefetch"})
    yield early.row(at, "prefetch", score - 1 or 2)
    yield _answer(chance, client, at + 1.2, score)


def curious(chance: Random, score: int) -> Iterator[Row]:
    """Looks at four buttons, then answers with a fifth look, a minute later."""
    client, at = chrome(chance, address(chance, "home")), _when(chance)
    for other in chance.sample([number for number in range(1, 11) if number != score], 4):
        yield client.visit(at, other, 3)
        at += chance.uniform(4, 9)
    yield _answer(chance, client, at + 60, score)


def days_later(chance: Random, score: int) -> Iterator[Row]:
    """The tab is opened again by the browser, days later."""
    client, at = android(chance, address(chance, "home")), _when(chance)
    yield _answer(chance, client, at, score)
    yield client.at(address(chance, "carrier")).visit(at + 200000, score, 2)


def safe_links_person(chance: Random, score: int) -> Iterator[Row]:
    """Microsoft looks at the link as it is clicked, then they come; and again twelve seconds later."""
    at = _when(chance)
    yield Client(address(chance, "exchange")).row(at - 1.5, "get", score)
    yield _answer(chance, chrome(chance, address(chance, "office")), at, score)
    yield chrome(chance, address(chance, "azure")).visit(at + 12, score, 4)


def two_people(chance: Random, score: int) -> Iterator[Row]:
    """A couple: she answers, he only looks at the same button that evening."""
    ip, at = address(chance, "home"), _when(chance)
    yield _answer(chance, safari(ip), at, score)
    yield android(chance, ip).visit(at + 9000, score, 4)


def commenter(chance: Random, score: int) -> Iterator[Row]:
    """Writes a comment, and sends it."""
    press = [[round(chance.uniform(25, 90), 1), score]]
    yield anybody(chance).visit(
        _when(chance), score, 120, press=press, comment="العربية 🙂 <b>ok</b>"
    )


PEOPLE: dict[str, Person] = {
    person.__name__.replace("_", "-"): person
    for person in (
        plain, at_once, carrier, relay, vpn, cloud_exit, hosted_desktop, wrong_button, thinks_again,
        presses_another, two_devices_agree, next_day_laptop, old_phone, text_browser, screen_reader, forwards,
        double_click, translated, stripped, hover, prerender, curious, days_later, safe_links_person,
        two_people, commenter,
    )
}  # fmt: skip
