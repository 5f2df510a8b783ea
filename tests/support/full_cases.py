"""The cases of the well-filled database: opened by rules from what its recipients answer, handled, changed again."""

from datetime import datetime, timedelta

from full_answers import Crowd, endpoint
from full_campaigns import FULL, NEVER
from person import Clock

from feedback_buttons.base import ids
from feedback_buttons.campaigns import scales
from feedback_buttons.cases import case_opening, case_rule_list
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.config.settings import Config
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.topics import topic_list

NAMES = (
    *comment_handling.REASONS,
    "reopened",
    "changes",
    "sleeps",
    "counts no more",
    "is erased",
    "waits",
)


def open_cases(connection: db.Connection, config: Config, now: datetime) -> None:
    """Unhappy answers without words become cases; each is closed for another reason, or something becomes of it."""
    case_rule_list.add(connection, "Call <me>", campaign=FULL, chosen=(1, 1), by="editor")
    case_rule_list.add(
        connection, "Delay again", touchpoint="Delay apology", score_to=3, second_low=True, by="admin"
    )  # fmt: skip
    topic_list.begin(connection)
    topic = db.first_value(connection, "select min(id) from topic")
    case_rule_list.add(connection, "Written about", topic=topic, by="editor")
    for score in scales.ANY:
        case_rule_list.add(connection, f"To {score}", campaign=NEVER, score_to=score)
    tokens, clock = (
        Tokens(config.signing_keys, config.pseudonym_key),
        Clock(now - timedelta(minutes=30)),
    )
    with endpoint(config, clock) as (client, _):
        crowd = Crowd(client, clock, tokens)
        people = {name: crowd.press(FULL, name, 2) for name in NAMES}
        case_opening.look(connection, now)
        _handle(connection, tokens)
        for name in ("reopened", "changes"):
            people[name].press(4)
        people["is erased"].press(2, do="erase")
        people["is erased"].press(2, do="erase-now")
        unsettled = crowd.somebody()
        unsettled.open(f"{crowd.address(FULL, 'unsettled')}/01")
        unsettled.see()
    _withdraw(connection, tokens.recipient("counts no more"))
    case_opening.look(connection, now)


def _handle(connection: db.Connection, tokens: Tokens) -> None:
    """The team reacts to them, and closes five."""
    tomorrow = (ids.utc_now() + timedelta(days=1)).isoformat()
    deeds: list[tuple[str, comment_handling.Field, str]] = [
        *((reason, "reason", reason) for reason in comment_handling.REASONS),
        ("reopened", "status", "closed"),
        ("sleeps", "snooze", tomorrow),
        ("changes", "handler", "agent"),
    ]
    for name, field, value in deeds:
        key = CommentKey(FULL, tokens.recipient(name), 0)
        assert comment_handling.change(connection, key, "agent", field, value), name


def _withdraw(connection: db.Connection, recipient: int) -> None:
    """What comes to light later about an answer, in short: the rules' own way there is tested elsewhere."""
    connection.execute(
        """
        with gone as (
            update rating set score = null, aside = 'withdrawn', state = 'withdrawn', changed = current_change()
            where campaign = %s and recipient = %s and score = 2
            returning campaign, changed, recipient, occasion, bucket
        ), logged as (
            insert into rating_change select * from gone
        )
        insert into rollup as s (campaign, minute, bucket, n2, withdrawn)
        select campaign, date_bin('1 minute', now(), 'epoch'), bucket, -1, 1 from gone
        on conflict (campaign, minute, bucket) do update set n2 = s.n2 - 1, withdrawn = s.withdrawn + 1
        """,
        [FULL, recipient],
    )
