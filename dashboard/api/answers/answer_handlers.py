"""What the API says of single answers: a feed of their changes."""

from typing import Any

from feedback_buttons.campaigns import campaigns
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.reports.answers import change_feed


def follow_answers(call: Call) -> dict[str, Any]:
    """A page of the campaign's answers that changed after the cursor, oldest change first, and the cursor to go on
    from: None after a first page that is empty."""
    campaign = campaigns.get(call.connection, call.campaign)
    cursor = call.query.cursor
    after = change_feed.Cursor.parse(cursor) if cursor else change_feed.BEGIN
    with_references = "references" in call.key.scopes
    page = change_feed.page(
        call.connection, campaign, after, call.query.limit, references=with_references
    )
    next_cursor = str(page.cursor) if page.cursor.changed else None
    return {"answers": page.answers, "cursor": next_cursor, "more": page.more}
