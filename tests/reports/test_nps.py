"""A campaign that asks from 0 to 10: a 0 is an answer like any other, from the click to the export."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from answers import put_scores
from flask import Flask
from person import Clock, Person
from shell import Shell
from sums import mislisted, unequal

from feedback_buttons.accounts import api_keys
from feedback_buttons.accounts.api_keys import SCOPES
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign, CampaignError
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import TO_DO, Filter
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.app import create_app as dashboard_app
from feedback_buttons.dashboard.compare import compare_page
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.endpoint import page_nonces
from feedback_buttons.endpoint.page_nonces import Nonce, Nonces
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import Decision, OverruleError
from feedback_buttons.reports.answers import answer_export, answer_history, excluded_answers
from feedback_buttons.reports.scores import campaign_reports, time_line
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.scores.overviews import organisation, standings
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

WORDS = {
    "en": ("How likely are you", "From 0 to 10"),
    "nl": ("Hoe waarschijnlijk", "Van 0 tot en met 10"),
    "de": ("Wie wahrscheinlich", "Von 0 bis 10"),
    "fr": ("Quelle est la probabilité", "De 0 à 10"),
}
WHY: Question = {
    "low": 0,
    "high": 0,
    "text": {"en": "Why a 0?"},
    "choices": [{"en": "Late"}, {"en": "Broken"}],
}


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC) - timedelta(minutes=5))


@pytest.fixture
def conn(config: Config, clock: Clock) -> Iterator[db.Connection]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        nps = Campaign(slug="nps", name="NPS", scale="0-10", questions=[WHY], created_at=clock())
        campaigns.add(connection, nps)
        campaigns.add(connection, Campaign(slug="ten", name="Ten", created_at=clock()))
        yield connection


@pytest.fixture
def app(config: Config, conn: db.Connection, clock: Clock) -> Iterator[Flask]:
    assert conn.info.dbname in str(config.database_url)
    app = create_app(config, clock)
    yield app
    app.close()


@pytest.fixture
def person(app: Flask, clock: Clock) -> Person:
    return Person(app.test_client(), clock)


def address(config: Config, slug: str = "nps", who: str = "customer 17") -> str:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    return f"/r/{slug}/{tokens.sign(slug, tokens.recipient(who))}"


def rating(conn: db.Connection, columns: str = "score, clicked, state") -> tuple[object, ...]:
    """What the only rating says; all sums are what they should be."""
    url = conn.info.dsn
    assert unequal(url) == []
    assert mislisted(url) == []
    (row,) = conn.execute(f"select {columns} from rating".encode()).fetchall()  # noqa: S608 (own names)
    return row


def buttons(page: str) -> list[str]:
    scale = page[page.index('<div class="scale') :].partition("</div>")[0]
    return re.findall(r'name="score" value="(\d+)"', scale)


def test_a_0_counts_once_its_page_was_seen(
    person: Person, config: Config, conn: db.Connection
) -> None:
    page = person.open(address(config) + "/00").text
    assert "Thank you, your 0 is saved." in page
    assert buttons(page) == [str(score) for score in range(11)]
    assert 'value="0" aria-current="true"' in page
    assert person.see() == "saved"
    assert rating(conn) == (0, 0, "settling")


@pytest.mark.parametrize("language", WORDS)
def test_the_page_asks_from_0_in_every_language(
    person: Person, config: Config, language: str
) -> None:
    person.headers["Accept-Language"] = language
    page = person.open(address(config)).text
    assert buttons(page) == [str(score) for score in range(11)]
    for words in WORDS[language]:
        assert words in page
    assert re.search(r"<span[^>]*>0 = ", page)


def test_a_0_is_none_of_ten_buttons(person: Person, config: Config, conn: db.Connection) -> None:
    page = person.open(address(config, "ten") + "/00").text
    assert "Choose your score" in page
    assert buttons(page) == [str(score) for score in range(1, 11)]
    assert "Choose your score" in person.press(0, "a form of somebody's own").text
    assert rating(conn) == (None, None, "unconfirmed")


def test_an_answer_becomes_a_0_and_stops_being_one(
    person: Person, config: Config, conn: db.Connection
) -> None:
    person.open(address(config) + "/7")
    person.press(7, "fine")
    assert "your 0 and your comment are saved" in person.press(0, "not fine").text
    assert rating(conn, "score, comment") == (0, "not fine")
    person.press(9, "fine again")
    assert rating(conn, "score, comment") == (9, "fine again")
    person.press(0, "no")
    assert rating(conn, "score, comment") == (0, "no")


def test_a_comment_alone_keeps_the_0_of_its_page(
    person: Person, config: Config, conn: db.Connection
) -> None:
    person.open(address(config) + "/00")
    person.press("", "the page knows which")  # type: ignore[arg-type]
    assert rating(conn, "score, comment") == (0, "the page knows which")


def test_a_form_without_a_nonce_asks_for_the_0_of_its_address(
    person: Person, config: Config
) -> None:
    person.address, person.page = address(config) + "/00", "of nobody"
    assert "Send my 0" in person.press("", "hello").text  # type: ignore[arg-type]
    assert "Send my 0" in person.press(0, "hello", page="of nobody").text


def test_a_0_is_erased_or_kept(
    person: Person, config: Config, conn: db.Connection, clock: Clock
) -> None:
    person.open(address(config) + "/00")
    person.press(0, "away with it")
    page = person.press(0, do="erase").text
    assert '<button name="score" value="0">No, keep them</button>' in page
    clock.later(5)
    person.press(0, do="erase-now")
    assert rating(conn, "score, clicked, state, comment") == (None, None, "erased", None)


def test_a_follow_up_question_is_asked_of_who_gives_a_0(
    person: Person, config: Config, conn: db.Connection
) -> None:
    page = person.open(address(config) + "/00").text
    assert "Why a 0?" in page
    assert "Why a 0?" not in person.open(address(config) + "/1").text
    person.press(0, question="1", choice="2")
    assert rating(conn, "score, question, choice") == (0, 1, 2)
    (row,) = answer_export.ratings(conn, "nps")
    assert (row.score, row.answer) == (0, "Broken")


def test_a_test_recipient_sees_the_0(person: Person, config: Config) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    token = tokens.sign("nps", tokens.recipient("x"), test=True)
    assert "this is your 0." in person.open(f"/r/nps/{token}/00").text


@pytest.mark.parametrize("score", [None, *range(11)])
def test_a_pages_signed_value_tells_0_from_none(score: int | None) -> None:
    signer = Nonces(["k" * 32])
    text = signer.sign(Nonce(17, 3, 2, "confirm", score, "other", 5, b"12345678"), "nps", 5)
    assert signer.read(text, "nps", 5).score == score
    assert page_nonces._NONE == 0  # as on pages that were opened before there was a 0


def test_the_team_decides_for_a_0_and_back(
    person: Person, config: Config, conn: db.Connection
) -> None:
    person.open(address(config) + "/00")
    person.press(0, "mine")
    recipient = Tokens(config.signing_keys, config.pseudonym_key).recipient("customer 17")
    key = ("nps", recipient, 0)
    overrules.decide(conn, key, Decision(5), account="anna")
    overrules.decide(conn, key, Decision(lifted=True), account="anna")
    assert rating(conn) == (0, 0, "counted")
    overrules.decide(conn, key, Decision(), account="anna")
    overrules.decide(conn, key, Decision(0), account="anna")
    assert rating(conn) == (0, 0, "overruled")
    found = answer_history.history(conn, "nps", recipient)
    assert found
    assert (found.score, found.scale) == (0, "0-10")
    (listed,) = excluded_answers.excluded(conn, "nps", kind=excluded_answers.OVERRULED).rows
    assert listed.score == 0
    page = shown(conn, f"/campaign/nps/recipient/{recipient_code(recipient)}")
    assert "counts as 0" in page
    assert "score-0" in page
    assert "'0'" in shown(conn, "/campaign/nps/excluded", "?kind=overruled")


def test_the_evidence_says_which_press_was_the_0(
    person: Person, config: Config, shell: Shell
) -> None:
    person.open(address(config) + "/00")
    person.press(0)
    said = shell.run("evidence", "nps", "customer 17").stdout
    assert "Counts as 0" in said
    assert "<- counts" in said
    shell.run("overrule", "nps", "customer 17", "--score", "0")
    person.open(address(config, "ten") + "/5")
    person.press(5)
    refused = shell.run("overrule", "ten", "customer 17", "--score", "0", code=1)
    assert "from 1 to 10, not 0" in refused.stderr
    with pytest.raises(OverruleError):
        Decision(-1)


def shown(conn: db.Connection, path: str, search: str = "") -> str:
    return " ".join(str(each.to_plotly_json()) for each in callbacks.page(conn, path, search))


def test_figures_are_of_the_scale(conn: db.Connection, shell: Shell) -> None:
    put_scores(conn, "nps", *[0, 0, 6, 7, 9, 10] * 10)
    summary = campaign_reports.summary(conn, "nps")
    assert summary
    assert summary.counts == summary.clicked == (20, 0, 0, 0, 0, 0, 10, 10, 0, 10, 10)
    assert summary.score
    assert (summary.score.mean, summary.score.lowest) == (pytest.approx(32 / 6), 0)
    assert summary.nps == pytest.approx(100 * (2 - 3) / 6)
    said = json.loads(shell.run("report", "nps", "--json").stdout)
    assert said["scale"] == "0-10"
    assert said["distribution"] == dict(zip(map(str, range(11)), summary.counts, strict=True))
    assert (said["score"], said["nps"]) == (summary.score.mean, summary.nps)
    assert "  0  " in shell.run("report", "nps").stdout
    frame = time_line.timeline(conn, "nps")
    assert frame["score"].iloc[-1] == pytest.approx(32 / 6)
    assert int(frame["total"].iloc[-1]) == 60


@pytest.mark.parametrize("score", [0, 10])
def test_it_tells_its_score_within_0_to_10_and_no_csat_or_ces(
    conn: db.Connection, shell: Shell, config: Config, score: int
) -> None:
    for asks in ("csat", "ces", "nps"):
        with pytest.raises(CampaignError, match="asks must be one of nps-0-10, not"):
            campaigns.edit(conn, "nps", {"asks": asks})
    put_scores(conn, "nps", *[score] * 30)
    told = {"report": shell.json("report", "nps"), "API": from_api(conn, config, "nps")}
    for name, said in told.items():
        assert (said["scale"], said["asks"]) == ("0-10", "nps-0-10"), name
        assert 0 <= said["low"] <= said["score"] == score <= said["high"] <= 10, name
        assert (said["nps"], said["csat"], said["ces"]) == (20 * score - 100, None, None), name
    summary = campaign_reports.summary(conn, "nps")
    assert summary
    found = summary.score
    assert found
    ends = score_text.span(found)
    assert re.fullmatch(r"[789]\.\d to 10" if score else r"0 to [123]\.\d", ends)
    page = shown(conn, "/campaign/nps")
    for name, text_ in {"page": page, "report": shell.run("report", "nps").stdout}.items():
        assert f"{score}.0" in text_, name
        assert ends in text_, name
        assert "CSAT" not in text_, name
        assert "CES" not in text_, name


def from_api(conn: db.Connection, config: Config, slug: str) -> dict[str, Any]:
    """What a program reads of a campaign's score."""
    _, secret = api_keys.add(conn, "reader", SCOPES, "anna")
    app = dashboard_app(config)
    try:
        answer = app.test_client().get(
            f"/api/v1/campaigns/{slug}/score", headers={"Authorization": f"Bearer {secret}"}
        )
        return dict(answer.get_json())
    finally:
        app.extensions["feedback_buttons"].close()


