"""The application with a clock that can be set: by so many seconds as stand in a file."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from feedback_buttons.base import ids
from feedback_buttons.endpoint import web_app


def create_app() -> web_app.Endpoint:
    """The recipients' endpoint, for gunicorn."""
    return web_app.create_app(clock=_clock)


def _clock() -> datetime:
    try:
        step = float(Path(os.environ["CLOCK_STEP"]).read_text())
    except (OSError, ValueError):
        step = 0.0
    return ids.utc_now() + timedelta(seconds=step)
