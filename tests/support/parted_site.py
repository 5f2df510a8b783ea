"""Two servers behind PL/Proxy: where Debian's package is, and what the tests get."""

from pathlib import Path
from typing import NamedTuple

import pytest

from feedback_buttons.embedded_postgres.postgres import Server

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
needs_plproxy = pytest.mark.skipif(
    not Path("/usr/share/postgresql/15/extension/plproxy.control").exists(),
    reason="Debian's postgresql-15-plproxy is not there",
)


class Site(NamedTuple):
    """Two servers, a database before them, and one that is all by itself."""

    parts: tuple[Server, Server]
    front: str
    plain: str