def test_what_the_mail_asks_follows_the_scale(conn: db.Connection) -> None:
    campaigns.edit(conn, "ten", {"asks": "csat"})
    assert campaigns.edit(conn, "ten", {"scale": "0-10"}).asks == "nps-0-10"
    assert campaigns.edit(conn, "ten", {"scale": "1-10"}).asks is None
    assert campaigns.edit(conn, "ten", {"scale": "0-10", "asks": None}).asks == "nps-0-10"
    back = campaigns.edit(conn, "ten", {"scale": "1-10", "asks": "faces"})
    assert campaigns.get(conn, "ten").asks == back.asks == "faces"
    with pytest.raises(CampaignError, match="asks must be one of numbers, faces"):
        campaigns.edit(conn, "ten", {"asks": "nps-0-10"})


def test_answers_are_exported_as_0(conn: db.Connection, shell: Shell) -> None:
    put_scores(conn, "nps", 0, 10)
    lines = shell.run("export", "nps").stdout.splitlines()
    place = lines[0].split(",").index("score")
    assert sorted(line.split(",")[place] for line in lines[1:]) == ["0", "10"]


def test_comments_of_a_0_are_found_and_to_do(
    person: Person, config: Config, conn: db.Connection
) -> None:
    person.open(address(config) + "/00")
    person.press(0, "never again")
    for wanted in (
        Filter(scores=(0,)),
        TO_DO,
        Filter(sort="lowest"),
        Filter.parse({"scores": "0-6"}),
    ):
        (found,) = comment_list.find(conn, wanted).comments
        assert found.score == 0
    assert not comment_list.find(conn, Filter.parse({"scores": "1-10"})).comments
    assert (
        comment_list.CommentPlace.parse(
            str(comment_list.CommentPlace(0, found.at, found.key))
        ).score
        == 0
    )


