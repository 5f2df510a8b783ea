"""What an address wants of the comments: read, written down again, refused."""

from datetime import UTC, date, datetime

import pytest

from feedback_buttons.comments.comment_filters import TO_DO, Filter, FilterError

NOW = datetime(2026, 12, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ({}, Filter()),
        ({"scores": "0-6", "status": "open", "sort": "oldest"}, TO_DO),
        ({"scores": "9-10,3"}, Filter(scores=(3, 9, 10))),
        ({"scores": "0-10"}, Filter()),
        ({"search": ' "too late" ', "handler": "me"}, Filter(search='"too late"', handler="me")),
        ({"since": "2026-12-01", "until": "2026-12-05"},
         Filter(since=date(2026, 12, 1), until=date(2026, 12, 5))),
        ({"starred": "yes", "days": "7", "tag": "late", "language": "nl", "campaign": "a-1"},
         Filter(starred=True, days=7, tag="late", language="nl", campaign="a-1")),
        ({"utm_source": "mail", "scores": ""}, Filter()),
        ({"since": "2026-12-01T14:00Z", "until": "2026-12-01T16:05:00+01:00"},
         Filter(since=datetime(2026, 12, 1, 14, tzinfo=UTC), until=datetime(2026, 12, 1, 15, 5, tzinfo=UTC))),
        ({"answer": "3.2", "campaign": "a"}, Filter(answer="3.2", campaign="a")),
        ({"attribute": "who=a=b", "campaign": "a", "client": "iphone", "proof": "pressed"},
         Filter(attribute="who=a=b", campaign="a", client="iphone", proof="pressed")),
    ],
)  # fmt: skip
def test_an_address_is_read_and_written_again(address: dict[str, str], wanted: Filter) -> None:
    assert Filter.parse(address) == wanted
    assert Filter.parse(wanted.parameters()) == wanted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scores", "11"), ("scores", "a"), ("scores", "6-1"), ("scores", "1-999999"),
        ("days", "0"), ("days", "-1"), ("days", "٣"), ("since", "yesterday"), ("until", "2026-02-30"),
        ("status", "done"), ("sort", "best"), ("starred", "1"), ("language", "xx"),
        ("campaign", "../etc"), ("search", "a\0b"), ("search", "a" * 201), ("handler", "b" * 201),
        ("since", "2026-12-01T14:00"), ("answer", "3."), ("answer", "0"), ("answer", "40000"), ("answer", "3.11"),
        ("attribute", "channel"), ("attribute", "=x"), ("client", "nokia"), ("proof", "sworn"),
        ("wave", "0"), ("wave", "52"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_reason(name: str, value: str) -> None:
    with pytest.raises(FilterError, match=r"\w"):
        Filter.parse({name: value})


def test_a_period_runs_to_the_end_of_its_last_day() -> None:
    wanted = Filter(since=date(2026, 12, 1), until=date(2026, 12, 4))
    assert wanted.span(NOW).begin == datetime(2026, 12, 1, tzinfo=UTC)
    assert wanted.span(NOW).end == datetime(2026, 12, 5, tzinfo=UTC)
    assert wanted.but(days=2).span(NOW).begin == datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["answer", "attribute", "age", "wave"])
def test_what_is_a_campaigns_own_needs_it(name: str) -> None:
    value = {"answer": "3.2", "attribute": "channel=phone", "age": "late", "wave": "2"}[name]
    with pytest.raises(FilterError, match=f"{name} needs a campaign"):
        Filter.parse({name: value})


def test_a_filter_that_there_is_not_is_named() -> None:
    with pytest.raises(FilterError, match=r"unknown filter 'scroes'. Did you mean scores\?"):
        Filter.parse({"scroes": "1"})
    with pytest.raises(FilterError, match=r"unknown filter 'x'. Filters are: search, campaign,"):
        Filter.parse({"x": ""})


def test_a_moment_is_the_first_or_the_first_no_more() -> None:
    noon = datetime(2026, 12, 4, 12, tzinfo=UTC)
    wanted = Filter(since=noon, until=noon)
    assert wanted.span(NOW) == (noon, noon)
    assert wanted.parameters() == {"since": "2026-12-04T12:00:00Z", "until": "2026-12-04T12:00:00Z"}
