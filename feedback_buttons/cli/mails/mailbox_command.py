"""feedback-buttons mailbox: the linter's address."""

import logging
import signal
import threading

import click

from feedback_buttons.base import log_lines
from feedback_buttons.cli import common
from feedback_buttons.config import databases
from feedback_buttons.config.settings import PSEUDONYM, SIGNING, ConfigError
from feedback_buttons.mail_lint.lint_mailbox import Mailbox
from feedback_buttons.processes import serving
from feedback_buttons.signing.tokens import Tokens


@click.command()
@click.option("--once", is_flag=True, help="Only try whether it can listen.")
@common.data_dir_option
def mailbox(once: bool) -> None:
    """Take test mails over SMTP, and show on the dashboard what is wrong with their buttons.

    `up` runs it where FEEDBACK_LINT_ADDRESS is set. It takes mail to that address only, sends none, and
    keeps no mail: see docs/mailbox.md.

    \b
    Example:
      feedback-buttons mailbox --once
    """
    config = common.settings(needs=(SIGNING, PSEUDONYM))
    if not config.lint_address:
        raise ConfigError(
            "FEEDBACK_LINT_ADDRESS is not set: the address that test mails are sent to. See docs/mailbox.md."
        )
    serving.on_starting()
    log_lines.use(config.log)
    log_lines.install()
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it would tell who writes to us
    with databases.address(config) as url:
        box = Mailbox(
            url,
            config.lint_address,
            url=config.url,
            tokens=Tokens(config.signing_keys, config.pseudonym_key),
            host=config.host,
            port=config.lint_port,
        )
        try:
            box.start()
        except OSError as error:
            raise ConfigError(
                f"the mailbox cannot listen on {config.host}:{config.lint_port}: {error.strerror}. "
                "Choose another port with FEEDBACK_LINT_PORT."
            ) from error
        click.echo(f"Mails to {config.lint_address} are taken on {config.host}:{config.lint_port}.")
        if not once:
            _wait()
        box.stop()


def _wait() -> None:
    """Wait for SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
