"""Simulated clients: where they are and what headers they send.

The prefixes are real and were announced by whom they are named after in June 2026; the hosts in
them are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from random import Random
from typing import Any

PREFIXES: dict[str, tuple[str, ...]] = {
    # KPN, Vodafone, Telekom, BT, Sky, Orange, Comcast
    "home": (
        "86.80.0.0/14",
        "83.80.0.0/14",
        "62.194.0.0/15",
        "87.128.0.0/11",
        "91.64.0.0/14",
        "86.128.0.0/11",
        "90.192.0.0/11",
        "90.0.0.0/11",
        "73.0.0.0/9",
        "2a02:a440::/26",
        "2003:c0::/26",
        "2a01:cb00::/26",
    ),
    # Carrier NAT: few addresses, many people (KPN, Odido, Vodafone, Telekom, T-Mobile)
    "mobile": (
        "188.206.4.0/26",
        "89.205.130.0/26",
        "109.40.240.0/26",
        "80.187.80.0/26",
        "172.56.20.0/26",
        "2607:fb90:1000::/40",
    ),
    "carrier": ("188.206.4.0/26", "89.205.130.0/26", "80.187.80.0/26"),  # of these, IPv4 alone
    # KPN, Colt, Telekom, BT, and the web gateway of Zscaler
    "office": (
        "194.151.0.0/17",
        "62.23.0.0/16",
        "213.61.0.0/16",
        "195.145.0.0/16",
        "81.128.0.0/13",
        "217.33.0.0/16",
        "136.226.0.0/17",
    ),
    "vpn": ("146.70.0.0/17", "89.187.160.0/19"),  # M247, Datacamp
    "relay": (
        "172.225.0.0/18",
        "104.28.32.0/20",
        "146.75.160.0/20",
        "2a02:26f7:c000::/36",
        "2606:54c0:2000::/36",
    ),
    "azure": ("20.40.0.0/13", "40.74.0.0/15", "52.224.0.0/11", "13.64.0.0/11"),
    "aws": ("3.64.0.0/12", "54.72.0.0/13"),
    "google": ("34.64.0.0/11", "35.184.0.0/13"),
    "hoster": ("51.68.0.0/16", "167.99.0.0/16"),  # OVH, DigitalOcean
    "eop": ("40.107.0.0/16", "104.47.0.0/17"),
    "detonation": ("40.94.0.0/16",),
    "barracuda": ("64.235.144.0/22", "209.222.80.0/22"),
    "proofpoint": ("67.231.152.0/21",),
    "mimecast": ("205.139.110.0/23", "207.82.80.0/24"),
    "ironport": ("68.232.128.0/19",),
    "zscaler": ("136.226.0.0/17", "165.225.192.0/18"),
    "netskope": ("163.116.128.0/17",),
    "assistant": ("2a09:bac5::/32", "23.102.140.112/28"),  # Cloudflare and Azure, for ChatGPT's
    # Carriers, small hosters and exits that no list has (Cogent, Hurricane Electric, FranTech)
    "unlisted": ("38.104.0.0/16", "64.62.128.0/18", "198.98.48.0/20", "45.83.220.0/22"),
}


@dataclass(frozen=True)
class SimClient:
    """One device or machine as the web server sees it."""

    ip: str
    headers: dict[str, str]


Row = dict[str, Any]


def row(recipient: str, at: float, score: int, do: str, client: SimClient, **more: object) -> Row:
    """One row of a trace: what a client did, `at` seconds after the mail was sent."""
    base: Row = {"recipient": recipient, "at": round(at, 3), "score": score, "do": do}
    return {**base, "ip": client.ip, "headers": client.headers, **more}


@lru_cache(maxsize=256)
def _network(prefix: str) -> IPv4Network | IPv6Network:
    return ip_network(prefix)


def address(rng: Random, where: str) -> str:
    """An invented host in one of a place's prefixes; phones and homes get an IPv6 of their own."""
    return host(rng, rng.choice(PREFIXES[where]))


def host(rng: Random, prefix: str) -> str:
    """An invented host in a prefix."""
    network = _network(prefix)
    return str(network[rng.randrange(1, network.num_addresses - 1)])


def neighbour(rng: Random, ip: str) -> str:
    """Another host beside an address: the same /24, or the same /64 of IPv6."""
    network = ip_network(f"{ip}/{64 if ':' in ip else 24}", strict=False)
    return str(network[rng.randrange(1, 255)])


