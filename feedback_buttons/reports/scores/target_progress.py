"""How far a campaign is from what it aims at; pure.

A score's target is reached, or not reached yet, where the whole interval of the score says so: it holds at all times at
once, so that whoever looks every day is not told "reached" today and "not yet" tomorrow by chance alone.
"""

from dataclasses import dataclass
from typing import Literal

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.targets import Aim
from feedback_buttons.reports.statistics.stats import Score

State = Literal["reached", "open", "below"]


@dataclass(frozen=True, slots=True)
class AimProgress:
    """What a campaign aims at, and the score and the number of answers that it has."""

    target: Aim
    score: Score | None
    answers: int

    @property
    def score_state(self) -> State | None:
        """Whether the score has got there; "open" while it may be either. None where none is aimed at."""
        wanted, score = self.target.score, self.score
        if wanted is None:
            return None
        if score is None or score.early:
            return "open"
        return "reached" if score.low >= wanted else "below" if score.high < wanted else "open"

    @property
    def answers_reached(self) -> bool | None:
        """Whether there are as many answers; None where no number is aimed at."""
        return None if self.target.answers is None else self.answers >= self.target.answers


def of(campaign: Campaign, score: Score | None) -> AimProgress | None:
    """How far it is with this score; None where it aims at nothing."""
    target = campaign.target
    return AimProgress(target, score, score.answers if score else 0) if any(target) else None


def facts(progress: AimProgress | None) -> dict[str, object]:
    """The same for programs, by names."""
    target = progress.target if progress else Aim()
    return {
        "score": target.score,
        "score_state": progress and progress.score_state,
        "answers": target.answers,
        "answers_reached": progress and progress.answers_reached,
    }
