"""The command line. A command's module is imported when it is called: most need only a few."""

import signal
import threading
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click

# Where each command stands: <folder>.<module>:<function>.
COMMANDS = {
    "about": "answers.answer_commands:about",
    "alert": "messages.alert_commands:alert",
    "backup": "machine.backup_commands:backup",
    "campaign": "campaigns.campaign_commands:campaign",
    "case-rule": "answers.case_commands:case_rule",
    "channel": "messages.channel_commands:channel",
    "check": "machine.machine_commands:check",
    "distribute": "machine.distribution_commands:distribute",
    "erase": "answers.answer_commands:erase",
    "evidence": "answers.evidence_commands:evidence",
    "export": "answers.answer_commands:export",
    "key": "access.key_commands:key",
    "lint": "mails.lint_command:lint",
    "mailbox": "mails.mailbox_command:mailbox",
    "message": "messages.message_commands:message",
    "migrate": "machine.machine_commands:migrate",
    "outcomes": "answers.outcome_commands:outcomes",
    "overrule": "answers.evidence_commands:overrule",
    "poster": "campaigns.poster_command:main",
    "replay": "machine.traffic_commands:replay",
    "report": "answers.answer_commands:report",
    "rest": "mails.rest_commands:rest",
    "segment": "answers.audience_commands:segment",
    "restore": "machine.backup_commands:restore",
    "share": "access.share_commands:share",
    "sign": "mails.sign_command:sign",
    "signer": "mails.signer_commands:signer",
    "simulate": "machine.traffic_commands:simulate",
    "snippet": "mails.snippet_command:snippet",
    "target": "campaigns.target_commands:target",
    "touchpoint": "campaigns.touchpoint_commands:touchpoint",
    "unanswered": "answers.audience_commands:unanswered",
    "up": "machine.machine_commands:up",
    "upgrade": "machine.backup_commands:upgrade",
    "user": "access.user_commands:user",
    "wall": "access.wall_commands:wall",
    "webhook": "mails.webhook_commands:webhook",
    "worker": "machine.machine_commands:worker",
}


class Commands(click.Group):
    """The commands by name; what they refuse becomes one clear line and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(ctx), *COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, if there is one."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"feedback_buttons.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            from feedback_buttons.cli.error_messages import (
                explain,  # costs what a good run needn't pay
            )

            if message := explain(error):
                raise click.ClickException(message) from error
            raise


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="feedback-buttons")
def main() -> None:
    """Ten score buttons under every mail, and one honest live score.

    \b
    feedback-buttons up --demo      see it work on this machine
    feedback-buttons up             run it on this machine
    feedback-buttons check          what is wrong with an installation

    Commands use the Postgres of DATABASE_URL; where that is not set, the embedded one of the data
    directory, also while `up` runs.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:  # with nohup it is another
            signal.signal(number, _stop)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    """End a command so that it puts in order what it began, such as a Postgres with a copy of the database."""
    raise SystemExit(128 + number)
