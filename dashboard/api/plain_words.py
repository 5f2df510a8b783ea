"""What is wrong with a field of a request, in plain English: what pydantic says of it, as what to do."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from feedback_buttons.dashboard.api.request_fields import PATTERN_WORDS

_LONGEST = 200  # characters of a list of what may be written; of more the document has them

_WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "missing": "this is needed",
    "extra_forbidden": "there is no such field; /api/v1/openapi.json names those that there are",
    "string_type": "write a text",
    "string_too_short": lambda limits: f"write {limits['min_length']} characters or more",
    "string_too_long": lambda limits: f"write at most {limits['max_length']} characters",
    "string_pattern_mismatch": lambda limits: PATTERN_WORDS.get(
        limits["pattern"], "this does not fit; /api/v1/openapi.json has its pattern"
    ),
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "int_parsing_size": "write a smaller number",
    "float_type": "write a number",
    "float_parsing": "write a number",
    "finite_number": "write a number",
    "greater_than_equal": lambda limits: f"write {limits['ge']:,.10g} or more",
    "greater_than": lambda limits: f"write more than {limits['gt']:,.10g}",
    "less_than_equal": lambda limits: f"write {limits['le']:,.10g} or less",
    "less_than": lambda limits: f"write less than {limits['lt']:,.10g}",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "list_type": "write a list: […]",
    "too_short": lambda limits: f"give {limits['min_length']} or more",
    "too_long": lambda limits: f"give at most {limits['max_length']:,}",
    "dict_type": "write an object: {…}",
    "model_type": "write an object: {…}",
    "model_attributes_type": "write an object: {…}",
    "literal_error": lambda limits: _one_of(str(limits["expected"])),
    "value_error": lambda limits: str(limits["error"]),
}


def of(problem: ErrorDetails) -> dict[str, str]:
    """Where it is wrong, by the path of the field, and what to do; what has no words here is said as pydantic does."""
    words = _WORDS.get(problem["type"], problem["msg"])
    at = "/".join(str(part) for part in problem["loc"] if part != "[key]") or "the body"
    return {"at": at, "message": words if isinstance(words, str) else words(problem["ctx"])}


def _one_of(choices: str) -> str:
    if len(choices) <= _LONGEST:
        return f"write {choices}"
    first = choices.partition(", ")[0]
    return f"write one of those that /api/v1/openapi.json lists, such as {first}"
