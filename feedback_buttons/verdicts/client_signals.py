"""What a request says about the client that made it.

Every trait is something that speaks against a person, and only that: a header that is missing is
never held against anybody, since in-app browsers, privacy tools and company proxies drop headers.
A trait raises the proof that is required; it never rejects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import Protocol
from urllib.parse import unquote

# People whom the list takes for crawlers: in-app browsers and desktop apps. A pattern of the list
# that matches one of them is left out, whatever else it would find.
PEOPLE = (
    "Mozilla/5.0 (Linux; Android 15; CPH2557 Build/AP3A.240617.008; wv) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.142 Mobile Safari/537.36 Instagram 406.0 "
    "MetaIAB Facebook [FB_IAB/FB4A;FBAV/567.1.0.52.74;] Viber/11.9.5.8 Snapchat Pinterest/13.1 "
    "LinkedInApp Twitter TikTok WhatsApp Telegram Line/14.1 MicroMessenger/8.0 KAKAOTALK GSA/370.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.1 Mobile/15E148 Safari/604.1 [FBAN/FBIOS;FBAV/480.0] Instagram 350.1 "
    "DuckDuckGo/7 Ddg/18.1 BingWeb/6.37 YaBrowser/24.1 CriOS/131.0 EdgiOS/131.0 OPT/5 Quora",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.41 "
    "Teams/24.1 Code/1.115.0 Trae/1.1 Chrome/142.0.7444.235 Electron/39.2.7 Safari/537.36 "
    "Edg/142.0 OPR/126.0 Vivaldi/7.1 Avast/142.0 Sonic Slack_SSB/4.41 Outlook/1.2026 Fluid/0.9",
)
# Words that name a program and stand in no browser's name. "CUBOT" is a telephone, "libwww-FM" is in Lynx.
_WORDS = (
    r"(?<!cu)bot(?:s?\b|[/_-])|crawl|spider|headless|phantomjs|puppeteer|playwright"
    r"|selenium|cypress/|preview|fetcher|monitor|link.?check|image.?proxy|synthetic|observatory"
    r"|python|curl/|wget/|libwww(?!-fm)|httpclient|okhttp|go-http|guzzle|axios|node-fetch|undici|java/"
    # mail security, by product
    r"|barracuda|proofpoint|urldefense|mimecast|ironport|safelinks|messagelabs|symantec.?mail"
    r"|trendmicro|tmufe|forti(?:guard|mail|sandbox)|sophos.?(?:mail|central)|hornetsecurity|cyren"
    r"|vade ?secure|retarus|trustwave|virustotal|urlscan|clamav|joesandbox|cuckoo|fireeye"
    # an address of whom to complain to, or "(compatible; Name" with no browser's name
    r"|\+?https?://|[a-z0-9]@[a-z0-9-]+\.[a-z]"
    r"|compatible; (?!msie|konqueror|u;|abrowse|googletoolbar|origyn|teleca|opera|webmoney)"
)
# Whatever shows pages says one of these. The first is case-sensitive: no browser writes it small.
_BROWSER = re.compile(
    r"Mozilla/|(?<!m)ozilla/5|AppleWebKit/|Opera[/ ]|(?i:presto|midp|ucweb|blackberry|netfront"
    r"|dolfin|lynx/|links|w3m/|edbrowse/|emacs/|netsurf/|mosaic|ibrowse|aweb|voyager|dillo|symbian|onebrowser"
    r"|up\.browser)"
)
# Internet Explorer 8 and older (unless it is a newer one in its compatibility view), and Windows
# XP and older: neither can open a page over today's TLS.
_TOO_OLD = re.compile(r"^(?!.*Trident/[5-9]).*MSIE [2-8]\.|Windows (?:NT [1-5]\.|9[58x]|CE|2000)")
_BRAND = re.compile(r'"([^"]*)"\s*;\s*v="(\d+)')
_CHROME = re.compile(r"Chrom(?:e|ium)/(\d+)")
_NEVER_SENDS_HINTS = re.compile(
    r"Firefox/|MSIE |Trident/|(?:CriOS|FxiOS|EdgiOS)/"
    r"|^(?!.*Chrom(?:e|ium)/).*Version/[\d.]+ .*Safari/"
)
# A client hint's platform, and what its user agent must then not say. Chrome on Android calls
# itself Linux when it asks for the desktop site, so "X11" is fine with "Android".
_NOT_ON = {
    "windows": re.compile(r"Macintosh|X11|Android|iPhone|iPad|CrOS"),
    "macos": re.compile(r"Windows|X11|Android|CrOS"),
    "linux": re.compile(r"Windows|Macintosh|Android|iPhone|iPad|CrOS"),
    "android": re.compile(r"Windows NT|Macintosh|iPhone|iPad|CrOS"),
    "chrome os": re.compile(r"Windows|Macintosh|Android|iPhone|iPad"),
    "chromium os": re.compile(r"Windows|Macintosh|Android|iPhone|iPad"),
}
_DESKTOP = re.compile(r"Windows NT|Macintosh|CrOS")
_PREFETCH_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")
# What a program sends that says who it is: web bot authentication, built on RFC 9421.
_SIGNED = "signature-agent"
# All headers that traits are read from.
HEADERS = (
    _SIGNED,
    "user-agent",
    "sec-ch-ua",
    "sec-ch-ua-mobile",
    "sec-ch-ua-platform",
    *_PREFETCH_HEADERS,
)
_PREFETCH = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
# /r/<campaign>/<token>/<score>, perhaps behind a prefix of the deployment's own or a host, and
# behind the score whatever a mail client glues to a link.
_TARGET = re.compile(r".*?/+r/+[^/]*/+[^/]*(?:/+(\d{1,2}[\s.,;:!?)\]*_/]*)?)?")
_QUOTED = re.compile(r"['\"<>`]")


class Headers(Protocol):
    """Any mapping of header names to values, Werkzeug's included."""

    def items(self) -> Iterable[tuple[str, str]]: ...


