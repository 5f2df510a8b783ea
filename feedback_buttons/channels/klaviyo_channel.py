"""Klaviyo's events: each settled answer is one of its recipient's profile, by the mail address or the sender's own id.

Form: developers.klaviyo.com, Create Event (revision 2026-10-15). "unique_id" makes a second try the same event. An
event cannot be changed or taken back there.
"""

import json
from typing import Any

from feedback_buttons.base.mail_addresses import is_address
from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.channels.notices import Notice
from feedback_buttons.outbox.outcomes import NOTHING_LEFT, AttemptOutcome

URL = "https://a.klaviyo.com/api/events"
REVISION = "2026-10-15"
_NAMES = {
    "answer.rated": "Rated",
    "answer.withdrawn": "Rating withdrawn",
    "test": "Feedback Buttons test",
}
_TESTER = "feedback-buttons-test"


def event(notice: Notice) -> dict[str, Any] | None:
    """An answer as Klaviyo's JSON:API has events; None for what is no answer, or nobody's that the sender knows."""
    name = _NAMES.get(notice.type)
    whose = _TESTER if notice.type == "test" else notice.data.get("reference")
    if name is None or not whose:
        return None
    profile = {"email": whose} if is_address(str(whose)) else {"external_id": whose}
    properties = {
        key: value for key, value in notice.data.items() if value is not None and key != "reference"
    }
    attributes: dict[str, Any] = {
        "properties": properties,
        "metric": {"data": {"type": "metric", "attributes": {"name": name}}},
        "profile": {"data": {"type": "profile", "attributes": profile}},
    }
    if notice.data.get("answer"):
        attributes["unique_id"] = f"{notice.type}-{notice.data['campaign']}-{notice.data['answer']}"
        attributes["time"] = notice.data["answered_at"]
    return {"data": {"type": "event", "attributes": attributes}}


def send(client: HttpClient, secrets: dict[str, Any], notice: Notice) -> AttemptOutcome:
    """Tell Klaviyo of an answer, and what Klaviyo says."""
    whole = event(notice)
    if whole is None:
        return NOTHING_LEFT
    headers = {
        "Authorization": f"Klaviyo-API-Key {secrets['key']}", "revision": REVISION,
        "Content-Type": "application/vnd.api+json", "Accept": "application/vnd.api+json",
    }  # fmt: skip
    return client.outcome("POST", secrets["url"], json.dumps(whole).encode(), headers)
