"""Each fact stands in one place: no second definition of it in the sources, and all that must agree follows it."""

import ast
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from feedback_buttons.base import colours, ids, policy_names, slugs
from feedback_buttons.campaigns import scales, score_bands
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cli.answers import answer_commands
from feedback_buttons.cli.campaigns import campaign_commands
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.api.campaigns import (
    campaign_request_models,
    campaign_response_models,
)
from feedback_buttons.dashboard.api.documents import document
from feedback_buttons.dashboard.api.scores import score_models
from feedback_buttons.dashboard.kit.charts import figures
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.dashboard.studio import after_click_text, campaign_form_text
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.reports.scores import campaign_reports, latest_change, score_facts
from feedback_buttons.reports.scores.score_facts import Figures
from feedback_buttons.reports.segments import segments
from feedback_buttons.reports.statistics import stats
from feedback_buttons.storage import db
from feedback_buttons.verdicts.policy import POLICIES

ROOT = Path(__file__).parents[2]
MODULES = [
    path for top in ("feedback_buttons", "dashboard") for path in sorted((ROOT / top).rglob("*.py"))
]
# What a second definition would hold, and where the first one stands.
DEFINED = {
    "a slug": (r"0,62\}", {"base/slugs.py"}),
    "a policy": (r"^(instant|balanced)$", {"base/policy_names.py"}),
    # The team's texts name every scale that there is: their own tests hold them to it.
    "a scale": (
        r"^(1-10|0-10|nps-0-10)$",
        {"campaigns/scales.py", "studio/studio_text.py", "studio/campaign_form_text.py"},
    ),
    "our blue": (colours.ACCENT, {"base/colours.py"}),
    "the colour of a low score": (
        score_bands.COLOURS[score_bands.LOW],
        {"campaigns/score_bands.py"},
    ),
}
# What counts scores into bands by itself: a comparison with their limits, or a colour of theirs.
OWN_BANDS = re.compile(
    rf"score\b.{{0,3}}(<= ?{score_bands.LAST_LOW}|>= ?{score_bands.FIRST_HIGH}|[<>] ?[678]\b)|nth-child\(-?n|"
    + "|".join(score_bands.COLOURS.values())
)


def _texts(source: str) -> list[str]:
    """The texts of a module, without what is written for readers of the code."""
    tree = ast.parse(source)
    docstrings = [
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    ]
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings
    ]


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    """The texts of each module, by its folder and name."""
    return {f"{path.parent.name}/{path.name}": _texts(path.read_text("utf-8")) for path in MODULES}


@pytest.mark.parametrize("fact", DEFINED)
def test_a_fact_is_defined_once(fact: str, texts: dict[str, list[str]]) -> None:
    pattern, places = DEFINED[fact]
    found = {
        module
        for module, written in texts.items()
        if any(re.search(pattern, text) for text in written)
    }
    assert found == places


def _values(field: str, model: str = "NewCampaign") -> Any:  # noqa: ANN401 (JSON)
    """The values that the API's document allows a field, without null."""
    schema = document()["components"]["schemas"][model]["properties"][field]
    return next((one for one in schema.get("anyOf", []) if "enum" in one), schema)["enum"]


def test_the_api_takes_what_is_defined() -> None:
    assert _values("policy") == list(policy_names.POLICY_NAMES)
    assert _values("scale") == list(scales.SCORES)
    assert _values("asks") == list(scales.SCALES)
    assert _values("language") == list(LANGUAGES)


def test_each_policy_has_its_rules() -> None:
    assert tuple(POLICIES) == policy_names.POLICY_NAMES
    assert policy_names.USUAL_POLICY in POLICIES


def test_the_tables_take_what_is_defined(database: str) -> None:
    with db.connect(database) as connection:
        checks = {
            name: db.first_value(
                connection,
                "select pg_get_constraintdef(oid) from pg_constraint where conname = %s",
                f"campaign_{name}_check",
            )
            for name in ("slug", "policy", "scale")
        }
    assert f"'^{slugs.PATTERN}$'" in checks["slug"]
    assert re.findall(r"'([\w-]+)'", checks["policy"]) == list(policy_names.POLICY_NAMES)
    assert re.findall(r"'([\w-]+)'", checks["scale"]) == list(scales.SCORES)


