"""Scanners that no list has are known by what they did in other recipients' mails."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from psycopg import connect

from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.learned_scanners import HEADERS, NETWORK, Learned, Trait
from feedback_buttons.endpoint.sandbox_presses import ALIKE, PRESSERS, Pressers
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.simulation.replay import replay
from feedback_buttons.simulation.traces import read

NOW = datetime(2026, 12, 5, 9, 0, tzinfo=UTC)
SCANNER: tuple[Trait, ...] = ((NETWORK, 7), (HEADERS, 8))
COMPANY: tuple[Trait, ...] = ((NETWORK, 9),)


def opens(
    learned: Learned,
    traits: tuple[Trait, ...],
    mails: range,
    scores: list[int],
    gap: float = 0.5,
) -> None:
    """Opens buttons of mails, each mail's so many seconds apart."""
    for mail in mails:
        for place, score in enumerate(scores):
            at = NOW + timedelta(seconds=mail + place * gap)
            learned.note(traits, "delay", mail, score, at)


def known(learned: Learned, traits: tuple[Trait, ...], now: datetime = NOW) -> set[str]:
    return set(learned.flags(traits, now))


def test_what_scans_five_mails_is_a_scanner_in_the_sixth() -> None:
    learned = Learned(b"key")
    opens(learned, SCANNER, range(4), [1, 2, 3])
    assert known(learned, SCANNER) == set()
    opens(learned, SCANNER, range(4, 6), [4, 9, 7])
    assert known(learned, SCANNER) == {NETWORK, HEADERS}
    assert known(learned, COMPANY) == set()


@pytest.mark.parametrize(
    ("scores", "gap"),
    [([7], 0), ([7, 8], 0.5), ([3, 4, 5, 6], 1.5)],
    ids=["one button", "two buttons", "previews at a finger's pace"],
)
def test_colleagues_and_previews_are_no_scanner(scores: list[int], gap: float) -> None:
    learned = Learned(b"key")
    for mail in range(40):
        shifted = [1 + (score + mail) % 10 for score in scores]
        opens(learned, COMPANY, range(mail, mail + 1), shifted, gap)
    assert known(learned, COMPANY) == set()


def test_a_company_with_a_few_scanning_devices_is_no_scanner() -> None:
    learned = Learned(b"key")
    opens(learned, COMPANY, range(5), [1, 2, 3])
    for mail in range(5, 40):
        opens(learned, COMPANY, range(mail, mail + 1), [1 + mail % 10])
    assert known(learned, COMPANY) == set()


def test_what_opens_the_same_button_of_all_mails_only_knows_the_first_link() -> None:
    learned = Learned(b"key")
    opens(learned, SCANNER, range(12), [1])
    assert known(learned, SCANNER) == {NETWORK, HEADERS}


def test_what_was_learned_fades() -> None:
    learned = Learned(b"key")
    opens(learned, SCANNER, range(8), [1, 2, 3])
    assert known(learned, SCANNER, NOW + timedelta(days=2))
    assert not known(learned, SCANNER, NOW + timedelta(days=30))


def test_processes_share_what_they_learn(config: Config) -> None:
    url = config.database_url or ""
    database = Database(url, role="feedback_collector")
    one, other = Learned(b"key"), Learned(b"key")
    try:
        opens(one, SCANNER, range(3), [1, 2, 3])
        opens(other, SCANNER, range(3, 6), [1, 2, 3])
        opens(other, COMPANY, range(6, 9), [5])
        for learned in (one, other, one):
            learned.share(database, NOW)
    finally:
        database.close()
    assert known(one, SCANNER) == known(other, SCANNER) == {NETWORK, HEADERS}
    with connect(url) as connection:
        rows = connection.execute("select kind, hash, mails, scans from learned_scanner").fetchall()
    assert {(kind, hash) for kind, hash, *_ in rows} == set(SCANNER)
    assert {round(scans) for *_, scans in rows} == {6}


def test_what_cannot_be_shared_now_is_shared_later(config: Config) -> None:
    one, other = Learned(b"key"), Learned(b"key")
    opens(one, SCANNER, range(6), [1, 2, 3])
    nowhere = Database("host=/nonexistent dbname=none")
    one.share(nowhere, NOW)
    nowhere.close()
    database = Database(config.database_url or "")
    try:
        one.share(database, NOW)
        other.share(database, NOW)
    finally:
        database.close()
    assert known(other, SCANNER) == {NETWORK, HEADERS}


def test_sandboxes_that_press_show_in_other_mails() -> None:
    pressers = Pressers()
    for mail in (1, 2):
        assert not pressers.about("delay", 9, 7, NOW)
        pressers.note("delay", mail, 5, NOW, automatic=True)
    assert pressers.about("delay", 9, 7, NOW) == {PRESSERS}
    assert not pressers.about("delay", 2, 7, NOW)  # one's own press says nothing of others
    assert not pressers.about("delay", 9, 7, NOW + timedelta(hours=2))
    for mail in range(10, 30):
        pressers.note("news", mail, 1, NOW, automatic=False)
    assert pressers.about("news", 9, 1, NOW) == {ALIKE}


def test_a_single_look_from_a_network_that_scans_others_must_press() -> None:
    """Through the real application: a network of no list scans most mails, and only looks at one."""
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/143.0.0.0 Safari/537.36"}
    lines: list[dict[str, object]] = []
    for mail in range(12):
        base = {"recipient": f"r{mail:02}", "ip": f"198.98.48.{mail + 1}", "headers": headers}
        scores = [4] if mail == 11 else [1, 2, 3, 4]
        lines += [
            {
                **base,
                "at": 400.0 + mail * 30 + place * 0.4,
                "score": score,
                "do": "visit",
                "js": True,
                "visible": 4,
            }
            for place, score in enumerate(scores)
        ]
    head = {"trace": 1, "start": "2026-12-05T09:00:00Z", "sent_at_known": True}
    outcome = replay(read([json.dumps(line) for line in (head, *lines)]), "balanced")
    last = outcome.ratings[-1]
    assert last.recipient == "r11"
    assert last.score is None
    assert "other recipients' mails" in last.reason
