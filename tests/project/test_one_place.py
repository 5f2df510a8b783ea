"""Each fact stands in one place: no second definition of it in the sources, and all that must agree follows it."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from feedback_buttons.base import policy_names, slugs
from feedback_buttons.campaigns import scales
from feedback_buttons.dashboard.api.documents import document
from feedback_buttons.i18n.recipient_language import LANGUAGES
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
    "a scale": (r"^(1-10|0-10|nps-0-10)$", {"campaigns/scales.py", "studio/studio_text.py"}),
}


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
