"""Campaigns: what is stored, what is refused and how it says so."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign, CampaignError
from feedback_buttons.storage import db

FULL = Campaign(
    slug="delay-apology",
    name="De bezorging is later",
    owner="Anna, delivery team",
    touchpoint="delay apology",
    asks="csat",
    language="nl",
    policy="strict",
    sender="Sinterklaas",
    question="Hoe vond u deze mail?",
    help_url="https://example.com/help",
    help_label="Klantenservice",
    share_url="mailto:review@example.com",
    share_label="Vertel het verder",
    texts={"nl": {"thanks": "Bedankt!"}, "fr": {"question": "Ça va ?", "help_label": "Aide"}},
    logo="data:image/png;base64,iVBORw0KGgo=",
    sent_at=datetime(2026, 12, 5, 9, tzinfo=UTC),
    mails=5_000,
    repeat_after=30,
    demo=True,
)


def test_a_campaign_reads_back_as_it_was_stored(database: str) -> None:
    with db.connect(database) as connection:
        campaigns.add(connection, FULL)
        assert campaigns.get(connection, "delay-apology") == FULL
        assert campaigns.list_(connection) == (replace(FULL, logo=None),)


def test_only_what_is_changed_changes(database: str) -> None:
    with db.connect(database) as connection:
        campaigns.add(connection, FULL)
        changed = campaigns.edit(connection, "delay-apology", {"name": " New ", "question": ""})
        assert changed == replace(FULL, name="New", question=None)
        assert campaigns.get(connection, "delay-apology") == changed


def test_texts_that_are_empty_are_not_kept(database: str) -> None:
    with db.connect(database) as connection:
        campaigns.add(connection, FULL)
        emptied = {"nl": {"thanks": " ", "question": None}, "de": {"thanks": " Danke! "}}
        changed = campaigns.edit(connection, FULL.slug, {"texts": emptied})
        assert changed.texts == {"de": {"thanks": "Danke!"}}
        assert campaigns.get(connection, FULL.slug) == changed


def test_a_closed_campaign_can_be_opened_again(database: str) -> None:
    with db.connect(database) as connection:
        campaigns.add(connection, FULL)
        closed = campaigns.close(connection, "delay-apology")
        assert closed.closed
        assert campaigns.close(connection, "delay-apology").closed_at == closed.closed_at
        assert not campaigns.close(connection, "delay-apology", reopen=True).closed


def test_open_screens_hear_of_every_change(database: str) -> None:
    with db.connect(database, autocommit=True) as screen, db.connect(database) as connection:
        screen.execute("listen feedback")
        campaigns.add(connection, FULL)
        connection.commit()
        campaigns.edit(connection, FULL.slug, {"mails": 7})
        connection.commit()
        heard = [each.payload for each in screen.notifies(timeout=20, stop_after=2)]
    assert heard == [FULL.slug] * 2


def test_a_slug_is_taken_only_once(database: str) -> None:
    with db.connect(database) as connection:
        campaigns.add(connection, FULL)
        with pytest.raises(CampaignError, match="there is a campaign 'delay-apology' already"):
            campaigns.add(connection, FULL)
        assert campaigns.list_(connection) == (replace(FULL, logo=None),)


@pytest.mark.parametrize("job", [campaigns.get, campaigns.close])
def test_an_unknown_campaign_is_named(database: str, job) -> None:  # noqa: ANN001 (either function)
    with (
        db.connect(database) as connection,
        pytest.raises(CampaignError, match="no campaign 'none'"),
    ):
        job(connection, "none")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"slug": "Delay"}, "cannot be a campaign's slug"),
        ({"slug": "-delay"}, "cannot be a campaign's slug"),
        ({"slug": "x" * 64}, "cannot be a campaign's slug"),
        ({"slug": "delay\n"}, "cannot be a campaign's slug"),
        ({"name": " "}, "needs a name"),
        ({"name": "a\0b"}, "name holds a control character"),
        ({"question": "x" * 301}, "question has 301 characters"),
        ({"language": "es"}, "language must be one of en, nl, de, fr"),
        ({"policy": "lax"}, "policy must be one of instant, balanced, strict"),
        ({"help_url": "http://example.com"}, "help_url must be an address such as https://"),
        ({"share_url": "javascript:alert(1)"}, "share_url must be an address"),
        ({"share_url": "https://"}, "share_url must be an address"),
        ({"share_url": "https://[x"}, "share_url must be an address"),
        ({"share_url": "https://example.com/a b"}, "share_url must be an address"),
        ({"texts": {"es": {"thanks": "Gracias"}}}, "language of a text must be one of en, nl"),
        ({"texts": {"nl": {"title": "Dag"}}}, "a text must be one of question, thanks"),
        (
            {"texts": {"nl": {"thanks": "x" * 301}}},
            r"thanks \(nl\) has 301 characters; at most 300",
        ),
        ({"texts": {"nl": {"thanks": "a\0b"}}}, r"thanks \(nl\) holds a control character"),
        ({"mails": -1}, "mails must be 0 or more"),
        ({"repeat_after": 0}, "repeat_after must be 1 or more"),
        ({"repeat_after": 2**40}, "repeat_after must be"),
        ({"sent_at": datetime(2026, 12, 5)}, "sent_at needs a time zone"),  # noqa: DTZ001 (the point)
    ],
    ids=str,
)
def test_a_wrong_value_is_named(database: str, wrong: dict[str, object], message: str) -> None:
    with db.connect(database) as connection:
        with pytest.raises(CampaignError, match=message):
            campaigns.add(connection, replace(FULL, **wrong))
        assert campaigns.list_(connection) == ()
