"""The examples in docstrings run."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import dashboard
import feedback_buttons

MODULES = [
    module.name
    for package in (feedback_buttons, dashboard)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", ["feedback_buttons", "dashboard", *MODULES])
def test_the_examples_run(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