def test_nothing_but_one_module_knows_the_bands_of_scores() -> None:
    sheet = ROOT / "dashboard" / "static" / "style.css"
    files = [
        path
        for top in ("feedback_buttons", "dashboard")
        for ending in ("py", "js", "css", "typ", "html")
        for path in (ROOT / top).rglob(f"*.{ending}")
        if path != sheet and not path.name.startswith(("plotly", "previews"))
    ]
    own = {path.name for path in files if OWN_BANDS.search(path.read_text("utf-8"))}
    assert own == {"score_bands.py", "colours.py"}
    for band, colour in score_bands.COLOURS.items():
        assert f"--{band}: {colour};" in sheet.read_text("utf-8")
    assert f"--accent: {colours.ACCENT};" in sheet.read_text("utf-8")


def test_the_words_for_nps_name_the_bands() -> None:
    assert f"{score_bands.FIRST_HIGH}s and 10s" in str(text.NPS_MEANS)
    assert f"{score_bands.LAST_LOW} and less" in str(text.NPS_MEANS)


def test_bands_that_move_move_whatever_is_made_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = [1] * 10
    assert (figures.colour(8), stats.nps(counts)) == ("var(--middle)", -40)
    monkeypatch.setattr(score_bands, "FIRST_HIGH", 8)
    assert (figures.colour(8), stats.nps(counts)) == ("var(--high)", -30)


def test_programs_are_told_one_set_of_figures(full_config: Config) -> None:
    with db.connect(full_config.database_url or "") as connection:
        summary = campaign_reports.overview(connection)[0]
        slug = summary.campaign.slug
        latest = latest_change.read(connection, summary.campaign, ids.utc_now())
        groups = segments.read(connection, slug)
    figures = Figures(summary, latest, groups, ())
    facts = score_facts.facts(figures)
    assert facts.keys() >= score_models.Score.model_fields.keys()
    told_otherwise = {"counts", "set_aside", "questions"}  # by score, by state, in words
    printed = answer_commands._figures(figures)
    assert {name: printed[name] for name in facts.keys() - told_otherwise} == {
        name: facts[name] for name in facts.keys() - told_otherwise
    }


# A campaign's columns that are not typed by anybody, with what sets them instead.
MADE = {
    "touchpoint_target": "the touchpoint",
    "created_at": "the clock",
    "closed_at": "closing it",
    "tool_keys": "their own page",
    "demo": "the demonstration",
}
COLUMNS = {column.name for column in fields(Campaign)}
STORED = COLUMNS - {"tool_keys", "touchpoint_target"}
# What a way to set them leaves to another way: each has its own reason.
LEFT_OUT = {
    "the command line": {"slug", "texts", "questions", "logo"},  # an argument; pictures and JSON
    "the API": {"logo"},  # a picture
    "the forms": {"slug", "policy", "repeat_after"},  # made of the name; for who runs it
}


def test_the_queries_columns_of_a_campaign_are_those_of_its_class() -> None:
    """They stand in one fragment, apart from the logo, which weighs too much for lists."""
    listed = (db.SQL / "fragments" / "campaign_columns.sql").read_text("utf-8")
    assert set(re.findall(r"\w+", listed)) == STORED - {"logo"}
    queries = [path.read_text("utf-8") for path in (db.SQL / "queries").rglob("*.sql")]
    assert sum("{campaign_columns}" in query for query in queries) == 5
    assert [query for query in queries if "share_label" in query] == []


def test_the_columns_are_the_tables(database: str) -> None:
    with db.connect(database) as connection:
        table = db.first_value(
            connection,
            "select array_agg(attname::text) from pg_attribute"
            " where attrelid = 'campaign'::regclass and attnum > 0 and not attisdropped",
        )
    assert set(table) == STORED


def test_each_way_to_set_a_campaign_offers_each_column() -> None:
    offered = {
        "the command line": {option.name for option in campaign_commands.add.params} - {"slug"},
        "the API": set(campaign_request_models.NewCampaign.model_fields),
        "the forms": {*campaign_form_text.FIELDS, *after_click_text.FIELDS, "sent_at", "texts"}
        | {"questions", "logo", "waves"},  # forms of their own
    }
    for way, columns in offered.items():
        assert COLUMNS - MADE.keys() - columns == LEFT_OUT[way], way


def test_the_api_answers_each_column() -> None:
    assert COLUMNS - campaign_response_models.Campaign.model_fields.keys() == {
        "logo",
        "tool_keys",
        "touchpoint_target",
    }
