"""Addresses and the networks they belong to."""

from __future__ import annotations

import random
from ipaddress import ip_address
from itertools import pairwise

import pytest

from feedback_buttons.verdicts.networks import DATA, UNKNOWN, classify


@pytest.mark.parametrize(
    ("ip", "kind", "operator"),
    [
        ("40.92.0.1", "security", "Microsoft EOP"),
        ("40.93.255.255", "security", "Microsoft EOP"),
        ("40.107.92.13", "security", "Microsoft EOP"),
        ("52.103.1.1", "security", "Microsoft EOP"),
        ("104.47.127.255", "security", "Microsoft EOP"),
        ("104.47.128.0", "hosting", "Microsoft"),
        ("40.94.89.19", "security", "Microsoft detonation"),
        ("40.95.0.1", "hosting", "Microsoft"),
        ("20.50.2.3", "hosting", "Microsoft"),
        ("67.231.152.1", "security", "Proofpoint"),
        ("205.139.110.7", "security", "Mimecast"),
        ("68.232.140.1", "security", "Cisco IronPort"),
        ("64.235.150.9", "security", "Barracuda"),
        ("3.120.0.1", "hosting", "Amazon"),
        ("34.90.1.1", "hosting", "Google"),
        ("167.99.1.1", "hosting", "DigitalOcean"),
        ("51.38.1.1", "hosting", "OVH"),
        ("95.217.1.1", "hosting", "Hetzner"),
        ("172.236.1.1", "hosting", "Linode"),
        ("140.238.1.1", "hosting", "Oracle"),
        ("172.225.1.5", "relay", "Akamai"),
        ("104.28.30.4", "relay", "Cloudflare"),
        ("146.75.166.1", "relay", "Fastly"),
        ("2a02:26f7:c0::1", "relay", "Akamai"),
        ("2606:54c0:1::5", "relay", "Cloudflare"),
        ("2603:1026::1", "hosting", "Microsoft"),
        ("2a01:111:f403::1", "security", "Microsoft EOP"),
        ("2a01:4f8:1::1", "hosting", "Hetzner"),
        ("::ffff:40.107.92.13", "security", "Microsoft EOP"),
    ],
)
def test_known_operators_are_recognised(ip: str, kind: str, operator: str) -> None:
    assert (classify(ip).kind, classify(ip).operator) == (kind, operator)


@pytest.mark.parametrize(
    "ip",
    [
        pytest.param("84.83.12.9", id="KPN, homes"),
        pytest.param("91.64.3.4", id="Vodafone Germany, homes"),
        pytest.param("86.130.1.1", id="BT, homes"),
        pytest.param("73.20.1.1", id="Comcast, homes"),
        pytest.param("136.226.1.1", id="Zscaler, offices"),
        pytest.param("2a02:a440::1", id="KPN, IPv6"),
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("10.1.2.3", id="private"),
        pytest.param("192.0.2.7", id="documentation"),
        pytest.param("::1", id="loopback, IPv6"),
        pytest.param("2001:db8::1", id="documentation, IPv6"),
        pytest.param("0.0.0.0", id="lowest"),  # noqa: S104 - an address to look up, none to bind
        pytest.param("255.255.255.255", id="highest"),
        pytest.param("", id="empty"),
        pytest.param("mail.example.com", id="a name"),
    ],
)
def test_homes_offices_and_nonsense_are_unknown(ip: str) -> None:
    assert classify(ip) == UNKNOWN


def test_the_data_file_is_small_and_its_ranges_are_disjoint() -> None:
    text = DATA.read_text("ascii")
    assert len(text) < 160_000
    lines = [line for line in text.splitlines() if not line.startswith("[")]
    ranges = sorted(
        (first.version, int(first), int(last))
        for first, last in (map(ip_address, line.split("-")) for line in lines)
    )
    assert all(first <= last for _, first, last in ranges)
    pairs = pairwise(ranges)
    assert all(a[0] != b[0] or a[2] < b[1] for a, b in pairs)


def test_both_ends_of_a_range_belong_to_it() -> None:
    lines = DATA.read_text("ascii").splitlines()
    ranges = [line for line in lines if not line.startswith("[")]
    for line in random.Random(1).sample(ranges, 200):
        first, last = line.split("-")
        assert classify(first) == classify(last) != UNKNOWN