def _navigation(agent: str, language: str, **more: str) -> dict[str, str]:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    return {
        "User-Agent": agent,
        "Accept": accept,
        "Accept-Language": language,
        "Accept-Encoding": "gzip, deflate, br",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


def _fetch(user: bool = True, site: str = "none") -> dict[str, str]:
    fetch = {"Sec_Fetch_Dest": "document", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Site": site}
    return {**fetch, "Sec_Fetch_User": "?1"} if user else fetch


def _site(version: int) -> str:
    """Where a link on a computer stood: those with this version read their mail in the browser."""
    return "cross-site" if version == 142 else "none"


def _hints(version: int, brand: str, platform: str, mobile: bool = False) -> dict[str, str]:
    own = {"Samsung Internet": "29.0"}.get(brand, str(version))
    return {
        "Sec_CH_UA": f'"Chromium";v="{version}", "{brand}";v="{own}", "Not A(Brand";v="24"',
        "Sec_CH_UA_Mobile": "?1" if mobile else "?0",
        "Sec_CH_UA_Platform": f'"{platform}"',
        "Upgrade_Insecure_Requests": "1",
    }


def _chromium(system: str, version: int, tail: str = "") -> str:
    return (
        f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{version}.0.0.0 {'Mobile ' if 'Android' in system else ''}Safari/537.36{tail}"
    )


WINDOWS, MAC = "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7"
ANDROID, LINUX = "Linux; Android 10; K", "X11; Linux x86_64"


def chrome(rng: Random, language: str, system: str = "") -> dict[str, str]:
    system = system or rng.choice((WINDOWS, WINDOWS, MAC))
    version = rng.choice((141, 142, 143, 143, 144))
    platform = {WINDOWS: "Windows", MAC: "macOS", ANDROID: "Android"}.get(system, "Linux")
    hints = _hints(version, "Google Chrome", platform, system == ANDROID)
    site = "none" if system == ANDROID else _site(version)
    return _navigation(_chromium(system, version), language, **hints, **_fetch(site=site))


def edge(rng: Random, language: str) -> dict[str, str]:
    version = rng.choice((142, 143, 143))
    agent = _chromium(WINDOWS, version, f" Edg/{version}.0.0.0")
    hints = _hints(version, "Microsoft Edge", "Windows")
    return _navigation(agent, language, **hints, **_fetch(site=_site(version)))


def firefox(rng: Random, language: str) -> dict[str, str]:
    version = rng.choice((140, 145, 146))
    agent = f"Mozilla/5.0 ({WINDOWS}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"
    return _navigation(agent, language, **_fetch())


def _safari(system: str, version: str, tail: str) -> str:
    return f"Mozilla/5.0 ({system}) AppleWebKit/605.1.15 (KHTML, like Gecko) {version}{tail}"


def iphone(rng: Random, language: str) -> dict[str, str]:
    version = rng.choice(("17.6", "18.5", "18.6", "26.1"))
    system = f"iPhone; CPU iPhone OS {version.replace('.', '_')} like Mac OS X"
    agent = _safari(system, f"Version/{version} ", "Mobile/15E148 Safari/604.1")
    return _navigation(agent, language, **_fetch(user=False))


def mac(rng: Random, language: str) -> dict[str, str]:
    agent = _safari(MAC, f"Version/{rng.choice(('17.6', '18.5', '26.1'))} ", "Safari/605.1.15")
    return _navigation(agent, language, **_fetch(user=False))


def android(rng: Random, language: str) -> dict[str, str]:
    return chrome(rng, language, ANDROID)


def samsung(rng: Random, language: str) -> dict[str, str]:
    version = rng.choice((130, 136))
    agent = _chromium(ANDROID, version).replace("Chrome/", "SamsungBrowser/29.0 Chrome/")
    hints = _hints(version, "Samsung Internet", "Android", mobile=True)
    return _navigation(agent, language, **hints, **_fetch())


def android_app(rng: Random, language: str) -> dict[str, str]:
    """A page in a mail app's own web view: Gmail or Outlook."""
    version = rng.choice((141, 142, 143))
    agent = _chromium("Linux; Android 15; SM-S921B Build/AP3A.240905.015; wv", version)
    agent = agent.replace("Chrome/", "Version/4.0 Chrome/")
    app = rng.choice(("com.google.android.gm", "com.microsoft.office.outlook"))
    hints = _hints(version, "Android WebView", "Android", mobile=True)
    return _navigation(agent, language, X_Requested_With=app, **hints, **_fetch())


def iphone_app(rng: Random, language: str) -> dict[str, str]:
    tail = rng.choice(("Mobile/15E148", "Mobile/15E148 GSA/390.0 Safari/604.1"))
    agent = _safari("iPhone; CPU iPhone OS 18_6 like Mac OS X", "", tail)
    return _navigation(agent, language)


def sparse(rng: Random, language: str) -> dict[str, str]:
    """A person whose proxy or privacy tool lets only a few headers through."""
    full = rng.choice((chrome, firefox, mac))(rng, language)
    return {name: full[name] for name in ("User-Agent", "Accept")}


Browser = Callable[[Random, str], dict[str, str]]
PHONES: tuple[tuple[Browser, int], ...] = (
    (iphone, 44),
    (android, 24),
    (samsung, 12),
    (iphone_app, 8),
    (android_app, 8),
    (sparse, 4),
)
DESKTOPS: tuple[tuple[Browser, int], ...] = (
    (edge, 42),
    (chrome, 34),
    (mac, 10),
    (firefox, 10),
    (sparse, 4),
)
# A remote browser and a hosted desktop are nobody's phone.
HOSTED: tuple[tuple[Browser, int], ...] = ((edge, 70), (chrome, 30))
LANGUAGES = ("nl-NL,nl;q=0.9,en;q=0.8", "de-DE,de;q=0.9,en;q=0.7", "en-GB,en;q=0.9", "fr-FR,fr")


def device(rng: Random, kinds: tuple[tuple[Browser, int], ...]) -> dict[str, str]:
    """The headers of a person's phone or desktop."""
    browser = rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
    return browser(rng, rng.choice(LANGUAGES))
