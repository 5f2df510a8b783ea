"""The client that calls strangers: what it refuses before it asks the DNS, behind it, and how it is bounded."""

import time
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

import pytest
from other_side import LOCAL, OtherSide, other_side

from feedback_buttons.channels import network_guard
from feedback_buttons.channels.guarded_http import LARGEST_REPLY, CallError, HttpClient
from feedback_buttons.channels.network_guard import ForbiddenAddress


@pytest.fixture
def side() -> Iterator[OtherSide]:
    with other_side() as side:
        yield side


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "https://", "https:///x", "javascript:1",
        "https://user:password@example.com/", "https://user@example.com/", "https://example.com:0/",
        "https://example.com:99999/", "https://exa mple.com/", "https://example.com/a b", "https://a.example/a\r\nX: y",
        "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/",
        "https://0177.0.0.1/", "https://017700000001/", "https://0/", "https://10.0.0.7/", "https://172.16.0.1/",
        "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://224.0.0.1/",
        "https://255.255.255.255/", "https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fd00::1]/",
        "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::ffff:10.0.0.1]/", "https://[::127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[ff02::1]/", "https://[fec0::1]/",
        "https://[2a00:1450::5efe:10.0.0.1]/", "https://[2a00:1450::200:5efe:a00:1]/", "https://192.0.0.8/",
        "https://192.88.99.1/", "https://[3fff::1]/", "https://[64:ff9b:1::a00:1]/", "https://[::1%25lo]/",
        "https://\uff11\uff12\uff17.\uff10.\uff10.\uff11/", "https://127。0。0。1/", "https://-x.example/", "https://x..example/",
    ],
)  # fmt: skip
def test_an_address_that_leads_inside_is_refused_before_it_is_looked_up(url: str) -> None:
    asked_for: list[str] = []
    client = HttpClient(resolve=lambda host, _: asked_for.append(host) or ["93.184.215.14"])
    with pytest.raises(ForbiddenAddress):
        client.call("POST", url)
    assert asked_for == []


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "10.1.2.3", "::1", "::ffff:192.168.0.1", "fe80::1%eth0", "64:ff9b::a00:1"],
)
def test_a_name_that_leads_inside_is_refused(inside: str) -> None:
    for addresses in ([inside], ["93.184.215.14", inside]):
        with pytest.raises(ForbiddenAddress):
            HttpClient(resolve=lambda *_, all_=addresses: all_).call(
                "POST", "https://rebind.example/"
            )


def test_the_address_that_was_checked_is_the_one_that_is_called(side: OtherSide) -> None:
    """A name that leads elsewhere with every answer, as in DNS rebinding, is asked once."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    client = HttpClient(local=LOCAL, resolve=lambda *_: next(answers))
    assert client.call("POST", f"http://rebind.example:{side.port}/hook", b"x").status == 200
    assert side.requests[0].headers["Host"] == f"rebind.example:{side.port}"
    with pytest.raises(ForbiddenAddress):
        client.call("POST", f"http://rebind.example:{side.port}/hook", b"x")
    assert len(side.requests) == 1


def test_plain_http_is_spoken_in_the_operators_networks_only(side: OtherSide) -> None:
    assert HttpClient(local=LOCAL).call("POST", side.url).status == 200
    with pytest.raises(ForbiddenAddress):
        HttpClient().call("POST", side.url)
    with pytest.raises(ForbiddenAddress):
        HttpClient(local=(ip_network("10.0.0.0/8"),)).call("POST", side.url)
    public = HttpClient(local=LOCAL, resolve=lambda *_: ["93.184.215.14"])
    with pytest.raises(ForbiddenAddress):
        public.call("POST", "http://public.example/")


def test_a_redirect_is_not_followed(side: OtherSide) -> None:
    side.answers = [(302, {"Location": f"{side.url}/elsewhere"})]
    reply = HttpClient(local=LOCAL).call("POST", side.url)
    assert (reply.status, reply.outcome.result, len(side.requests)) == (302, "refused", 1)


def test_a_body_that_drips_ends_at_the_deadline(side: OtherSide) -> None:
    side.answers = ["drip"]
    began = time.monotonic()
    with pytest.raises(CallError, match="in time"):
        HttpClient(local=LOCAL, seconds=0.3).call("POST", side.url)
    assert time.monotonic() - began < 10  # the whole body would take twenty


@pytest.mark.parametrize(
    ("answer", "result"),
    [("drip", "delivered"), ("torn", "delivered"), ("busy, torn", "later"), ("drop", "later")],
)
def test_a_message_is_not_sent_again_for_the_body_of_an_answer(
    side: OtherSide, answer: str, result: str
) -> None:
    """Slack's webhooks know no key: what they have taken would stand there twice."""
    side.answers = [answer]
    outcome = HttpClient(local=LOCAL, seconds=0.5).outcome("POST", side.url, b"{}")
    assert (outcome.result, outcome.after) == (result, 30.0 if answer == "busy, torn" else None)
    side.answers = ["torn"]  # a help desk's answer is nothing without what it says
    with pytest.raises(CallError):
        HttpClient(local=LOCAL, seconds=0.5).call("POST", side.url, b"{}")


def test_an_answer_that_comes_behind_hints_is_the_answer(side: OtherSide) -> None:
    side.answers = ["hints"]
    reply = HttpClient(local=LOCAL).call("POST", side.url)
    assert (reply.status, reply.body, reply.headers.get("link")) == (200, b"ok", None)


def test_an_answer_of_a_side_that_goes_on_with_nothing_is_read_whole(side: OtherSide) -> None:
    side.answers, side.reply = [(200, {"Connection": "close"})], b"x" * 100_000
    assert HttpClient(local=LOCAL).call("POST", side.url).body == side.reply


def test_of_a_huge_answer_only_so_much_is_read(side: OtherSide) -> None:
    side.answers = ["huge"]
    assert len(HttpClient(local=LOCAL).call("POST", side.url).body) == LARGEST_REPLY


def test_a_side_that_hangs_up_may_have_taken_it(side: OtherSide) -> None:
    side.answers = ["store then drop"]
    with pytest.raises(CallError) as caught:
        HttpClient(local=LOCAL).call("POST", side.url)
    assert not caught.value.unsent


def test_where_nobody_listens_nothing_was_sent() -> None:
    with other_side() as gone:
        pass
    with pytest.raises(CallError) as caught:
        HttpClient(local=LOCAL).call("POST", gone.url)
    assert caught.value.unsent
    assert "127.0.0.1" not in str(caught.value)


def test_tls_is_spoken_where_the_address_says_so(side: OtherSide) -> None:
    with pytest.raises(CallError, match="TLS"):
        HttpClient(local=LOCAL).call("POST", side.url.replace("http:", "https:"))


def test_the_environments_proxy_is_not_used(
    side: OtherSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://192.0.2.1:1")
    assert HttpClient(local=LOCAL).call("POST", side.url).status == 200


@pytest.mark.parametrize(
    "text",
    [
        "93.184.215.14",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
        "8.8.8.8",
        "2a00:1450:4001:5efe::8",
    ],
)
def test_public_addresses_are_called(text: str) -> None:
    assert network_guard.is_public(network_guard.embedded(ip_address(text)))
    host = f"[{text}]" if ":" in text else text
    assert network_guard.parse(f"https://{host}/x?y=1").path == "/x?y=1"
    assert (
        network_guard.parse("https://Bücher.example:8443/").authority
        == "xn--bcher-kva.example:8443"
    )
