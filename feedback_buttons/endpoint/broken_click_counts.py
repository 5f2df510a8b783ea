"""Counts clicks on buttons without a usable token, so that the team learns of a mail that went out wrong.

Counted in memory and added to the database once a minute: nothing of who clicked, and no write a click.
"""

import threading
from datetime import datetime
from typing import Literal

import psycopg

from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.storage import db

Broken = Literal["empty", "unmerged", "wrong"]
_MOST = 5000  # campaigns, kinds and hours that are kept in memory


class BrokenClicks:
    """What this process has counted and not told yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: dict[tuple[str, Broken, datetime], tuple[datetime, int]] = {}

    def note(self, campaign: str, kind: Broken, at: datetime) -> None:
        """Count one click on a broken button of a campaign, of this kind and at this time."""
        key = campaign, kind, at.replace(minute=0, second=0, microsecond=0)
        with self._lock:
            if key in self._counted or len(self._counted) < _MOST:
                first, clicks = self._counted.get(key, (at, 0))
                self._counted[key] = first, clicks + 1

    def share(self, database: Database) -> None:
        """Add what was counted to what all know; nothing is lost while the database is away."""
        with self._lock:
            counts, self._counted = self._counted, {}
        if not counts:
            return
        columns = {
            "campaigns": [campaign for campaign, _, _ in counts],
            "kinds": [kind for _, kind, _ in counts],
            "firsts": [first for first, _ in counts.values()],
            "clicks": [clicks for _, clicks in counts.values()],
        }
        query = db.query("add_broken_clicks")
        try:
            database.use(lambda connection: connection.execute(query, columns), durable=False)
        except (Away, psycopg.Error):  # such as a table that the next migration makes
            with self._lock:
                for key, (first, clicks) in counts.items():
                    later, more = self._counted.get(key, (first, 0))
                    self._counted[key] = min(first, later), clicks + more