@dataclass(frozen=True)
class Traits:
    """What speaks against a request's client being a person; all False for most people."""

    prefetch: bool = False  # fetched ahead, for nobody's eyes yet
    prerender: bool = False  # fetched ahead to be shown as it is once somebody opens it
    empty_agent: bool = False
    signed_agent: bool = False  # signs for the assistant or crawler that it is
    bot_agent: bool = False  # says itself that it is a program
    contradictory: bool = False  # headers that no one browser sends together
    mangled: bool = False  # the address was scrambled

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the traits that are true, in a fixed order."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))


def _list_pattern() -> str:
    """The crawler list's patterns that match no person, as one."""
    # Read rather than imported: the package has no types.
    text = (files("crawleruseragents") / "crawler-user-agents.json").read_text("utf-8")
    patterns = [row["pattern"] for row in json.loads(text)]
    return "|".join(p for p in patterns if not any(re.search(p, agent) for agent in PEOPLE))


@lru_cache(maxsize=1)
def _crawlers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The list, in which case counts, and our own words, in which it does not."""
    return re.compile(_list_pattern()), re.compile(_WORDS, re.IGNORECASE)


@lru_cache(maxsize=2048)  # its keys are headers, half a kilobyte each
def _is_bot(agent: str) -> bool:
    if not _BROWSER.search(agent):
        return True
    return any(pattern.search(agent) for pattern in _crawlers())


@lru_cache(maxsize=2048)  # its keys are headers, half a kilobyte each
def _contradicts(agent: str, brands: str, mobile: str, platform: str) -> bool:
    """Whether the client hints and the user agent cannot be one browser's."""
    elsewhere = _NOT_ON.get(platform.strip('" ').lower())
    if _TOO_OLD.search(agent) or (elsewhere and elsewhere.search(agent)):
        return True
    if not brands:
        return False
    versions = dict(_BRAND.findall(brands))
    chrome = _CHROME.search(agent)
    chromium = versions.get("Chromium", versions.get("Google Chrome"))
    edge = any(name.startswith("Microsoft Edge") for name in versions)
    return bool(
        any("headless" in name.lower() for name in versions)
        or _NEVER_SENDS_HINTS.search(agent)
        or (chrome and chromium and chrome[1] != chromium)
        or (chrome and edge != bool(re.search(r"\bEdgA?/", agent)))
        or (mobile.strip() == "?1" and _DESKTOP.search(agent))
    )


def is_mangled(target: str) -> bool:
    """Whether the address is not the button's, nor what mail tools and clients make of it.

    A query string is the mail tool's (utm_*, mc_cid, fbclid): only a quote or bracket glued to
    its very end, or a bracket anywhere in it, is a scanner's.
    """
    path, _, query = target.partition("?")
    path, query = unquote(path), unquote(query.partition("#")[0])
    if _QUOTED.search(path) or re.search(r"[<>]|['\"`]$", query):
        return True
    return not _TARGET.fullmatch(path)


def traits(headers: Headers, target: str) -> Traits:
    """The traits of one request.

    Args:
        headers: its headers; the case of their names does not matter.
        target: the path and query string as they came, still percent-encoded.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    agent = lower.get("user-agent", "").strip()[:512]
    return Traits(
        prefetch=any(_PREFETCH.search(lower.get(name, "")) for name in _PREFETCH_HEADERS),
        prerender="prerender" in lower.get("sec-purpose", "").lower(),
        empty_agent=not agent,
        signed_agent=bool(lower.get(_SIGNED, "").strip()),
        bot_agent=bool(agent) and _is_bot(agent),
        contradictory=_contradicts(
            agent,
            lower.get("sec-ch-ua", "")[:512],
            lower.get("sec-ch-ua-mobile", "")[:8],
            lower.get("sec-ch-ua-platform", "")[:32],
        ),
        mangled=is_mangled(target),
    )
