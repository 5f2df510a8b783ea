"""How the code is laid out: docs/architecture.md is true, names are told apart, the dashboard holds no SQL."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from feedback_buttons.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
MODULES = [
    path for top in ("feedback_buttons", "dashboard") for path in sorted((ROOT / top).rglob("*.py"))
]
FOLDERS = sorted({path.parent for path in MODULES if path.parent.parent != ROOT})
SQL = re.compile(
    r"\s*(?:select\s|insert\s+into|update\s+\w+\s+set|delete\s+from|with\s+\w+\s+as|truncate\s|listen\s+\w|notify\s+\w)|"
    r"\s*(?:SELECT\s|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|WITH\s+\w+\s+AS|TRUNCATE\s|LISTEN\s+\w|NOTIFY\s+\w)"
)


@pytest.mark.parametrize("folder", FOLDERS, ids=[str(each.relative_to(ROOT)) for each in FOLDERS])
def test_a_folder_says_what_it_is_and_stands_in_the_architecture(folder: Path) -> None:
    source = (folder / "__init__.py").read_text("utf-8")
    assert ast.get_docstring(ast.parse(source))
    _, _, part = PAGE.partition(f"## {folder.parent.name}\n")
    assert f"| `{folder.name}` |" in part


def test_no_folder_is_too_full_to_be_looked_through() -> None:
    """What has more than 24 files is split by subject."""
    files = [*MODULES, *(ROOT / "sql" / "queries").rglob("*.sql")]
    sizes = Counter(str(path.parent.relative_to(ROOT)) for path in files)
    assert {folder: size for folder, size in sizes.items() if size > 24} == {}


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:feedback_buttons|dashboard)/[\w/.]+)`", PAGE)))
)
def test_what_the_architecture_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


CONTRACTS = {
    contract["containers"][0]: contract["layers"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    if contract["type"] == "layers"
}


@pytest.mark.parametrize(
    "container",
    ["feedback_buttons", "feedback_buttons.dashboard", "feedback_buttons.dashboard.kit"],
)
def test_the_picture_shows_the_layers_that_are_held(container: str) -> None:
    layers = [
        layer for layer in CONTRACTS[container] if layer not in ("__main__", "dashboard", "kit")
    ]
    drawn = [
        re.sub(r"^[a-z_]+/ ", "", line).strip().partition("  ")[0]
        for line in PAGE.partition("## The picture")[2].split("```")[1].splitlines()
    ]
    assert [line for line in drawn if line in layers] == layers


def test_the_architecture_names_each_command_in_its_folder() -> None:
    _, _, part = PAGE.partition("\n## cli\n")
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \| (.+?) \|", part.partition("\n## ")[0]))
    told = {folder: set(re.findall(r"`([\w-]+)`", names)) for folder, names in rows.items()}
    kept: dict[str, set[str]] = {}
    for command, place in COMMANDS.items():
        kept.setdefault(place.partition(".")[0], set()).add(command)
    assert told == kept


def _constants(path: Path) -> dict[str, ast.expr]:
    """The names in capitals that a module gives values to."""
    values: dict[str, ast.expr] = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                values |= {
                    name.id: node.value
                    for name in names
                    if isinstance(name, ast.Name) and name.id.isupper()
                }
    return values


LIMITS = {
    (path, name)
    for path, names in re.findall(
        r"(?m)^\| [^|]+ \| `([\w/.]+)` \| (.+) \|$",
        PAGE.partition("## Limits, seconds, colours\n")[2].partition("\n## ")[0],
    )
    for name in re.findall(r"`([^`]+)`", names)
}


def test_limits_seconds_and_colours_stand_where_the_architecture_says() -> None:
    assert len(LIMITS) > 100
    gone = [
        (path, name)
        for path, name in sorted(LIMITS)
        if name
        not in (
            _constants(ROOT / path)
            if path.endswith(".py") and not name.startswith("FEEDBACK_")
            else (ROOT / path).read_text("utf-8")
        )
    ]
    assert gone == []


def _is_limit(name: str, value: ast.expr) -> bool:
    """Whether it is a time, a rate, a length or a colour that other modules may know."""
    words = ast.unparse(value)
    return not name.startswith("_") and (
        words.startswith(("timedelta(", "Limit(", "Attempts("))
        or bool(re.search(r"LENGTH$|^LONGEST|^LARGEST", name))
        or bool(re.search(r"'#[0-9a-f]{6}'", words))
    )


def test_the_architecture_names_all_limits_seconds_and_colours() -> None:
    """What is new here has a row in docs/architecture.md, "Limits, seconds, colours"."""
    lacking = [
        (str(path.relative_to(ROOT)), name)
        for path in MODULES
        if "simulation" not in path.parts
        for name, value in _constants(path).items()
        if _is_limit(name, value) and (str(path.relative_to(ROOT)), name) not in LIMITS
    ]
    assert lacking == []


def test_the_libraries_that_the_architecture_names_are_declared_and_imported_where_it_says() -> (
    None
):
    _, _, part = PAGE.partition("is a library now:\n")
    declared = (ROOT / "pyproject.toml").read_text("utf-8")
    rows = re.findall(r"(?m)^\| [^|]+ \| (`[^|]+`) \| (`[^|]+`) \|$", part.partition("\n## ")[0])
    assert len(rows) > 5
    for libraries, places in rows:
        source = "".join(
            (ROOT / path).read_text("utf-8") for path in places.strip("`").split("`, `")
        )
        for library in libraries.strip("`").split("`, `"):
            assert f'"{library}' in declared
            name = IMPORTED.get(library, library.replace("-", "_")).lower()
            used = rf"(?m)^ *(from|import) {name}\b|files\(\"{name}\"\)"
            assert re.search(used, source.lower()), library


# What a library is imported as, where that is not its own name.
IMPORTED = {
    "argon2-cffi": "argon2",
    "crawler-user-agents": "crawleruseragents",
    "python-stdnum": "stdnum",
}


def test_no_two_modules_have_one_name() -> None:
    names = Counter(path.stem for path in MODULES if not path.stem.startswith("__"))
    assert [name for name, number in names.items() if number > 1] == []


@pytest.mark.parametrize(
    "folder", sorted((ROOT / "sql" / "queries").iterdir()), ids=lambda each: each.name
)
def test_queries_stand_under_a_subject_of_the_code(folder: Path) -> None:
    assert folder in [ROOT / "sql" / "queries" / each.name for each in FOLDERS]


@pytest.mark.parametrize(
    "folder",
    sorted(path for path in (ROOT / "sql" / "queries").glob("*/*") if path.is_dir()),
    ids=lambda folder: f"{folder.parent.name}/{folder.name}",
)
def test_queries_of_a_folder_in_a_subject_are_run_there(folder: Path) -> None:
    """The folder is named after one of the subject's folders or modules, and that runs all of its queries."""
    code = ROOT / "feedback_buttons" / folder.parent.name / folder.name
    sources = [*code.glob("*.py"), *code.parent.glob(f"{folder.name}.py")]
    text = "".join(path.read_text("utf-8") for path in sources)
    assert [path.stem for path in folder.iterdir() if f'"{path.stem}"' not in text] == []


