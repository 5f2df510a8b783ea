"""Where the installation that runs on a data directory listens, and by which clock and rules, for the commands beside
it: what they print of days, proxies and how long things are kept is to be what the dashboard says."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from feedback_buttons.base import datadir

NAMES = ("FEEDBACK_URL", "FEEDBACK_DASHBOARD_URL", "HOST", "PORT", "DASHBOARD_PORT")
# Settings without secrets that commands speak of, where the installation has them.
RULES = (
    "FEEDBACK_TIME_ZONE",
    "FEEDBACK_PROXIES",
    "FEEDBACK_RETENTION_DAYS",
    "FEEDBACK_AUDIT_DAYS",
    "FEEDBACK_REFERENCE_DAYS",
    "FEEDBACK_COMMENT_DAYS",
    "FEEDBACK_ANSWER_DAYS",
    "FEEDBACK_KEEP_UNTIL",
    "FEEDBACK_LINT_ADDRESS",
    "FEEDBACK_LINT_PORT",
    "FEEDBACK_LOCAL_NETWORKS",
)
_FILE = "running.json"


def note(data_dir: Path, settings: Mapping[str, str]) -> None:
    """Write down where this process and its children listen, and their rules; `up` does, once it is alone on the
    directory."""
    path = datadir.prepare(data_dir) / _FILE
    addresses = {name: settings[name] for name in NAMES}
    rules = {name: settings[name] for name in RULES if settings.get(name)}
    datadir.replace_file(path, json.dumps({"pid": os.getpid(), **addresses, **rules}))


def read(data_dir: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """What was written down, by the settings' names, if that process still runs; without what follows from a setting
    that the environment has."""
    try:
        noted = json.loads((data_dir / _FILE).read_text("utf-8"))
        os.kill(noted["pid"], 0)
        addresses = {name: str(noted[name]) for name in NAMES}
        rules = {name: str(noted[name]) for name in RULES if name in noted}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if environ.get("HOST") or environ.get("PORT"):
        del addresses["FEEDBACK_URL"]
    if environ.get("HOST") or environ.get("DASHBOARD_PORT"):
        del addresses["FEEDBACK_DASHBOARD_URL"]
    return addresses | rules
