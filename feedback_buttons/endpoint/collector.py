"""What one process of the recipients' endpoint holds: database, disk, keys, clock, cached campaigns."""

import logging
import time
from collections.abc import Mapping, Sequence

import psycopg

from feedback_buttons.base import readiness
from feedback_buttons.base.ids import Clock, Ids, utc_now
from feedback_buttons.base.rate_limiter import Limit, RateLimiter
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import FRESH, Campaign, CampaignError
from feedback_buttons.config.settings import STANDBY, Config
from feedback_buttons.endpoint import standby_keep
from feedback_buttons.endpoint.broken_click_counts import BrokenClicks
from feedback_buttons.endpoint.endpoint_metrics import EndpointMetrics, Gauges
from feedback_buttons.endpoint.learned_scanners import Learned
from feedback_buttons.endpoint.page_nonces import Nonces
from feedback_buttons.endpoint.recorder import Recorder
from feedback_buttons.endpoint.sandbox_presses import Pressers
from feedback_buttons.endpoint.spool import Spool, SpoolError
from feedback_buttons.endpoint.standby_keep import StandbyKeep, StandbyProgress
from feedback_buttons.endpoint.visitors import Visitors
from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.ratings.write_refusals import RefusalNote
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db, schema_state
from feedback_buttons.storage.notify import Notifier
from feedback_buttons.verdicts.scan_wave import Crowd

log = logging.getLogger(__name__)
# Visits for one network (/24, or /48 of version 6) in one process: 500 at once, fifty a second. An office of
# thousands behind one address opens no mail faster than this, and whoever does only loses evidence: its pages
# ask for a press, and presses always count.
VISITS = Limit(burst=500, pause=1 / 50)
# New answers through buttons that name nobody, of one browser in one process: four at once, one more each quarter of an
# hour. And of one network, where an office may stand behind one address: sixty at once, six a minute.
UNSIGNED, UNSIGNED_NETWORK = Limit(burst=4, pause=900), Limit(burst=60, pause=10)
_MOST = 10_000  # campaigns, known or asked for in vain, that are kept in memory


