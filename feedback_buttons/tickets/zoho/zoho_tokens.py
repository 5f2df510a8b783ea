"""Zoho's access tokens: one for all workers, used until it ends, as no more than ten are given out in ten minutes.

Form: desk.zoho.com/DeskAPIDocument, "Authentication"; a refusal comes with status 200 and an "error"."""

from typing import Any
from urllib.parse import urlencode

from feedback_buttons.base import ids
from feedback_buttons.channels.guarded_http import HttpReply
from feedback_buttons.outbox.outcomes import AttemptOutcome
from feedback_buttons.tickets import helpdesk_calls
from feedback_buttons.tickets.helpdesks import DeskAccount, HelpdeskFailure, SignInLost

APART = 65  # seconds from one new token to the next: fewer than ten in ten minutes
_EARLY = 60  # seconds before its end that a token is not used any more
_SECONDS = 3600  # that one lives where Zoho does not say
_DENIED = "Access Denied"  # too many tokens
_AFTER = 600.0  # seconds to wait then


def asked(
    account: DeskAccount, method: str, path: str, body: dict[str, Any] | None = None
) -> HttpReply:
    """The answer to one request, with a token that is good.

    Raises:
        SignInLost: Zoho does not take our refresh token any more.
        HelpdeskFailure: nobody has answered, or there is no token now.
    """
    secrets = account.secrets()
    if not secrets.get("access") or secrets.get("until", 0) <= _now() + _EARLY:
        secrets = _next(account, secrets.get("access"))
    reply = _call(account, secrets, method, path, body)
    if reply.status == 401:
        secrets = _next(account, secrets["access"])
        reply = _call(account, secrets, method, path, body)
    if reply.status == 401:
        raise SignInLost(reply.outcome)
    return reply


def _call(
    account: DeskAccount,
    secrets: dict[str, Any],
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> HttpReply:
    headers = {
        "Authorization": f"Zoho-oauthtoken {secrets['access']}",
        "orgId": account.settings["org"],
    }
    return helpdesk_calls.call(account.client, method, secrets["url"] + path, headers, body)


def _next(account: DeskAccount, used: str | None) -> dict[str, Any]:
    """Another token than the one that was used; got by one caller, the others take what it got."""

    def refreshed(secrets: dict[str, Any]) -> dict[str, Any]:
        if secrets.get("access") != used:
            return secrets
        wait = secrets.get("got", 0) + APART - _now()
        if wait > 0:
            outcome = AttemptOutcome(
                "later", 401, "the token is not good, the next may be got soon", wait
            )
            raise HelpdeskFailure(outcome)
        values = {
            "grant_type": "refresh_token", "refresh_token": secrets["refresh"], "client_id": secrets["client"],
            "client_secret": secrets["client_secret"],
        }  # fmt: skip
        url = secrets["accounts"] + "/oauth/v2/token"
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        reply = helpdesk_calls.post(account.client, url, headers, urlencode(values).encode())
        return secrets | _token(reply)

    return account.renew(refreshed)


def _token(reply: HttpReply) -> dict[str, Any]:
    """What to keep of a new token.

    Raises:
        SignInLost: there is none for what we have.
        HelpdeskFailure: there is none now.
    """
    error = helpdesk_calls.error_of(reply)
    if error == _DENIED:
        raise HelpdeskFailure(AttemptOutcome("later", reply.status, reply.text, _AFTER))
    if error and reply.status < 429:
        raise SignInLost(AttemptOutcome("refused", reply.status, reply.text))
    answer = helpdesk_calls.read(reply)
    if not isinstance(answer.get("access_token"), str):
        raise HelpdeskFailure(AttemptOutcome("later", reply.status, "it gave no token"))
    seconds, now = answer.get("expires_in"), _now()
    until = now + (seconds if isinstance(seconds, int) else _SECONDS)
    return {"access": answer["access_token"], "until": until, "got": now}


def _now() -> int:
    return int(ids.utc_now().timestamp())
