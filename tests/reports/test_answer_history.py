"""What is excluded, and one recipient's evidence: for the command line and the dashboard."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import START, Answer, put, put_visit
from shell import Shell

from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.reports.answers import answer_history, excluded_answers
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        sent_at = START - MINUTE
        campaigns.add(connection, Campaign(slug="delay", name="Delay", sent_at=sent_at))
        yield connection


def put_excluded(conn: db.Connection, *kinds: str | None) -> None:
    """An answer a minute, of each kind; None counts."""
    put(
        conn,
        "delay",
        *(Answer(n, 7, START + n * MINUTE, aside=kind) for n, kind in enumerate(kinds)),
    )


def found(conn: db.Connection, recipient: int) -> answer_history.History:
    shown = answer_history.history(conn, "delay", recipient)
    assert shown
    return shown


def test_reasons_are_counted_by_heading(conn: db.Connection) -> None:
    put_excluded(conn, "scanned", "scanned", "unconfirmed", "withdrawn", None)
    conn.execute("update rating set reason = 'burst' where aside = 'scanned'")
    shown = excluded_answers.breakdown(conn, "delay")
    assert (shown.of("scanned"), shown.of("unconfirmed"), shown.of("withdrawn")) == (2, 1, 1)
    assert next(iter(shown.reasons.items())) == (("scanned", "burst"), 2)
    assert (shown.looked, shown.whole, shown.overruled) == (5, True, 0)


def test_a_list_goes_on_page_by_page_newest_first(conn: db.Connection) -> None:
    put_excluded(conn, *["scanned", "withdrawn", None] * 3, "scanned")
    seen, before = [], None
    while True:
        page = excluded_answers.excluded(conn, "delay", kind="scanned", before=before, limit=2)
        seen += [each.recipient for each in page.rows]
        if not (before := page.next):
            break
    assert seen == [recipient_code(number) for number in (9, 6, 3, 0)]


def test_a_look_that_finds_little_says_where_to_go_on(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excluded_answers, "DEPTH", 4)
    put_excluded(conn, "withdrawn", *["scanned"] * 6)
    first = excluded_answers.excluded(conn, "delay", kind="withdrawn")
    assert first.rows == ()
    assert first.next
    second = excluded_answers.excluded(conn, "delay", kind="withdrawn", before=first.next)
    assert [each.recipient for each in second.rows] == [recipient_code(0)]
    assert second.next is None
    shown = excluded_answers.breakdown(conn, "delay")
    assert (shown.looked, shown.whole) == (4, False)


@pytest.mark.parametrize("wrong", [{"kind": "lost"}, {"reason": "lost"}], ids=["kind", "reason"])
def test_an_unknown_filter_is_refused(conn: db.Connection, wrong: dict[str, str]) -> None:
    with pytest.raises(excluded_answers.UnknownExclusion, match="'lost' is not one of"):
        excluded_answers.excluded(conn, "delay", kind=wrong.get("kind"), reason=wrong.get("reason"))


def test_the_evidence_is_told_in_words(conn: db.Connection) -> None:
    put(conn, "delay", Answer(5, 7, START))
    page = put_visit(conn, 5, 0, "get", 7)
    put_visit(conn, 5, 0.5, "head", 3, client=2, network="security", flags=["mangled", "bot_agent"])
    put_visit(conn, 5, 1, "get", None, client=3)
    put_visit(conn, 5, 2, "seen", 7, page=page, mode="ask")
    press = put_visit(conn, 5, 4, "press", 7, page=page, mode="ask")
    conn.execute("update rating set id = %s", [press])
    shown = found(conn, 5)
    assert [(each.client, each.did, each.counts) for each in shown.steps] == [
        ("A", "Opened button 7", False),
        ("B", "Looked up button 3 without opening it", False),
        ("C", "Opened the page", False),
        ("A", "Looked at the page, which asked for a press", False),
        ("A", "Pressed 7", True),
    ]
    assert shown.steps[1].network == "mail security service"
    assert shown.steps[1].flags == ("calls itself a program", "address scrambled")
    assert shown.sentence == "The recipient pressed a button on the page."
    assert shown.sent_at == START - MINUTE


def test_what_a_device_fetches_in_one_go_is_one_step(conn: db.Connection) -> None:
    put(conn, "delay", Answer(5, 7, START, aside="scanned"))
    for after, score, client in [(0, 1, 1), (1, 2, 1), (2, 4, 1), (3, 4, 2), (4, 4, 2), (60, 5, 2)]:
        put_visit(conn, 5, after, "get", score, client=client)
    line = found(conn, 5).line
    assert [each.did for each in line] == [
        "Opened buttons 1, 2 and 4 at once",
        "Opened button 4 at once (2 visits)",
        "Opened button 5",
    ]


def test_of_thousands_of_visits_the_latest_are_shown(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_history, "LIMIT", 3)
    put(conn, "delay", Answer(5, 7, START, aside="scanned"))
    for number in range(5):
        put_visit(conn, 5, number, "get", number + 1)
    shown = found(conn, 5)
    assert [each.did for each in shown.steps] == [f"Opened button {n}" for n in (3, 4, 5)]
    assert shown.more


def test_somebody_who_never_came_has_no_history(conn: db.Connection) -> None:
    assert answer_history.history(conn, "delay", 1) is None


def test_the_command_line_shows_decides_and_takes_back(
    shell: Shell, config: Config, conn: db.Connection
) -> None:
    zoe = Tokens(config.signing_keys, config.pseudonym_key).recipient("zoë@example.com")
    put(conn, "delay", Answer(zoe, 7, START, aside="scanned", comment="Thanks"))
    put_visit(conn, zoe, 0, "get", 7, network="hosting")
    before = shell.run("evidence", "delay", "zoë@example.com").stdout
    assert f"delay, recipient {recipient_code(zoe)}\nDoes not count (scanned)." in before
    assert "2026-12-03 14:00:00     +60 s  A  Opened button 7, from data centre" in before
    said = shell.run(
        "overrule", "delay", "zoë@example.com", "--score", "7", "--note", "phoned", "--by", "Anna"
    ).stdout
    assert said == "Counts as 7 (overruled). Somebody of the team decided this.\n"
    after = shell.json("evidence", "delay", "--pseudonym", recipient_code(zoe))
    assert (after["score"], after["state"], after["comment"]) == (7, "overruled", "Thanks")
    assert [each["did"] for each in after["steps"]] == ["Opened button 7"]
    (decided,) = after["decisions"]
    assert (decided["account"], decided["note"], decided["did"]) == (
        "Anna (command line)",
        "phoned",
        "counts as 7",
    )
    assert (
        "Anna (command line) decided: counts as 7: phoned"
        in shell.run("evidence", "delay", "zoë@example.com").stdout
    )
    listed = shell.run("evidence", "delay", "--kind", "overruled").stdout
    assert recipient_code(zoe) in listed
    assert "decided by Anna" in listed
    shell.run("overrule", "delay", "zoë@example.com", "--undo")
    assert campaign_reports.summary(conn, "delay").answers == 0  # type: ignore[union-attr]


def test_the_command_line_lists_what_is_excluded(shell: Shell, conn: db.Connection) -> None:
    assert shell.run("evidence", "delay").stdout == "No answer is excluded.\n"
    put_excluded(conn, "scanned", "withdrawn", None)
    said = shell.run("evidence", "delay").stdout
    assert said.index(recipient_code(1)) < said.index(recipient_code(0))
    assert recipient_code(2) not in said
    listed = shell.json("evidence", "delay", "--kind", "withdrawn")
    assert [each["recipient"] for each in listed["newest"]] == [recipient_code(1)]
    assert listed["reasons"] == [{"kind": "withdrawn", "reason": "pressed", "answers": 1}]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("overrule", "delay", "x@example.com", "--score", "7"), 1, "opened none of the campaign"),
        (("overrule", "delay", "x@example.com"), 2, "decide one thing"),
        (("overrule", "delay", "x@example.com", "--undo", "--score", "1"), 2, "decide one thing"),
        (("overrule", "delay", "--undo"), 2, "name one recipient"),
        (("evidence", "delay", "--pseudonym", "zoe"), 1, "is no pseudonym"),
        (("evidence", "nothing"), 1, "there is no campaign 'nothing'"),
        (("evidence", "delay", "x@example.com", "--kind", "scanned"), 2, "without a recipient"),
    ],
    ids=["unknown", "no decision", "two decisions", "nobody", "bad name", "no campaign", "kind"],
)
@pytest.mark.usefixtures("conn")
def test_bad_input_is_told_what_to_do(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    assert said in shell.run(*words, code=code).output
