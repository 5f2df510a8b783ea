"""A small chart for the documentation."""

from collections.abc import Sequence
from html import escape

_BAR, _GAP, _LEFT, _WIDTH = 22, 12, 210, 430
_SERVER, _POSTGRES = "#4c78a8", "#f2a93b"


def bars(rows: Sequence[tuple[str, float, float]]) -> str:
    """Microseconds of CPU a request as SVG: of each program the server's, and behind it Postgres'."""
    scale = _WIDTH / max(server + postgres for _, server, postgres in rows)
    height = len(rows) * (_BAR + _GAP) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 80} {height}" '
        'font-family="system-ui, sans-serif" font-size="13" role="img" '
        'aria-label="CPU a request, server and Postgres">',
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for place, (name, server, postgres) in enumerate(rows):
        y = place * (_BAR + _GAP) + 10
        middle = y + _BAR * 0.7
        end = _LEFT + (server + postgres) * scale
        parts += [
            f'<text x="{_LEFT - 8}" y="{middle:.0f}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_LEFT}" y="{y}" width="{server * scale:.0f}" height="{_BAR}" fill="{_SERVER}"/>',
            f'<rect x="{_LEFT + server * scale:.0f}" y="{y}" width="{postgres * scale:.0f}" '
            f'height="{_BAR}" fill="{_POSTGRES}"/>',
            f'<text x="{end + 6:.0f}" y="{middle:.0f}">{server:.0f} + {postgres:.0f}</text>',
        ]
    y = height - 12
    parts += [
        f'<rect x="{_LEFT}" y="{y - 10}" width="12" height="12" fill="{_SERVER}"/>',
        f'<text x="{_LEFT + 18}" y="{y}">server, µs of CPU a request</text>',
        f'<rect x="{_LEFT + 220}" y="{y - 10}" width="12" height="12" fill="{_POSTGRES}"/>',
        f'<text x="{_LEFT + 238}" y="{y}">Postgres</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
