"""What recipients change while their case is on somebody's screen: the card is told, and says so itself."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

import psycopg
from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from psycopg_pool import PoolTimeout

from feedback_buttons.campaigns.score_bands import band
from feedback_buttons.cases import case_list
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.cases.case_list import PAGE, OpenedCase
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.comments.filter_values import FilterError
from feedback_buttons.dashboard.cases import case_cards, cases_desk
from feedback_buttons.dashboard.cases import case_text as words
from feedback_buttons.dashboard.cases.case_cards import Desk
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests import callback_arguments as arguments
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.storage import db

_MOST = 3 * PAGE  # cards of a screen that are looked at


def register(app: Dash, pool: db.Pool) -> None:
    """Add the callbacks by which cards are looked at again after a change."""

    @app.callback(
        Output("case-answers", "data"),
        Input("case-marks", "data"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    @auth.needs("comments")
    def look_at_cards(marks: object, search: object) -> Any:  # noqa: ANN401 (or no update)
        cards = [line.rpartition(" ")[::2] for line in arguments.texts(marks, _MOST)]
        try:
            keys = {CommentKey.parse(key): shown for key, shown in cards}
            wanted = CaseFilter.parse(dict(parse_qsl(arguments.text(search).lstrip("?"))))
        except (ValueError, FilterError):
            arguments.refuse()
        try:
            with pool.connection() as connection:
                desk = cases_desk.mine(connection)
                now = _now(connection, keys, wanted, desk)
                return [
                    changed(key, now[key], desk) for key in keys if _mark(now[key]) != keys[key]
                ]
        except (psycopg.Error, PoolTimeout):
            return no_update

    for name, output, source in (
        ("marks", "case-marks", "case-news"),
        ("answered", "case-news", "case-answers"),
    ):
        app.clientside_callback(
            ClientsideFunction("comments", name),
            Output(
                output, "data" if name == "marks" else "modified_timestamp", allow_duplicate=True
            ),
            Input(source, "data"),
            prevent_initial_call=True,
        )


def changed(key: CommentKey, case: OpenedCase | None, desk: Desk) -> Props:
    """What a card shows now whose recipient has changed or erased their answer."""
    if case is None:
        parts: Props = {"answer": {"children": words.ERASED}, "score": {"children": "–"}}  # noqa: RUF001 (a dash)
        return {"of": str(key), "mark": "", "parts": parts | {"said": {"children": words.GONE}}}
    parts = {
        "answer": {"children": case_cards.answer(case, desk)},
        "score": {"children": case_cards.score(case), "className": f"given {band(case.score)}"},
        "said": {"children": words.ANSWERED_ANEW},
    }
    return {"of": str(key), "mark": case_cards.mark(case), "parts": parts}


def _now(
    connection: db.Connection, keys: Iterable[CommentKey], wanted: CaseFilter, desk: Desk
) -> dict[CommentKey, OpenedCase | None]:
    """The cases of these keys: those of the page by one query, and one each for those that left it."""
    page = {case.key: case for case in case_list.find(connection, wanted, desk.name).cases}
    return {key: page.get(key) or case_list.get(connection, key) for key in keys}


def _mark(case: OpenedCase | None) -> str:
    return case_cards.mark(case) if case else ""
