"""Whether sandboxes are pressing buttons in a campaign's mails just now.

Where people leave through a cloud, a press is theirs or a sandbox's, and one alone looks like the other. What was
pressed in other recipients' mails tells: sandboxes give themselves away in some, and those that only know a
mail's first link press the same score everywhere. Each process remembers what it saw itself, for an hour.
"""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
# So many mails with an automatic press show that sandboxes are about.
LEAST = 2
# Or so many mails in which a data centre pressed, and this share of them the same score.
SAME, SHARE = 8, 0.9
PRESSERS, ALIKE = "pressers", "alike"
_LATEST = 50  # presses of a campaign are enough for a share
_CAMPAIGNS = 1_000

_Press = tuple[
    datetime, int, int | None, bool
]  # when, whose mail, its score, whether it looked automatic


class Pressers:
    """Remembers each campaign's latest presses from doubtful networks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._campaigns: OrderedDict[str, deque[_Press]] = OrderedDict()

    def about(self, campaign: str, mail: int, score: int | None, now: datetime) -> frozenset[str]:
        """What sandboxes do in other recipients' mails: PRESSERS where they press, ALIKE where all that is
        pressed is this very score."""
        with self._lock:
            latest = self._campaigns.get(campaign, ())
            others = {
                other: (pressed, automatic)
                for at, other, pressed, automatic in latest
                if other != mail and now - at <= WINDOW
            }
        alike = sum(pressed == score for pressed, _ in others.values())
        signs = {PRESSERS} if sum(automatic for _, automatic in others.values()) >= LEAST else set()
        return frozenset(
            signs | ({ALIKE} if len(others) >= SAME and alike >= SHARE * len(others) else set())
        )

    def note(
        self, campaign: str, mail: int, score: int | None, now: datetime, *, automatic: bool
    ) -> None:
        """Note a press from a doubtful network, and whether it looked automatic by itself."""
        with self._lock:
            latest = self._campaigns.setdefault(campaign, deque(maxlen=_LATEST))
            latest.append((now, mail, score, automatic))
            self._campaigns.move_to_end(campaign)
            if len(self._campaigns) > _CAMPAIGNS:
                self._campaigns.popitem(last=False)
