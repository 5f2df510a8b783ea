"""Each fact stands in one place: no second definition of it in the sources, and all that must agree follows it."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from feedback_buttons.base import colours, policy_names, slugs
from feedback_buttons.campaigns import scales, score_bands
from feedback_buttons.dashboard.api.documents import document
from feedback_buttons.dashboard.kit import figures, text
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.reports import stats
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


@pytest.mark.parametrize("fact", DEFINED)
def test_a_fact_is_defined_once(fact: str) -> None:
    pattern, places = DEFINED[fact]
    found = {
        f"{path.parent.name}/{path.name}"
        for path in MODULES
        if any(re.search(pattern, text) for text in _texts(path.read_text("utf-8")))
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
