"""The results of checked test mails, kept for a day without the mails."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from feedback_buttons.base import ids
from feedback_buttons.base.phrases import Phrase
from feedback_buttons.mail_lint import shared_token
from feedback_buttons.mail_lint.lint import Report
from feedback_buttons.mail_lint.lint_case import LintFinding
from feedback_buttons.storage import db

LIFE = timedelta(days=1)
MOST = 200  # of which the newest are kept
_ADDRESS = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"']{1,255}")
_PHRASES = ("wrong", "mend", "where")
_ids = ids.Ids()


@dataclass(frozen=True, slots=True)
class MailTest:
    """One mail that came, and what was found in it. ``label`` is what its sender put behind a plus sign in our
    address, ``size`` is in bytes, ``shared`` says that mails to others had the same token; the
    rest as in :class:`feedback_buttons.mail_lint.lint.Report`."""

    id: int
    at: datetime
    label: str
    campaign: str
    size: int
    buttons: int
    checked: bool
    findings: list[dict[str, Any]]
    token_hash: int | None
    shared: bool = False

    @property
    def report(self) -> Report:
        """The report as the linter made it, with a warning in front where others got the same token."""
        findings = tuple(map(_read, self.findings))
        also = (shared_token.FINDING,) if self.shared else ()
        return Report(
            (*also, *findings), self.buttons, self.campaign, self.checked, self.token_hash
        )


def add(connection: db.Connection, label: str, size: int, report: Report) -> None:
    """Keep what was found, without anybody's mail address."""
    id, at = _ids.next()
    row = {"id": id, "at": at, "label": label, "campaign": report.campaign[:80], "size": size,
           "buttons": report.buttons, "checked": report.checked, "most": MOST, "token_hash": report.token_hash,
           "findings": Jsonb([_plain(finding) for finding in report.findings])}  # fmt: skip
    connection.execute(db.query("add_mail_test"), row)


def list_(connection: db.Connection, now: datetime) -> list[MailTest]:
    """What came within the last day, newest first."""
    tests = db.rows(connection, MailTest, "mail_tests", {"since": now - LIFE})
    shared = shared_token.shared((test.campaign, test.label, test.token_hash) for test in tests)
    return [replace(test, shared=(test.campaign, test.token_hash) in shared) for test in tests]


def forget(connection: db.Connection, now: datetime) -> int:
    """Delete the results that are older than a day; return how many."""
    return connection.execute(db.query("forget_mail_tests"), {"before": now - LIFE}).rowcount


def _plain(finding: LintFinding) -> dict[str, Any]:
    """A finding as JSON, its phrases to be worded when they are shown, without mail addresses."""
    phrases = {name: _without_addresses(getattr(finding, name).kept()) for name in _PHRASES}
    return {"severity": finding.severity, "rule": finding.rule, **phrases}


def _read(stored: dict[str, Any]) -> LintFinding:
    return LintFinding(**stored | {name: Phrase.read(stored[name]) for name in _PHRASES})


def _without_addresses(value: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(value, dict):
        return {name: _without_addresses(item) for name, item in value.items()}
    return _ADDRESS.sub("…@…", value) if isinstance(value, str) else value