class Collector:
    """What the routes share in one process: database, spool, keys, clock, cached campaigns, metrics."""

    def __init__(self, config: Config, clock: Clock = utc_now) -> None:
        if config.database_url is None:
            raise ValueError("the collector needs a database's address")
        self.config = config
        self.clock = clock
        url = config.collector_database_url or config.database_url
        role = None if config.collector_database_url else db.COLLECTOR
        self.refusal = RefusalNote(config.data_dir)
        self.database = Database(url, role=role, tell=self.refusal.tell)
        self.spool = Spool(config.data_dir)
        self.metrics = EndpointMetrics(config.data_dir)
        # Apart from what clicks use: a primary that cannot be asked this takes answers all the same.
        self._asked = Database(url, role=role, size=1)
        read = self._progress if config.keep_until == STANDBY else None
        self.campaigns = Campaigns(self.database, self.spool)
        self.visitors = Visitors(self.database, self.spool)
        self.visit_limiter = RateLimiter(VISITS)
        self.unsigned_limiter = RateLimiter(UNSIGNED)
        self.unsigned_networks = RateLimiter(UNSIGNED_NETWORK)
        self.crowd = Crowd()
        self.pressers = Pressers()
        self.broken = BrokenClicks()
        self.learned = Learned(config.pseudonym_key.encode())
        self.notifier = Notifier(url)
        self.readiness = readiness.Readiness(
            self._database_missing, self._servers_missing, self._disk_missing
        )
        self.tokens = Tokens(config.signing_keys, config.pseudonym_key)
        self.nonces = Nonces(config.signing_keys)
        self.ids = Ids(clock)
        self.recorder = Recorder(
            self.database,
            self.spool,
            self.metrics,
            StandbyKeep(config.data_dir, read),
            self.notifier.changed,
            self._refresh,
        )

    def close(self) -> None:
        """Give everything back."""
        self.recorder.close()
        self.broken.share(self.database)
        self.notifier.close()
        self.database.close()
        self._asked.close()
        self.spool.finish()
        self.metrics.close()

    def _refresh(self) -> None:
        """Once a minute: keep what an outage would hide, exchange what was learned of scanners."""
        self.campaigns.remember()
        self.learned.share(self.database, self.clock())
        self.broken.share(self.database)

    def _progress(self) -> Sequence[StandbyProgress]:
        try:
            return self._asked.use(
                lambda connection: db.rows(connection, StandbyProgress, "standbys_of_servers"),
                durable=False,
            )
        except (Away, psycopg.Error):
            return ()

    def _database_missing(self) -> str:
        # Asked apart: where migrations are missing, clicks may be refused already, and that is why.
        try:
            missing = self._asked.use(schema_state.missing)
        except (Away, psycopg.Error):
            return schema_state.AWAY
        return missing or (schema_state.AWAY if self.database.away else "")

    def _servers_missing(self) -> str:
        """The servers behind a front that are away, a line each: their recipients' answers wait."""
        servers = self._servers_away().items()
        return "\n".join(f"server {place}: away" for place, away in servers if away)

    def _servers_away(self) -> Mapping[int, bool]:
        if self._database_missing():
            return {}  # which is said by itself, and a schema of before knows of no servers
        try:
            return self.database.servers_away()
        except Away:
            return {}

    def _disk_missing(self) -> str:
        full = "" if self.spool.room() else "spool: its disk is all but full"
        return readiness.unwritable(self.spool.folder, "spool") or full

    def report(self) -> bytes:
        """The metrics of all processes that share the data directory, in Prometheus' text format."""
        return self.metrics.report(self._gauges)

    def _gauges(self) -> Gauges:
        """The gauges of this moment: what waits in the spool, whether the database answers."""
        refusing = int(self.refusal.read() is not None)
        try:
            waiting = self.spool.waiting()
            oldest = max(time.time() - waiting.since, 0.0) if waiting.since else 0.0
            entries, refused = waiting.entries, waiting.refused
            broken = bool(self._disk_missing())
        except SpoolError as error:
            log.error("%s", error)
            entries, refused, oldest, broken = 0, 0, 0.0, True
        return {
            "waiting": ("Requests that wait on this disk for the database.", entries),
            "waiting_seconds": ("For how long the oldest of them has waited.", round(oldest, 3)),
            "refused": ("Requests that the database would not take, put aside.", refused),
            "standby_bytes": (
                "Bytes kept until the standby has them.",
                standby_keep.size(self.config.data_dir),
            ),
            "spool_broken": ("Whether this disk is all but full, or takes nothing.", int(broken)),
            "database_away": ("Whether the database is away.", int(self.database.away)),
            "server_away": (
                "Whether a server behind the front is away.",
                {str(place): float(away) for place, away in self._servers_away().items()},
            ),
            "database_refuses": ("Whether it answers and takes nothing: an alarm.", refusing),
        }


class Campaigns:
    """Campaigns by slug, from memory for a moment; while the database is away for as long as need be,
    and from the disk after a restart."""

    def __init__(self, database: Database, spool: Spool) -> None:
        self._database, self._spool = database, spool
        self._known: dict[str, tuple[float, Campaign | None]] = {}
        self.slugs: frozenset[str] = frozenset()  # of all campaigns, as of a minute ago

    def get(self, slug: str) -> Campaign | None:
        """The campaign, None if there is none.

        Raises:
            Away: the database is away and nobody knows the campaign.
        """
        read_at, cached = self._known.get(slug, (-FRESH, None))
        if time.monotonic() - read_at < FRESH:
            return cached
        try:
            campaign = self._database.use(lambda connection: _get(connection, slug))
        except Away:
            campaign = cached or self._remembered(slug)
            if campaign is None:
                raise
        # A contact's token is good for any name, also for made-up ones.
        if len(self._known) > _MOST:
            self._known.clear()
        self._known[slug] = time.monotonic(), campaign
        return campaign

    def remember(self) -> None:
        """Put the texts of all open campaigns on the disk, for when the database is away."""
        try:
            listed = self._database.use(campaigns.list_)
        except Away:
            return
        self.slugs = frozenset(campaign.slug for campaign in listed)
        self._spool.remember([campaign for campaign in listed if not campaign.closed])

    def _remembered(self, slug: str) -> Campaign | None:
        try:
            return self._spool.campaign(slug)
        except SpoolError as error:
            log.error("%s", error)
            return None


def _get(connection: db.Connection, slug: str) -> Campaign | None:
    try:
        return campaigns.get(connection, slug)
    except CampaignError:
        return None
