"""What the API does with links that show a page or a score to people without an account."""

from dataclasses import asdict
from typing import Any

from feedback_buttons.accounts import shared_pages
from feedback_buttons.dashboard.api.calls import Call


def list_shared_pages(call: Call) -> dict[str, Any]:
    """All links that were not revoked."""
    return {"pages": shared_pages.list_(call.connection)}


def share_page(call: Call) -> dict[str, Any]:
    """Make the link of the body; answer it with what opens it."""
    body = call.body
    page = shared_pages.make(
        call.connection,
        call.account,
        body.name,
        body.campaign,
        shows=body.shows,
        days=body.days,
        address=body.address,
    )
    addresses = shared_pages.addresses(page, call.session_keys, call.dashboard_url)
    return {**asdict(page), "addresses": addresses}


def revoke_shared_page(call: Call) -> dict[str, Any]:
    """Let the link of the body's name open nothing any more; answer those that are left."""
    shared_pages.revoke(call.connection, call.body.name, by=call.account)
    return list_shared_pages(call)
