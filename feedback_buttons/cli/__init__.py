"""The command line. A command's module is imported when it is called: most need only a few."""

from importlib import import_module

import click

# Where each command stands: <module of this package>:<function>.
COMMANDS = {
    "about": "answer_commands:about",
    "alert": "alert_commands:alert",
    "backup": "backup_commands:backup",
    "campaign": "campaign_commands:campaign",
    "case-rule": "case_commands:case_rule",
    "channel": "channel_commands:channel",
    "check": "machine_commands:check",
    "erase": "answer_commands:erase",
    "evidence": "evidence_commands:evidence",
    "export": "answer_commands:export",
    "key": "key_commands:key",
    "lint": "lint_command:lint",
    "mailbox": "mailbox_command:mailbox",
    "message": "message_commands:message",
    "migrate": "machine_commands:migrate",
    "overrule": "evidence_commands:overrule",
    "poster": "poster_command:main",
    "replay": "traffic_commands:replay",
    "report": "answer_commands:report",
    "rest": "rest_commands:rest",
    "segment": "audience_commands:segment",
    "restore": "backup_commands:restore",
    "share": "share_commands:share",
    "sign": "sign_command:sign",
    "signer": "signer_commands:signer",
    "simulate": "traffic_commands:simulate",
    "snippet": "snippet_command:snippet",
    "target": "target_commands:target",
    "touchpoint": "touchpoint_commands:touchpoint",
    "unanswered": "audience_commands:unanswered",
    "up": "machine_commands:up",
    "upgrade": "backup_commands:upgrade",
    "user": "user_commands:user",
    "wall": "wall_commands:wall",
    "webhook": "webhook_commands:webhook",
    "worker": "machine_commands:worker",
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