def test_the_dashboard_holds_no_sql() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        if path.is_relative_to(ROOT / "dashboard")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert found == []


def test_no_property_test_depends_on_the_speed_of_the_machine() -> None:
    profile = ROOT / "tests" / "support" / "properties.py"
    others = [
        path for path in (ROOT / "tests").rglob("*.py") if path not in (profile, Path(__file__))
    ]
    direct = [
        path
        for path in others
        if re.search(r"^(from|import) hypothesis", path.read_text("utf-8"), re.M)
    ]
    assert direct == [], "they import from `properties` instead"


# Longer than the house style's limits.
LONG: set[str] = set()
# The API's document names its models: what a campaign or a score is called there is the reader's word for it, too.
PUBLIC_NAMES = {
    "answer_models.py",
    "campaign_request_models.py",
    "campaign_response_models.py",
    "delivery_models.py",
    "request_fields.py",
    "response_fields.py",
    "score_models.py",
}


def _too_long(path: Path) -> set[str]:
    """The file by its path, where it has more than 300 lines; its functions of 40 lines and more."""
    source, name = path.read_text("utf-8"), str(path.relative_to(ROOT))
    functions = {
        f"{name}:{node.name}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and _lines(node) >= 40
    }
    return functions | ({name} if source.count("\n") > 300 else set())


def _lines(node: ast.FunctionDef) -> int:
    """The lines of a function from its ``def`` to its end, those of the functions in it included, without its
    docstring."""
    whole = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is None:
        return whole
    docstring = node.body[0]
    return whole - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def test_files_and_functions_stay_short() -> None:
    assert set().union(*map(_too_long, MODULES)) <= LONG


def test_no_two_public_classes_have_one_name() -> None:
    names = Counter(
        node.name
        for path in MODULES
        if path.name not in PUBLIC_NAMES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, number in names.items() if number > 1] == []


def test_one_module_notifies_the_dashboards() -> None:
    spoken = re.compile(r"pg_notify|^(listen|notify) \w+$")
    found = {
        path.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and spoken.search(str(node.value))
    }
    assert found == {"notify.py"}
