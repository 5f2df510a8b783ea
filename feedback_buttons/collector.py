"""What one process of the recipients' endpoint holds: pools, keys, clock, cached campaigns."""

import time
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg_pool import PoolTimeout

from feedback_buttons import campaigns, db
from feedback_buttons.campaigns import Campaign, CampaignError
from feedback_buttons.visitors import Visitors
from feedback_buttons.config import Config
from feedback_buttons.ids import Clock, Ids, utc_now
from feedback_buttons.live import Notifier
from feedback_buttons.nonces import Nonces
from feedback_buttons.ratings import Ratings
from feedback_buttons.tokens import Invitation, Tokens

_POOL = 8
_FRESH = 2.0  # seconds that a campaign's texts are served from memory


class Collector:
    """Everything that the routes use."""

    def __init__(self, config: Config, clock: Clock = utc_now) -> None:
        if config.database_url is None:
            raise ValueError("the collector needs a database's address")
        self.config = config
        self.clock = clock
        url = config.collector_database_url or config.database_url
        role = None if config.collector_database_url else db.COLLECTOR
        answers = db.pool(url, _POOL, role=role)
        # Evidence that a crash takes back costs nobody an answer; so it needn't wait for the disk.
        evidence = db.pool(url, _POOL, role=role, options="-c synchronous_commit=off")
        self._pools = (answers, evidence)
        self.ratings = Ratings(evidence, answers)
        self.campaigns = Campaigns(answers)
        self.visitors = Visitors(answers)
        self.notifier = Notifier(url)
        self.tokens = Tokens(config.signing_keys, config.pseudonym_key)
        self.nonces = Nonces(config.signing_keys)
        self.ids = Ids(clock)

    def close(self) -> None:
        """Give the connections back."""
        self.notifier.close()
        for pool in self._pools:
            pool.close()

    def occasion(self, campaign: Campaign, invitation: Invitation) -> int:
        """Which occasion a click belongs to: the token's own; or, in a standing flow, the one that the
        recipient's last answer opened, until the campaign's ``repeat_after`` days have passed."""
        if invitation.occasion or not campaign.repeat_after:
            return invitation.occasion
        now = self.clock()
        latest = self.ratings.latest_occasion(campaign.slug, invitation.recipient)
        began = datetime.fromtimestamp(latest or 0, UTC)
        if latest and now - began < timedelta(days=campaign.repeat_after):
            return latest
        return int(now.timestamp())


class Campaigns:
    """Campaigns by slug, from memory for a moment, and for as long as the database is away."""

    def __init__(self, pool: db.Pool) -> None:
        self._pool = pool
        self._known: dict[str, tuple[float, Campaign | None]] = {}

    def get(self, slug: str) -> Campaign | None:
        """The campaign, None if there is none.

        Raises:
            psycopg.Error, PoolTimeout: the database is away and the campaign isn't known yet.
        """
        read_at, campaign = self._known.get(slug, (-_FRESH, None))
        if time.monotonic() - read_at < _FRESH:
            return campaign
        try:
            with self._pool.connection() as connection:
                campaign = campaigns.get(connection, slug)
        except CampaignError:
            campaign = None
        except (psycopg.Error, PoolTimeout):
            if slug not in self._known:
                raise
        self._known[slug] = time.monotonic(), campaign
        return campaign