def test_the_index_leaves_it_out(conn: db.Connection) -> None:
    put_scores(conn, "nps", *[0] * 20)
    now = datetime.now(UTC)
    assert organisation(standings(conn, Windows.of("all", now)).values()) == (None, False)
    stands = standings(conn, Windows.of("all", now))
    assert stands["nps"].counts == (20, *[0] * 10)
    assert stands["nps"].mean == 0
    assert len(stands["ten"].counts) == 10


def test_different_scales_are_not_compared(conn: db.Connection) -> None:
    put_scores(conn, "nps", 0, 5)
    put_scores(conn, "ten", 5, 6)
    page = shown(
        conn, "/compare", compare_page.address(["ten", "nps"]).removeprefix(compare_page.ADDRESS)
    )
    assert f"NPS ({text.SCALES['0-10']})" in page
    assert "different scales" in page


def test_the_scale_stays_once_anybody_has_clicked(
    person: Person, config: Config, conn: db.Connection, shell: Shell
) -> None:
    campaigns.edit(conn, "ten", {"scale": "0-10"})
    campaigns.edit(conn, "ten", {"scale": "1-10"})
    person.open(address(config) + "/00")
    refused = shell.run("campaign", "edit", "nps", "--scale", "1-10", code=1)
    assert "has clicks on its scale of 0-10, which therefore stays" in refused.stderr
    campaigns.edit(conn, "nps", {"name": "Still"})
    with pytest.raises(CampaignError, match="scale must be one of 1-10, 0-10"):
        campaigns.edit(conn, "ten", {"scale": "0-5"})


