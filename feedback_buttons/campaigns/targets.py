"""Targets: the score and the number of answers that a campaign aims at, its own or those of its touchpoint."""

from collections.abc import Mapping
from typing import NamedTuple

from feedback_buttons.accounts import audit
from feedback_buttons.base import text_lines
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import scales
from feedback_buttons.storage import db

MOST_ANSWERS = 2**31


class TargetError(FeedbackError):
    """There cannot be such a target; the message says what there can be."""

    code = "target-invalid"


class Aim(NamedTuple):
    """A score, in points of the scale that is asked, and a number of answers; None: nothing of the kind."""

    score: float | None = None
    answers: int | None = None

    def within(self, scale: str) -> "Aim":
        """What of it can be told in a scale of scales.TOLD: of five points nobody reaches 7.5."""
        first, *_, last = scales.TOLD[scale]
        fits = self.score is not None and first <= self.score <= last
        return self if fits else self._replace(score=None)


class TouchpointTarget(NamedTuple):
    """What campaigns at a touchpoint aim at."""

    touchpoint: str
    score: float | None
    answers: int | None


def of(own: Aim, touchpoint: Mapping[str, float | int | None] | None, scale: str) -> Aim:
    """What a campaign aims at: its own, and where it has none what its touchpoint's say.

    Args:
        touchpoint: ``score`` and ``answers`` of the touchpoint, None where it has no targets.
        scale: the scale that the campaign's scores are told in.
    """
    shared = touchpoint or {}
    answers = own.answers or shared.get("answers")
    score = shared.get("score") if own.score is None else own.score
    return Aim(score, int(answers) if answers else None).within(scale)


def check(target: Aim, scale: str) -> None:
    """Refuse what cannot be reached in a scale.

    Raises:
        TargetError: the score is not on it, or the number of answers is none.
    """
    first, *_, last = scales.TOLD[scale]
    if target.score is not None and target.within(scale).score is None:
        raise TargetError(
            wording("{name} must be from {least} to {most}, not {value}."),
            name="target_score", least=first, most=last, value=target.score,
        )  # fmt: skip
    if target.answers is not None and not 1 <= target.answers < MOST_ANSWERS:
        raise TargetError(
            wording("{name} must be {least} or more, not {value}."),
            name="target_answers", least=1, value=target.answers,
        )  # fmt: skip


def of_touchpoints(connection: db.Connection) -> list[TouchpointTarget]:
    """The targets of all touchpoints that have some, by name."""
    return db.rows(connection, TouchpointTarget, "touchpoint_targets")


def set_of_touchpoint(
    connection: db.Connection, touchpoint: str, target: Aim, *, by: str = audit.COMMAND_LINE
) -> TouchpointTarget:
    """Let the campaigns at a touchpoint aim at this; at nothing where the target is empty.

    Raises:
        TargetError: there cannot be such a target, or the touchpoint has no name.
    """
    name = text_lines.checked("touchpoint", touchpoint)
    if not name:
        raise TargetError(wording("say which touchpoint."))
    check(target, scales.FROM_ZERO)  # that of each campaign is asked for where it is told
    row = {"touchpoint": name, **target._asdict()}
    with connection.transaction():
        connection.execute(db.query("set_touchpoint_target"), row)
        audit.record(connection, by, "target set", name, **target._asdict())
    return TouchpointTarget(name, *target)
