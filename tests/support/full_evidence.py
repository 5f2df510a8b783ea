"""Evidence in the well-filled database that leads to each reason; and what the team decides over the rules."""

from dataclasses import replace
from datetime import datetime, timedelta

from acts import CROWD, FOREVER, HOUR, LAPTOP, SENT, Act, burst, robot, visits
from full_answers import SCORES
from full_campaigns import BARE, FROM_0, FULL, STRICT

from feedback_buttons.config.settings import Config
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import Decision
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES
from feedback_buttons.verdicts.visits_in_words import FLAGS

_SEEN = Act(HOUR, "visit", 7)
# Acts, and the reason that they lead to; the campaign's, where not FULL.
ACTS: list[tuple[str, list[Act], str]] = [
    ("seen", [_SEEN], FULL),
    ("pressed", [Act(HOUR, "press", 7)], FULL),
    ("pressed_twice", [Act(60, "press", 7, network="hosting", twice=True)], FULL),
    ("unopened", [Act(HOUR, "get", 7)], FULL),
    ("automatic", [Act(HOUR, "press", 7, delay=0.3)], FULL),
    ("pressers", [Act(HOUR, "look", 7, network="hosting", flags=frozenset({"alike"}))], FULL),
    ("several_pressed", burst(HOUR, "press"), FULL),
    ("burst", burst(43, network="security"), FULL),
    ("machine", [Act(HOUR, "head", 7)], FULL),
    ("scanned", [robot(180, "get", 7), Act(190, "visit", 7)], FULL),
    ("young", [Act(60, "visit", 7)], FULL),
    ("crowd", [replace(_SEEN, flags=CROWD)], BARE),
    ("network", [robot(HOUR, "visit", 7)], FULL),
    ("learned", [replace(_SEEN, flags=frozenset({"learned_network"}))], FULL),
    ("flags", [replace(_SEEN, flags=frozenset({"bot_agent"}))], FULL),
    ("prefetch", [replace(_SEEN, flags=frozenset({"prefetch"}))], FULL),
    ("differs", [robot(HOUR, "visit", 2), Act(2 * HOUR, "visit", 7)], FULL),
    ("two_scores", [_SEEN, Act(HOUR + 12, "visit", 9)], FULL),
    ("many_scores", [_SEEN, Act(2 * HOUR, "visit", 9)], FULL),
    ("strict", [_SEEN], STRICT),
    ("unpressed", [Act(HOUR, "get", 7), Act(HOUR + 9, "visit", 8, LAPTOP)], STRICT),
    *(("", [Act(HOUR, "press", 4, flags=frozenset({flag}))], FULL) for flag in FLAGS),
    *(("", [Act(HOUR, "visit", 4, network=name)], FULL) for name in ("eyeball", "proxy")),
]  # fmt: skip
FIRST = 2**62  # a pseudonym that no reference leads to
OVERRULED = range(FIRST, FIRST + 3)


def add_evidence(config: Config, now: datetime) -> None:
    """Each of ACTS by a recipient of their own, two days ago."""
    store = Database(str(config.database_url), role=db.COLLECTOR)
    ratings = Ratings(store)
    for number, (_, acts, slug) in enumerate(ACTS):
        _play(ratings, FIRST + number, acts, slug, now - timedelta(days=2) - SENT)
    store.close()


def _play(ratings: Ratings, number: int, acts: list[Act], slug: str, later: timedelta) -> None:
    policy = "strict" if slug == STRICT else "balanced"
    sent_at = None if slug == BARE else SENT + later
    person = Subject(slug, number, 0, POLICIES[policy], sent_at, "nl", client_class="mac")
    events = 0
    for visit in (_moved(each, later) for each in visits(acts, policy=policy).visits):
        if visit.did == "seen":
            ratings.seen(person, visit, events)
        elif visit.did == "press":
            ratings.press(person, visit, "Waarom?" if visit.score == 7 else None)
        else:
            events = ratings.visit(person, visit).events
    ratings.rejudge(person, FOREVER + later)


def _moved(visit: Visit, later: timedelta) -> Visit:
    steps = int(later.total_seconds() * 1_000_000) << 11  # an id carries its time
    page = None if visit.page is None else visit.page + steps
    return replace(visit, id=visit.id + steps, at=visit.at + later, page=page)


def decide(connection: db.Connection, tokens: Tokens) -> None:
    """Decisions for each score, one against counting, one that is lifted again."""
    for score in SCORES:
        of = FROM_0, tokens.recipient(f"z{20 + score}"), 0
        overrules.decide(connection, of, Decision(score), account="admin")
    first, second, third = ((FULL, number, 0) for number in OVERRULED)
    overrules.decide(connection, first, Decision(3), account="editor", note="Belde: <was> 3 ☎️")
    overrules.decide(connection, second, Decision(), account="admin")
    overrules.decide(connection, third, Decision(10), account="editor", note="n" * 500)
    overrules.decide(connection, third, Decision(lifted=True), account="admin")
