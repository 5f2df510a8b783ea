"""How one person answered along the touchpoints, where a reference of them is kept: the latest answer at each, in
order."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from feedback_buttons.campaigns import scales, touchpoints
from feedback_buttons.campaigns.touchpoints import Touchpoint


class CourseStep(NamedTuple):
    """The latest answer at a touchpoint; ``score`` as stored, ``written`` in the scale that was asked."""

    touchpoint: str
    at: datetime
    score: int
    written: str


def of(answers: Iterable[Mapping[str, Any]]) -> tuple[CourseStep, ...]:
    """What persons_course.sql has of each touchpoint, in order; none where it is one alone, which is no course."""
    by_name = {answer["touchpoint"]: answer for answer in answers}
    placed = (Touchpoint(name, answer["place"], 1) for name, answer in by_name.items())
    steps = [_step(by_name[at.touchpoint]) for at in touchpoints.in_order(placed)]
    return tuple(steps) if len(steps) > 1 else ()


def _step(answer: Mapping[str, Any]) -> CourseStep:
    scale = scales.told(answer["scale"], answer["asks"])
    score = answer["score"]
    at = datetime.fromisoformat(answer["at"])
    return CourseStep(answer["touchpoint"], at, score, scales.written(score, scale))
