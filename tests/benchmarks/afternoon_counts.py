"""What a bad afternoon left behind, counted at the other sides wherever that can be: each row says what must be, and
what is."""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from feedback_buttons.base import ids
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate
from feedback_buttons.verdicts.visits_in_words import span
from tests.benchmarks.afternoon import Afternoon, Size, afternoon
from tests.benchmarks.machine import settings

_MEDIAN = re.compile(  # the row of all cases, its second cell behind the bar
    r'id="all-title".*?</th><td>.*?</td>\s*<td>(?:<meter[^>]*></meter> )?([^<]*)'
)
_MARK = re.compile(r"Feedback Buttons (?:\d+-)?([0-9a-f]{8})")


class Counted(NamedTuple):
    """One row: ``ok`` is whether it is as it must be."""

    name: str
    wanted: str
    counted: str
    ok: bool


def counted(unhappy: int, minutes: float, kills: int, say: Callable[[str], None]) -> list[Counted]:
    """An hour of so many unhappy answers within some minutes; the team works on a twentieth of them."""
    size = Size(unhappy, minutes * 60, kills, handled=unhappy // 20, times=60 / minutes)
    with tempfile.TemporaryDirectory(prefix="feedback-buttons-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Server(folder) as server:
            migrate(server.url)
            with afternoon(settings(folder, server.url), size, say) as lived:
                return list(counts(lived))


def counts(lived: Afternoon) -> Iterator[Counted]:
    """All rows, in the order of an answer's way."""
    yield from _answers(lived)
    yield from _cases(lived)
    yield from _tickets(lived)
    yield from _notes(lived)
    yield from _alerts(lived)
    yield from _rated(lived)
    yield from _mails(lived)
    yield from _outbox(lived)
    yield from _reactions(lived)


def _equal(name: str, wanted: int, counted: int) -> Counted:
    return Counted(name, f"{wanted:,}", f"{counted:,}", wanted == counted)


def _answers(lived: Afternoon) -> Iterator[Counted]:
    day = lived.day
    meant = {plan.recipient: plan.meant for plan in day.plans if plan.meant is not None}
    rows = lived.conn.execute("select recipient, score from rating where score is not null")
    stored = dict(rows.fetchall())
    right = sum(stored.get(recipient) == score for recipient, score in meant.items())
    yield _equal("answers that were meant, stored as they were", len(meant), right)
    yield _equal("pages that nobody should see", 0, len(day.wrong) + len(lived.agents.wrong))
    scanned = {plan.recipient for plan in day.plans if not plan.scores}
    settled = "select recipient from rating where score is not null and proof = 'pressed'"
    pressed = {recipient for (recipient,) in lived.conn.execute(settled).fetchall()}
    yield _equal("answers that a scanner pressed", 0, len(scanned & pressed))


def _cases(lived: Afternoon) -> Iterator[Counted]:
    rows = lived.conn.execute("select recipient from comment where opened_at is not null")
    cases = Counter(recipient for (recipient,) in rows.fetchall())
    unhappy = lived.day.of(unhappy=True)
    yield _equal("cases of unhappy answers", len(unhappy), len(unhappy & cases.keys()))
    opened = "select recipient from case_event where did = 'opened'"
    events = Counter(recipient for (recipient,) in lived.conn.execute(opened).fetchall())
    yield _equal("of them opened twice", 0, sum(events[recipient] > 1 for recipient in unhappy))
    erased = {plan.recipient for plan in lived.day.plans if plan.erases}
    yield _equal("cases of erased answers", 0, len(erased & cases.keys()))
    yield _equal("rows that tell whose an erased answer was", 0, _left(lived))
    yield _equal("cases that nobody meant", 0, len(cases.keys() & _unmeant(lived)))


def _left(lived: Afternoon) -> int:
    """Rows about erased answers that still say whose they are."""
    erased = [plan.recipient for plan in lived.day.plans if plan.erases]
    tables = (b"comment", b"comment_change", b"alert_event", b"ticket", b"outbox_message")
    queries = (b"select count(*) from %s where recipient = any(%%s)" % table for table in tables)
    rows = (lived.conn.execute(query, [erased]).fetchone() for query in queries)
    return sum(row[0] for row in rows if row)


def _unmeant(lived: Afternoon) -> set[int]:
    """Whom a scanner alone answered for, and who never pressed a low score."""
    return {p.recipient for p in lived.day.plans if not p.scores or min(p.scores) > 6}


def _tickets(lived: Afternoon) -> Iterator[Counted]:
    side = lived.outside.zendesk
    rows = lived.conn.execute("select id::text, recipient from ticket").fetchall()
    person = dict(rows)
    made = Counter(ticket["external_id"] for ticket in side.tickets.values())
    recipients = Counter(person[number] for number in made.elements() if number in person)
    unhappy = lived.day.of(unhappy=True)
    yield _equal("tickets of unhappy answers", len(unhappy), sum(r in recipients for r in unhappy))
    yield _equal("tickets too many", 0, sum(count - 1 for count in made.values()))
    yield _equal("people with two tickets", 0, sum(count > 1 for count in recipients.values()))
    yield _equal("tickets that nobody meant", 0, len(recipients.keys() & _unmeant(lived)))
    gone = [t["id"] for t in side.tickets.values() if t["external_id"] not in person]
    words = [comment["plain_body"] for number in gone for comment in side.comments[number]]
    left = sum("Score:" in text or "They wrote" in text for text in words)
    yield _equal(f"words of erased answers left on their {len(gone)} tickets", 0, left)
    solved = [t["external_id"] for t in side.tickets.values() if t["status"] == "solved"]
    closed = """
        select ticket.id::text from ticket join comment using (campaign, recipient, occasion)
        where comment.status = 'closed'
        """
    over = {number for (number,) in lived.conn.execute(closed).fetchall()}
    still = [number for number in solved if number in person and number not in over]
    yield _equal(f"cases open though one of {len(solved)} tickets is solved", 0, len(still))
    yield _equal("requests that Zendesk's documents do not have", 0, len(side.wrong))


def _notes(lived: Afternoon) -> Iterator[Counted]:
    side = lived.outside.zendesk
    keys = Counter(
        (number, key)
        for number, comments in side.comments.items()
        for comment in comments
        for key in _MARK.findall(comment["plain_body"])[-1:]
    )
    twice = sum(count - 1 for count in keys.values())
    yield _equal(f"notes that came twice, of {len(keys) - len(side.tickets):,}", 0, twice)
    low = {p.recipient: p.meant for p in lived.day.plans if p.meant is not None}
    query = "select remote_id, recipient from ticket where state = 'open' and remote_id is not null"
    wrong = 0
    for remote_id, recipient in lived.conn.execute(query).fetchall():
        fields = side.tickets[int(remote_id)]["custom_fields"]
        wrong += [str(low.get(recipient))] != [field["value"] for field in fields]
    yield _equal("open tickets with another score than the last one", 0, wrong)


def _bodies(lived: Afternoon) -> dict[str, dict[str, Any]]:
    """What the webhook took, by its key: a second one of a key is known to be the same."""
    requests = lived.outside.hook.requests
    taken = lived.outside.hook.keys
    return {
        request.headers["webhook-id"]: json.loads(request.body)
        for request in requests
        if taken[request.headers["webhook-id"]]
    }


def _alerts(lived: Afternoon) -> Iterator[Counted]:
    bodies = _bodies(lived).values()
    alerts = [body["data"] for body in bodies if body["type"] == "alert.fired"]
    events = [event for alert in alerts for event in alert["events"]]
    numbers = Counter(event["id"] for event in events)
    yield _equal("alerts about one answer twice", 0, sum(n - 1 for n in numbers.values()))
    told = len(events) + sum(alert["left_out"] for alert in alerts)
    # A case that is closed before anybody was told of it is not told of.
    open_ = "select recipient from comment where opened_at is not null and closed_at is null"
    waiting = {recipient for (recipient,) in lived.conn.execute(open_).fetchall()}
    least = len(lived.day.of(unhappy=True) & waiting)
    rule = (
        "select count(*) from alert_event join alert_rule r on r.id = rule where r.name = 'at once'"
    )
    most = db.first_value(lived.conn, rule)
    bounds = f"{least:,} to {most:,}"
    yield Counted("answers in alerts at once", bounds, f"{told:,}", least <= told <= most)
    unmeant = {ids.recipient_code(recipient) for recipient in _unmeant(lived)}
    yield _equal("alerts that nobody meant", 0, sum(e["recipient"] in unmeant for e in events))
    yield _slack(lived)


def _slack(lived: Afternoon) -> Counted:
    """Slack knows no key: what nobody knows to have arrived may come twice, and nothing else."""
    messages = """
        select count(*) from outbox_message m join channel c on c.id = m.channel
        where c.name = 'slack' and state = 'sent'
        """
    unknown = """
        select count(*) from outbox_attempt a join outbox_message m on m.id = a.message
        join channel c on c.id = m.channel
        where c.name = 'slack' and a.outcome is distinct from 'delivered' and a.status is null
        """
    sent, most = (db.first_value(lived.conn, query) for query in (messages, unknown))
    twice = lived.outside.slack.keys[""] - sent
    name = f"messages that came twice at Slack, of {sent}"
    return Counted(name, f"up to {most}", f"{twice}", 0 <= twice <= most)


def _rated(lived: Afternoon) -> Iterator[Counted]:
    """Who was told of as rated: all who meant something, and no scanner."""
    bodies = [body for body in _bodies(lived).values() if body["type"] == "answer.rated"]
    last: dict[str, int] = {}
    for body in sorted(bodies, key=lambda body: body["data"]["answered_at"]):
        last[body["data"]["recipient"]] = body["data"]["score"]
    meant = {ids.recipient_code(p.recipient): p.meant for p in lived.day.plans if p.meant}
    yield _equal("rated answers told", len(meant), sum(last.get(r) == s for r, s in meant.items()))
    scanned = {ids.recipient_code(p.recipient) for p in lived.day.plans if not p.scores}
    yield _equal("rated answers of scanners", 0, len(scanned & last.keys()))


def _mails(lived: Afternoon) -> Iterator[Counted]:
    mails = lived.outside.box.mails
    readers = {
        "anna@example.com": "digests of the wave",
        "lead@example.com": "digests of the cases",
    }
    for address, name in readers.items():
        keys = {
            mail["Message-ID"] for to, mail in mails if to == [address] and not mail["In-Reply-To"]
        }
        yield _equal(name, 1, len(keys))


def _outbox(lived: Afternoon) -> Iterator[Counted]:
    states = outbox_messages.counts(lived.conn)
    yield _equal("messages that are dead", 0, states["dead"])
    soon = "select count(*) from outbox_message where state = 'sending' or state = 'waiting' and attempts > 0"
    yield _equal("messages that never arrived", 0, db.first_value(lived.conn, soon))
    attempts = "select count(*) from outbox_attempt where ended_at is null"
    broken = db.first_value(lived.conn, attempts)
    yield Counted("calls cut off by a kill", "", f"{broken}", True)
    paused = db.first_value(lived.conn, "select count(*) from channel where paused is not null")
    yield _equal("channels that stopped", 0, paused)


def _reactions(lived: Afternoon) -> Iterator[Counted]:
    rows = lived.conn.execute(
        "select campaign, recipient, occasion, opened_at, reacted_at, reacted_by from comment"
        " where opened_at is not null and reacted_at is not null and score is not null"
    ).fetchall()
    seconds = [max((row[4] - row[3]).total_seconds(), 0) for row in rows]
    words = span(timedelta(seconds=median(seconds))) if seconds else "nobody reacted"
    page = lived.agents.page("/cases/times?days=7")
    shown = _MEDIAN.search(page.replace("\n", ""))
    shown_words = shown[1].strip() if shown else "?"
    yield Counted("the median reaction on the screen", words, shown_words, words == shown_words)
    watched = 0
    mine = [row for row in rows if row[5] in {watch.agent for watch in lived.agents.watches}]
    for campaign, recipient, occasion, _, reacted_at, agent in mine:
        watched += any(
            watch.before <= reacted_at <= watch.after and watch.agent == agent
            for watch in lived.agents.watches
            if tuple(watch.key)[:3] == (campaign, recipient, occasion)
        )
    yield _equal("first reactions by the agents' own watches", len(mine), watched)
