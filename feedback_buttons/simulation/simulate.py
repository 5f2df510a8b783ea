"""Traces of mail that people answer and scanners scan, to try the verdict on.

An independent model of the world: it knows nothing of the rules that judge. The people stand in
:mod:`feedback_buttons.simulation.sim_people`, the scanners in :mod:`feedback_buttons.simulation.sim_scanners`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.simulation.sim_clients import Row, address
from feedback_buttons.simulation.sim_habits import ANSWERS, CLOUDS, MORE_HABITS
from feedback_buttons.simulation.sim_machines import Farm, Mail, farm
from feedback_buttons.simulation.sim_people import HABITS, SimPerson, SimPlace, forwards, meet
from feedback_buttons.simulation.sim_scanners import AROUND, NAMES, OWN, SCANNERS

START = "2026-12-05T09:00:00Z"
FORWARDED_UNANSWERED = 0.03  # so many more mails are passed on by owners who do not answer
OFTEN = 10  # times as often have people who answer their own tools look at the mail
NAMED_AROUND = 0.25  # of the people, for what happens around the click and was asked for by name


class SimulationError(FeedbackError, ValueError):
    """A share, count or profile that cannot be simulated; the message says which."""

    code = "simulation-invalid"


@dataclass(frozen=True)
class Mix:
    """A sender's readers.

    Attributes:
        scanned: share of the mailboxes that a scanner reads.
        answering: share of the mailboxes whose owner answers.
        hosted: share of the people on hosted desktops or behind browser isolation (P12).
        colleagues: mean number of recipients that share a company, its addresses and scanners;
            1 for people at home.
        clouds: share of the companies that leave through a cloud's addresses.
    """

    scanned: float
    answering: float
    hosted: float
    colleagues: int = 1
    clouds: float = 0.0


COMPANY = Mix(scanned=0.60, answering=0.08, hosted=0.02, colleagues=12, clouds=0.04)
CONSUMER = Mix(scanned=0.08, answering=0.05, hosted=0.002)
MIXES = {"company": COMPANY, "consumer": CONSUMER}


@dataclass(frozen=True)
class _House:
    """What the mailboxes of one company, or one household, have in common."""

    size: int
    place: SimPlace
    scanners: tuple[str, ...]
    unlisted: bool


def _check(mix: Mix, recipients: int, unlisted: float, profiles: Sequence[str]) -> None:
    shares = {"scanned": mix.scanned, "answering": mix.answering, "hosted": mix.hosted}
    for name, share in {**shares, "unlisted": unlisted}.items():
        if not 0 <= share <= 1:
            raise SimulationError(f"{name} must be a share from 0 to 1, not {share}")
    if recipients < 1:
        raise SimulationError(f"recipients must be at least 1, not {recipients}")
    for name in profiles:
        if name not in NAMES:
            raise SimulationError(f"there is no profile {name!r}: choose from P1 to P28")


def _scanners(rng: Random, profiles: Sequence[str]) -> tuple[str, ...]:
    """One house's scanners: mostly one product, sometimes two or three in a row."""
    names = [name for name in SCANNERS if not profiles or name in profiles]
    if not names:
        return ()
    weights = [SCANNERS[name][1] for name in names]
    count = rng.choices((1, 2, 3), (60, 30, 10))[0]
    return tuple(dict.fromkeys(rng.choices(names, weights, k=count)))


def _house(rng: Random, mix: Mix, unlisted: float, profiles: Sequence[str]) -> _House:
    company = mix.colleagues > 1
    size = 1 + int(rng.expovariate(1 / (mix.colleagues - 1))) if company else 1
    exits = rng.choice(CLOUDS) if rng.random() < mix.clouds else "office"
    offices = tuple(address(rng, exits) for _ in range(rng.randint(1, 3))) if company else ()
    return _House(
        size,
        SimPlace(offices, mix.hosted),
        _scanners(rng, profiles) if rng.random() < mix.scanned else (),
        rng.random() < unlisted,
    )


def _around(rng: Random, profiles: Sequence[str]) -> Iterator[str]:
    """What happens around one person's click."""
    often = {name: (profile, OFTEN * share) for name, (profile, share) in OWN.items()}
    for name, (_, share) in (AROUND | often).items():
        named = NAMED_AROUND if name in profiles else 0.0
        if rng.random() < (named if profiles else share):
            yield name


