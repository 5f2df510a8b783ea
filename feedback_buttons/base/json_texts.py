"""JSON that others have written."""

import json
from typing import Any


def read(text: str | bytes) -> Any:  # noqa: ANN401 (JSON)
    """What a text says.

    Raises:
        ValueError: it is no JSON, or nested so deeply that nobody means it.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
