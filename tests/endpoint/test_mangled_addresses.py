"""Addresses as mail programs, help desks and link wrappers have mangled them, in forms from public bug reports."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import psycopg
import pytest
from person import PHONE, Clock, Person
from werkzeug.test import Client

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.signing.tokens import Tokens

SLUG = "delay-apology"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(config: Config, clock: Clock) -> Iterator[Client]:
    with psycopg.connect(config.database_url or "") as connection:
        for asks in (None, "stars"):
            slug = f"{asks}-{SLUG}" if asks else SLUG
            campaigns.add(connection, Campaign(slug=slug, name="Apology", asks=asks))
    app = create_app(config, clock)
    yield app.test_client()
    app.close()


def token(config: Config, slug: str = SLUG) -> str:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    return tokens.sign(slug, tokens.recipient("customer 17"))


def visited(config: Config) -> list[tuple[object, ...]]:
    """The campaign and score of each visit."""
    with psycopg.connect(config.database_url or "") as connection:
        return connection.execute("select campaign, score from visit").fetchall()


def get(client: Client, path: str) -> int:
    """The status of a path, which stands here as it travels, percent-encoded."""
    return client.get(path, headers={"User-Agent": PHONE}).status_code


@pytest.mark.parametrize(
    ("last", "score"),
    [
        ("01", 1), ("10", 10), ("7", 7), ("07", 7), ("7.", 7), ("01%3E", 1), ("01.", 1), ("10=", 10),
        ("1", None), ("1=0", None), ("1%200", None), ("1%0A0", None), ("1%0D%0A0", None), ("1=", None),
        ("1=%0D%0A0", None), ("1.", None), ("1%C2%AD0", None), ("1%E2%80%8B0", None), ("0", None), ("", None),
        ("7%E2%80%9D", 7), ("7%E3%80%82", 7), ("10%C2%BB", 10), ("7%F0%9F%99%82", 7), ("1%E2%80%9D", None),
        ("%D9%A7", None), ("7%D9%A7", None), ("%C2%B9", None), ("%E2%91%A9", None),
        ("01%7Chttps:", 1), ("7%5D", 7), ("7%26data=05%7C02", 7), ("%E2%80%8B7", None),
    ],
)  # fmt: skip
def test_a_broken_10_is_never_a_1(
    client: Client, config: Config, last: str, score: int | None
) -> None:
    assert get(client, f"/r/{SLUG}/{token(config)}/{last}") == 200
    assert visited(config) == [(SLUG, score)]


def test_a_bare_1_shows_the_whole_scale(client: Client, config: Config) -> None:
    address = f"/r/{SLUG}/{token(config)}"
    page = client.get(f"{address}/1", headers={"User-Agent": PHONE}).text
    assert "Choose your score" in page
    assert "Send my 1" not in page
    assert "Saving your 1" in client.get(f"{address}/01", headers={"User-Agent": PHONE}).text


@pytest.mark.parametrize(("score", "shown"), [("7", None), ("01", None), ("8", 8), ("02", 2)])
def test_a_score_that_the_mail_has_no_button_for_shows_the_whole_scale(
    client: Client, clock: Clock, config: Config, score: str, shown: int | None
) -> None:
    slug = f"stars-{SLUG}"
    person = Person(client, clock)
    person.open(f"/r/{slug}/{token(config, slug)}/{score}")
    assert visited(config) == [(slug, shown)]
    assert "is saved" in person.press(7).text


BREAKS = {
    "a soft line break": "=%0D%0A",  # quoted-printable that was never decoded
    "half a soft line break": "=%0A",  # mailcow-dockerized issue 7317
    "an equals sign": "=",
    "a space": "%20",  # codewars.com issue 40, where a line was joined
    "a plus": "+",
    "a line break": "%0D%0A",
    "a quoted line": "%0A%3E%20",
    "a soft hyphen": "%C2%AD",
    "a soft hyphen's entity": "&shy;",
    "a zero-width space": "%E2%80%8B",  # phplist3 issue 926
    "its entity": "&%238203;",
    "a byte order mark": "%EF%BB%BF",
    "a hyphen": "-%0A",
    "a no-break space": "%C2%A0",
    "where a word may break": "%3Cwbr%3E",
    "a line of HTML": "%3Cbr%20/%3E",
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize("place", [1, 15, 30])
def test_a_token_with_a_break_in_it_is_read(
    client: Client, config: Config, broken: str, place: int
) -> None:
    whole = token(config)
    assert get(client, f"/r/{SLUG}/{whole[:place]}{broken}{whole[place:]}/7") == 200
    assert visited(config) == [(SLUG, 7)]


def _double(text: str) -> str:
    return quote("".join(f"%{ord(letter):02X}" for letter in text))


WHOLE: dict[str, Callable[[str, str], str]] = {
    "in capitals": lambda one, slug: f"/R/{slug}/{one}/7".upper(),
    "encoded strokes": lambda one, slug: f"/r%2F{slug}%2F{one}%2F7",
    "twice": lambda one, slug: f"/r%252F{slug}%252F{one}%252F7",
    "three times": lambda one, slug: f"/r%25252F{slug}%25252F{one}%25252F7",
    "a token twice": lambda one, slug: f"/r/{slug}/{_double(one)}/7",
    "a score twice": lambda one, slug: f"/r/{slug}/{_double(one)}/{_double('7')}",
    "quoted-printable": lambda one, slug: f"/r/{slug.replace('-', '=2D')}/{one}/7",
    "Proofpoint's hyphens": lambda one, slug: f"/r/{slug.replace('-', '-2D')}/{one}/7",
    "back strokes": lambda one, slug: f"/r%5C{slug}%5C{one}%5C7",
    "within another": lambda one, slug: f"/https:/fb.example.com/r/{slug}/{one}/7",
    "a broken campaign": lambda one, slug: f"/r/{slug[:5]}=%0D%0A{slug[5:]}/{one}/7",
    "full width": lambda one, slug: quote(f"/r/{slug}/{_wide(one)}/7"),
    "in brackets": lambda one, slug: f"/r/{slug}/%3C{one}%3E/7",
}


def _wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@pytest.mark.parametrize("mangle", WHOLE.values(), ids=WHOLE)
def test_an_address_whose_letters_are_all_there_is_read(
    client: Client, clock: Clock, config: Config, mangle: Callable[[str, str], str]
) -> None:
    path = mangle(token(config), SLUG)
    person = Person(client, clock)
    assert person.open(path).status_code == 200
    assert visited(config) == [(SLUG, 7)]
    assert f'action="/r/{SLUG}/' in person.client.get(path, headers=person.headers).text.lower()
    assert "is saved" in person.press(9).text


@pytest.mark.parametrize(
    ("token_", "status"),
    [
        ("0123=%0D%0A4567", 404),
        ("0" * 15 + "%20" + "0" * 16, 404),
        ("%257B%257Bfeedback_token%257D%257D", 200),
        ("%25%25feedback_token%25%25", 200),
        ("*%7CFBTOKEN%7C*", 200),
    ],
)
def test_what_nobody_signed_is_still_refused(
    client: Client, config: Config, token_: str, status: int
) -> None:
    assert get(client, f"/r/{SLUG}/{token_}/7") == status
    assert visited(config) == []


@pytest.mark.parametrize(
    "path", ["/", "/favicon.ico", "/wp-login.php", "/a/r", "/r%2F", "/" + "r/" * 2000]
)
def test_other_addresses_are_not_found(client: Client, path: str) -> None:
    assert get(client, path) == 404
