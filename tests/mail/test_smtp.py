"""Mails through the operator's server: the setting, what is sent, what is said when it is not."""

import logging
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from postbox import REFUSED, mailbox

from feedback_buttons.config.settings import Config, ConfigError
from feedback_buttons.mail import smtp
from feedback_buttons.mail.smtp import SmtpError
from feedback_buttons.processes.checks import installation_check

URL, FROM = "FEEDBACK_SMTP_URL", "FEEDBACK_SMTP_FROM"


def settings(tmp_path: Path, **more: str) -> Config:
    return Config.from_env({"FEEDBACK_DATA_DIR": str(tmp_path), **more}, needs=())


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", to, "Hi"
    message.set_content("Hi")
    return message


def test_the_settings_say_where_mail_goes(tmp_path: Path) -> None:
    url = "smtps://anna%40example.com:s%2Fcret@mail.example.com"
    found = settings(tmp_path, **{URL: url, FROM: "Anna <anna@example.com>"}).smtp
    assert found is not None
    assert (found.host, found.port, found.encrypted) == ("mail.example.com", 465, True)
    assert (found.user, found.password) == ("anna@example.com", "s/cret")
    assert "s/cret" not in repr(found)
    assert settings(tmp_path).smtp is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({URL: "smtp://localhost"}, "FEEDBACK_SMTP_FROM is not set"),
        ({URL: "mail.example.com", FROM: "a@example.com"}, "write it like smtps://"),
        ({URL: "smtp://localhost:99999", FROM: "a@example.com"}, "cannot be read"),
        ({URL: "smtp://localhost", FROM: "Anna"}, "no mail address"),
        ({URL: "smtp://localhost", FROM: "a@example.com\nBcc: b@example.com"}, "no mail address"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, values: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        settings(tmp_path, **values)


def test_a_mail_arrives() -> None:
    with mailbox() as (box, server):
        smtp.send(server, letter("anna@example.com"))
    ((to, mail),) = box.mails
    assert (to, mail["Subject"]) == (["anna@example.com"], "Hi")


def test_an_address_that_is_not_taken_is_said_and_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with mailbox() as (box, server), pytest.raises(SmtpError, match="550 No such mailbox"):
        smtp.send(server, letter(REFUSED))
    assert box.mails == []
    assert REFUSED not in "".join(
        each.getMessage() for each in caplog.records if each.name != "mail.log"
    )  # aiosmtpd's own


def test_a_server_that_is_not_there_is_named() -> None:
    with mailbox() as (_, server):
        pass
    with pytest.raises(SmtpError, match=f"127.0.0.1:{server.port} cannot be used"):
        smtp.probe(server)


def test_a_password_is_not_sent_where_others_could_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "_LOCAL", ())
    with mailbox() as (_, server):
        open_server = replace(server, user="anna", password="secret")  # noqa: S106 (a test's)
        with pytest.raises(SmtpError, match="the password is not sent"):
            smtp.probe(open_server)


def test_check_tries_the_server(config: Config) -> None:
    with mailbox() as (_, server):
        found = {each.name: each for each in installation_check.check(replace(config, smtp=server))}
        assert found["smtp"].ok
    found = {each.name: each for each in installation_check.check(replace(config, smtp=server))}
    assert not found["smtp"].ok
    assert "FEEDBACK_SMTP_URL" in found["smtp"].todo
    assert "smtp" not in {each.name for each in installation_check.check(config)}
