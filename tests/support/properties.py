"""Hypothesis as all tests use it: ``from properties import given, settings, st``.

Not in conftest.py: importing it takes longer than most test files take to run.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

__all__ = ["given", "settings", "st"]

# No test may depend on the machine's speed.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
