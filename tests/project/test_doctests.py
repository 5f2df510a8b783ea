"""The examples in docstrings run."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import feedback_buttons

MODULES = [
    module.name
    for module in pkgutil.walk_packages(feedback_buttons.__path__, "feedback_buttons.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", ["feedback_buttons", *MODULES])
def test_the_examples_run(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
