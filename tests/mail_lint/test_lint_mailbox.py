"""The linter's address, through SMTP: what it takes, what it shows, what it keeps."""

import contextlib
import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from ports import free_port
from postbox import PASSWORD, signed_in
from shell import Shell

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.base.rate_limiter import Limit, RateLimiter
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config import settings as configuration
from feedback_buttons.config.settings import Config, ConfigError
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.mail import snippet
from feedback_buttons.mail_lint import lint_mailbox, lint_results, smtp_sessions
from feedback_buttons.mail_lint.lint_mailbox import Mailbox
from feedback_buttons.processes import supervisor, worker
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

ADDRESS = "lint@test.example.com"


@pytest.fixture
def config(config: Config) -> Config:
    port = free_port()
    return replace(config, lint_address=ADDRESS, lint_port=port)


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(str(config.database_url), autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        users.add(connection, "anna@example.com", PASSWORD, "editor")
        yield connection


@pytest.fixture
def box(config: Config, conn: db.Connection) -> Iterator[Mailbox]:
    assert not conn.closed
    box = Mailbox(
        str(config.database_url),
        config.lint_address,
        url=config.url,
        tokens=Tokens(config.signing_keys, config.pseudonym_key),
        host=config.host,
        port=config.lint_port,
    )
    box.start()
    yield box
    box.stop()


def send(config: Config, *to: str, html: str = "", text: str = "Hello") -> None:
    """Send a mail as a mail tool would: to somebody with a name, from somebody."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "shop@example.com", f"Zoë <{to[0]}>", "Sorry, Zoë"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", config.lint_port) as smtp:
        smtp.send_message(mail, "shop@example.com", to)


def buttons(config: Config, token: str = "") -> str:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    own = token or tokens.sign("delay", tokens.recipient("17"))
    return snippet.html("delay", config.url, own)


def test_what_arrives_is_looked_at_and_shown(
    box: Mailbox, config: Config, conn: db.Connection
) -> None:
    assert box.port == config.lint_port
    send(config, "lint+spring.sale@test.example.com", html=buttons(config, "{{feedback_token}}"))
    send(config, ADDRESS.upper(), html=buttons(config))
    right, wrong = lint_results.list_(conn, ids.utc_now())
    assert (wrong.label, wrong.report.ok, wrong.campaign, wrong.buttons) == (
        "spring.sale",
        False,
        "delay",
        10,
    )
    assert (right.label, right.buttons, right.checked) == ("", 10, True)
    assert "token" not in str(
        [each.rule for each in right.report.findings if each.severity == "error"]
    )
    app = create_app(config)
    page = signed_in(app, "anna@example.com").get("/mail-tests").text
    assert "The merge tag was never filled in: {{feedback_token}}" in page
    assert "lint+anna@test.example.com" in page
    assert page.index("spring.sale") > page.index("10 buttons of delay")
    app.extensions["feedback_buttons"].close()


def test_nothing_of_the_mail_or_its_people_is_kept(
    box: Mailbox, config: Config, conn: db.Connection
) -> None:
    assert box.port
    broken = buttons(config).replace("/r/delay/", "/r/=3Dzoe@example.com/", 1)
    send(
        config,
        ADDRESS,
        html=f"<p>Dear Zoë</p>{broken}",
        text="Dear Zoë, https://x.example/?to=zoe@example.com",
    )
    kept = str(conn.execute("select mail_test::text from mail_test").fetchall())
    for word in ("Zoë", "Zo", "zoe", "shop@", "Sorry", "Dear"):
        assert word not in kept


OTHERS = [
    "anna@example.com",
    "lint@example.com",
    "lint@test.example.com.example.com",
    "x@test.example.com",
    "lint+a b@test.example.com",
    f"lint+{'x' * 33}@test.example.com",
    "lint",
]


def test_no_mail_for_others_is_taken(
    box: Mailbox, config: Config, conn: db.Connection, subtests: pytest.Subtests
) -> None:
    assert box.port
    for address in OTHERS:
        with subtests.test(address), pytest.raises(smtplib.SMTPRecipientsRefused):
            send(config, f'"{address}"' if " " in address else address)
    assert lint_results.list_(conn, ids.utc_now()) == []


def test_a_mail_to_us_twice_is_one_test(box: Mailbox, config: Config, conn: db.Connection) -> None:
    assert box.port
    send(config, ADDRESS, "lint+a@test.example.com")
    assert len(lint_results.list_(conn, ids.utc_now())) == 1


def test_what_is_too_large_is_refused_and_what_is_no_mail_is_told(
    box: Mailbox, config: Config, conn: db.Connection
) -> None:
    assert box.port
    with pytest.raises(smtplib.SMTPResponseException, match="552"):
        send(config, ADDRESS, text="x\n" * (lint_mailbox.LARGEST // 2))
    with smtplib.SMTP("127.0.0.1", config.lint_port) as smtp:
        smtp.sendmail("", [ADDRESS], b"\0\1\2")
        smtp.sendmail("", [ADDRESS], b"Subject: long\r\n\r\n" + b"x" * 5000)
    assert [each.report.ok for each in lint_results.list_(conn, ids.utc_now())] == [False, False]


def test_so_many_are_taken_from_one_network(
    box: Mailbox, config: Config, conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert box.port
    now = [1000.0]
    monkeypatch.setattr(box, "_limiter", RateLimiter(lint_mailbox.MAILS, lambda: now[0]))
    for _ in range(lint_mailbox.MAILS.burst):
        send(config, ADDRESS)
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send(config, ADDRESS)
    now[0] += 21
    send(config, ADDRESS)
    assert len(lint_results.list_(conn, ids.utc_now())) == lint_mailbox.MAILS.burst + 1


def call(config: Config, address: str) -> socket.socket:
    """A connection from an address of this machine, which says nothing."""
    return socket.create_connection(("127.0.0.1", config.lint_port), 30, (address, 0))


def greeting(connection: socket.socket) -> bytes:
    return connection.makefile("rb").readline()[:3]


def test_one_network_holds_few_connections(
    box: Mailbox, config: Config, conn: db.Connection
) -> None:
    assert box.port == config.lint_port
    idle = [call(config, "127.0.9.1") for _ in range(smtp_sessions.OF_ONE_NETWORK + 15)]
    turned_away = [b"421"] * 15
    assert sorted(map(greeting, idle)) == [b"220"] * smtp_sessions.OF_ONE_NETWORK + turned_away
    send(config, ADDRESS, html=buttons(config))  # as it was with twenty
    assert len(lint_results.list_(conn, ids.utc_now())) == 1
    for connection in idle:
        connection.close()


def test_idle_connections_of_many_networks_make_room(
    box: Mailbox, config: Config, conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert box.port == config.lint_port
    monkeypatch.setattr(smtp_sessions, "CONNECTIONS", 20)
    idle = []
    for network in range(1, 41):
        idle.append(call(config, f"127.0.{network}.1"))
        assert greeting(idle[-1]) == b"220"
    send(config, ADDRESS, html=buttons(config))
    assert len(lint_results.list_(conn, ids.utc_now())) == 1
    assert idle[0].recv(100).startswith(b"421")
    for connection in idle:
        connection.close()


def test_no_connection_lasts_for_long(
    box: Mailbox, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert box.port == config.lint_port
    monkeypatch.setattr(smtp_sessions, "LONGEST", 0.5)
    drip = call(config, "127.0.9.1")
    assert greeting(drip) == b"220"
    said = b""
    with contextlib.suppress(OSError):
        while b"421" not in said:  # a command now and then keeps it open no longer
            drip.sendall(b"NOOP\r\n")
            said = drip.recv(1000)
            assert said
    drip.close()


def test_one_network_calls_only_so_often(
    box: Mailbox, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box._sessions, "_calls", RateLimiter(Limit(burst=3, pause=3600)))
    said = []
    for _ in range(5):
        with call(config, "127.0.9.1") as connection:
            said.append(greeting(connection))
    assert said == [b"220"] * 3 + [b"421"] * 2
    with call(config, "127.0.8.1") as other:
        assert greeting(other) == b"220"


def test_tests_are_kept_for_a_day_and_the_newest_ones_only(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    from feedback_buttons.mail_lint.lint import lint

    monkeypatch.setattr(lint_results, "MOST", 3)
    for label in "abcde":
        lint_results.add(conn, label, 1, lint("<p>"))
    now = ids.utc_now()
    assert [each.label for each in lint_results.list_(conn, now)] == ["e", "d", "c"]
    assert lint_results.list_(conn, now + timedelta(days=1, minutes=1)) == []
    # The rows get older, since a clock that jumps is not believed.
    conn.execute("update mail_test set at = at - interval '1 day 1 minute'")
    worker.keep_house(conn, now, worker.Retention())
    assert conn.execute("select count(*) from mail_test").fetchone() == (0,)


def test_without_an_address_the_page_says_so(config: Config, conn: db.Connection) -> None:
    assert not conn.closed
    app = create_app(replace(config, lint_address=""))
    assert "No address is set up" in signed_in(app, "anna@example.com").get("/mail-tests").text
    app.extensions["feedback_buttons"].close()


def test_up_runs_it_where_it_has_an_address(config: Config) -> None:
    assert [each.name for each in supervisor.services(config, "")][-1] == "mailbox"
    assert len(supervisor.services(replace(config, lint_address=""), "")) == 3


def test_the_command_listens_or_says_why_not(shell: Shell, config: Config) -> None:
    assert "FEEDBACK_LINT_ADDRESS" in shell.run("mailbox", code=1).stderr
    shell.env = {
        **shell.env,
        "FEEDBACK_LINT_ADDRESS": ADDRESS,
        "FEEDBACK_LINT_PORT": str(config.lint_port),
    }
    assert ADDRESS in shell.run("mailbox", "--once").stdout
    with socket.create_server(("127.0.0.1", config.lint_port)):
        assert "FEEDBACK_LINT_PORT" in shell.run("mailbox", "--once", code=1).stderr


@pytest.mark.parametrize("address", ["lint", "lint+x@example.com", "@", "a b@example.com"])
def test_what_is_no_address_is_no_setting(address: str) -> None:
    with pytest.raises(ConfigError, match="FEEDBACK_LINT_ADDRESS"):
        configuration.Config.from_env({"FEEDBACK_LINT_ADDRESS": address}, needs=())


def test_one_token_in_the_mails_to_two_people_is_told(
    box: Mailbox, config: Config, conn: db.Connection
) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    others = tokens.sign("delay", tokens.recipient("18"))

    def found() -> list[bool]:
        tests = lint_results.list_(conn, ids.utc_now())
        return [any(each.rule == "shared-token" for each in test.report.findings) for test in tests]

    assert box.port
    for _ in range(2):
        send(config, "lint+anna@test.example.com", html=buttons(config))
    assert found() == [False] * 2  # one contact, who is tested again
    send(config, "lint+bert@test.example.com", html=buttons(config))
    assert found() == [True] * 3
    send(config, "lint+carla@test.example.com", html=buttons(config, others))
    assert found() == [False] * 4  # each has their own by now


def test_a_test_recipients_token_is_everybodys(
    box: Mailbox, config: Config, conn: db.Connection
) -> None:
    assert box.port
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay", 0, test=True)
    for name in ("anna", "bert"):
        send(config, f"lint+{name}@test.example.com", html=buttons(config, token))
    for test in lint_results.list_(conn, ids.utc_now()):
        assert test.report.buttons == 10
        assert "shared-token" not in [finding.rule for finding in test.report.findings]
