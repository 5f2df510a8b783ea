"""Messages of the well-filled database: channels of each kind, messages in each state, attempts of each outcome."""

from datetime import timedelta
from typing import Any

from full_campaigns import FULL

from feedback_buttons.alerts import alert_rules, alert_timing
from feedback_buttons.channels import channel_kinds, channel_list
from feedback_buttons.channels.notices import Notice, Quote
from feedback_buttons.config.settings import Config
from feedback_buttons.outbox import delivery_loop, outbox_messages
from feedback_buttons.outbox.delivery_loop import Claimed, Sender
from feedback_buttons.outbox.outbox_messages import AnswerKey
from feedback_buttons.outbox.outcomes import AttemptOutcome
from feedback_buttons.rated import rated_feeds
from feedback_buttons.recipients import erasure, rest_rules
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list, ticket_feeds

FIELDS = {
    "url": "https://hooks.example.com/services/T0/B0/secret",
    "to": "team@example.com",
    "comments": "yes",
    "key": "pk_1",
    "client": "client",
    "client_secret": "secret",
    "number_field": "cf_number",
    "org": "1",
    "department": "2",
}
_NOTICE = Notice("test", "A <test>", quotes=(Quote("<!channel> *bold*", "3"),), data={"n": 1})
_OUTCOMES = (
    AttemptOutcome("delivered", 200, "ok", remote_id="4711"),
    AttemptOutcome("later", 503, "Service <unavailable>"),
    AttemptOutcome("refused", 404, "no_team"),
)

_EVENTS = b"""
insert into alert_event (id, rule, kind, campaign, recipient, occasion, answer, score, at, last_at, detail, batch, gone,
                         recalled, corrected, gone_at)
select n, rule.id, 'case', %(campaign)s, case when n %% 4 > 0 then n end, 0, n, 3, now(), now(), '{"clicks": 3}',
       nullif(n %% 6, 0), (array['changed', 'withdrawn', 'closed', 'erased'])[n %% 4 + 1], n %% 2 = 0, n %% 2 = 0, now()
from generate_series(1, 12) as n, (select min(id) as id from alert_rule) as rule
"""


def add_messages(connection: db.Connection, config: Config) -> None:
    """Channels and what was and is to be sent to them."""
    ids = [
        channel_list.add(connection, f"to <{kind}>", kind, FIELDS, config.session_keys, by="admin")[
            0
        ].id
        for kind in channel_kinds.KINDS
    ]
    paused = channel_list.named(connection, "to <mail>")
    channel_list.pause(connection, paused, channel_list.UNSUBSCRIBED, by="admin")
    for outcome in _OUTCOMES:
        _sent(connection, ids[1], outcome)
    outbox_messages.add(
        connection, ids[2], "notice", _NOTICE.payload(), answer=AnswerKey(FULL, 5, 0)
    )
    outbox_messages.add(connection, ids[-1], "notice", _NOTICE.payload(), campaign=FULL)
    db.row(connection, Claimed, "claim_message", {"lease": timedelta(minutes=2)})
    outbox_messages.add(connection, ids[1], "notice", answer=AnswerKey(FULL, 4_999, 0))
    _sent(connection, ids[1], _OUTCOMES[0])
    _add_rules(connection)
    rated_feeds.add(connection, "to <webhook>", FULL, by="admin")
    rated_feeds.add(connection, "to <klaviyo>", by="admin")
    connection.execute(
        "insert into rated_look select channel, campaign, since from rated_feed where campaign is not null"
    )
    _rest_and_tickets(connection, ids[-1])
    erasure.erase(connection, 4_999)


def _sent(connection: db.Connection, channel: int, outcome: AttemptOutcome) -> None:
    """A message, the attempt at which ended so."""
    outbox_messages.add(connection, channel, "notice", _NOTICE.payload(), campaign=FULL)
    connection.execute("update channel set free_at = 'epoch'")
    delivery_loop.deliver_one(connection, {"slack": Sender(lambda *_: outcome)})


def _rest_and_tickets(connection: db.Connection, channel: int) -> None:
    """Rules of how often people are asked, who was, how many were left out; a ticket in each state."""
    rest_rules.set_(connection, 30, 90, by="admin")
    rest_rules.set_(connection, 0, None, campaign=FULL, by="admin")
    rest_rules.set_(connection, None, 50, touchpoint="delivery", by="admin")
    connection.execute(
        "insert into asked select n, current_date, n from generate_series(1, 5) as n"
    )
    helpdesk = channel_list.named(connection, "to <zendesk>")
    ticket_feeds.add(connection, helpdesk.name, by="admin")
    connection.execute(
        "update ticket_feed set looked_to = now(), look_reply = '429 <busy>' where channel = %s",
        [helpdesk.id],
    )
    channel_list.pause(connection, helpdesk, helpdesk_list.SIGNED_OUT, by="admin")
    connection.execute("insert into left_out values (%s, current_date, 3, 2)", [FULL])
    feed = (
        "insert into ticket_feed (channel, campaign, touchpoint, score_to, account, made_at, changed, case_event) "
        "values (%s, %s, %s, 6, 'admin', now(), current_change(), 0)"
    )
    connection.execute(feed.encode(), [channel, None, "delivery"])
    connection.execute(feed.encode(), [channel_list.named(connection, "to <slack>").id, FULL, None])
    connection.execute(
        "insert into ticket (id, key, channel, campaign, recipient, occasion, score, state, remote_id, made_at, "
        "changed_at) "
        "select n, gen_random_uuid(), %s, %s, n, 0, 3, (array['open', 'solved', 'open'])[n], 'T-' || n, now(), now() "
        "from generate_series(1, 3) as n",
        [channel, FULL],
    )


def _add_rules(connection: db.Connection) -> None:
    """A rule of each pace, one that is about all there is; what fired, waits, was told and came to each end."""
    channels = ["to <slack>", "to <webhook>"]
    for number, pace in enumerate(alert_timing.PACES):
        about: dict[str, Any] = (
            {"touchpoint": "delivery", "score_to": 6, "comments": True}
            if number
            else {"campaign": FULL}
        )
        alert_rules.add(
            connection, f"rule <{pace}>", alert_rules.KINDS, channels, pace=pace, quiet=(number, 23 - number),
            by="admin", **about,
        )  # fmt: skip
    for hour in range(24):
        alert_rules.add(
            connection,
            f"quiet {hour}",
            ["case"],
            channels,
            score_to=hour % 11,
            quiet=(hour, 23 - hour),
        )
    connection.execute(_EVENTS, {"campaign": FULL})
