"""What is around a bad afternoon: Slack, Zendesk and a webhook that fail in turns, a mailbox; how all is set up."""

from dataclasses import dataclass, field
from datetime import timedelta

from other_side import LOCAL, OtherSide
from postbox import PASSWORD, Mailbox
from zendesk_side import ZendeskSide

from feedback_buttons.accounts import users
from feedback_buttons.alerts import alert_rules
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.digests import subscriptions
from feedback_buttons.rated import rated_feeds
from feedback_buttons.storage import db
from feedback_buttons.tickets import ticket_feeds

CAMPAIGNS = ("delay", "order")
AGENTS = ("anna", "ben", "cleo")  # the first of them gets the digest of a wave
ZENDESK = {
    "client": "fb",
    "client_secret": "s3cret",
    "key": "refresh-0",
    "score_field": "360001",
    "comments": "yes",
}


@dataclass
class Outside:
    """The other sides, and what the day had in it."""

    slack: OtherSide
    hook: OtherSide
    zendesk: ZendeskSide
    box: Mailbox
    kills: int = 0
    faults: dict[str, int] = field(default_factory=dict)

    def fail(self, turn: int) -> None:
        """Let one of them fail for a while: a few answers of each kind."""
        kinds = (500, (429, {"Retry-After": "1"}), "store then drop", (503, {}), "drop")
        if turn % 2:
            for side in (self.slack, self.hook):
                side.answers[:] = kinds  # what is left of the turn before is over
            self._note("Slack, webhook", 2 * len(kinds))
        else:
            begins = ("POST /api/v2/tickets", "GET /api/v2/tickets", "PUT /api/v2/tickets")
            for begin, more in zip(begins, ("hang", "store then hang", "hang"), strict=True):
                self.zendesk.faults += [(begin, kind) for kind in (*kinds[:3], more)]
            self._note("Zendesk", 4 * len(begins))

    def heal(self) -> None:
        """Let all of them be well again."""
        self.slack.answers.clear()
        self.hook.answers.clear()
        self.zendesk.faults.clear()

    def _note(self, side: str, number: int) -> None:
        self.faults[side] = self.faults.get(side, 0) + number


def set_up(conn: db.Connection, config: Config, outside: Outside) -> None:
    """Two campaigns and all channels: tickets, alerts at once, a digest of alerts, one of a wave, rated answers."""
    keys, now = config.session_keys, ids.utc_now()
    sent_at = now - timedelta(days=4 if now.hour < 9 else 3)  # whose digest is due this morning
    campaigns.add(conn, Campaign(slug="delay", name="Delay", touchpoint="delivery"))
    campaigns.add(conn, Campaign(slug="order", name="Order", touchpoint="order"))
    wave = Campaign(slug="spring", name="Spring", sent_at=sent_at, time_zone="UTC")
    campaigns.add(conn, wave)
    for agent in AGENTS:
        users.add(conn, agent, PASSWORD, "agent")
    for name, kind, fields in (
        ("desk", "zendesk", ZENDESK | {"url": outside.zendesk.url}),
        ("slack", "slack", {"url": outside.slack.url, "comments": "yes"}),
        ("hook", "webhook", {"url": outside.hook.url, "comments": "yes"}),
        ("lead", "mail", {"to": "lead@example.com", "comments": "yes"}),
    ):
        channel_list.add(conn, name, kind, fields, keys, local=LOCAL)
    ticket_feeds.add(conn, "desk", score_to=6)
    rated_feeds.add(conn, "hook")
    alert_rules.add(conn, "at once", ["case"], ["slack", "hook"], comments=True)
    alert_rules.add(conn, "digest", ["case"], ["lead"], comments=True, pace="hourly")
    conn.execute("update alert_rule set next_at = now() + interval '1 day' where name = 'digest'")
    subscriptions.subscribe(
        conn, AGENTS[0], "anna@example.com", "en", keys, weekly=False, waves=True
    )
    conn.execute("update digest_subscription set begun_at = 'epoch'")
