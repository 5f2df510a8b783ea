"""The page on which a team says what the campaigns at a touchpoint aim at."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.campaigns import targets, touchpoints
from feedback_buttons.campaigns.targets import Aim
from feedback_buttons.dashboard.kit.requests import auth, shown_values
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.dashboard.studio import campaign_form, wave_form
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.storage import db

ADDRESS = "/targets"


def blueprint(pool: db.Pool) -> Blueprint:
    """/targets: a row for each touchpoint, with a form."""
    pages = Blueprint("targets", __name__)

    @pages.get(ADDRESS)
    @auth.needs("campaigns")
    def touchpoint_targets() -> ResponseReturnValue:
        with pool.connection() as connection:
            return _page(connection)

    @pages.post(ADDRESS)
    @auth.needs("campaigns")
    def aim() -> ResponseReturnValue:
        touchpoint, score, answers = (
            request.form.get(name, "") for name in ("touchpoint", "score", "answers")
        )
        with pool.connection() as connection:
            try:
                target = _target(connection, touchpoint, score, answers)
                saved = targets.set_of_touchpoint(
                    connection, touchpoint, target, by=auth.current().name
                )
            except FeedbackError as error:
                typed = {touchpoint: {"score": score, "answers": answers}}
                return _page(connection, wrong=error.advice, typed=typed), 400
            return _page(connection, done=tr("{name}: saved.").format(name=saved.touchpoint))

    return pages


def _target(connection: db.Connection, touchpoint: str, score: str, answers: str) -> Aim:
    """What a touchpoint aims at from now on.

    Raises:
        FeedbackError: what was typed is no target, or somebody else has changed it since the page was opened.
    """
    standing = {target.touchpoint: target for target in targets.of_touchpoints(connection)}
    now = _stored(standing[touchpoint]) if touchpoint in standing else Aim()._asdict()
    typed = Aim(campaign_form.points(score), wave_form.mails(answers))._asdict()
    labels = {"score": tr("Score"), "answers": tr("Answers")}
    return Aim(**now | shown_values.mine(now, typed, labels))


def _page(
    connection: db.Connection,
    *,
    wrong: str = "",
    done: str = "",
    typed: dict[str, dict[str, str]] | None = None,
) -> str:
    """All touchpoints in their order, those without campaigns too where they have targets; what could not be saved as
    it was ``typed``."""
    standing = targets.of_touchpoints(connection)
    stored = {target.touchpoint: _fields(target) for target in standing}
    placed = touchpoints.list_(connection)
    campaigns_at = dict.fromkeys(stored, 0) | {at.touchpoint: at.campaigns for at in placed}
    names = list(dict.fromkeys([*(at.touchpoint for at in placed), *stored]))
    return render_template(
        "targets.html",
        names=names,
        campaigns_at=campaigns_at,
        counted=text.campaigns,
        fields=stored | (typed or {}),
        stored={target.touchpoint: _stored(target) for target in standing},
        wrong=wrong,
        done=done,
    )


def _stored(target: targets.TouchpointTarget) -> dict[str, Any]:
    return {"score": target.score, "answers": target.answers}


def _fields(target: targets.TouchpointTarget) -> dict[str, str]:
    score = "" if target.score is None else f"{target.score:g}"
    return {"score": score, "answers": str(target.answers or "")}
