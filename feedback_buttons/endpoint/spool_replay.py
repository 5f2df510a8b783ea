"""Brings what waited on this disk into the database, from where each server of it is reached on."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from feedback_buttons.endpoint.endpoint_metrics import EndpointMetrics
from feedback_buttons.endpoint.spool import Spool, SpoolEntry, SpoolError, SpoolFile
from feedback_buttons.endpoint.standby_keep import StandbyKeep
from feedback_buttons.ratings import unsigned_answers
from feedback_buttons.ratings.group_commit import Full
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.ratings.writer import EvidenceChanged, Ratings
from feedback_buttons.verdicts.evidence import Visit

_THREADS = 4

log = logging.getLogger(__name__)


class SpoolReplay:
    """Replays what waits, through the same code as a request.

    Args:
        standby: keeps what was replayed until the standby has it.
        changed: told a campaign's slug when its figures changed behind a request's back.
    """

    def __init__(
        self,
        ratings: Ratings,
        database: Database,
        spool: Spool,
        metrics: EndpointMetrics,
        standby: StandbyKeep,
        changed: Callable[[str], None],
    ) -> None:
        self.closed = threading.Event()
        self._ratings, self._database, self._spool = ratings, database, spool
        self._metrics, self._standby, self._changed = metrics, standby, changed

    def keep(self, entries: Sequence[SpoolEntry]) -> list[None]:
        """Put entries on the disk, in files of the servers that they are for.

        Raises:
            SpoolError: not all of them were kept.
        """
        of_server: dict[int | None, list[SpoolEntry]] = defaultdict(list)
        for entry in entries:
            of_server[self._server(entry)].append(entry)
        for server, own in of_server.items():
            self._spool.write(own, server)
        return [None] * len(entries)

    def record_held(self, subject: Subject, visits: Sequence[Visit]) -> None:
        """Record fetches of one row of evidence that were held, unless the answer has been erased since; on the disk
        while the database is away.

        Raises:
            SpoolError: they were not kept there.
        """
        entries = [SpoolEntry(subject, visit) for visit in visits]
        server = self._standby.server(subject.recipient)
        try:
            if self._erased(entries[0]):
                return
            served = self._ratings.visit(subject, visits[0], visits[1:])
        except Full:
            self._metrics.add("shed", len(visits))
            return
        except (Away, EvidenceChanged, LookupError):
            if room := self._spool.room():
                self.keep(entries)
            self._metrics.add("spooled" if room else "shed", len(visits))
            return
        for entry in entries:
            self._standby.add(entry, server)
        if served.changed:
            self._changed(subject.campaign)

    def forget_erased(self) -> None:
        """What was put aside for somebody to look at goes when it is erased."""
        self._spool.forget_refused(self._erased_now)

    def drain(self) -> None:
        """Bring what waits into the database. What can't be now, or only in part, waits on."""
        self._spool.finish(self._database.reaches)
        with ThreadPoolExecutor(_THREADS, "drain") as threads:
            for segment in self._spool.segments(self._database.reaches):
                groups = _by_recipient(segment.entries())
                near = [group for group in groups if self._database.reaches(self._server(group[0]))]
                replay = partial(self._replay_all, segment)
                entries = [entry for group in near for entry in group]
                servers = self._standby.servers(entries)
                if not all(threads.map(replay, near)):
                    if self._database.away:
                        break
                elif len(near) == len(groups):
                    self._standby.take(segment.path, servers, entries)
                    self._tell(entries)
                elif near and self._sort([group for group in groups if group not in near]):
                    for entry in entries:
                        self._standby.add(entry, servers[entry.subject.recipient])
                    segment.remove()
                    self._tell(entries)

    def _server(self, entry: SpoolEntry) -> int | None:
        nobody = entry.subject.recipient == unsigned_answers.NOBODY
        return None if nobody else self._database.server(entry.subject.bucket)

    def _sort(self, groups: Sequence[Sequence[SpoolEntry]]) -> bool:
        """Put entries for servers that are away into files of these; whether there was room. They were kept when nobody
        knew how rows are parted."""
        try:
            self.keep([entry for group in groups for entry in group])
        except SpoolError as error:
            log.error("%s", error)
            return False
        return True

    def _tell(self, entries: Sequence[SpoolEntry]) -> None:
        self._metrics.add("replayed", len(entries))
        log.warning("%d of what waited on this disk are in the database now", len(entries))
        for campaign in {entry.subject.campaign for entry in entries}:
            self._changed(campaign)

    def _replay_all(self, segment: SpoolFile, entries: Sequence[SpoolEntry]) -> bool:
        """Replay one recipient's entries in order; whether all are done with."""
        for entry in entries:
            if self.closed.is_set():
                return False
            try:
                self._replay(entry)
            except (Away, Full, EvidenceChanged):
                return False
            except Exception:
                log.exception("something that waited cannot be replayed and is put aside")
                segment.refuse(entry)
        return True

    def _erased(self, entry: SpoolEntry) -> bool:
        """Whether an entry is of an answer that was erased since. An erasure is older than its own mark: it may have
        been done in part."""
        own = timedelta(microseconds=entry.visit.did == "erase")
        subject = self._ratings.resolved(entry.subject, entry.visit.at)
        return self._ratings.statements.erased_since(subject, entry.visit.at + own)

    def _erased_now(self, entry: SpoolEntry) -> bool:
        try:
            return self._erased(entry)
        except Away:
            return False  # nobody knows; it is asked again

    def _replay(self, entry: SpoolEntry) -> None:
        """Record an entry that waited, unless the team or the recipient has erased the answer since."""
        if entry.visit.did in unsigned_answers.DEEDS:
            unsigned_answers.record(self._database, entry.subject, entry.visit, entry.comment)
            return
        if self._erased(entry):
            return
        subject = self._ratings.resolved(entry.subject, entry.visit.at)
        if entry.visit.did == "seen":
            self._ratings.seen(subject, entry.visit, 0)
        elif entry.visit.did == "press":
            self._ratings.press(subject, entry.visit, entry.comment, entry.chosen, entry.contact)
        elif entry.visit.did == "erase":
            self._ratings.erase(subject, entry.visit)
        else:
            self._ratings.visit(subject, entry.visit)


def _by_recipient(entries: Sequence[SpoolEntry]) -> list[list[SpoolEntry]]:
    groups: dict[tuple[str, int], list[SpoolEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.subject.campaign, entry.subject.recipient), []).append(entry)
    return list(groups.values())
