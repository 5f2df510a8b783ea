"""The cookie of the dashboard's sessions, which is good whatever the clocks of servers and visitors say.

How long a session lasts is counted where it is read (feedback_buttons.dashboard.kit.requests.auth).
"""

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature


class LastingCookies(SecureCookieSessionInterface):
    """Flask's sessions. A cookie that another server signed, whose clock is a second ahead, or this one before its
    clock was set back, is none of the future; and a visitor whose clock is weeks ahead keeps it as long as
    others do."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie says; nothing where it is none of ours."""
        serializer: Any = self.get_signing_serializer(app)
        signed = request.cookies.get(self.get_cookie_name(app))
        if not signed:  # an error would keep the request in memory, with its body
            return self.session_class()
        try:
            read = serializer.loads(signed)
        except BadSignature:
            return self.session_class()
        return self.session_class(read)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie, with how long it lasts beside until when: that is counted by the visitor's clock."""
        super().save_session(app, session, response)
        name, life = f"{self.get_cookie_name(app)}=", app.permanent_session_lifetime
        lasting = [
            f"{cookie}; Max-Age={life.total_seconds():.0f}"
            if cookie.startswith(name) and "Max-Age" not in cookie
            else cookie
            for cookie in response.headers.getlist("Set-Cookie")
        ]
        response.headers.setlist("Set-Cookie", lasting)
