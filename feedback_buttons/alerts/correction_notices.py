"""The words of a correction: answers that people were told of, and what each is now. None of what was written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels.notices import Notice
from feedback_buttons.i18n.team_language import date, speaking, tr, trn
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.outbox.delivery_loop import Claimed
from feedback_buttons.storage import db

SHOWN = 10


class GoneEvent(NamedTuple):
    """A row of gone_events.sql: an answer that people were told of, what became of it, and its score if it counts."""

    id: int
    campaign: str
    gone: str
    at: datetime
    score: int | None


def render(connection: db.Connection, message: Claimed) -> Notice | None:
    """A correction as it is when it is sent; None where nothing is left to be said."""
    events = db.rows(connection, GoneEvent, "gone_events", {"ids": message.payload["events"]})
    if not events:
        return None
    listed = {campaign.slug: campaign for campaign in campaigns.list_(connection)}
    language = message.settings.get("language", "en")
    follows = str(outbox_messages.key_of("alert", message.payload["batch"], message.channel))
    with speaking(language):
        return notice(events, message.payload["number"], listed, language, follows)


def notice(
    events: Sequence[GoneEvent],
    number: int,
    listed: Mapping[str, Campaign],
    language: str,
    follows: str,
) -> Notice:
    """The message about so many answers, of which these are the first, in the language spoken."""
    title = trn(
        "{number} answer that you were told of is no longer as it was",
        "{number} answers that you were told of are no longer as they were",
        number,
    )
    facts = tuple(_fact(event, listed.get(event.campaign)) for event in events[:SHOWN])
    more = number - len(facts)
    text = trn("And {number} more.", "And {number} more.", more) if more > 0 else ""
    return Notice(
        "alert.corrected",
        title.format(number=number),
        text,
        facts,
        language=language,
        follows=follows,
    )


def _fact(event: GoneEvent, campaign: Campaign | None) -> tuple[str, str]:
    """Which answer, and what it is now."""
    name = campaign.name if campaign else event.campaign
    score = ""
    if campaign and event.score is not None:
        score = f"{scales.tell(event.score, campaign.told)}/{scales.TOLD[campaign.told][-1]}"
    if event.gone == "erased":
        state = tr("was erased: delete what you were sent of it")
    elif not score:
        state = tr("does not count any more")
    elif event.gone == "withdrawn":
        state = tr("needs nobody any more: it is {score} now").format(score=score)
    else:
        state = tr("is {score} now").format(score=score)
    return f"{name}, {date(event.at)}", state
