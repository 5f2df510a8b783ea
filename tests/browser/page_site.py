"""A small site that serves one recipient's page and collects what is posted to it."""

import json
import threading
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

from feedback_buttons.campaigns.follow_up_questions import Asked
from feedback_buttons.recipient_page.page_html import CSP, Page, render

PAGE = Page(
    "confirm",
    score=7,
    action="/r/demo/token/7",
    nonce="signed.nonce",
    sender="Bookshop Van der Meer",
    follow_up=Asked(1, "What could be better?", ((1, "The delivery"), (3, "The price"))),
    help_url="https://example.com/help",
    share_url="https://example.com/share",
)
Fields = dict[str, list[str]]


@dataclass
class Site:
    """Serves one page, and collects what is posted to it."""

    url: str = ""
    page: Page = PAGE
    language: str = "en"
    state: str | None = "saved"  # the answer to "seen"; None is a failing server
    gate: threading.Event = field(default_factory=threading.Event)
    posts: list[Fields] = field(default_factory=list)

    def sent(self, do: str) -> list[Fields]:
        """Return the posts whose first "do" is this: what a server reads."""
        return [post for post in self.posts if post["do"][0] == do]


def handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(200, "text/html", render(site.page, site.language))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            post = parse_qs(body, keep_blank_values=True)
            site.posts.append(post)
            if post["do"][0] != "seen":
                self.answer(200, "text/html", render(replace(site.page, kind="saved"), "en"))
                return
            site.gate.wait()
            status = 503 if site.state is None else 200
            self.answer(status, "application/json", json.dumps({"state": site.state}))

        def answer(self, status: int, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", CSP)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
