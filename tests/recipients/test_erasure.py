"""Erasing one recipient: nothing of theirs is left, and sums are the others'."""

import psycopg
import pytest
from answers import Answer, put
from shell import Shell

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.recipients import erasure
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.signing.tokens import Tokens

TABLES = ("rating", "visit", "overrule", "recipient")


@pytest.fixture
def zoe(config: Config) -> int:
    """A recipient who answered two campaigns, one of them twice, beside somebody else."""
    zoe = Tokens(config.signing_keys, config.pseudonym_key).recipient("zoë@example.com")
    with psycopg.connect(config.database_url or "") as connection:
        for slug in ("one", "two"):
            campaigns.add(connection, Campaign(slug=slug, name=slug))
        put(connection, "one", Answer(zoe, 3, comment="too late"), Answer(zoe ^ 64, 9))
        put(connection, "two", Answer(zoe, 4, aside="scanned"), Answer(zoe ^ 64, 8, comment="ok"))
        for recipient in (zoe, zoe ^ 64):
            row = {"recipient": recipient, "bucket": ids.bucket(recipient), "now": ids.utc_now()}
            connection.execute(
                "insert into visit values ('one', %(recipient)s, 0, %(bucket)s, 1, %(now)s, 'get',"
                " 3, null, null, 1, 'unknown', '{}')",
                row,
            )
            connection.execute(
                "insert into overrule values"
                " ('one', %(recipient)s, 0, %(bucket)s, %(now)s, 3, 'anna')",
                row,
            )
            connection.execute(
                "insert into recipient values (%(recipient)s, %(bucket)s, 'ref', '{}', %(now)s)",
                row,
            )
    return zoe


def recipients(config: Config) -> set[tuple[str, int]]:
    """Each table and whom it has something about."""
    with psycopg.connect(config.database_url or "") as connection:
        return {
            (table, recipient)
            for table in TABLES
            for (recipient,) in connection.execute(f"select recipient from {table}".encode())  # noqa: S608
        }


@pytest.mark.parametrize("by", ["reference", "pseudonym"])
def test_all_about_one_recipient_is_gone_and_nothing_else(
    shell: Shell, config: Config, zoe: int, by: str
) -> None:
    named = {
        "reference": (" zoë@example.com",),
        "pseudonym": ("--pseudonym", ids.recipient_code(zoe)),
    }
    said = shell.json("erase", "--yes", *named[by])
    assert said == {
        "campaigns": ["one", "two"], "ratings": 2, "comments": 1, "visits": 1, "references": 1,
    }  # fmt: skip
    assert recipients(config) == {(table, zoe ^ 64) for table in TABLES}


@pytest.mark.usefixtures("zoe")
def test_the_sums_equal_what_is_left(shell: Shell, config: Config) -> None:
    shell.run("erase", "--yes", "zoë@example.com")
    with psycopg.connect(config.database_url or "") as connection:
        found = {each.campaign.slug: each for each in campaign_reports.overview(connection)}
    one, two = found["one"], found["two"]
    assert one.counts == one.clicked == (0, 0, 0, 0, 0, 0, 0, 0, 1, 0)
    assert two.counts == two.clicked == (0, 0, 0, 0, 0, 0, 0, 1, 0, 0)
    assert (one.comments, two.comments, one.set_aside, two.set_aside) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("signed", "kept", "erased"),
    [
        ("Anna@Example.com", "", "anna@example.com"),
        ("ANNA@EXAMPLE.COM", "", "anna@example.com"),
        ("aNnA@example.com", "aNnA@example.com ", "anna@example.com"),
        ("anna@example.com", "", "mailto:ANNA@example.com"),
        ("aNNa@example.com", "", " aNNa@example.com"),
        ("ZOE\u0308@example.com", "", "zoë@example.com"),
        ("mailto:anna@example.com", "", "Anna@example.com"),
    ],
)
def test_who_was_signed_in_capitals_is_found_in_any(
    shell: Shell, config: Config, signed: str, kept: str, erased: str
) -> None:
    recipient = Tokens(config.signing_keys, config.pseudonym_key).recipient_written(signed)
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.add(connection, Campaign(slug="one", name="one"))
        put(connection, "one", Answer(recipient, 3), Answer(recipient ^ 64, 9))
        row = {"recipient": recipient, "bucket": ids.bucket(recipient), "kept": kept}
        connection.execute(
            "insert into recipient values (%(recipient)s, %(bucket)s, %(kept)s, '{}', now())", row
        )
    assert shell.json("erase", "--yes", erased)["ratings"] == 1
    assert recipients(config) == {("rating", recipient ^ 64)}


def test_dashboards_learn_of_it(config: Config, zoe: int) -> None:
    with psycopg.connect(config.database_url or "", autocommit=True) as listener:
        listener.execute("listen feedback")
        with psycopg.connect(config.database_url or "") as connection:
            erasure.erase(connection, zoe)
        told = {each.payload for each in listener.notifies(timeout=5, stop_after=2)}
    assert told == {"one", "two"}


def test_it_asks_first(shell: Shell, config: Config, zoe: int) -> None:
    before = recipients(config)
    shell.run("erase", "zoë@example.com", stdin="n\n", code=1)
    assert recipients(config) == before
    shell.run("erase", "zoë@example.com", stdin="y\n")
    assert zoe not in {recipient for _, recipient in recipients(config)}


@pytest.mark.usefixtures("zoe")
def test_somebody_unknown_is_said_to_be(shell: Shell) -> None:
    said = shell.run("erase", "--yes", "nobody@example.com").stdout
    assert said == "Nothing was kept about this recipient.\n"


@pytest.mark.parametrize("recipient", [0, 1, -1, 2**63 - 1, -(2**63)])
def test_a_pseudonym_reads_back(recipient: int) -> None:
    assert erasure.parse(ids.recipient_code(recipient).upper()) == recipient


@pytest.mark.parametrize("wrong", ["", "g000000000000", "000000000000u", "0" * 12])
def test_what_is_no_pseudonym_is_refused(wrong: str) -> None:
    with pytest.raises(erasure.ErasureError):
        erasure.parse(wrong)
