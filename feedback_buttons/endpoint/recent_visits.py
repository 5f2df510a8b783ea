"""What this process itself saw of a recipient within the last minutes: the evidence at hand while the database is
away."""

import threading
from collections import OrderedDict

from feedback_buttons.ratings.subject import Subject
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import BURST

_RECIPIENTS = 5_000
_VISITS = 50  # of one recipient; more are a scanner's, and the latest show it


class RecentVisits:
    """Remembers the latest visits of the recipients who were here last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._visits: OrderedDict[tuple[str, int], tuple[Visit, ...]] = OrderedDict()

    def add(self, subject: Subject, visit: Visit) -> None:
        """Note a visit; forget that recipient's from more than ten minutes before, and who was here long ago."""
        key = subject.campaign, subject.recipient
        with self._lock:
            earlier = self._visits.pop(key, ())
            near = [other for other in earlier if visit.at - other.at <= BURST]
            self._visits[key] = (*near[-_VISITS:], visit)
            if len(self._visits) > _RECIPIENTS:
                self._visits.popitem(last=False)

    def of(self, subject: Subject) -> tuple[Visit, ...]:
        """A recipient's visits, oldest first."""
        with self._lock:
            return self._visits.get((subject.campaign, subject.recipient), ())

    def forget(self, subject: Subject) -> None:
        """Forget a recipient, who has erased everything."""
        with self._lock:
            self._visits.pop((subject.campaign, subject.recipient), None)