def test_questions_stay_within_the_scale(conn: db.Connection) -> None:
    with pytest.raises(CampaignError, match="scores go from 1 to 10"):
        campaigns.edit(conn, "ten", {"questions": [WHY]})
    with pytest.raises(CampaignError, match="scores go from 1 to 10"):
        campaigns.edit(conn, "nps", {"scale": "1-10"})


def test_buttons_are_made_on_the_campaigns_scale(conn: db.Connection, shell: Shell) -> None:
    assert conn
    assert shell.run("snippet", "nps").stdout.count("<a ") == 11
    assert shell.run("snippet", "ten").stdout.count("<a ") == 10
    assert "choose nps-0-10" in shell.run("snippet", "nps", "--scale", "stars", code=1).stderr


def test_a_trace_on_this_scale_is_played(shell: Shell) -> None:
    ip, agent = "84.80.1.2", {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0"}
    row = {"at": 900, "recipient": "a", "score": 0, "do": "visit", "ip": ip, "headers": agent}
    row |= {"js": True, "visible": 5, "if_asked": 4}
    head = {"trace": 1, "start": "2026-12-05T09:00:00Z", "sent_at_known": True, "scale": "0-10"}
    lines = [head, row, {"recipient": "a", "truth": 0}]
    trace = "\n".join(map(json.dumps, lines))
    said = json.loads(shell.run("replay", "-", "--json", stdin=trace).stdout)
    assert (said["counted"], said["correct"], said["lost"]) == (1, 1, 0)
