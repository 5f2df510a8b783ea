"""What the API says of single answers: a feed of their changes."""

from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.periods import EVER, Period, Span
from feedback_buttons.dashboard.api.answers import answer_models
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.reports.answers import change_feed


def follow_answers(call: Call) -> dict[str, Any]:
    """A page of the campaign's answers that changed after the cursor, oldest change first, and the cursor to go on
    from: None after a first page that is empty. With a period only those that were given in it, and its cursor goes
    on in that period alone.

    Raises:
        CursorError: the cursor is not of this period, or of another database.
        PeriodError: the campaign has no such period.
    """
    campaign = campaigns.get(call.connection, call.campaign)
    period = Period.parse(call.query.period)
    span = None if period == EVER else period.span(ids.utc_now(), campaign.zone, campaign.sendings)
    place, _, of_period = (call.query.cursor or "").partition(answer_models.OF)
    if place and (of_period or str(EVER)) != str(period):
        raise change_feed.CursorError(
            f"This cursor is of another period: {of_period or EVER}.",
            hint="Ask for that one with it, or begin again without a cursor.",
        )
    after = change_feed.Cursor.parse(place) if place else change_feed.BEGIN
    with_references = "references" in call.key.scopes
    page = change_feed.page(
        call.connection, campaign, after, call.query.limit, references=with_references, span=span
    )
    added = f"{answer_models.OF}{period}" if span else ""
    next_cursor = f"{page.cursor}{added}" if page.cursor.changed else None
    begin, end = span or Span()
    covered = {"name": str(period), "begin": begin, "end": end, "time_zone": campaign.zone.key}
    return {"answers": page.answers, "period": covered, "cursor": next_cursor, "more": page.more}
