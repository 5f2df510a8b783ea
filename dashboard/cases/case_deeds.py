"""The actions of a case's buttons; requests that no page of ours sends are refused."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, cast

from dash import ALL, MATCH, Dash, Input, Output, State, no_update

from feedback_buttons.accounts import users
from feedback_buttons.base import ids, time_zones
from feedback_buttons.cases import case_list
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_handling import Field, HandlingError
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.dashboard.cases import case_cards, cases_desk
from feedback_buttons.dashboard.cases import case_text as words
from feedback_buttons.dashboard.comments import comment_text
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests import callback_arguments as arguments
from feedback_buttons.storage import db

_MORNING = time(9)


def register(app: Dash, pool: db.Pool) -> None:
    """Add the callback by which cases are handled."""

    @app.callback(
        Output({"show": "done", "of": MATCH}, "children"),
        Output({"show": "acts", "of": MATCH}, "children"),
        Output({"show": "said", "of": MATCH}, "children"),
        Output({"fill": "tag", "of": MATCH}, "value"),
        Output({"fill": "before", "of": MATCH}, "data"),
        Input({"deed": ALL, "to": ALL, "of": MATCH}, "n_clicks"),
        State({"fill": "tag", "of": MATCH}, "value"),
        State({"fill": "note", "of": MATCH}, "value"),
        State({"fill": "before", "of": MATCH}, "data"),
        prevent_initial_call=True,
    )
    @auth.needs("handle")
    def handle_case(_clicks: object, tag: object, note: object, before: object) -> tuple[Any, ...]:
        pressed = arguments.pressed("deed", "to", "of")
        if pressed is None:
            return (no_update,) * 5
        written = {"tag": arguments.text(tag), "note": arguments.text(note)}
        with pool.connection() as connection:
            deed = _deed(connection, pressed, written)
            return _handled(connection, *deed, arguments.text(before))


def nap(name: str, now: datetime) -> datetime:
    """Until when a case sleeps that is put to sleep so, one of case_text.NAPS."""
    if name == "tomorrow":
        zone = time_zones.here()
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, _MORNING, zone)
    return (
        now
        + {"hour": timedelta(hours=1), "days": timedelta(days=3), "week": timedelta(days=7)}[name]
    )


def _deed(
    connection: db.Connection, pressed: Mapping[str, str], written: Mapping[str, str]
) -> tuple[CommentKey, Field, str]:
    """Which case a button is of, what it changes, and into what."""
    field = cast(Field, pressed["deed"])
    value = pressed["to"] or written.get(field, "")
    if field == "snooze" and value:
        value = nap(value if value in words.NAPS else arguments.refuse(), ids.utc_now()).isoformat()
    if field == "handler" and value and users.get(connection, value) is None:
        arguments.refuse()  # nobody of the team
    try:
        return CommentKey.parse(pressed["of"]), field, value
    except ValueError:
        arguments.refuse()


def _handled(
    connection: db.Connection, key: CommentKey, field: Field, value: str, before: str
) -> tuple[Any, ...]:
    """Make a change, and show what is now: done, acts, what to say, the tag field, the note that was ``before``."""
    desk, complaint = cases_desk.mine(connection), ""
    try:
        if field == "handler" and value == desk.name:
            comment_handling.take(connection, key, desk.name)
        else:
            shown = before if field == "note" else None
            comment_handling.change(connection, key, desk.name, field, value, before=shown)
    except HandlingError as error:
        complaint = f"{error}"[:1].upper() + f"{error}"[1:]
    case = case_list.get(connection, key)
    if case is None:
        return no_update, no_update, words.GONE, no_update, no_update
    saved = comment_text.MADE if field == "note" else ""
    return (
        case_cards.done(case, desk),
        case_cards.acts(case, desk),
        complaint or saved,
        "" if field == "tag" and not complaint else no_update,
        case.note if field == "note" else no_update,
    )
