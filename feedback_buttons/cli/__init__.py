"""The command line. A command's module is imported when it is called: most need only a few."""

from importlib import import_module

import click

# Where each command stands: <module of this package>:<function>.
COMMANDS = {
    "campaign": "campaign:campaign",
    "check": "machine:check",
    "erase": "answers:erase",
    "evidence": "evidence:evidence",
    "export": "answers:export",
    "key": "key:key",
    "lint": "lint:lint",
    "mailbox": "mailbox:mailbox",
    "migrate": "machine:migrate",
    "overrule": "evidence:overrule",
    "poster": "poster:main",
    "replay": "traffic:replay",
    "report": "answers:report",
    "sign": "mail:sign",
    "signer": "signer:signer",
    "simulate": "traffic:simulate",
    "snippet": "snippet:snippet",
    "up": "machine:up",
    "user": "user:user",
    "wall": "wall:wall",
    "webhook": "webhook:webhook",
    "worker": "machine:worker",
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
            from feedback_buttons.cli.errors import explain  # costs what a good run needn't pay

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
