"""What a web process keeps in memory has an end, whatever is asked of it: counted by entries, not by time or bytes."""

import gc
import importlib
import inspect
import pkgutil
from collections import OrderedDict, deque
from collections.abc import Iterator
from functools import _lru_cache_wrapper

import pytest

import feedback_buttons
from feedback_buttons.base import rate_limiter
from feedback_buttons.base.rate_limiter import truncated
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint import (
    broken_click_counts,
    collector,
    held_fetches,
    learned_scanners,
    recent_visits,
    sandbox_presses,
    visitors,
)
from feedback_buttons.endpoint.web_app import ButtonRequest, Endpoint, create_app
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.verdicts import client_class, client_signals, scan_wave

FEW = 10
CAPS = (
    (rate_limiter, "_KEYS"),
    (recent_visits, "_RECIPIENTS"),
    (recent_visits, "_VISITS"),
    (held_fetches, "_BURSTS"),
    (learned_scanners, "_MAILS"),
    (learned_scanners, "_COUNTED"),
    (sandbox_presses, "_LATEST"),
    (sandbox_presses, "_CAMPAIGNS"),
    (broken_click_counts, "_MOST"),
    (collector, "_MOST"),
    (scan_wave, "_MAILS"),
    (scan_wave, "_CAMPAIGNS"),
)
# Caches without an end: their keys are our own files, settings, messages and days, not what somebody sends.
OUR_OWN = {"feedback_buttons.storage", "feedback_buttons.i18n", "feedback_buttons.base.time_zones",
           "feedback_buttons.recipient_page.page_html"}  # fmt: skip
# What is refused, in each of the ways in which it can be.
REFUSED = (
    ("GET", "/none"),
    ("PUT", "/r/delay/x/7"),
    ("POST", "/healthz"),
    ("GET", "/metrics"),
    ("GET", "/r/delay//7"),
    ("POST", "/r/delay/x/7"),
    ("GET", "/r/delay/00s1qwggemcgy473f93zjqmdj0yv8s1/7"),
    ("POST", "/r/none/x/7"),
    ("GET", "/r/delay/{{token}}/7"),
    ("GET", "/r/de/lay/x/7"),
)


@pytest.fixture
def app(config: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    for module, name in CAPS:
        monkeypatch.setattr(module, name, FEW)
    with db.connect(config.database_url or "", autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))
    app = create_app(config)
    app.collector.campaigns.remember()
    yield app
    app.close()


def ask(app: Endpoint, tokens: Tokens, number: int) -> None:
    """A few requests that have nothing in common with those of another number."""
    headers = {
        "User-Agent": f"Mozilla/5.0 {number} " + "x" * 600,
        "Accept-Language": f"x-{number}" + "y" * 600,
        "Sec-CH-UA": f'"Browser {number}";v="1"',
    }
    here = {"REMOTE_ADDR": f"10.{number % 250}.{number // 250}.7"}
    client = app.test_client()
    for path in (
        f"/r/delay/{tokens.sign('delay', number)}/7",
        f"/r/delay/{number}wrong/7",
        "/r/delay//7",
        f"/r/made-up-{number}/{tokens.sign(None, number)}/7",
        f"/none/{number}",
    ):
        client.get(path, headers=headers, environ_base=here)
        client.post(path, data={"do": "press", "score": "7", "page": str(number)}, headers=headers,
                    environ_base=here)  # fmt: skip


def entries(thing: object, seen: set[int]) -> int:
    """How many entries all containers have that hang on an object of ours."""
    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    if isinstance(thing, dict | OrderedDict):
        return len(thing) + sum(entries(value, seen) for value in list(thing.values()))
    if isinstance(thing, list | tuple | set | frozenset | deque):
        return len(thing) + sum(entries(part, seen) for part in list(thing))
    if type(thing).__module__.startswith("feedback_buttons.endpoint") or type(
        thing
    ).__module__.startswith(
        ("feedback_buttons.verdicts", "feedback_buttons.base.rate", "feedback_buttons.base.latest")
    ):
        held = getattr(thing, "__dict__", {})
        return sum(entries(value, seen) for value in list(held.values()))
    return 0


def test_what_a_process_remembers_stops_growing(app: Endpoint, config: Config) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    held = app.collector
    counted = []
    for first in (0, 60, 120):
        for number in range(first, first + 60):
            ask(app, tokens, number)
        counted.append(entries(held, set()))
    assert counted[0] > 3 * FEW  # they are reached at all
    assert counted[2] <= counted[1] + 2 * FEW


def test_every_cache_of_what_somebody_sends_has_an_end() -> None:
    modules = pkgutil.walk_packages(feedback_buttons.__path__, "feedback_buttons.")
    for module in modules:  # whichever tests ran before in this process
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    caches = [thing for thing in gc.get_objects() if isinstance(thing, _lru_cache_wrapper)]
    ours = [cache for cache in caches if str(cache.__module__).startswith("feedback_buttons.")]
    assert len(ours) > 20
    endless = [
        f"{cache.__module__}.{cache.__qualname__}"
        for cache in ours
        if inspect.signature(cache).parameters
        and not cache.__module__.startswith(tuple(OUR_OWN))
        and (cache.cache_info().maxsize or 10**9) > 8192
    ]
    assert endless == []


def test_no_key_of_a_cache_is_longer_than_what_it_is_for() -> None:
    long = "9" * 5000
    for cache, call in (
        (rate_limiter._truncated, lambda: truncated(f"::{long}")),
        (visitors._network, lambda: visitors.network(f"::{long}")),
    ):
        cache.cache_clear()
        call()
        assert cache.cache_info().currsize == 1
        call()
        assert cache.cache_info().hits == 1
    headers = [
        client_class._device,
        client_signals._is_bot,
        client_signals._contradicts,
        visitors._header_flags,
    ]
    assert all(cache.cache_info().maxsize == 2048 for cache in headers)
    assert truncated("2001:db8:1:2:3:4:5:6") == "2001:db8:1::/48"


def test_a_refused_request_is_gone_when_it_is_answered(app: Endpoint) -> None:
    gc.collect()
    gc.disable()  # it comes only after hundreds of requests, each with a body of 64 KB
    try:
        for method, path in REFUSED:
            assert app.test_client().open(path, method=method, data={"do": "press"}).text
            left = [thing for thing in gc.get_objects() if isinstance(thing, ButtonRequest)]
            assert not left, (method, path)
    finally:
        gc.enable()
