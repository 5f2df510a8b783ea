from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.overview import campaign_choice
from feedback_buttons.dashboard.overview.campaign_choice import Choice
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.statistics.organisation_index import Part

NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)


def standing(
    slug: str, *, score: int = 0, answers: int = 0, before: int = 0, age: int = 0, **facts: object
) -> Standing:
    campaign = Campaign(slug=slug, name=slug.title(), created_at=NOW - timedelta(days=age))
    campaign = replace(campaign, **facts)  # type: ignore[arg-type]  # its own fields
    counts = tuple(answers * (value == score) for value in range(1, 11))
    earlier = tuple(20 * (value == before) for value in range(1, 11))
    part = Part(slug, campaign.name, 0, 0, 0, 0)
    last_at = campaign.created_at if answers else None
    return Standing(campaign, counts, earlier, counts, part, last_at)


CAMPAIGNS = [
    standing("apple", score=7, answers=25, before=9, age=3, touchpoint="Order", language="nl"),
    standing("bear", score=9, answers=22, before=8, age=1, owner="Anna", mails=44),
    standing("cherry", age=2, touchpoint="Order", owner="Anna", mails=9, language="en"),
]


def slugs(wanted: Choice) -> str:
    return " ".join(each.campaign.slug for each in wanted.chosen(CAMPAIGNS))


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", "bear apple cherry"),  # who has no answer stands behind all that have
        ("?sort=last", "apple bear cherry"),
        ("?sort=name", "apple bear cherry"),
        ("?sort=-name", "cherry bear apple"),
        ("?sort=-score", "bear apple cherry"),
        ("?sort=score", "apple bear cherry"),
        ("?sort=change", "apple bear cherry"),
        ("?sort=-answers", "apple bear cherry"),
        ("?sort=answers", "bear apple cherry"),
        ("?sort=-rate", "bear cherry apple"),
        ("?touchpoint=Order", "apple cherry"),
        ("?owner=Anna&language=en", "cherry"),
        ("?find=EAR", "bear"),
        ("?find=nothing", ""),
    ],
)
def test_an_address_says_which_campaigns_in_which_order(search: str, expected: str) -> None:
    assert slugs(Choice.parse(search)) == expected


@pytest.mark.parametrize(
    "search", ["?period=1h&sort=up&page=0", "?page=-1", "?page=²", "?page=99999", "?what=else"]
)
def test_what_an_address_cannot_mean_is_as_by_default(search: str) -> None:
    assert Choice.parse(search) == Choice()
    assert Choice.parse(search).address() == "/"


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?tuchpoint=Order", "Unknown filter 'tuchpoint'. Did you mean touchpoint?"),
        (
            "?period=1h",
            "'period' is 24h, 7d, 30d, sent, all, wave:2 or 2026-11-01..2026-11-08, not '1h'.",
        ),
        ("?sort=best&utm_source=mail", "not 'best'."),
        ("?zz", "Unknown filter 'zz'. Filters are: period, touchpoint,"),
    ],
)
def test_what_an_address_asks_in_vain_is_named(search: str, said: str) -> None:
    (complaint,) = campaign_choice.strange(search)
    assert said in complaint


def test_nothing_is_strange_about_an_address_of_ours() -> None:
    wanted = Choice("7d", "a & b", "nl", "Zoë", "100%", "-score", 3)
    assert campaign_choice.strange(wanted.query()) == campaign_choice.strange("") == []


def test_an_address_reads_back_as_it_was_made() -> None:
    wanted = Choice("7d", "a & b", "nl", "Zoë", "100%", "-score", 3)
    assert Choice.parse(wanted.query()) == wanted
    assert wanted.address(sort="name") == wanted.address(sort="name", page=1)
    assert "page" not in wanted.address(period="24h")


def test_a_column_s_head_turns_the_order_round() -> None:
    assert Choice().by("score") == "-score"
    assert Choice(sort="-score").by("score") == "score"
    assert Choice(sort="score").by("score") == "-score"
    assert Choice().by("name") == "name"


def test_a_page_shows_fifty_and_none_lies_behind_the_last() -> None:
    many = [standing(f"c{number}") for number in range(120)]
    last = Choice(page=9).within(len(many))
    assert last.page == 3
    assert len(last.shown(many)) == 20
    assert Choice(page=9).within(0).page == 1


def test_the_filters_offer_what_there_is() -> None:
    assert campaign_choice.options(CAMPAIGNS, "touchpoint") == ["Order"]
    assert campaign_choice.options(CAMPAIGNS, "language") == ["en", "nl"]
    assert campaign_choice.options([], "owner") == []
