"""The page of alerts as it is shown: the rules, the channels, and a form for each."""

from typing import Any

from flask import render_template

from feedback_buttons.alerts import alert_rules
from feedback_buttons.base import time_zones
from feedback_buttons.campaigns import campaigns
from feedback_buttons.channels import channel_kinds, channel_list, channel_moves
from feedback_buttons.config.settings import Config
from feedback_buttons.i18n.team_language import LANGUAGES, lazy_gettext
from feedback_buttons.rated import rated_feeds
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list, ticket_feeds

# What fires a rule, and how often it sends, as the form calls them.
KINDS = {
    "case": lazy_gettext("An answer needs somebody (a case was opened)"),
    "fell": lazy_gettext("The score falls by more than chance"),
    "target": lazy_gettext("A target is reached"),
    "topic": lazy_gettext("More comments mention a topic, by more than chance"),
    "silent": lazy_gettext("Answers stop"),
    "few": lazy_gettext("Far fewer answers than usual"),
    "scanned": lazy_gettext("Scanners press more buttons"),
    "broken": lazy_gettext("Mails hold buttons without a token"),
    "unsigned": lazy_gettext("People answer by buttons that name nobody"),
}
PACES = {
    "at once": lazy_gettext("At once, at most one message in 15 minutes"),
    "hourly": lazy_gettext("Once an hour"),
    "daily": lazy_gettext("Every morning at eight"),
    "weekly": lazy_gettext("Every Monday at eight"),
}
HOURS = range(24)


def page(pool: db.Pool, config: Config, **more: Any) -> str:  # noqa: ANN401 (for the template)
    """The page, with what else is to be said on it."""
    with pool.connection() as connection:
        rules = alert_rules.list_(connection)
        channels = channel_list.list_(connection)
        feeds = rated_feeds.list_(connection)
        tickets = ticket_feeds.list_(connection)
        listed = [campaign for campaign in campaigns.list_(connection) if not campaign.closed]
    return render_template(
        "alerts.html",
        rules=rules,
        channels=channels,
        takers=[channel for channel in channels if channel.takes_alerts],
        feeds={feed.channel: feed for feed in feeds},
        feed_kinds=rated_feeds.KINDS,
        tickets={feed.channel: feed for feed in tickets},
        ticket_kinds=ticket_feeds.KINDS,
        helpdesks=helpdesk_list.HELPDESKS,
        place=channel_moves.place,
        campaigns=listed,
        touchpoints=sorted({campaign.touchpoint for campaign in listed if campaign.touchpoint}),
        kinds=channel_kinds.KINDS,
        fires=KINDS,
        paces=PACES,
        hours=HOURS,
        zone=time_zones.here().key,
        languages=LANGUAGES,
        mails=config.smtp is not None,
        **{"typed": {}, "rule_typed": None, **more},
    )
