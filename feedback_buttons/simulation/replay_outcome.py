"""The result of a replayed trace: its ratings compared with what the trace says was meant; pure."""

from dataclasses import dataclass
from typing import NamedTuple

from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.simulation.traces import Trace
from feedback_buttons.verdicts.rules import REASONS


@dataclass(frozen=True, slots=True)
class Rated:
    """What became of one recipient; ``score`` is None where nothing counts."""

    recipient: str
    score: int | None
    proof: str
    state: str
    reason: str


class RatedRow(NamedTuple):
    """A row of replayed.sql: what counts of one recipient, and why."""

    recipient: int
    score: int | None
    proof: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trace amounts to, against its truth rows where it has them."""

    recipients: int
    people: int
    counted: int
    correct: int
    wrong_score: int
    false_accepted: int
    lost: int
    ratings: tuple[Rated, ...]

    @property
    def precision(self) -> float | None:
        """Correct among counted; None when nothing counted."""
        return self.correct / self.counted if self.counted else None

    @property
    def recall(self) -> float | None:
        """Correct among people who meant to answer; None when there were none."""
        return self.correct / self.people if self.people else None


def outcome(trace: Trace, tokens: Tokens, rows: list[RatedRow]) -> Outcome:
    """Hold what counts against the truth rows."""
    references = {tokens.recipient(row.recipient): row.recipient for row in trace.rows}
    ratings = tuple(
        Rated(
            references[row.recipient],
            row.score,
            row.proof,
            "counted" if row.state == "settling" else row.state,
            REASONS[row.reason],
        )
        for row in rows
    )
    truth = trace.truth
    counts = {rated.recipient: rated.score for rated in ratings if rated.score is not None}
    people = {recipient for recipient, score in truth.items() if score is not None}
    correct = sum(truth.get(recipient) == score for recipient, score in counts.items())
    false_accepted = len(counts.keys() - people)
    return Outcome(
        recipients=len(set(references.values()) | truth.keys()),
        people=len(people),
        counted=len(counts),
        correct=correct,
        wrong_score=len(counts) - correct - false_accepted,
        false_accepted=false_accepted,
        lost=len(people - counts.keys()),
        ratings=tuple(sorted(ratings, key=lambda rated: rated.recipient)),
    )
