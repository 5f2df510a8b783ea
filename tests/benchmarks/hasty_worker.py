"""The real worker, whose every wait is so many times shorter: an afternoon of it takes a few minutes.

python tests/benchmarks/hasty_worker.py 30
"""

import sys
from dataclasses import replace
from datetime import timedelta

from feedback_buttons.alerts import alert_timing
from feedback_buttons.channels import channel_kinds, senders
from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.cli import main
from feedback_buttons.config.local_networks import Network
from feedback_buttons.config.mail_server import Smtp
from feedback_buttons.outbox import delivery_loop, outcomes
from feedback_buttons.processes import worker
from feedback_buttons.tickets import helpdesk_looks

CALL = 1.0  # seconds that one may take, however hasty


def hurry(times: float) -> None:
    """Shorten all waits of this process."""
    lease = timedelta(seconds=max(delivery_loop.LEASE.total_seconds() / times, CALL * 3))
    worker.PERIOD /= times
    delivery_loop.LEASE = delivery_loop.deliver_one.__defaults__[0]
    delivery_loop.deliver_one.__defaults__ = (lease,)
    delivery_loop.IDLE /= times
    outcomes.WAITS = tuple(seconds / times for seconds in outcomes.WAITS)
    alert_timing.GAP /= times
    helpdesk_looks.PAUSE /= times
    helpdesk_looks.LEASE = lease
    helpdesk_looks.IDLE /= times
    for name, kind in channel_kinds.KINDS.items():
        channel_kinds.KINDS[name] = replace(kind, pace=kind.pace / times)

    def way(
        keys: tuple[str, ...], dashboard_url: str, smtp: Smtp | None, local: tuple[Network, ...]
    ) -> senders.Way:
        return senders.Way(keys, dashboard_url, smtp, HttpClient(local, CALL))

    senders.way = way


if __name__ == "__main__":
    hurry(float(sys.argv[1]))
    main(["worker"])
