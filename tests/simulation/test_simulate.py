"""Simulated traces: their format, and that they are like the world they claim to model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from statistics import mean, median
from typing import Any

import pytest
from person import environ

from feedback_buttons.simulation.sim_clients import SimClient, address
from feedback_buttons.simulation.sim_machines import Mail, onset
from feedback_buttons.simulation.sim_people import SimPlace, answers, click_delay, meet, somewhere
from feedback_buttons.simulation.sim_scanners import AROUND, NAMES, OWN, SCANNERS
from feedback_buttons.simulation.simulate import COMPANY, CONSUMER, Mix, SimulationError, simulate
from feedback_buttons.verdicts.client_class import CLASSES, client_class
from feedback_buttons.verdicts.client_signals import traits
from feedback_buttons.verdicts.networks import classify

Row = dict[str, Any]


def trace(lines: Iterable[Row]) -> tuple[list[Row], dict[str, int | None]]:
    """The rows and the truths of a trace."""
    found = list(lines)
    truths = {line["recipient"]: line["truth"] for line in found if "truth" in line}
    return [line for line in found if "at" in line], truths


def dice(seed: int) -> Random:
    return Random(seed)


def test_the_same_seed_gives_the_same_trace() -> None:
    assert list(simulate(recipients=300, seed=7)) == list(simulate(recipients=300, seed=7))
    assert list(simulate(recipients=300, seed=7)) != list(simulate(recipients=300, seed=8))


@pytest.mark.parametrize("mix", [COMPANY, CONSUMER], ids=["company", "consumer"])
def test_a_trace_is_a_header_then_sorted_rows_then_a_truth_for_everybody(mix: Mix) -> None:
    lines = [json.loads(json.dumps(row)) for row in simulate(mix=mix, recipients=500)]
    assert set(lines[0]) == {"trace", "start", "sent_at_known"}
    kinds = ["at" in line for line in lines[1:]]
    assert kinds == sorted(kinds, reverse=True)
    times = [line["at"] for line in lines[1:] if "at" in line]
    assert times == sorted(times)
    assert [line["recipient"] for line in lines[-500:]] == [f"r{i:06d}" for i in range(500)]


def test_every_row_has_the_fields_of_its_kind() -> None:
    base = {"recipient", "at", "score", "do", "ip", "headers"}
    rows, truths = trace(simulate(recipients=4000, hosted=0.2))
    assert {row["do"] for row in rows} == {"head", "get", "prefetch", "post", "visit"}
    for row in rows:
        optional = {"if_asked", "press", "comment"} if row["do"] == "visit" else set()
        needed = base | ({"js", "visible"} if row["do"] == "visit" else set())
        assert needed <= set(row) <= needed | optional | {"profile"}
        assert 1 <= row["score"] <= 10
        assert row["recipient"] in truths
        assert all(1 <= score <= 10 and wait > 0 for wait, score in row.get("press", []))
        assert "comment" not in row or row["press"]


@pytest.mark.parametrize("mix", [COMPANY, CONSUMER], ids=["company", "consumer"])
def test_the_shares_are_those_of_the_mix(mix: Mix) -> None:
    rows, truths = trace(simulate(mix=mix, recipients=8000))
    answered = [score for score in truths.values() if score]
    touched = {row["recipient"] for row in rows} - {name for name, it in truths.items() if it}
    assert len(answered) / len(truths) == pytest.approx(mix.answering, abs=0.012)
    assert len(touched) / (len(truths) - len(answered)) == pytest.approx(mix.scanned, abs=0.05)
    assert mean(answered) == pytest.approx(7.65, abs=0.3)


def test_shares_can_be_set_one_by_one() -> None:
    at_the_office = replace(COMPANY, clouds=0)
    made = simulate(mix=at_the_office, recipients=2000, scanned=0, answering=1, hosted=0)
    rows, truths = trace(row for row in made if "profile" not in row)
    assert None not in truths.values()
    visits = [row for row in rows if row["do"] == "visit"]
    assert {classify(row["ip"]).kind for row in visits} == {"unknown", "relay"}
    rows, truths = trace(simulate(recipients=50, scanned=0, answering=0, profiles=("P1",)))
    assert rows == []
    assert set(truths.values()) == {None}


def test_people_click_when_the_published_curve_says() -> None:
    rng = dice(1)
    delays = [click_delay(rng) / 3600 for _ in range(20_000)]
    for hours, share in ((1, 0.336), (3, 0.514), (24, 0.81)):
        assert sum(delay <= hours for delay in delays) / len(delays) == pytest.approx(
            share, abs=0.03
        )
    assert min(delays) * 3600 > 5


def test_scans_begin_when_the_published_bursts_did() -> None:
    rng = dice(1)
    begun = [onset(rng) for _ in range(20_000)]
    assert median(begun) == pytest.approx(43, abs=4)
    assert sum(0 < at <= 20 for at in begun) / len(begun) == pytest.approx(0.026, abs=0.01)
    assert sum(at > 60 for at in begun) / len(begun) == pytest.approx(0.31, abs=0.05)
    assert min(begun) < 0 < 3600 < max(begun)


def test_nothing_in_a_persons_own_headers_speaks_against_them() -> None:
    rng = dice(2)
    for place in (SimPlace(), SimPlace(("194.151.3.4",)), SimPlace(hosted=1)):
        for _ in range(500):
            headers = somewhere(rng, place).headers
            assert traits(headers, "/r/spring/0123456789abcdef/7").names == (), headers


def test_people_click_with_all_that_can_be_told() -> None:
    rng = dice(2)
    places = (SimPlace(), SimPlace(("194.151.3.4",)))
    clients = (somewhere(rng, place).headers for place in places for _ in range(500))
    assert {client_class(environ(headers)) for headers in clients} == {*CLASSES} - {"other"}


@pytest.mark.parametrize(
    ("places", "kind"),
    [
        ("home mobile office vpn unlisted", "unknown"),
        ("azure aws google hoster", "hosting"),
        ("eop detonation barracuda proofpoint mimecast ironport", "security"),
        ("relay", "relay"),
    ],
)
def test_addresses_are_in_the_networks_they_claim(places: str, kind: str) -> None:
    rng = dice(3)
    found = {where: classify(address(rng, where)).kind for where in places.split() * 40}
    assert set(found.values()) == {kind}, found


def scanned(name: str, unlisted: bool = False) -> list[list[Row]]:
    """Thirty mails in mailboxes that this profile scans, each with its rows in order."""
    profile = (SCANNERS | AROUND | OWN)[name][0]
    found = []
    for seed in range(30):
        rng = dice(seed)
        person = meet(rng, "r", SimPlace())
        list(answers(person))
        rows = list(profile(Mail(rng, "r", unlisted, tuple(person.clicks))))
        found.append(sorted(rows, key=lambda row: row["at"]))
    return found


def test_every_profile_is_there() -> None:
    assert {*SCANNERS, *AROUND, *OWN, "P12"} == set(NAMES)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("P1", {"head", "get"}),
        ("P2", {"get"}),
        ("P3", {"visit"}),
        ("P4", {"visit"}),
        ("P5", {"get"}),
        ("P6", {"get", "visit"}),
        ("P7", {"get"}),
        ("P8", {"get", "visit"}),
        ("P9", {"get", "visit"}),
        ("P10", {"visit"}),
        ("P11", {"get", "head"}),
        ("P13", {"get", "visit"}),
        ("P14", {"get"}),
        ("P15", {"prefetch"}),
        ("P16", {"post"}),
        ("P17", {"get"}),
        ("P18", {"get", "visit"}),
        ("P19", {"visit"}),
        ("P20", {"visit"}),
        ("P21", {"visit"}),
        ("P22", {"visit"}),
        ("P23", {"visit"}),
        ("P24", {"get", "visit"}),
        ("P25", {"visit"}),
        ("P26", {"get", "prefetch", "visit"}),
        ("P27", {"visit"}),
        ("P28", {"get", "visit"}),
    ],
)
def test_a_profile_does_what_it_is_known_for(name: str, kinds: set[str]) -> None:
    assert {row["do"] for rows in scanned(name) for row in rows} == kinds


def test_detonation_comes_in_pairs_after_22_seconds() -> None:
    for rows in scanned("P3"):
        assert 21 <= rows[0]["at"] <= 24
        assert rows[1]["at"] - rows[0]["at"] == pytest.approx(0.134, abs=0.002)
        assert all(row["js"] for row in rows)


def test_click_all_takes_less_than_a_second() -> None:
    for rows in scanned("P17"):
        assert sorted(row["score"] for row in rows) == list(range(1, 11))
        assert rows[-1]["at"] - rows[0]["at"] < 1


def test_safe_links_looks_again_just_before_the_click() -> None:
    rng = dice(1)
    person = meet(rng, "r", SimPlace())
    visit = next(answers(person))
    rows = list(SCANNERS["P11"][0](Mail(rng, "r", clicks=tuple(person.clicks))))
    assert 1 <= visit["at"] - rows[-1]["at"] <= 2.01
    assert rows[-1]["score"] == visit["score"]
    assert rows[-1]["ip"] != visit["ip"]


def test_unlisted_scanners_sit_in_networks_that_no_list_has() -> None:
    kinds = {classify(row["ip"]).kind for rows in scanned("P5", unlisted=True) for row in rows}
    assert kinds == {"unknown"}


def test_only_the_named_profiles_are_played() -> None:
    rows, _ = trace(simulate(recipients=500, profiles=("P16",), answering=0, scanned=1))
    assert {row["do"] for row in rows} == {"post"}
    rows, _ = trace(simulate(recipients=2000, profiles=("P12",), scanned=1, answering=0.5))
    hosted = [classify(row["ip"]).kind in ("hosting", "security") for row in rows]
    assert mean(hosted) == pytest.approx(0.25, abs=0.06)


def test_owners_own_tools_look_at_mails_that_nobody_answers_too() -> None:
    named = simulate(recipients=400, profiles=("P22",), answering=0, scanned=0)
    rows, truths = trace(named)
    assert set(truths.values()) == {None}
    assert len({row["recipient"] for row in rows}) == pytest.approx(100, abs=30)
    assert {row["profile"] for row in rows} == {"P22"}


def test_whether_the_send_time_is_known_stands_in_the_header() -> None:
    assert next(simulate(sent_at_known=False))["sent_at_known"] is False


def test_the_truth_is_the_last_score_that_was_meant() -> None:
    for seed in range(300):
        person = meet(dice(seed), "r", SimPlace())
        visit = next(answers(person))
        pressed = visit.get("press", [[0, visit["score"]]])[-1][1]
        assert person.truth == pressed
        assert person.clicks[0].client == SimClient(visit["ip"], visit["headers"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scanned": 1.5}, "scanned must be a share from 0 to 1, not 1.5"),
        ({"answering": -1}, "answering must be a share from 0 to 1, not -1"),
        ({"unlisted": 60}, "unlisted must be a share from 0 to 1, not 60"),
        ({"recipients": 0}, "recipients must be at least 1, not 0"),
        ({"profiles": ("P29",)}, "there is no profile 'P29': choose from P1 to P28"),
    ],
)
def test_an_impossible_world_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(SimulationError, match=message.replace("(", "\\(")):
        simulate(**options)
