"""What is wanted of the comments, as the query find_comments takes it."""

from typing import Any
from zoneinfo import ZoneInfo

from feedback_buttons.base import ids
from feedback_buttons.comments.comment_filters import ME, NOBODY, Filter


def of(wanted: Filter, viewer: str, zone: ZoneInfo) -> dict[str, Any]:
    """The query's parameters for a filter, as ``viewer`` means it, whose days are of a time zone; None for what is not
    asked for."""
    handler = viewer if wanted.handler == ME else wanted.handler
    return {
        "campaign": wanted.campaign or None,
        "low": min(wanted.scores, default=None),
        "high": max(wanted.scores, default=None),
        "scores": list(wanted.scores) or None,
        "language": wanted.language or None,
        "since": wanted.from_(ids.utc_now(), zone),
        "until": wanted.to(zone),
        "tag": wanted.tag or None,
        "status": wanted.status or None,
        "starred": wanted.starred,
        "unhandled": handler == NOBODY,
        "handler": handler if handler and handler != NOBODY else None,
        "search": wanted.search or None,
        **_of_answer(wanted),
    }


def _of_answer(wanted: Filter) -> dict[str, Any]:
    """What is asked of the answer beside the comment, and of its person."""
    question, _, choice = wanted.answer.partition(".")
    return {
        "of_answer": bool(wanted.answer or wanted.client or wanted.proof or wanted.wave),
        "question": int(question) if question else None,
        "choice": int(choice) if choice else None,
        "client": wanted.client or None,
        "proof": wanted.proof or None,
        "attribute": wanted.attribute or None,
        "wave": wanted.wave,
    }
