"""Traffic of one family alone: scanners of one kind, or people of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from feedback_buttons.simulation.sim_clients import Row, SimClient, address
from feedback_buttons.simulation.sim_devices import antivirus, previews
from feedback_buttons.simulation.sim_habits import (
    CLOUDS,
    Answer,
    changes_by_press,
    comes_back,
    desk,
    looks_around,
    phone,
    prerendering,
    prerenders,
    private,
    remote,
    shares_mailbox,
)
from feedback_buttons.simulation.sim_looks import checks_at_click
from feedback_buttons.simulation.sim_machines import Mail, farm
from feedback_buttons.simulation.sim_people import (
    Habit,
    SimPerson,
    SimPlace,
    answers,
    changes_mind,
    clicks_twice,
    forwards,
    goes_back,
    meet,
)
from feedback_buttons.simulation.sim_pressers import p19_pair
from feedback_buttons.simulation.sim_scanners import AROUND, OWN, SCANNERS, Profile
from feedback_buttons.simulation.simulate import SimulationError, Told, trace

Device = Callable[[Random, str], SimClient]


@dataclass(frozen=True)
class Family:
    """One kind of scanner, or of people.

    Attributes:
        words: what it is.
        profile: what the scanner does; None for people.
        unlisted: share of its mailboxes whose scanners no list has; None for the caller's.
        home: whether the mail goes to people at home; None for half of them.
        answer: how the people answer.
        habit: what they do besides.
        device: their device at an address; None for an ordinary person's.
        networks: where these addresses are.
        sharing: how many people share an address, on average.
        always: habits of a person that all of them have.
    """

    words: str
    profile: Profile | None = None
    unlisted: float | None = None
    home: bool | None = None
    answer: Answer = answers
    habit: Habit | None = None
    device: Device | None = None
    networks: tuple[str, ...] = ()
    sharing: int = 1
    always: Mapping[str, bool] | None = None


_AT_HOME = {"P21", *AROUND, *OWN}


def _words(profile: Profile) -> str:
    """The first sentence of what a profile says of itself."""
    text = " ".join((profile.__doc__ or "").split())
    return text.partition(". ")[0].rstrip(".")


_KNOWN = {name: profile for name, (profile, _) in (SCANNERS | AROUND | OWN).items()}
_SCANNERS = {
    name: Family(_words(_KNOWN[name]), _KNOWN[name], home=name in _AT_HOME)
    for name in sorted(_KNOWN, key=lambda name: int(name[1:]))
}
_UNLISTED = {
    f"{name}-unlisted": Family(
        f"{_SCANNERS[name].words}; in networks that no list has", _KNOWN[name], 1.0, home=False
    )
    for name in ("P4", "P10", "P18", "P19", "P20", "P27")
}
_VARIANTS = {
    "P19-few": Family(_words(p19_pair), p19_pair, home=False),
    "click-check": Family(_words(checks_at_click), checks_at_click, home=False),
    "preview": Family(
        _words(previews), previews, home=True, device=phone, networks=("mobile", "home")
    ),
    "antivirus": Family(_words(antivirus), antivirus, home=True, device=desk, networks=("home",)),
}
_PEOPLE = {
    "ordinary": Family("Ordinary people at home and in companies"),
    "cloud-exit": Family(
        "Their company leaves through a cloud: AWS, Azure, Zscaler, Netskope",
        device=desk,
        networks=CLOUDS,
        sharing=12,
    ),
    "hosted-desktop": Family(
        "Their desktop is hosted in a cloud", device=remote, networks=("azure", "aws")
    ),
    "isolation": Family(
        "Their browser runs in a security vendor's isolation service",
        device=remote,
        networks=("proofpoint", "mimecast"),
    ),
    "carrier": Family(
        "Phones that share a carrier's few addresses", device=phone, networks=("carrier",), sharing=60
    ),
    "private-relay": Family(
        "iPhones behind iCloud Private Relay", device=private, networks=("relay",), sharing=3
    ),
    "vpn": Family("Behind a VPN's shared address", device=desk, networks=("vpn",), sharing=8),
    "shared-mailbox": Family("Two people read one mailbox and both answer: the later one counts", habit=shares_mailbox),
    "comes-back": Family("They answer again after days", habit=comes_back),
    "changes-mind": Family(
        "Another score within minutes, or next day on a laptop", habit=changes_mind
    ),
    "changes-press": Family(
        "They press one score, and seconds later another on a page of its own",
        answer=changes_by_press,
    ),
    "looks-around": Family(
        "They look at several buttons' pages and stay with the last", answer=looks_around
    ),
    "prerender": Family(
        "Their browser loads the page before the click", answer=prerenders, device=prerendering,
        networks=("home",),
    ),
    "no-scripts": Family("Their browser runs no scripts", always={"scripts": False}),
    "hurried": Family("They close the page within a second", always={"hurries": True}),
    "double-click": Family("They click twice", habit=clicks_twice),
    "goes-back": Family("They open the same page once more", habit=goes_back),
    "forwarded": Family("They answer, and somebody else gets the mail", habit=forwards),
}  # fmt: skip
FAMILIES: dict[str, Family] = {**_SCANNERS, **_UNLISTED, **_VARIANTS, **_PEOPLE}


def simulate_family(
    name: str,
    *,
    seed: int = 1,
    recipients: int = 10_000,
    unlisted: float = 0.1,
    sent_at_known: bool = True,
) -> Iterator[Row]:
    """A trace as :func:`feedback_buttons.simulation.simulate.simulate` makes, of one family alone.

    A scanner of the family looks at every mail; nobody answers one half of them, an ordinary person
    each of the others. Of a family of people, every recipient is one and answers.

    Raises:
        SimulationError: a value that cannot be simulated.
    """
    if name not in FAMILIES:
        raise SimulationError(f"there is no family {name!r}: choose from {', '.join(FAMILIES)}")
    if recipients < 1:
        raise SimulationError(f"recipients must be at least 1, not {recipients}")
    if not 0 <= unlisted <= 1:
        raise SimulationError(f"unlisted must be a share from 0 to 1, not {unlisted}")
    rng, family = Random(seed), FAMILIES[name]  # noqa: S311 - as in simulate
    share = unlisted if family.unlisted is None else family.unlisted
    return trace(_mailing(rng, name, family, recipients, share), sent_at_known)


def _mailing(
    rng: Random, name: str, family: Family, recipients: int, unlisted: float
) -> Iterator[Told]:
    count, machines = 0, farm(rng)
    while count < recipients:
        place, ip, hidden = _place(rng, family), _exit(rng, family), rng.random() < unlisted
        for _ in range(min(_size(rng, family, place), recipients - count)):
            recipient = f"r{count:06d}"
            person, rows = None, list[Row]()
            if family.profile is None or count % 2:
                person, rows = _answer(rng, family, recipient, place, ip)
            if family.profile:
                clicks = tuple(person.clicks) if person else ()
                mail = Mail(rng, recipient, hidden, clicks, machines, place)
                rows += [{**row, "profile": name} for row in family.profile(mail)]
            yield recipient, rows, person.truth if person else None
            count += 1


def _place(rng: Random, family: Family) -> SimPlace:
    """A home, or a company's offices."""
    if rng.random() < (0.5 if family.home is None else family.home):
        return SimPlace()
    return SimPlace(tuple(address(rng, "office") for _ in range(rng.randint(1, 3))))


def _exit(rng: Random, family: Family) -> str:
    """The address that the people of one house share, if the family has one."""
    return address(rng, rng.choice(family.networks)) if family.networks else ""


def _size(rng: Random, family: Family, place: SimPlace) -> int:
    mean = family.sharing if family.networks else 12 if place.offices else 1
    return 1 + int(rng.expovariate(1 / (mean - 1))) if mean > 1 else 1


def _answer(
    rng: Random, family: Family, recipient: str, place: SimPlace, ip: str
) -> tuple[SimPerson, list[Row]]:
    """A person of the family, and what they do."""
    person = meet(rng, recipient, place)
    if family.device:
        person.client = family.device(rng, ip)
    for habit, has in (family.always or {}).items():
        setattr(person, habit, has)
    rows = list(family.answer(person))
    if family.habit:
        rows += family.habit(person)
    return person, rows
