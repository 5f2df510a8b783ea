"""Judges a campaign's evidence anew, after its policy has changed."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import NamedTuple

from psycopg.rows import class_row

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.storage import db, notify
from feedback_buttons.verdicts.policy import POLICIES

_THREADS = 4
_STEP = 1000


def rejudge(
    url: str, campaign: Campaign, now: datetime, progress: Callable[[int], object] = lambda _: None
) -> int:
    """Judge all that a campaign's recipients did under its policy, and tell the dashboards.

    What the team decided stays; so does how a page was served: one that asked for a press is not
    counted for being seen.

    Args:
        url: the database's address, for a user who may read all of a campaign.
        campaign: with its policy.
        now: the time now.
        progress: told now and then how many have been judged.

    Returns:
        how many have been judged.
    """
    database = Database(url)
    judge = partial(Ratings(database).rejudge, now=now)
    done = 0
    try:
        with ThreadPoolExecutor(_THREADS) as threads, db.connect(url) as connection:
            subjects = _subjects(connection, campaign)
            while step := tuple(itertools.islice(subjects, _STEP)):
                done += sum(1 for _ in threads.map(judge, step))
                progress(done)
            notify.announce(connection, campaign.slug)
    finally:
        database.close()
    return done


class _Answer(NamedTuple):
    """A row of rejudged.sql: whose answer it is, and when its mail was sent."""

    recipient: int
    occasion: int
    sent_at: datetime | None


def _subjects(connection: db.Connection, campaign: Campaign) -> Iterator[Subject]:
    policy = POLICIES[campaign.policy]
    with connection.cursor("rejudged", row_factory=class_row(_Answer)) as cursor:
        cursor.itersize = _STEP
        cursor.execute(db.query("rejudged"), {"campaign": campaign.slug})
        for answer in cursor:
            yield Subject(campaign.slug, answer.recipient, answer.occasion, policy, answer.sent_at)
