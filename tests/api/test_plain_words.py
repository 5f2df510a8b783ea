"""What the API says of wrong fields: what to do, in words of which none is a pattern's or a validator's."""

from collections.abc import Iterator
from typing import Annotated

import pytest
from pydantic import BaseModel, ValidationError

from feedback_buttons.dashboard.api import plain_words
from feedback_buttons.dashboard.api.campaigns.campaign_request_models import NewCampaign
from feedback_buttons.dashboard.api.cases.case_models import CasesQuery
from feedback_buttons.dashboard.api.deliveries.delivery_models import Deliveries
from feedback_buttons.dashboard.api.operations import OPERATIONS
from feedback_buttons.dashboard.api.recipients.token_models import NewSnippet, NewTokens
from feedback_buttons.dashboard.api.request_fields import PATTERN_WORDS, one_of
from feedback_buttons.dashboard.api.scores.period_query import PeriodQuery
from feedback_buttons.dashboard.api.scores.scenario_models import NewWhatIf

NEW = {"slug": "new", "name": "New"}
READ_BY_US = {"date-time"}  # formats that a function reads, which has words of its own


class Journey(BaseModel):
    """A request with very many choices."""

    city: Annotated[str, one_of(f"City {number}" for number in range(600))]


def said(model: type[BaseModel], sent: object) -> list[str]:
    with pytest.raises(ValidationError) as wrong:
        model.model_validate(sent)
    problems = [plain_words.of(problem) for problem in wrong.value.errors(include_url=False)]
    return [f"{problem['at']}: {problem['message']}" for problem in problems]


@pytest.mark.parametrize(
    ("model", "sent", "words"),
    [
        (NewCampaign, [], "the body: write an object: {…}"),
        (NewCampaign, {"slug": "new"}, "name: this is needed"),
        (NewCampaign, NEW | {"name": 5}, "name: write a text"),
        (NewCampaign, NEW | {"name": " "}, "name: write a name in one line, not only spaces"),
        (NewCampaign, NEW | {"name": "x" * 301}, "name: write at most 300 characters"),
        (NewCampaign, NEW | {"mails": "5"}, "mails: write a whole number"),
        (NewCampaign, NEW | {"mails": -1}, "mails: write 0 or more"),
        (NewCampaign, NEW | {"target_score": 11}, "target_score: write 10 or less"),
        (NewCampaign, NEW | {"policy": "lax"}, "policy: write 'instant', 'balanced' or 'strict'"),
        (NewCampaign, NEW | {"questions": "why"}, "questions: write a list: […]"),
        (NewSnippet, {"reference": "a", "theme": "red"}, "theme: write neutral, ramp, or a colour such as #aa0000"),
        (NewTokens, {"recipients": []}, "recipients: give 1 or more"),
        (NewTokens, {"recipients": [{"reference": " a"}]},
         "recipients/0/reference: write plain text in one line, without spaces at its ends"),
        (CasesQuery, {"limit": "x"}, "limit: write a whole number"),
        (CasesQuery, {"cursor": "x"}, "cursor: give the cursor of the page before, as it was answered"),
        (NewWhatIf, {"kind": "lift", "place": "", "points": 90}, "points: write 9 or less"),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_field_is_told_what_to_write(
    model: type[BaseModel], sent: object, words: str
) -> None:
    assert said(model, sent) == [words]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("2026-12-05", "write a time such as 2026-12-05T09:00:00Z"),
        ("2026-02-30T10:00:00Z", "such as 2026-12-05T09:00:00Z; there is no such day"),
    ],
)
def test_a_time_is_told_how_it_is_written(sent: str, words: str) -> None:
    (sentence,) = said(NewCampaign, NEW | {"sent_at": sent})
    assert sentence.endswith(words)


def test_lists_that_are_long_are_not_written_out() -> None:
    (sentence,) = said(Journey, {"city": "Atlantis"})
    assert sentence == (
        "city: write one of those that /api/v1/openapi.json lists, such as 'City 0'"
    )


def test_a_zone_has_no_spaces() -> None:
    assert said(NewCampaign, NEW | {"time_zone": "New York"}) == [
        "time_zone: write a time zone such as Europe/Amsterdam"
    ]


def test_half_an_hour_is_no_hour_and_a_day_no_period() -> None:
    (hour,) = said(Deliveries, {"hours": [{"hour": "2026-11-01T10:30:00Z", "mails": 1}]})
    assert hour == "hours/0/hour: write a whole hour such as 2026-12-05T09:00:00Z"
    (period,) = said(PeriodQuery, {"period": "2026-11-01"})
    assert "days such as 2026-11-01..2026-11-08" in period


def patterns(schema: object) -> Iterator[str]:
    """All patterns of fields below a schema that pydantic checks."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str) and schema.get("format") not in READ_BY_US:
            yield schema["pattern"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from patterns(part)


def test_each_pattern_has_words() -> None:
    models = [model for operation in OPERATIONS for model in (operation.body, operation.query)]
    used = {pattern for model in models if model for pattern in patterns(model.model_json_schema())}
    assert len(used) > 10
    # Days are read by a function of their own, whose words stand beside it.
    assert {pattern for pattern in used - PATTERN_WORDS.keys() if "-31)$" not in pattern} == set()


def test_names_may_be_written_in_any_script() -> None:
    for name in ("Обратная связь", "配送のお知らせ", "é", "التوصيل"):
        assert NewCampaign.model_validate(NEW | {"name": name}).model_dump()["name"] == name
    for name in ("", "  ", "\u00a0", "\ufeff", "a\x00b"):
        assert len(said(NewCampaign, NEW | {"name": name})) == 1
