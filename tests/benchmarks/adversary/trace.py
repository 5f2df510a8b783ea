"""One mailing of all kinds together: half of the machines' mails are nobody's, of the others a plain person answers."""

from collections.abc import Iterator
from random import Random

from tests.benchmarks.adversary.clients import Row
from tests.benchmarks.adversary.machines import MACHINES
from tests.benchmarks.adversary.people import PEOPLE, plain

START = "2026-12-01T08:00:00Z"


def rows_of(kind: str, chance: Random, score: int | None) -> Iterator[Row]:
    """What happens to one mail; of machines' mails a person's rows come too, if there is a score."""
    if kind in PEOPLE:
        yield from PEOPLE[kind](chance, score or 1)
        return
    yield from MACHINES[kind](chance)
    if score:
        yield from plain(chance, score)


def recipients(mails: int, seed: int) -> Iterator[tuple[str, str, int | None, list[Row]]]:
    """A key, a kind, the score that was meant (nobody: none), and rows, for so many mails of each kind."""
    for kind in (*MACHINES, *PEOPLE):
        for number in range(mails):
            chance = Random(f"{seed} {kind} {number}")
            score = chance.choices(range(1, 11), (4, 2, 3, 3, 5, 7, 12, 22, 22, 20))[0]
            meant = score if kind in PEOPLE or number % 2 else None
            key = f"{kind}.{number:03d}"
            yield (
                key,
                kind,
                meant,
                [{"recipient": key, **row} for row in rows_of(kind, chance, meant)],
            )


def trace(mails: int, seed: int, sent_at_known: bool = True) -> Iterator[Row]:
    """The lines of a trace, see docs/replay.md."""
    everybody = list(recipients(mails, seed))
    yield {"trace": 1, "start": START, "sent_at_known": sent_at_known}
    yield from sorted(
        (row for *_, rows in everybody for row in rows), key=lambda row: float(row["at"])
    )
    yield from ({"recipient": key, "truth": meant} for key, _, meant, _ in everybody)
