"""Replay and simulate from the outside: a trace goes in, what would have counted comes out."""

import json

import pytest
from shell import Shell

from feedback_buttons.simulation.replay import replay
from feedback_buttons.simulation.replay_outcome import Outcome, Rated
from feedback_buttons.simulation.traces import TraceError, read

HEADER = {"trace": 1, "start": "2026-12-05T09:00:00Z", "sent_at_known": True}
HOME, SCANNER = "86.80.1.2", "40.107.1.2"
PHONE = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    "Accept": "text/html",
}
HOUR = 3600.0


def row(do: str, score: int = 7, at: float = HOUR, **more: object) -> dict[str, object]:
    """One thing that a person on a phone at home does."""
    base = {"recipient": "anna", "at": at, "score": score, "do": do, "ip": HOME, "headers": PHONE}
    page = {"js": True, "visible": 9.0} if do == "visit" else {}
    return {**base, **page, **more}


def lines(*rows: dict[str, object], **header: object) -> list[str]:
    """A trace of these rows."""
    return [json.dumps(item) for item in ({**HEADER, **header}, *rows)]


def played(*rows: dict[str, object], policy: str = "balanced", **header: object) -> Outcome:
    """What becomes of a trace."""
    return replay(read(lines(*rows, **header)), policy)


def test_everything_that_a_trace_can_hold_is_played() -> None:
    everybody = {
        "seen": [row("visit", 7)],
        "asked": [row("visit", 8, js=False, if_asked=3.0, comment="fine")],
        "ignored": [row("visit", 8, js=False)],
        "hurried": [row("visit", 8, visible=0.4)],
        "corrected": [row("visit", 7, press=[[4.0, 9]])],
        "corrected when asked": [row("visit", 7, js=False, if_asked=6.0, press=[[4.0, 9]])],
        "head": [row("head")],
        "get": [row("get")],
        "prefetch": [row("prefetch", headers={**PHONE, "Sec-Purpose": "prefetch"})],
        "post": [row("post")],
        "scanned": [row("get", score, ip=SCANNER) for score in range(1, 11)],
    }
    rows = [{**each, "recipient": name} for name, rows in everybody.items() for each in rows]
    meant = {"seen": 7, "asked": 8, "ignored": 8, "hurried": 8, "corrected": 9}
    truths: list[dict[str, object]] = [
        {"recipient": name, "truth": meant.get(name)} for name in everybody
    ]
    told: list[int] = []
    outcome = replay(read(lines(*rows, *truths)), "balanced", told.append)
    counts = {rated.recipient: (rated.score, rated.proof) for rated in outcome.ratings}
    assert counts == {
        **dict.fromkeys(everybody, (None, "none")),
        "seen": (7, "seen"),
        "asked": (8, "pressed"),
        "corrected": (9, "pressed"),
        "corrected when asked": (9, "pressed"),
    }
    assert (outcome.recipients, outcome.people, outcome.counted) == (11, 5, 4)
    assert (outcome.correct, outcome.false_accepted, outcome.lost) == (3, 1, 2)
    assert (outcome.precision, outcome.recall) == (0.75, 0.6)
    assert told == list(range(1, len(rows) + 1))


def test_the_state_is_read_after_the_longest_settling_window() -> None:
    (rated,) = played(row("visit")).ratings
    sentence = "The page was open for a moment and nothing spoke against it."
    assert rated == Rated("anna", 7, "seen", "counted", sentence)


@pytest.mark.parametrize(
    ("policy", "score"), [("instant", 7), ("balanced", None), ("strict", None)]
)
def test_the_policy_decides(policy: str, score: int | None) -> None:
    visit = row("visit", at=30.0)
    assert played(visit, policy=policy).ratings[0].score == score


def test_an_unknown_send_time_is_not_told_to_the_application() -> None:
    assert played(row("visit", at=30.0), sent_at_known=False).ratings[0].score == 7


def test_an_open_page_stays_open_until_its_reader_presses() -> None:
    asked = row("visit", at=30.0, visible=0.1, if_asked=5.0)
    assert played(asked).ratings[0].proof == "pressed"


def test_a_recorded_requests_own_transport_does_no_harm() -> None:
    recorded = {**PHONE, "Host": "old.example", "content-length": "99", "x-forwarded-for": SCANNER}
    assert played(row("visit", headers=recorded)).ratings[0].score == 7


