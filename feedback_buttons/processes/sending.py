"""Sends what stands in the outbox, in threads of the worker's process."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from feedback_buttons.alerts import alert_notices, correction_notices
from feedback_buttons.channels import senders
from feedback_buttons.config.settings import Config
from feedback_buttons.digests import digest_notices
from feedback_buttons.outbox import delivery_loop
from feedback_buttons.outbox.delivery_loop import Sender
from feedback_buttons.rated import rated_notices
from feedback_buttons.storage import db
from feedback_buttons.tickets import (
    helpdesk_looks,
    helpdesk_sending,
    ticket_feeds,
    ticket_notices,
)

# A channel gets one message at a time: so many channels may be slow before the others wait.
THREADS = 3

log = logging.getLogger(__name__)


@contextmanager
def running(url: str, config: Config, stop: threading.Event) -> Iterator[None]:
    """Send in the background meanwhile. Who ends, ends after the call in hand; what is killed is taken up again."""
    if not config.session_keys:
        log.warning("messages are not sent: this process needs FEEDBACK_SESSION_KEYS for that")
        yield
        return
    out, ways = way(config), _ways(config)
    threads = [
        threading.Thread(target=delivery_loop.run, args=(url, ways, stop), daemon=True)
        for _ in range(THREADS)
    ]
    threads.append(threading.Thread(target=helpdesk_looks.run, args=(url, out, stop), daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(delivery_loop.IDLE * 4)


def way(config: Config) -> senders.Way:
    """The way out that the settings name."""
    return senders.way(
        config.session_keys, config.dashboard_url, config.smtp, config.local_networks
    )


def _ways(config: Config) -> dict[str, Sender]:
    """What sends to each kind of channel."""
    out, renders = way(config), _renders(config)
    return senders.senders(out, renders) | helpdesk_sending.ways(out, renders)


def _renders(config: Config) -> dict[str, senders.Render]:
    """What makes the words of each kind of message."""
    return {
        "alert": alert_notices.renderer(config.dashboard_url),
        "recall": alert_notices.recall,
        "correction": correction_notices.render,
        "rated": rated_notices.render,
        ticket_feeds.KIND: ticket_notices.renderer(config.dashboard_url),
        ticket_feeds.ERASED: ticket_notices.erased,
        digest_notices.KIND: digest_notices.render(config.dashboard_url),
    }


def deliver_all(connection: db.Connection, config: Config) -> int:
    """Try each message that is due, one after another; how many."""
    if not config.session_keys:
        return 0
    ways, number = _ways(config), 0
    while delivery_loop.deliver_one(connection, ways):
        number += 1
    return number
