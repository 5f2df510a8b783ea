"""What an operation of the API is: each folder of a resource lists its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from feedback_buttons.accounts.api_keys import Scope
from feedback_buttons.dashboard.api.calls import Call

ONE_CAMPAIGN = "/campaigns/{campaign}"  # paths of what belongs to one


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: a method and path, the scope that it needs, its models, and what handles it.

    Attributes:
        name: what generated clients call it.
        scope: what the key must be good for.
        run: does it; takes a :class:`Call`.
        answer: the model of what is answered, with ``status``.
        body, query: the models of what is asked.
        stored: writes something that a program may send again under one Idempotency-Key.
        refused: what it may be answered, of ``problems.PROBLEMS``, beside what every operation may.
    """

    method: str
    path: str
    name: str
    summary: str
    scope: Scope
    run: Callable[[Call], Any]
    answer: type[BaseModel]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    status: int = 200
    stored: bool = False
    refused: tuple[str, ...] = ()
