"""Families of scanners and people: each a valid trace of its own, and like what it claims to be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from click.testing import CliRunner

from feedback_buttons.cli import main
from feedback_buttons.simulation.sim_families import FAMILIES, simulate_family
from feedback_buttons.simulation.simulate import COMPANY, CONSUMER, Mix, SimulationError, simulate
from feedback_buttons.simulation.traces import read
from feedback_buttons.verdicts.networks import classify

Row = dict[str, Any]
SCANNERS = [name for name, family in FAMILIES.items() if family.profile]
PEOPLE = [name for name in FAMILIES if name not in SCANNERS]


@cache
def lines(name: str, seed: int = 1) -> tuple[Row, ...]:
    return tuple(simulate_family(name, recipients=80, seed=seed))


def rows(name: str) -> list[Row]:
    return [line for line in lines(name) if "do" in line]


def truths(name: str) -> dict[str, int | None]:
    return {line["recipient"]: line["truth"] for line in lines(name) if "truth" in line}


def mails(found: Iterable[Row]) -> list[list[Row]]:
    """The rows of each mail, in the order of time."""
    sorted_out: dict[str, list[Row]] = {}
    for row in found:
        sorted_out.setdefault(row["recipient"], []).append(row)
    return list(sorted_out.values())


def machines(name: str) -> list[list[Row]]:
    return mails(row for row in rows(name) if row.get("profile") == name)


def persons(name: str) -> list[list[Row]]:
    return mails(row for row in rows(name) if "profile" not in row)


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_makes_a_valid_trace_that_its_seed_repeats(name: str) -> None:
    made = lines(name)
    found = read(json.dumps(row) for row in made)
    assert len(found.truth) == 80
    assert found.rows
    assert made == tuple(simulate_family(name, recipients=80, seed=1))
    assert made != lines(name, seed=2)


@pytest.mark.parametrize("name", SCANNERS)
def test_nobody_answers_one_half_of_a_scanners_mails(name: str) -> None:
    meant = truths(name)
    answered = {recipient for recipient, truth in meant.items() if truth}
    assert len(answered) == 40
    assert {mail[0]["recipient"] for mail in persons(name)} == answered


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_in_a_family_of_people_answers_and_nothing_else_does(name: str) -> None:
    assert None not in truths(name).values()
    assert not machines(name)
    assert len(persons(name)) == 80


@pytest.mark.parametrize("name", ["P19", "P19-unlisted", "P19-few"])
def test_no_two_presses_of_a_rotating_presser_share_an_address(name: str) -> None:
    for mail in machines(name):
        assert len({row["ip"] for row in mail}) == len(mail) >= 2
        assert len({row["score"] for row in mail}) == len(mail)
        assert all(row.get("press") or "if_asked" in row for row in mail)
        gaps = [later["at"] - row["at"] for row, later in pairwise(mail)]
        assert all(0.99 <= gap <= 8.01 for gap in gaps)
        # Of some vendors the list has a part of the networks only.
        assert len({classify(row["ip"]).operator for row in mail} - {""}) <= 1
    agents = [len({row["headers"]["User-Agent"] for row in mail}) for mail in machines(name)]
    assert min(agents) == 1 < max(agents)


def test_a_rotating_presser_is_in_listed_networks_and_in_unlisted() -> None:
    for name, kinds in (("P19", {"security", "hosting", "unknown"}), ("P19-unlisted", {"unknown"})):
        found = {classify(row["ip"]).kind.value for mail in machines(name) for row in mail}
        assert found == kinds


def test_the_first_link_is_opened_and_its_form_sent() -> None:
    for mail in machines("P20"):
        (row,) = mail
        assert row["score"] in (1, 10)
        assert row.get("press") or "if_asked" in row


def test_an_assistant_with_a_name_contradicts_its_platform() -> None:
    for mail in machines("P22"):
        headers = mail[0]["headers"]
        assert "Macintosh" in headers["User-Agent"]
        assert headers["Sec-CH-UA-Platform"] == '"Linux"'
        assert "Signature-Agent" in headers
        assert len(headers) == len({name.lower() for name in headers})


@pytest.mark.parametrize("name", ["P23", "P26", "preview", "antivirus"])
def test_a_persons_own_tools_have_their_address(name: str) -> None:
    own = {mail[0]["recipient"]: mail[0] for mail in persons(name)}
    for mail in machines(name):
        person = own.get(mail[0]["recipient"])
        for row in mail if person else ():
            assert row["ip"] == person["ip"]
            assert row["headers"]["User-Agent"] == person["headers"]["User-Agent"]


def test_a_preview_is_a_prefetch_or_never_seen() -> None:
    found = [row for mail in machines("preview") for row in mail]
    assert {row["do"] for row in found} == {"prefetch", "get", "visit"}
    assert all(row["visible"] < 0.8 for row in found if row["do"] == "visit")


def test_an_antivirus_fetches_many_links_at_once() -> None:
    for mail in machines("antivirus"):
        assert {row["do"] for row in mail} == {"get"}
        assert len(mail) >= 4
        assert mail[-1]["at"] - mail[0]["at"] <= 2


@pytest.mark.parametrize(("name", "least", "most"), [("click-check", 0.5, 2), ("P25", 20, 30)])
def test_a_service_looks_at_the_very_button_before_its_reader(
    name: str, least: float, most: float
) -> None:
    clicks = {mail[0]["recipient"]: mail[0] for mail in persons(name)}
    for mail in machines(name):
        click = clicks[mail[0]["recipient"]]
        assert mail[0]["score"] == click["score"]
        assert least - 0.01 <= click["at"] - mail[0]["at"] <= most + 0.01
        assert mail[0]["ip"] != click["ip"]


def test_a_second_look_has_the_same_version_elsewhere() -> None:
    for mail in machines("P24"):
        agents = {row["headers"]["User-Agent"].partition(") Apple")[2] for row in mail}
        assert len(agents) == 1
        assert len({row["headers"]["User-Agent"] for row in mail}) == 2
        assert len({row["ip"] for row in mail}) == 2


def test_one_unlisted_scanner_looks_at_the_whole_mailing_from_few_networks() -> None:
    found = machines("P28")
    networks = {row["ip"].rpartition(".")[0] for mail in found for row in mail}
    assert 2 <= len(networks) <= 4
    assert {classify(row["ip"]).kind.value for mail in found for row in mail} == {"unknown"}
    assert {len(mail) for mail in found} == {1, 10}
    assert all(mail[0]["do"] == "visit" for mail in found if len(mail) == 1)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("cloud-exit", {"hosting", "unknown"}),
        ("hosted-desktop", {"hosting"}),
        ("isolation", {"security"}),
        ("carrier", {"unknown"}),
        ("private-relay", {"relay"}),
    ],
)
def test_people_come_from_the_networks_of_their_family(name: str, kinds: set[str]) -> None:
    assert {classify(row["ip"]).kind.value for row in rows(name)} == kinds


@pytest.mark.parametrize("name", ["cloud-exit", "carrier", "vpn"])
def test_people_of_a_family_that_shares_addresses_share_them(name: str) -> None:
    assert len({mail[0]["ip"] for mail in persons(name)}) < 40


def test_a_change_of_mind_by_presses_is_meant_as_the_second() -> None:
    meant = truths("changes-press")
    for first, second in persons("changes-press"):
        (wait, before), (_, after) = first["press"][0], second["press"][0]
        assert not {"if_asked"} & {*first, *second}
        assert before == first["score"] != after == meant[second["recipient"]]
        assert 1 < second["at"] - (first["at"] + wait) < 10
        assert first["ip"] == second["ip"]


def test_of_two_in_one_mailbox_the_later_is_meant() -> None:
    meant, alike = truths("shared-mailbox"), 0
    for mail in persons("shared-mailbox"):
        first, second = mail
        assert second["at"] - first["at"] >= 60
        # In an office even the address and the browser may be the same.
        alike += (first["ip"], first["headers"]) == (second["ip"], second["headers"])
        last = max((row["at"], row) for row in mail)[1]
        pressed = last.get("press", [[0, last["score"]]])[-1][1]
        assert meant[last["recipient"]] == pressed
    assert alike < 16


def test_who_comes_back_does_so_after_days() -> None:
    for mail in persons("comes-back"):
        assert 86_000 < mail[-1]["at"] - mail[0]["at"] < 10 * 86_400


def test_who_looks_around_means_the_last() -> None:
    meant = truths("looks-around")
    for mail in persons("looks-around"):
        assert 3 <= len({row["score"] for row in mail}) <= 5
        assert not any("if_asked" in row for row in mail[:-1])
        pressed = mail[-1].get("press", [[0, mail[-1]["score"]]])[-1][1]
        assert meant[mail[-1]["recipient"]] == pressed


def test_a_browser_that_loads_ahead_says_so() -> None:
    for mail in persons("prerender"):
        assert "prefetch" in mail[0]["headers"]["Sec-Purpose"]
        assert mail[-1]["do"] == "visit"


@pytest.mark.parametrize(
    ("mix", "published"), [(COMPANY, 0.75), (CONSUMER, 0.5)], ids=["company", "consumer"]
)
def test_machines_have_at_least_the_published_share_of_a_mixs_clicks(
    mix: Mix, published: float
) -> None:
    clicks = [
        row for row in simulate(mix=mix, recipients=3000) if row.get("do") in ("get", "visit")
    ]
    machine = {row["recipient"] for row in clicks if "profile" in row}
    person = {row["recipient"] for row in clicks if "profile" not in row}
    assert published <= len(machine) / (len(machine) + len(person)) <= 0.95


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "P99"}, "there is no family 'P99': choose from P1, "),
        ({"name": "P1", "recipients": 0}, "recipients must be at least 1, not 0"),
        ({"name": "P1", "unlisted": 2}, "unlisted must be a share from 0 to 1, not 2"),
    ],
)
def test_an_impossible_family_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(SimulationError, match=message):
        simulate_family(**options)


def test_the_command_lists_families_and_makes_the_traffic_of_one() -> None:
    listed = CliRunner().invoke(main, ["simulate", "--families"]).stdout.splitlines()
    assert [line.split()[:2] for line in listed] == [
        [name, "scanners" if name in SCANNERS else "people"] for name in FAMILIES
    ]
    made = CliRunner().invoke(main, ["simulate", "--family", "P19", "--recipients", "80"]).stdout
    assert [json.loads(line) for line in made.splitlines()] == list(lines("P19"))
    both = CliRunner().invoke(main, ["simulate", "--family", "P19", "--profile", "P3"])
    assert both.exit_code == 2
    assert "--family and --profile don't go together" in both.output
