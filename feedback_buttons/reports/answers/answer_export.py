"""All answers of a campaign, row by row, for its exports."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from psycopg.rows import class_row

from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns, follow_up_questions, scales, waves
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One recipient's answer on one occasion; ``score`` is None if it does not count. ``client`` is one of
    clientclass.CLASSES, None where nobody asked; ``question`` and ``answer`` are None if no follow-up question
    was answered. ``message`` is the sender's own word for the message and ``reference`` that for the recipient,
    None where they are not kept; ``attributes`` is a JSON object, "" for none. ``score`` is one of ``scale``,
    that was asked. ``shared_clients`` is on how many devices a day the token was answered with, where many people
    hold it; None for one person's. ``wave`` is the name of the wave that it is of, else its number from 1; None where
    nobody said when the mail was sent. ``topics`` are the slugs of the topics that the comment mentions, ``tone``
    of how it is written, such as "strong"; None without a comment of an answer that counts."""

    campaign: str
    recipient: str
    occasion: str
    at: datetime
    score: int | None
    state: str
    proof: str
    client: str | None
    comment: str | None
    commented_at: datetime | None
    question: str | None = None
    answer: str | None = None
    message: str | None = None
    reference: str | None = None
    attributes: str = ""
    scale: str = scales.USUAL
    shared_clients: int | None = None
    wave: str | None = None
    topics: str | None = None
    tone: str | None = None


class _RatingRow(NamedTuple):
    """A row of ratings.sql; ``choice`` is the number of the answer taken of the question with the id ``question``."""

    recipient: int
    occasion: int
    at: datetime
    score: int | None
    state: str
    proof: str
    client: str | None
    comment: str | None
    commented_at: datetime | None
    question: int | None
    choice: int | None
    message: str | None
    reference: str | None
    attributes: dict[str, str] | None
    shared_clients: int | None
    token_sent_at: datetime | None
    first_at: datetime
    topics: list[str] | None
    tone: list[str] | None


def ratings(conn: db.Connection, slug: str) -> Iterator[RatingRow]:
    """All answers of a campaign, whether they count or not, streamed; erased ones are left out.

    The connection serves nothing else meanwhile.
    """
    campaign = campaigns.get(conn, slug)
    sent = campaign.sendings
    with conn.transaction(), conn.cursor("ratings", row_factory=class_row(_RatingRow)) as cursor:
        cursor.itersize = 5000
        cursor.execute(db.query("ratings"), {"slug": slug, "now": datetime.now(UTC)})
        for row in cursor:
            standing = follow_up_questions.standing(
                campaign.questions, row.score, row.question, row.choice
            )
            words = [follow_up_questions.worded(text, campaign.language) for text in standing or ()]
            question, answer = words or (None, None)
            wave = waves.of(sent, row.token_sent_at, row.first_at)
            yield RatingRow(
                slug, recipient_code(row.recipient), str(row.occasion), row.at,
                None if row.score is None else scales.tell(row.score, campaign.told), row.state,
                row.proof, row.client, row.comment, row.commented_at, question, answer,
                row.message, row.reference,
                json.dumps(row.attributes, ensure_ascii=False) if row.attributes else "", campaign.told,
                row.shared_clients, wave.label if wave else None, _listed(row.topics), _listed(row.tone),
            )  # fmt: skip


def _listed(slugs: list[str] | None) -> str | None:
    return None if slugs is None else ", ".join(slugs)
