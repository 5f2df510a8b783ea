"""What an answer was clicked with: what a request tells of it, and that nothing else is kept."""

from collections.abc import Iterator

import psycopg
import pytest
from person import PHONE, Clock, Person, environ
from werkzeug.test import Client

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.page_nonces import Nonce, Nonces
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.verdicts.client_class import CLASSES, client_class

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Safari/537.36"
)
EDGE_OUTLOOK = f"{WINDOWS} Edg/143.0.0.0 Outlook/1.2026.110.100"
OFFICE = "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.17928; ms-office; MSOffice 16)"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.1 Safari/605.1.15"
)
IPAD = PHONE.replace("iPhone;", "iPad;").replace("iPhone OS", "OS")
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Mobile Safari/537.36"
)
VIEW = ANDROID.replace("K)", "SM-S921B Build/AP3A; wv)").replace("Chrome/", "Version/4.0 Chrome/")
LUMIA = (
    "Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0; IEMobile/11.0; "
    "NOKIA; Lumia 635) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, like Gecko) Mobile Safari/537"
)
TABLET = ANDROID.replace("Linux; Android 10; K", "X11; Linux x86_64").replace("Mobile ", "")


@pytest.mark.parametrize(
    ("expected", "agent", "headers"),
    [
        ("iphone", PHONE, {}),
        ("iphone", PHONE.replace("Version/18.1 ", "GSA/390.0 "), {}),
        ("iphone", IPAD, {}),
        ("iphone", PHONE, {"Sec-Fetch-Site": "cross-site"}),
        ("android", ANDROID, {"Sec-Fetch-Site": "none"}),
        ("android", ANDROID, {"Sec-Fetch-Site": "cross-site"}),
        ("android", VIEW, {"X-Requested-With": "com.facebook.katana"}),
        ("android", ANDROID, {"Referer": "android-app://com.google.android.gms/"}),
        ("android", TABLET, {"Sec-CH-UA-Platform": '"Android"'}),
        ("gmail-app", VIEW, {"X-Requested-With": "com.google.android.gm"}),
        ("gmail-app", ANDROID, {"Referer": "android-app://com.google.android.gm/"}),
        ("gmail-app", ANDROID, {"Referer": "android-app://com.google.android.gm"}),
        ("outlook", VIEW, {"X-Requested-With": "com.microsoft.office.outlook"}),
        ("outlook", EDGE_OUTLOOK, {}),
        ("outlook", OFFICE, {}),
        ("windows", WINDOWS, {"Sec-Fetch-Site": "none"}),
        ("windows", WINDOWS, {"Referer": "https://eur01.safelinks.protection.outlook.com/"}),
        ("webmail", WINDOWS, {"Sec-Fetch-Site": "cross-site"}),
        ("webmail", MAC, {"Sec-Fetch-Site": "cross-site", "Referer": "https://mail.example/"}),
        ("webmail", LINUX, {"Sec-Fetch-Site": "cross-site"}),
        ("mac", MAC, {"Sec-Fetch-Site": "none"}),
        ("other", LINUX, {}),
        ("other", LUMIA, {}),
        ("other", "", {}),
    ],
)  # fmt: skip
def test_a_request_tells_a_class(expected: str, agent: str, headers: dict[str, str]) -> None:
    assert client_class(environ({"User-Agent": agent, **headers})) == expected


def test_the_database_has_the_same_words(database: str) -> None:
    with psycopg.connect(database) as connection:
        row = connection.execute("select enum_range(null::client_class)::text[]").fetchone()
    assert row == (list(CLASSES),)


def test_a_page_keeps_its_class_and_one_from_before_reads_too() -> None:
    nonces = Nonces(["the signing key, 32 characters or more"])
    for each in (None, *CLASSES):
        nonce = Nonce(17, 3, 2, "saved", 10, each)
        assert nonces.read(nonces.sign(nonce, "apology", 5), "apology", 5) == nonce
    before = nonces.sign(Nonce(17, 3, 2, "erase", 10), "apology", 5)
    assert len(before) == len(nonces.sign(Nonce(17, 3, 2, "erase", 10, "other"), "apology", 5))


class Reader:
    """Somebody with one recipient's mail, on whatever they have at hand."""

    def __init__(self, client: Client, config: Config, clock: Clock) -> None:
        tokens = Tokens(config.signing_keys, config.pseudonym_key)
        self.address = f"/r/apology/{tokens.sign('apology', tokens.recipient('anna'))}"
        self.client, self.clock, self.url = client, clock, config.database_url or ""

    def open(self, score: int, agent: str, **headers: str) -> Person:
        """A click, and the page it opens; what comes from that page says that it does."""
        person = Person(self.client, self.clock, agent)
        clicked = {name.replace("_", "-"): value for name, value in headers.items()}
        person.headers |= clicked
        person.open(f"{self.address}/{score:02}")
        for name in clicked:
            del person.headers[name]
        person.headers |= {"Sec-Fetch-Site": "same-origin"}
        return person

    @property
    def kept(self) -> tuple[object, ...] | None:
        """The score and the class that are kept."""
        with psycopg.connect(self.url) as connection:
            return connection.execute("select score, client_class from rating").fetchone()


@pytest.fixture
def reader(config: Config) -> Iterator[Reader]:
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology"))
    clock = Clock()
    app = create_app(config, clock)
    yield Reader(app.test_client(), config, clock)
    app.close()


def test_the_click_is_what_tells_it_not_the_page(reader: Reader) -> None:
    person = reader.open(7, WINDOWS, Sec_Fetch_Site="cross-site")
    assert reader.kept == (None, None)
    assert person.see() == "saved"
    assert reader.kept == (7, "webmail")


def test_the_last_answer_decides_however_it_was_given(reader: Reader) -> None:
    phone = reader.open(7, ANDROID, Referer="android-app://com.google.android.gm/")
    phone.press(7)
    assert reader.kept == (7, "gmail-app")
    laptop = reader.open(9, MAC, Sec_Fetch_Site="none")
    assert reader.kept == (7, "gmail-app")
    reader.clock.later(60)  # two devices within seconds are a sandbox's
    laptop.press(9)
    assert reader.kept == (9, "mac")
    reader.clock.later(60)
    phone.press(8, "after all")
    assert reader.kept == (8, "gmail-app")


def test_a_scanner_before_a_person_leaves_no_class(reader: Reader) -> None:
    for score in range(1, 11):
        reader.open(score, WINDOWS)
    assert reader.kept == (None, None)
    reader.open(8, PHONE).press(8)
    assert reader.kept == (8, "iphone")


def test_an_erased_answer_takes_its_class_along(reader: Reader) -> None:
    person = reader.open(7, PHONE)
    person.press(7)
    person.press(7, do="erase")
    person.press(7, do="erase-now")
    assert reader.kept == (None, None)


def test_nothing_more_of_the_request_is_kept(reader: Reader) -> None:
    person = reader.open(7, f"{WINDOWS} Peculiar/1", Referer="https://peculiar.example/inbox?q=1")
    person.press(7)
    with psycopg.connect(reader.url) as connection:
        tables = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        for (table,) in connection.execute(tables).fetchall():
            told = f"select count(*) from {table} as t where t::text ~* 'peculiar'"  # noqa: S608 (own names)
            assert connection.execute(told.encode()).fetchone() == (0,), table