def _own(rng: Random, profiles: Sequence[str]) -> Iterator[str]:
    """What the owner's own tools do with a mail that nobody answers."""
    for name, (_, share) in OWN.items():
        named = NAMED_AROUND if name in profiles else 0.0
        if rng.random() < (named if profiles else share):
            yield name


def _reader(
    rng: Random, recipient: str, house: _House, mix: Mix
) -> tuple[SimPerson | None, list[Row]]:
    """The person who answers a mail, if any, and what they do."""
    if rng.random() < mix.answering:
        person = meet(rng, recipient, house.place)
        ways = [way for way, _ in ANSWERS]
        answer = rng.choices(ways, [share for _, share in ANSWERS])[0]
        rows = list(answer(person))
        for habit, share in (*HABITS, *MORE_HABITS):
            if rng.random() < share:
                rows.extend(habit(person))
        return person, rows
    if rng.random() < mix.answering * FORWARDED_UNANSWERED:
        absent = meet(rng, recipient, house.place)
        rows = list(forwards(absent))
        return absent, rows
    return None, []


def _mailbox(
    rng: Random, recipient: str, house: _House, mix: Mix, farm: Farm, profiles: Sequence[str]
) -> tuple[list[Row], int | None]:
    """Everything that touches one mail, and the truth about it."""
    person, rows = _reader(rng, recipient, house, mix)
    clicks = tuple(person.clicks) if person else ()
    mail = Mail(rng, recipient, house.unlisted, clicks, farm, house.place)
    own = _around(rng, profiles) if person else _own(rng, profiles)
    for name in (*house.scanners, *own):
        profile, _ = (SCANNERS | AROUND | OWN)[name]
        rows.extend({**row, "profile": name} for row in profile(mail))
    return rows, person.truth if person else None


def simulate(
    *,
    mix: Mix = COMPANY,
    seed: int = 1,
    recipients: int = 10_000,
    scanned: float | None = None,
    answering: float | None = None,
    hosted: float | None = None,
    unlisted: float = 0.1,
    sent_at_known: bool = True,
    profiles: Sequence[str] = (),
) -> Iterator[Row]:
    """A trace: its header, rows sorted by time, then a truth for every recipient. A row of a
    scanner's says which: a field "profile", which replay ignores.

    Args:
        mix: the sender's readers; `scanned`, `answering` and `hosted` change its shares.
        seed: the same seed and arguments give the same trace.
        recipients: how many got the mail.
        unlisted: share of the companies whose scanners sit in networks that no list has.
        sent_at_known: whether the tokens carry the time of sending.
        profiles: only these (P1 to P28); none named means all.

    Raises:
        SimulationError: a value that cannot be simulated.
    """
    if hosted is None:
        hosted = NAMED_AROUND if "P12" in profiles else mix.hosted
    mix = replace(
        mix,
        scanned=mix.scanned if scanned is None else scanned,
        answering=mix.answering if answering is None else answering,
        hosted=hosted,
    )
    _check(mix, recipients, unlisted, profiles)
    rng = Random(seed)  # noqa: S311 - a simulation must repeat itself, and hides nothing
    return trace(_mailing(rng, mix, recipients, unlisted, tuple(profiles)), sent_at_known)


Told = tuple[str, list[Row], int | None]  # a recipient, what touches the mail, what was meant


def _mailing(
    rng: Random, mix: Mix, recipients: int, unlisted: float, profiles: Sequence[str]
) -> Iterator[Told]:
    count, machines = 0, farm(rng)
    while count < recipients:
        house = _house(rng, mix, unlisted, profiles)
        for _ in range(min(house.size, recipients - count)):
            recipient = f"r{count:06d}"
            yield recipient, *_mailbox(rng, recipient, house, mix, machines, profiles)
            count += 1


def trace(mails: Iterable[Told], sent_at_known: bool) -> Iterator[Row]:
    """The lines of a trace: its header, the rows of all mails sorted by time, the truths."""
    yield {"trace": 1, "start": START, "sent_at_known": sent_at_known}
    rows: list[Row] = []
    truths: list[Row] = []
    for recipient, touched, truth in mails:
        rows.extend(touched)
        truths.append({"recipient": recipient, "truth": truth})
    rows.sort(key=lambda item: item["at"])
    yield from rows
    yield from truths
