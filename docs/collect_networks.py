"""Make feedback_buttons/verdicts/data/networks.txt anew from a table of announced prefixes.

    npm pack @ip-location-db/asn && tar xzf ip-location-db-asn-*.tgz
    python docs/collect_networks.py package > feedback_buttons/verdicts/data/networks.txt

The table (asn-ipv4-num.csv, asn-ipv6-num.csv) has rows `first, last, AS number, name` with
addresses as integers. Which operator has which class is decided here and nowhere else; why is
said in feedback_buttons/verdicts/data/README.md.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path

HOSTING = {
    "Microsoft": (8068, 8069, 8070, 8075, 12076),
    "Amazon": (7224, 8987, 14618, 16509, 38895),
    "Google": (15169, 19527, 43515, 394089, 396982),
    "DigitalOcean": (14061, 393406),
    "OVH": (16276, 35540),
    "Hetzner": (24940, 212317, 213230),
    "Linode": (63949,),
    "Oracle": (31898, 54253),
    "Alibaba": (37963, 45102, 134963),
    "Tencent": (45090, 132203),
    "Huawei Cloud": (55990, 136907),
    "Vultr": (20473,),
    "Scaleway": (12876,),
    "Leaseweb": (16265, 28753, 30633, 32613, 59253, 60781, 133752, 395954),
    "Contabo": (40021, 51167, 141995),
    "IBM Cloud": (36351,),
    "Rackspace": (10532, 12200, 15395, 19994, 27357, 33070),
    "IONOS": (8560,),
    "Host Europe": (8972, 20773, 21499),
    "GoDaddy": (26496, 398101),
    "Hostinger": (47583,),
    "Strato": (6724,),
    "netcup": (197540,),
    "TransIP": (20857,),
    "Infomaniak": (29222,),
    "Exoscale": (61098,),
    "UpCloud": (202053,),
    "Kamatera": (36007,),
    "Aruba": (31034,),
    "Liquid Web": (32244, 53824),
}
SECURITY = {
    "Proofpoint": (13916, 22843, 26211, 52129),
    "Mimecast": (30031, 33538, 37235, 39588, 42427, 60492, 136792, 208638, 397726),
    "Cisco IronPort": (16417, 30215, 30238, 40427),
    "Barracuda": (15324,),
    "Trend Micro": (16880, 132229),
    "Trellix": (46484,),
    "Hornetsecurity": (401943,),
    "Retarus": (48328,),
    "Cyren": (12441, 59657, 61234),
    "AppRiver": (53780,),
    "SilverSky": (14454,),
    "Trustwave": (33151,),
    "Abnormal": (20317,),
    "Fortinet": (40934, 53928, 200589),
    "Zix": (13380, 59519),
    "N-able": (43054,),
}
RELAY = {
    "Akamai": (36183,),
    "Cloudflare": (13335, 14789, 132892, 202623, 395747),
    "Fastly": (54113,),
}

# Parts of an operator that are of another class than the rest of it.
PARTS = (
    ("40.92.0.0/15", "security", "Microsoft EOP"),
    ("40.107.0.0/16", "security", "Microsoft EOP"),
    ("52.100.0.0/14", "security", "Microsoft EOP"),
    ("104.47.0.0/17", "security", "Microsoft EOP"),
    ("2a01:111:f400::/48", "security", "Microsoft EOP"),
    ("2a01:111:f403::/48", "security", "Microsoft EOP"),
    ("40.94.0.0/16", "security", "Microsoft detonation"),
    # Akamai's relay shares these blocks with AS20940; 172.232.0.0/13 is Linode's.
    ("172.224.0.0/13", "relay", "Akamai"),
    ("2a02:26f7::/32", "relay", "Akamai"),
)


@dataclass(frozen=True)
class Range:
    first: int
    last: int
    label: tuple[str, str] | None  # class and operator; None: announced by somebody else


def labels() -> dict[int, tuple[str, str]]:
    """What each AS number that we know is: class and operator."""
    classes = (("hosting", HOSTING), ("security", SECURITY), ("relay", RELAY))
    return {
        number: (name, operator)
        for name, operators in classes
        for operator, numbers in operators.items()
        for number in numbers
    }


def cut_out(version: int) -> list[Range]:
    """The known parts of one IP version, sorted."""
    found = [(ip_network(text), (kind, operator)) for text, kind, operator in PARTS]
    return sorted(
        (Range(int(net[0]), int(net[-1]), label) for net, label in found if net.version == version),
        key=lambda item: item.first,
    )


def announced(table: Path) -> Iterator[Range]:
    """All announced ranges of the table, sorted as it is."""
    known = labels()
    with table.open(newline="", encoding="utf-8") as rows:
        for first, last, number, _name in csv.reader(rows):
            yield Range(int(first), int(last), known.get(int(number)))


def overlaid(ranges: Iterable[Range], parts: list[Range]) -> list[Range]:
    """The ranges with the parts cut out and put in."""
    pieces = list(parts)
    for item in ranges:
        first = item.first
        for part in parts:
            if part.last < first or part.first > item.last:
                continue
            if first < part.first:
                pieces.append(Range(first, part.first - 1, item.label))
            first = part.last + 1
        if first <= item.last:
            pieces.append(Range(first, item.last, item.label))
    return sorted(pieces, key=lambda piece: piece.first)


def joined(ranges: Iterable[Range], gap: int) -> Iterator[Range]:
    """Neighbours of one label as one range, across gaps that nobody announces."""
    current: Range | None = None
    for item in ranges:
        near = current is not None and item.first - current.last - 1 <= gap
        if current is not None and near and current.label == item.label:
            current = Range(current.first, max(current.last, item.last), item.label)
            continue
        if current is not None:
            yield current
        current = item
    if current is not None:
        yield current


def kept(row: Range, least: int) -> bool:
    """Whether a range is worth a line: the small ones are mostly customers' own addresses."""
    return row.label is not None and (row.label[0] == "security" or row.last - row.first >= least)


def main(folder: Path) -> None:
    found: dict[tuple[str, str], list[str]] = {}
    # Joined over gaps up to a /12 of IPv4 and a /28 of IPv6, which nobody announces: a hole in
    # one operator's space is its own. Dropped below a /21 and a /40: 0.9 % of the addresses.
    for version, address, gap, least in (
        (4, IPv4Address, 2**20, 2**11 - 1),
        (6, IPv6Address, 2**100, 2**88 - 1),
    ):
        rows = overlaid(announced(folder / f"asn-ipv{version}-num.csv"), cut_out(version))
        for row in joined(rows, gap):
            if row.label is not None and kept(row, least):
                line = f"{address(row.first)}-{address(row.last)}"
                found.setdefault(row.label, []).append(line)
    for (kind, operator), lines in sorted(found.items()):
        print(f"[{kind}] {operator}", *lines, sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