def test_what_an_unknown_or_missing_header_says_is_played_as_it_is() -> None:
    assert played(row("visit", headers={"User-Agent": "漢字 é"})).ratings[0].score is None
    assert played(row("visit", headers={})).ratings[0].score is None


def broken(**changes: object) -> list[str]:
    """A trace whose third line is wrong."""
    return lines(row("visit"), {**row("visit"), **changes})


@pytest.mark.parametrize(
    ("trace", "message"),
    [
        ([], "line 1: a trace begins with"),
        (["[]"], "line 1: is not an object"),
        (lines(start="2026-12-05T09:00:00"), "line 1: start needs a time zone"),
        (lines(sent_at_known=1), "line 1: sent_at_known must be true or false"),
        ([*lines(row("visit")), "{"], "line 3: Expecting property name"),
        ([lines()[0], b"\xff"], "line 2: 'utf-8' codec"),
        (broken(do="press"), "line 3: do must be one of head"),
        (broken(score=11), "line 3: a score is a whole number from 1 to 10, not 11"),
        (broken(score=True), "line 3: a score is a whole number"),
        (broken(at=HOUR - 1), "line 3: is earlier than the row before it"),
        (broken(at=float("nan")), "line 3: at must be seconds"),
        (broken(at="1"), "line 3: at must be a number"),
        (broken(visible=-1), "line 3: visible must be seconds"),
        (broken(js="yes"), "line 3: js must be true or false"),
        (broken(ip="here"), "line 3: 'here' does not appear to be"),
        (broken(headers=[]), "line 3: headers must be an object"),
        (broken(headers={"A": 1}), "line 3: A must be a text"),
        (broken(headers={"A": "a\nb"}), "line 3: A holds a control character"),
        (broken(headers={"A b": "c"}), "line 3: 'A b' is no header's name"),
        (broken(press=[[1]]), "line 3: press must be a list of"),
        (broken(press=[[1, 0]]), "line 3: a score is a whole number"),
        (broken(recipient=17), "line 3: recipient must be a text"),
        (broken(recipient="\ud800"), "line 3: 'utf-8' codec"),
        (lines({"recipient": "anna", "truth": 0}), "line 2: a score is a whole number"),
        (lines({"recipient": "anna"}), "line 2: lacks 'do'"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_malformed_line_is_refused_by_its_number(trace: list[str | bytes], message: str) -> None:
    with pytest.raises(TraceError) as refusal:
        read(trace)
    assert str(refusal.value).startswith(message)


def test_the_command_prints_one_json_object(shell: Shell) -> None:
    trace = "\n".join(lines(row("visit"), {"recipient": "anna", "truth": 7}))
    result = shell.run("replay", "-", "--json", stdin=trace)
    found = json.loads(result.stdout)
    assert list(found) == [
        "recipients", "people", "counted", "correct", "wrong_score", "false_accepted", "lost",
        "precision", "recall", "ratings",
    ]  # fmt: skip
    assert (found["counted"], found["precision"], found["recall"]) == (1, 1.0, 1.0)
    assert found["ratings"][0] | {"reason": ""} == {
        "recipient": "anna", "score": 7, "proof": "seen", "state": "counted", "reason": "",
    }  # fmt: skip


def test_the_command_prints_a_table_for_people(shell: Shell) -> None:
    said = shell.run("replay", "-", stdin="\n".join(lines(row("visit"), row("get")))).stdout
    assert "        1  counted\n" in said
    assert "        -  recall\n" in said
    assert "counted      The page was open for a moment" in said


def test_the_command_refuses_a_malformed_line(shell: Shell) -> None:
    said = shell.run("replay", "-", stdin="\n".join(broken(score=0)), code=1)
    assert "line 3: a score is a whole number from 1 to 10, not 0" in said.stderr


def test_simulated_traffic_can_be_replayed(shell: Shell) -> None:
    options = ("--recipients", "60", "--mix", "consumer", "--answering", "0.5", "--seed", "3")
    trace = shell.run("simulate", *options, "--send-time", "unknown").stdout
    assert json.loads(trace.splitlines()[0])["sent_at_known"] is False
    found = json.loads(shell.run("replay", "-", "--json", stdin=trace).stdout)
    assert found["recipients"] == 60
    assert found["correct"] > 10
    assert trace == shell.run("simulate", *options, "--send-time", "unknown").stdout
