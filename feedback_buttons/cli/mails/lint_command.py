"""feedback-buttons lint: what is wrong with a mail, as it really arrived."""

from dataclasses import asdict
from typing import IO

import click

from feedback_buttons.cli import common
from feedback_buttons.config.settings import PSEUDONYM, SIGNING, Config, ConfigError
from feedback_buttons.mail_lint.lint import Report
from feedback_buttons.mail_lint.lint import lint as look
from feedback_buttons.mail_lint.lint_case import LintFinding
from feedback_buttons.mail_lint.mail_reader import MOST_BYTES
from feedback_buttons.signing.tokens import Tokens

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


@click.command()
@click.argument("mail", type=click.File("rb"))
@click.option("--campaign", type=common.Slug(), help="Whose buttons they should be.")
@common.json_option
@common.data_dir_option
def lint(mail: IO[bytes], campaign: str | None, as_json: bool) -> None:
    """Check the buttons in a mail: what is wrong, and how to mend it.

    MAIL is the mail as your tool really sent it, saved as .eml; or its HTML; or - for standard input.
    No link is followed. Where the keys are, the tokens' signatures are looked at too. The exit code is
    1 if anything is an error.

    \b
    Example:
      feedback-buttons lint mail.eml --campaign delay-apology
    """
    config = _config()
    report = look(
        mail.read(MOST_BYTES + 1),
        url=config.url if config else None,
        campaign=campaign,
        tokens=Tokens(config.signing_keys, config.pseudonym_key) if config else None,
    )
    if as_json:
        findings = [
            {name: str(getattr(finding, name)) for name in LintFinding.__slots__}
            for finding in report.findings
        ]
        common.echo_json({"ok": report.ok, **asdict(report), "findings": findings})
    else:
        _print(report)
    if not report.ok:
        raise click.exceptions.Exit(1)


def _config() -> Config | None:
    """The settings, if this machine has the keys; a mail can be looked at without."""
    try:
        return common.settings(needs=(SIGNING, PSEUDONYM))
    except ConfigError:
        return None


def _print(report: Report) -> None:
    for finding in report.findings:
        severity = click.style(finding.severity, fg=_COLOURS[finding.severity], bold=True)
        click.echo(f"{severity} in {finding.where}: {finding.wrong}\n  {finding.mend}\n")
    counts = (
        (number, name)
        for name in _COLOURS
        if (number := sum(finding.severity == name for finding in report.findings))
    )
    counted = ", ".join(f"{number} {name}{'s' * (number > 1)}" for number, name in counts)
    buttons = f"{report.buttons} buttons" + (f" of {report.campaign}" if report.campaign else "")
    unchecked = "" if report.checked else " Signatures were not checked: no keys, or no buttons."
    click.echo(f"{buttons}: {counted or 'nothing wrong'}.{unchecked}")
