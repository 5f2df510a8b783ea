"""Whether at this moment a campaign's mails are mostly opened by scanners.

Where nobody knows when the mail was sent, this is what tells the minutes in which a scanner is
likelier than a person. Each process remembers what it saw itself, for a minute; several see samples
of the same.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WINDOW = timedelta(seconds=60)
# So many mails must have been opened for the first time, and this share of them by scanners.
LEAST, SHARE = 8, 2 / 3
_MAILS = 1_000  # of one campaign: the latest are enough for a share
_CAMPAIGNS = 1_000


@dataclass(slots=True)
class _Minute:
    """The mails of one campaign that were opened for the first time within the window, and which of
    them turned out to be scanned."""

    opened: OrderedDict[int, datetime] = field(default_factory=OrderedDict)
    scanned: set[int] = field(default_factory=set)

    def forget(self, now: datetime) -> None:
        while self.opened:
            mail, at = next(iter(self.opened.items()))
            if now - at <= WINDOW and len(self.opened) <= _MAILS:
                break
            del self.opened[mail]
            self.scanned.discard(mail)


class Crowd:
    """Counts each campaign's first openings."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._campaigns: OrderedDict[str, _Minute] = OrderedDict()

    def scans(self, campaign: str, mail: int, now: datetime) -> bool:
        """Whether scanners opened most of the other mails that were opened first within a minute."""
        with self._lock:
            minute = self._campaigns.get(campaign)
            if minute is None:
                return False
            minute.forget(now)
            others = len(minute.opened) - (mail in minute.opened)
            scanned = len(minute.scanned) - (mail in minute.scanned)
            return others >= LEAST and scanned >= SHARE * others

    def note(self, campaign: str, mail: int, now: datetime, *, first: bool, scan: bool) -> None:
        """Note that a mail's button was opened.

        Args:
            mail: the recipient.
            first: whether none of its buttons had been opened before.
            scan: whether its evidence is a scanner's.
        """
        with self._lock:
            minute = self._campaigns.get(campaign)
            if first:
                minute = minute or self._campaigns.setdefault(campaign, _Minute())
                minute.opened.setdefault(mail, now)
                minute.forget(now)
                self._campaigns.move_to_end(campaign)
                if len(self._campaigns) > _CAMPAIGNS:
                    self._campaigns.popitem(last=False)
            if scan and minute and mail in minute.opened:
                minute.scanned.add(mail)
