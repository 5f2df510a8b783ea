"""What is sent around the pages: security headers, caching, compression, the frame of the page."""

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Request, Response, g, request

from feedback_buttons.base.colours import ACCENT
from feedback_buttons.dashboard.kit.requests.own_address import own

HERE = Path(__file__).parents[2]

ICON = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" '
    f'rx="8" fill="{ACCENT}"/><path d="M7 19h4v6H7zm7-6h4v12h-4zm7-6h4v18h-4z" fill="#fff"/></svg>'
)
INDEX = """<!doctype html>
<html lang="en">
<head>
{%metas%}
<meta name="color-scheme" content="light dark">
<title>{%title%}</title>
<link rel="icon" href="{icon}">
{%css%}
</head>
<body>
{%app_entry%}
<footer>
{%config%}
{%scripts%}
{%renderer%}
</footer>
</body>
</html>""".replace("{icon}", ICON)


class Packed(dict[str, bytes]):
    """Remembers the compressed form of files that never change under their address."""

    def set(self, key: str, value: bytes) -> None:
        """Keep what stands at a fixed address, forget all else."""
        if key.endswith(".js") or key.endswith(".css"):
            self[key] = value


def _address(request: Request) -> str:
    return request.path


SETTINGS: dict[str, Any] = {
    "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,  # every file's address changes with its content
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_STREAMS": False,
    "COMPRESS_BR_LEVEL": 5,
    "COMPRESS_CACHE_BACKEND": Packed,
    "COMPRESS_CACHE_KEY": _address,
}


def _versioned(address: str, path: Path) -> str:
    return f"{address}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


STYLE = _versioned("/static/style.css", HERE / "static" / "style.css")
SCRIPT = _versioned("/static/plain.js", HERE / "static" / "plain.js")
STUDIO_SCRIPT = _versioned("/static/studio.js", HERE / "static" / "studio.js")
UPLOAD_SCRIPT = _versioned("/static/upload.js", HERE / "static" / "upload.js")
# The npm package plotly.js-basic-dist-min as it is: a third of the plotly.js that comes with dash, and all
# that these charts need.
PLOTLY = _versioned("/static/plotly-basic.min.js", HERE / "static" / "plotly-basic.min.js")
TOPICS_SCRIPT = _versioned("/static/topics.js", HERE / "static" / "topics.js")
API_SCRIPT = _versioned("/static/api.js", HERE / "static" / "api.js")
LISTS_SCRIPT = _versioned("/static/lists.js", HERE / "static" / "lists.js")
STREAMS_SCRIPT = _versioned("/static/streams.js", HERE / "static" / "streams.js")
WALL_STYLE = _versioned("/static/wall.css", HERE / "static" / "wall.css")
WALL_SCRIPT = _versioned("/static/wall.js", HERE / "static" / "wall.js")


def wall() -> dict[str, str]:
    """Where the wall's style and its scripts are, by their names in its template."""
    scripts = {"streams_script": own(STREAMS_SCRIPT), "wall_script": own(WALL_SCRIPT)}
    return {"wall_style": own(WALL_STYLE), **scripts}


# What dash sends and nothing here uses: help for browsers of before 2018, and its table.
_UNUSED = re.compile(r'<script src="[^"]*/(?:polyfill@|dash_table/)[^"]*"></script>\n?')
_CHARTS = ("/campaign/", "/compare")


def needed(scripts: str) -> str:
    """Of dash's script elements those that are needed."""
    return _UNUSED.sub("", scripts)


def soon(path: str) -> str:
    """What a page's scripts will ask for, so that the browser can do so first. Without charts plotly.js is
    for the next page, and comes last."""
    how = "preload" if path.startswith(_CHARTS) else "prefetch"
    data = "".join(
        f'<link rel="preload" href="{address}" as="fetch" crossorigin="anonymous">'
        for address in map(own, ("/_dash-layout", "/_dash-dependencies"))
    )
    return f'{data}<link id="plotly" rel="{how}" href="{own(PLOTLY)}" as="script">'


def prepare(response: Response) -> Response:
    """Get a file ready to be compressed and kept."""
    if response.direct_passthrough:  # what is streamed could not be kept compressed
        response.direct_passthrough = False
        response.get_data()
    if request.path.startswith("/_dash-component-suites/") and not response.cache_control:
        response.cache_control.no_cache = True  # not all of these addresses change with the file
        response.add_etag()
    return response


def headers(script_hashes: Sequence[str]) -> Callable[[Response], Response]:
    """Sets the headers of every response: nothing from elsewhere, nothing framed, data not kept."""
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' {' '.join(script_hashes)}",
            "style-src 'self' 'unsafe-inline'",  # React and plotly write style attributes
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )

    def add(response: Response) -> Response:
        framed = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
        response.headers["Content-Security-Policy"] = framed if g.get("framed") else policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        # The sign-in link's secret stands in its address; with "no-referrer" a form has no origin.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    return add
