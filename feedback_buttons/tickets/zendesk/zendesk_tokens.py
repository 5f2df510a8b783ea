"""Zendesk's tokens: an access token lives shortly, and getting the next one deletes the pair before. Form:
developer.zendesk.com, OAuth tokens for grant types, "Refresh token grant type"."""

from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.channels.guarded_http import HttpReply
from feedback_buttons.tickets import helpdesk_calls
from feedback_buttons.tickets.helpdesks import DeskAccount, HelpdeskFailure, SignInLost

_EARLY = 60  # seconds before its end that a token is not used any more
_SECONDS = 1800  # that one lives where Zendesk does not say


def asked(account: DeskAccount, method: str, path: str, **more: Any) -> HttpReply:  # noqa: ANN401 (for the call)
    """The answer to one request, with a token that is good.

    Raises:
        SignInLost: Zendesk knows no token of ours any more.
        HelpdeskFailure: nobody has answered.
    """
    secrets = account.secrets()
    if not secrets.get("access") or secrets.get("until", 0) <= _now() + _EARLY:
        secrets = _next(account, secrets.get("access"))
    reply = _call(account, secrets, method, path, **more)
    if reply.status == 401:
        secrets = _next(account, secrets["access"])
        reply = _call(account, secrets, method, path, **more)
    if reply.status == 401:
        raise SignInLost(reply.outcome)
    return reply


def _call(
    account: DeskAccount,
    secrets: dict[str, Any],
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpReply:
    bearer = {"Authorization": f"Bearer {secrets['access']}", **(headers or {})}
    return helpdesk_calls.call(account.client, method, secrets["url"] + path, bearer, body)


def _next(account: DeskAccount, used: str | None) -> dict[str, Any]:
    """Another pair than the one that was used; by one caller, the others take what it got."""

    def refreshed(secrets: dict[str, Any]) -> dict[str, Any]:
        if secrets.get("access") != used:
            return secrets
        body = {
            "grant_type": "refresh_token", "refresh_token": secrets["refresh"], "client_id": secrets["client"],
            "client_secret": secrets["client_secret"],
        }  # fmt: skip
        url = secrets["url"] + "/oauth/tokens"
        reply = helpdesk_calls.call(account.client, "POST", url, {}, body)
        return secrets | _pair(reply)

    return account.renew(refreshed)


def _pair(reply: HttpReply) -> dict[str, Any]:
    """What to keep of a new pair.

    Raises:
        SignInLost: there is none for what we have.
    """
    if reply.status in (400, 401, 403):
        raise SignInLost(reply.outcome)
    pair = helpdesk_calls.read(reply)
    if not (
        isinstance(pair.get("access_token"), str) and isinstance(pair.get("refresh_token"), str)
    ):
        raise HelpdeskFailure(reply.outcome)
    seconds = pair.get("expires_in")
    until = _now() + (seconds if isinstance(seconds, int) else _SECONDS)
    return {"access": pair["access_token"], "refresh": pair["refresh_token"], "until": until}


def _now() -> int:
    return int(ids.utc_now().timestamp())
