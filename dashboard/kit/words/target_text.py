"""What is said of a campaign's targets, on its page and in the overview."""

from typing import Any

from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import lazy_gettext, local, tr
from feedback_buttons.reports.scores.target_progress import AimProgress

_STATES = {
    "reached": lazy_gettext("Target {target}: reached."),
    "open": lazy_gettext("Target {target}: too close to tell."),
    "below": lazy_gettext("Target {target}: not reached yet."),
}
_EARLY = lazy_gettext("Target {target}: too early to tell.")


def score(progress: AimProgress | None) -> str:
    """The sentence about the target score; "" without a target."""
    if progress is None or progress.target.score is None:
        return ""
    early = progress.score is None or progress.score.early
    words = _EARLY if early else _STATES[progress.score_state or "open"]
    return str(words).format(target=local(f"{progress.target.score:g}"))


def answers(progress: AimProgress | None) -> str:
    """The sentence about the target number of answers; "" without a target."""
    if progress is None or progress.target.answers is None:
        return ""
    wanted = text.number(progress.target.answers)
    if progress.answers_reached:
        return tr("Target {target} answers: reached.").format(target=wanted)
    share = text.percent(progress.answers / progress.target.answers)
    return tr("{share} of the {target} answers aimed at.").format(share=share, target=wanted)


def both(progress: AimProgress | None) -> str:
    """Both in a line."""
    return " ".join(filter(None, (score(progress), answers(progress))))


def state(progress: AimProgress | None) -> str:
    """The class of its look: all that is aimed at is reached, or not."""
    if progress is None:
        return ""
    done = progress.score_state in (None, "reached") and progress.answers_reached is not False
    return "reached" if done else ""


def props(progress: AimProgress | None) -> dict[str, dict[str, Any]]:
    """The line on a campaign's page, by its component's id."""
    look = f"target {state(progress)}".strip()
    return {"target": {"children": both(progress), "hidden": progress is None, "className": look}}
