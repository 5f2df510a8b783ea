"""What requests say about their clients."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import Headers

from feedback_buttons.verdicts.client_signals import PEOPLE, traits

TARGET = "/r/spring/0123456789abcdefghjkmnpqrs/7"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"{WINDOWS} Chrome/143.0.0.0 Safari/537.36"
EDGE = f"{CHROME} Edg/143.0.0.0"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0"
MAC_SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Safari/605.1.15"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Mobile Safari/537.36"
)
X11 = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36"
BRANDS = '"Chromium";v="143", "Google Chrome";v="143", "Not A(Brand";v="24"'
EDGE_BRANDS = BRANDS.replace("Google Chrome", "Microsoft Edge")


def names(agent: str | None, target: str = TARGET, **hints: str) -> tuple[str, ...]:
    headers = {f"Sec-CH-UA{name}": value for name, value in hints.items()}
    return traits(headers if agent is None else {"User-Agent": agent, **headers}, target).names


@pytest.mark.parametrize(
    ("agent", "hints"),
    [
        pytest.param(EDGE, {}, id="Edge, no hints at all"),
        pytest.param(EDGE, {"": EDGE_BRANDS, "_Platform": '"Windows"'}, id="Edge"),
        pytest.param(CHROME, {"": BRANDS, "_Mobile": "?0", "_Platform": '"Windows"'}, id="Chrome"),
        pytest.param(
            ANDROID, {"": BRANDS, "_Mobile": "?1", "_Platform": '"Android"'}, id="Android"
        ),
        pytest.param(
            X11, {"": BRANDS, "_Mobile": "?0", "_Platform": '"Android"'}, id="Android, desktop site"
        ),
        pytest.param(
            ANDROID.replace("Chrome/", "SamsungBrowser/29.0 Chrome/"),
            {"": '"Samsung Internet";v="29.0", "Chromium";v="143"', "_Mobile": "?1"},
            id="Samsung Internet",
        ),
        pytest.param(FIREFOX, {}, id="Firefox"),
        pytest.param(MAC_SAFARI, {}, id="Safari"),
        pytest.param(PEOPLE[0], {}, id="in-app browsers, Android"),
        pytest.param(PEOPLE[1], {}, id="in-app browsers, iPhone"),
        pytest.param(PEOPLE[2], {}, id="desktop apps"),
        *(
            pytest.param(agent, {}, id=f"read as text: {agent[:8]}")
            for agent in (
                "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8",
                "w3m/0.5.3+git20230121",
                "ELinks/0.16.1.1 (textmode; Linux; 80x24-2)",
                "edbrowse/3.8.9",
                "URL/Emacs Emacs/29.1 (X11; x86_64-pc-linux-gnu)",
                "NetSurf/3.11 (Linux; x86_64)",
            )
        ),
        pytest.param(
            "Mozilla/5.0 (Linux; Android 8.0.0; CUBOT_P20) AppleWebKit/537.36 Chrome/70.0 Mobile",
            {},
            id="a telephone called CUBOT",
        ),
        pytest.param(
            "Mozilla/5.0 (Linux; Android 14; wv) Chrome/124.0 Mobile Safari/537.36 CamScanner",
            {},
            id="an app called scanner",
        ),
        pytest.param(
            "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Trident/7.0; .NET4.0E)",
            {},
            id="Internet Explorer 11 in its compatibility view",
        ),
        pytest.param("Opera/9.80 (Android; Opera Mini/12.0) Presto/2.12", {}, id="Opera Mini"),
    ],
)
def test_nothing_speaks_against_people(agent: str, hints: dict[str, str]) -> None:
    hyphened = {name.replace("_", "-"): value for name, value in hints.items()}
    assert names(agent, **hyphened) == ()


@pytest.mark.parametrize(
    "agent",
    [
        "python-requests/2.32.3",
        "curl/8.5.0",
        "Go-http-client/2.0",
        "okhttp/4.12.0",
        "Java/17.0.9",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        f"{WINDOWS} HeadlessChrome/143.0.0.0 Safari/537.36",
        f"{CHROME} Barracuda Sentinel (EE)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "WhatsApp/2.24.20.89 A",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; Proofpoint URL Defense)",
        "Microsoft Office/16.0 (Windows NT 10.0; MAPI 16.0.8431; Pro)",
        CHROME.lower(),
    ],
)
def test_an_honest_program_is_told_by_its_name(agent: str) -> None:
    assert names(agent) == ("bot_agent",)


@pytest.mark.parametrize("agent", [None, "", "  "], ids=["no header", "empty", "blank"])
def test_a_missing_user_agent_is_a_trait_of_its_own(agent: str | None) -> None:
    assert names(agent) == ("empty_agent",)


@pytest.mark.parametrize(
    ("agent", "hints"),
    [
        pytest.param(FIREFOX, {"": BRANDS}, id="Firefox sends no client hints"),
        pytest.param(MAC_SAFARI, {"": BRANDS}, id="Safari sends no client hints"),
        pytest.param(CHROME.replace("143", "119"), {"": BRANDS}, id="two versions"),
        pytest.param(CHROME, {"": EDGE_BRANDS}, id="Edge's brand, Chrome's agent"),
        pytest.param(EDGE, {"": BRANDS}, id="Edge's agent, Chrome's brand"),
        pytest.param(CHROME, {"": '"HeadlessChrome";v="143"'}, id="a headless brand"),
        pytest.param(CHROME, {"": BRANDS, "-Platform": '"Linux"'}, id="Windows on Linux"),
        pytest.param(ANDROID, {"": BRANDS, "-Platform": '"Linux"'}, id="Android on Linux"),
        pytest.param(X11, {"": BRANDS, "-Platform": '"macOS"'}, id="Linux on a Mac"),
        pytest.param(CHROME, {"": BRANDS, "-Mobile": "?1"}, id="a mobile desktop"),
        pytest.param("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)", {}, id="8"),
        pytest.param(CHROME.replace("10.0;", "5.1;", 1), {}, id="Windows XP"),
    ],
)
def test_headers_of_no_one_browser_contradict_each_other(agent: str, hints: dict[str, str]) -> None:
    assert names(agent, **hints) == ("contradictory",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sec-Purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ],
)
def test_fetching_ahead_is_seen_in_any_spelling(name: str, value: str) -> None:
    assert traits({"User-Agent": FIREFOX, name: value}, TARGET).prefetch


@pytest.mark.parametrize(
    "end",
    [
        "",
        "/",
        ".",
        ")",
        ").",
        "%20",
        "%29",
        "?utm_source=news&utm_campaign=Valentine%27s+day",
        "?_kx=aB3-_x.QyZ&mc_cid=1f&mc_eid=%5BUNIQID%5D&fbclid=IwAR0",
        "?",
    ],
)
def test_what_mail_tools_and_clients_add_to_an_address_is_fine(end: str) -> None:
    assert names(FIREFOX, TARGET + end) == ()


def test_a_truncated_address_is_a_persons_mail_client() -> None:
    assert names(FIREFOX, TARGET.removesuffix("/7")) == ()
    assert names(FIREFOX, TARGET.removesuffix("7")) == ()
    assert names(FIREFOX, TARGET.replace("/", "//")) == ()


def test_the_buttons_may_live_below_a_prefix() -> None:
    assert names(FIREFOX, f"/feedback{TARGET}") == ()
    assert names(FIREFOX, f"http://fb.example.com{TARGET}") == ()


@pytest.mark.parametrize(
    "end",
    ["%27", "'", '"', "%22%3E", "</a>", "%2527", "/7", "77", "=3D", "x1y2", "?a=1%27", "?<x>"],
)
def test_a_scrambled_address_is_a_scanners(end: str) -> None:
    assert names(FIREFOX, TARGET + end) == ("mangled",)


def test_headers_of_the_web_framework_are_understood() -> None:
    headers = Headers([("User-Agent", "curl/8.5.0"), ("Sec-Ch-Ua", BRANDS)])
    assert traits(headers, TARGET).names == ("bot_agent",)


def test_names_come_in_one_order() -> None:
    headers = {"Purpose": "prefetch", "Sec-CH-UA": '"HeadlessChrome";v="1"'}
    assert traits(headers, TARGET + "'").names == (
        "prefetch",
        "empty_agent",
        "contradictory",
        "mangled",
    )
