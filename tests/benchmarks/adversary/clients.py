"""Who comes: addresses from the ranges that reports name, and headers as such clients send them."""

from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from random import Random
from typing import Any

Row = dict[str, Any]

# What vendors publish or logs show; homes and carriers are large public blocks of theirs.
NETWORKS = {
    "home": ("73.32.0.0/11", "84.128.0.0/10", "86.80.0.0/12", "90.0.0.0/10", "81.128.0.0/12",
             "2a02:a440::/28", "2003:c0::/27", "2601::/24"),
    "carrier": ("172.58.16.0/24", "109.40.240.0/24", "188.206.96.0/24"),
    "relay": ("172.226.0.0/16", "104.28.32.0/20", "146.75.128.0/18", "2a02:26f7:c000::/36"),
    "vpn": ("37.120.192.0/20", "89.249.64.0/20", "193.138.218.0/24"),
    "office": ("194.53.0.0/18", "62.112.0.0/16", "217.110.0.0/16"),
    "exchange": ("40.107.0.0/16", "52.102.0.0/16", "104.47.0.0/17"),
    "detonation": ("40.94.0.0/16",),
    "azure": ("20.72.0.0/14", "52.160.0.0/11"),
    "aws": ("3.208.0.0/12", "35.168.0.0/13", "54.224.0.0/12"),
    "google": ("66.249.80.0/20", "66.102.0.0/20"),
    "mimecast": ("205.139.110.0/24", "207.211.30.0/23", "91.220.42.0/24"),
    "proofpoint": ("148.163.128.0/19", "67.231.144.0/20"),
    "barracuda": ("64.235.144.0/20", "209.222.80.0/21"),
    "cisco": ("68.232.128.0/19", "216.71.128.0/18"),
    "trend": ("150.70.0.0/16",),
    "fortinet": ("96.45.32.0/20", "208.91.112.0/22"),
    "zscaler": ("165.225.0.0/17", "147.161.128.0/17"),
    "hosting": ("138.68.0.0/16", "65.108.0.0/16", "51.38.0.0/16"),
    "small-isp": ("185.107.80.0/22", "91.198.120.0/22", "45.144.28.0/22"),
}  # fmt: skip
WINDOWS, MAC, LINUX = (
    "Windows NT 10.0; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "X11; Linux x86_64",
)
IPHONE = "iPhone; CPU iPhone OS 18_7 like Mac OS X"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FETCHED = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
OLD_CHROMES = ("57.0.2987.133", "79.0.3945.136", "80.0.3987.132", "96.0.4664.110", "97.0.4692.99")


def address(chance: Random, network: str) -> str:
    """Any address of a network of this name."""
    block = ip_network(chance.choice(NETWORKS[network]))
    return str(block[chance.randrange(1, block.num_addresses - 1)])


def neighbour(chance: Random, ip: str, bits: int = 24) -> str:
    """Another address of the same block (of 64 bits where it is of IPv6)."""
    block = ip_network(f"{ip}/{64 if ':' in ip else bits}", strict=False)
    return str(block[chance.randrange(1, min(block.num_addresses, 2**40) - 1)])


@dataclass(frozen=True)
class Client:
    """An address and headers; what it does are rows of a trace."""

    ip: str
    headers: dict[str, str] = field(default_factory=dict)

    def at(self, ip: str) -> "Client":
        return replace(self, ip=ip)

    def row(self, at: float, do: str, score: int, **more: object) -> Row:
        return {
            "at": round(at, 3),
            "do": do,
            "score": score,
            "ip": self.ip,
            "headers": self.headers,
            **more,
        }

    def visit(self, at: float, score: int, visible: float, js: bool = True, **more: object) -> Row:
        return self.row(at, "visit", score, js=js, visible=round(visible, 2), **more)


def program(ip: str, agent: str = "", **headers: str) -> Client:
    """A program: few headers, an agent of its own or none."""
    return Client(ip, {**({"User-Agent": agent} if agent else {}), "Accept": "*/*", **headers})


def _browser(agent: str, language: str) -> dict[str, str]:
    coding = "gzip, deflate, br"
    return {
        "User-Agent": agent,
        "Accept": HTML,
        "Accept-Language": language,
        "Accept-Encoding": coding,
    }


def chrome(chance: Random, ip: str, system: str = WINDOWS, language: str = "en-US,en;q=0.9", version: str = "",
           mobile: bool = False) -> Client:  # fmt: skip
    """Chrome, or Edge, as it fills in its headers when a link in a mail is followed."""
    full = version or f"{chance.choice((142, 143, 144))}.0.0.0"
    major = full.partition(".")[0]
    name = f"Chrome/{full}{' Mobile' * mobile} Safari/537.36"
    headers = _browser(
        f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) {name}", language
    )
    headers["Upgrade-Insecure-Requests"] = "1"
    if int(major) >= 80:
        headers |= {"Sec-Fetch-Site": "none" if mobile else "cross-site", "Sec-Fetch-Mode": "navigate",
                    "Sec-Fetch-User": "?1", "Sec-Fetch-Dest": "document"}  # fmt: skip
    if int(major) >= 90:
        names = {WINDOWS: "Windows", MAC: "macOS", LINUX: "Linux"}
        brands = f'"Chromium";v="{major}", "Google Chrome";v="{major}", "Not_A Brand";v="99"'
        headers |= {"Sec-CH-UA": brands, "Sec-CH-UA-Mobile": f"?{int(mobile)}",
                    "Sec-CH-UA-Platform": f'"{names.get(system, "Android")}"'}  # fmt: skip
    return Client(ip, headers)


def safari(ip: str, system: str = IPHONE, language: str = "en-GB,en;q=0.9") -> Client:
    mobile = "Mobile/15E148 " if system == IPHONE else ""
    agent = f"Mozilla/5.0 ({system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 {mobile}Safari/604.1"
    return Client(ip, _browser(agent, language) | FETCHED)


def firefox(
    ip: str, system: str = "Windows NT 10.0; Win64; x64; rv:145.0", language: str = "nl,en-US;q=0.7"
) -> Client:
    agent = f"Mozilla/5.0 ({system}) Gecko/20100101 Firefox/145.0"
    more = {"Upgrade-Insecure-Requests": "1", "Sec-Fetch-User": "?1"}
    return Client(ip, _browser(agent, language) | FETCHED | more)


def android(chance: Random, ip: str) -> Client:
    return chrome(chance, ip, "Linux; Android 10; K", "de-DE,de;q=0.9", mobile=True)


def anybody(chance: Random, network: str = "") -> Client:
    """What an ordinary person holds: phones and desktops, at home, on the road or in an office."""
    ip = address(chance, network or chance.choices(("home", "carrier", "office"), (60, 20, 20))[0])
    return chance.choice((
        lambda: chrome(chance, ip), lambda: chrome(chance, ip, MAC), lambda: safari(ip),
        lambda: safari(ip, MAC), lambda: firefox(ip), lambda: android(chance, ip),
    ))()  # fmt: skip
