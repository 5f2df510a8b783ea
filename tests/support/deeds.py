"""What recipients do, as it is written to the database: by chance, and in any order."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from feedback_buttons.base.ids import Ids
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES

START = datetime.now(UTC)
Step = Callable[[Ratings], object]


class Recipient:
    """What one recipient does, each deed with a time of its own, to be written in any order."""

    def __init__(self, number: int, ids: Ids, chance: random.Random, slug: str = "wave") -> None:
        self.subject = Subject(slug, number, 0, POLICIES["balanced"], START - timedelta(hours=1))
        self.ids, self.chance = ids, chance
        self.client = chance.getrandbits(40)

    def deeds(self) -> list[Step]:
        """Clicks, pages seen, presses with and without comments, and an erasure now and then."""
        kinds = self.chance.choices(["click", "press", "erase"], [6, 3, 1], k=4)
        return [step for kind in kinds for step in getattr(self, kind)()]

    def click(self) -> list[Step]:
        score = self.chance.randint(1, 10)
        page = self.visit("get", score)
        seen = self.visit("seen", score, page, "confirm")
        return [
            lambda ratings: ratings.visit(self.subject, page),
            lambda ratings: ratings.seen(self.subject, seen, 1),
        ]

    def press(self) -> list[Step]:
        page = self.visit("get", 5)
        press = self.visit("press", self.chance.randint(1, 10), page, "ask")
        comment = self.chance.choice([None, "", "why not", "no parcel"])
        return [
            lambda ratings: ratings.visit(self.subject, page),
            lambda ratings: ratings.press(self.subject, press, comment),
        ]

    def erase(self) -> list[Step]:
        visit = self.visit("erase", None, self.visit("get", 5), "erase")
        return [lambda ratings: ratings.erase(self.subject, visit)]

    def visit(
        self, did: str, score: int | None, page: Visit | None = None, mode: str | None = None
    ) -> Visit:
        id, at = self.ids.next()
        return Visit(
            id, at, did, score, self.client, "eyeball", page=page.id if page else None, mode=mode
        )


class Ticking:
    """A clock on which half a minute passes with every look."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=31)
        return self.now
