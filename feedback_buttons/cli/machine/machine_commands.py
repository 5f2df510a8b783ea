"""feedback-buttons up, migrate and check: one machine, and what runs on it."""

import os
import secrets
import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict

import click

from feedback_buttons.accounts import users
from feedback_buttons.base import ids, log_lines
from feedback_buttons.base.metrics import Metrics
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cli import common
from feedback_buttons.config import databases, key_file, setting_names
from feedback_buttons.config import settings as config
from feedback_buttons.config.settings import Config, ConfigError
from feedback_buttons.outbox.outbox_gauges import OutboxGauges
from feedback_buttons.processes import sending, serving, supervisor, worker_metrics
from feedback_buttons.processes import worker as housekeeping
from feedback_buttons.processes.checks import installation_check as checks
from feedback_buttons.processes.checks.finding import Finding
from feedback_buttons.processes.checks.public_addresses import fetch
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.simulation import demo, demo_year
from feedback_buttons.storage import db
from feedback_buttons.storage import migrate as migrations

_PORT = click.IntRange(1, 65535)
SAMPLE = "sample"


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="Play a demonstration to look at.")
@click.option("--port", type=_PORT, help="Where recipients come.  [env: PORT; default: 8080]")
@click.option(
    "--dashboard-port",
    type=_PORT,
    help="Where the team looks.  [env: DASHBOARD_PORT; default: 8050]",
)
@click.option("--host", help="The address to listen on.  [env: HOST; default: 127.0.0.1]")
@common.data_dir_option
def up(with_demo: bool, port: int | None, dashboard_port: int | None, host: str | None) -> None:
    """Run everything on this machine, until Ctrl-C.

    That is Postgres, the recipients' pages and the dashboard. The first start makes the keys and
    the database. Where DATABASE_URL is set, that Postgres is used and none is started.

    \b
    Example:
      feedback-buttons up --demo
    """
    environ = common.environment(PORT=port, DASHBOARD_PORT=dashboard_port, HOST=host)
    if not all(environ.get(name) for name in key_file.NAMES):
        key_file.ensure(config.data_directory(environ))
    settings = Config.from_env(environ)

    def prepare(url: str) -> None:
        migrations.migrate(url, click.echo)

    def ready(url: str) -> None:
        with db.connect(url) as connection:
            show = demo.campaign(connection) if with_demo else None
            greeting = _greeting(connection, settings)
        click.echo(greeting)  # only now others can read what its links lead to
        if show:
            with db.connect(url, autocommit=True) as connection:
                demo_year.make(connection, ids.utc_now(), click.echo)
            demo.start(settings, url, show, click.echo)

    supervisor.up(settings, prepare=prepare, ready=ready, say=click.echo)


def _greeting(connection: db.Connection, settings: Config) -> str:
    """What the operator is shown when all runs, with a link to sign in and a button to try."""
    token = users.make_signin_link(connection)
    return (
        "\nFeedback Buttons runs. Ctrl-C stops it.\n\n"
        f"  Dashboard      {settings.dashboard_url}/sign-in/{token}\n"
        "                 (this link signs in once, within the hour)\n"
        f"  Sample button  {_sample_button(connection, settings)}\n"
    )


def _sample_button(connection: db.Connection, settings: Config) -> str:
    """A button to try. Only in a demonstration does its answer count."""
    listed = campaigns.list_(connection) or (campaigns.add(connection, _sample()),)
    campaign = next(
        (candidate for candidate in listed if candidate.demo and not candidate.closed), listed[0]
    )
    tokens = Tokens(settings.signing_keys, settings.pseudonym_key)
    recipient = tokens.recipient(f"sample {secrets.token_hex(8)}")
    return f"{settings.url}/r/{campaign.slug}/{tokens.sign(campaign.slug, recipient, test=not campaign.demo)}/8"


def _sample() -> Campaign:
    return Campaign(slug=SAMPLE, name="Sample: click its button and see it arrive", demo=True)


@click.command()
@common.data_dir_option
def migrate() -> None:
    """Bring the database up to date, however long that takes.

    Recipients go on answering: a step waits half a second for those who use a table, lets them pass, and tries
    again. What they answer while a table is changed all the same waits on the web machines' disks.

    \b
    Example:
      feedback-buttons migrate
    """
    with databases.address(common.settings(needs=())) as url:
        migrations.migrate(url, click.echo)
    click.echo("The database is up to date.")


@click.command()
@click.option("--once", is_flag=True, help="One round, for cron.")
@common.data_dir_option
def worker(once: bool) -> None:
    """Run background tasks: send messages, open cases, delete what is past its retention.

    `up` runs one. Several may run, as with the Procfile: one does the background tasks, the others
    stand by, and all send messages.

    \b
    Example:
      feedback-buttons worker --once
    """
    settings = common.settings(needs=())
    retention = housekeeping.Retention(
        settings.retention_days,
        settings.audit_days,
        settings.reference_days,
        settings.comment_days,
        settings.answer_days,
    )
    if once:
        with databases.session(settings) as connection:
            housekeeping.keep_house(connection, ids.utc_now(), retention)
            sending.deliver_all(connection, settings)
        return
    serving.on_starting()
    log_lines.use(settings.log)
    log_lines.install()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with databases.address(settings) as url, sending.running(url, settings, stop):
        housekeeping.run(url, retention, stop, settings.data_dir, _reporting(settings, url))


def _reporting(settings: Config, url: str) -> Callable[[Metrics], AbstractContextManager[None]]:
    """What answers Prometheus for a worker that is given a port."""
    host, port, token = settings.host, settings.worker_port, settings.metrics_token
    messages = OutboxGauges(lambda: db.connect(url, autocommit=True))
    return lambda metrics: worker_metrics.served(
        host, port, lambda: metrics.report(messages), token
    )


@click.command()
@common.json_option
@common.data_dir_option
def check(as_json: bool) -> None:
    """Check this installation: what is wrong, and what to do.

    Exits with 1 if anything is wrong.

    \b
    Example:
      feedback-buttons check
    """
    findings = [
        Finding("settings", False, f"{name} is none and nobody reads it", f"Call it {meant}.")
        for name, meant in setting_names.misspelled(os.environ).items()
    ]
    try:
        findings += checks.check(common.settings(), fetch)
    except ConfigError as error:
        findings.append(Finding("settings", False, str(error)))
    if as_json:
        common.echo_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.name}: {finding.message}")
            if finding.todo and not finding.ok:
                click.echo(f"       → {finding.todo}")
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(1)
