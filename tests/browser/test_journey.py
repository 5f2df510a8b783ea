"""The main job, by its real parts: a mail is sent, opened and clicked, and the screen moves."""

import json
import os
import re
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from dashboard_site import like_a_persons
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from ports import free_port

from feedback_buttons.config import key_file

COMMENT = "Een net gebaar <script>alert(1)</script> شكرا لكم"


class Mailbox:
    """Keeps the HTML parts of the mails that arrive."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.content or b"", policy=default)
        part = message.get_body(("html",))
        assert part
        self.parts.append(part.get_content())
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[Controller]:
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


class Installation:
    """`feedback-buttons up` on a database of its own."""

    def __init__(self, database: str, data_dir: Path) -> None:
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "FEEDBACK_DATA_DIR": str(data_dir),
            "PORT": str(free_port()),
            "DASHBOARD_PORT": str(free_port()),
        }
        key_file.ensure(data_dir)
        self.process = subprocess.Popen(
            _command("up"), env=self.environment, stdout=subprocess.PIPE, text=True
        )

    def wait(self) -> str:
        """The link to sign in with, once everything answers."""
        assert self.process.stdout
        for line in self.process.stdout:
            if found := re.search(r"http\S+/sign-in/\S+", line):
                return found[0]
        raise AssertionError("it never said how to sign in")

    def run(self, *words: str, stdin: str = "") -> str:
        done = subprocess.run(
            _command(*words),
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture
def installation(database: str, data_dir: Path) -> Iterator[Installation]:
    running = Installation(database, data_dir)
    yield running
    running.process.terminate()
    running.process.wait(30)
    assert running.process.stdout
    running.process.stdout.close()


def test_a_mail_is_sent_clicked_and_watched(
    installation: Installation, mailbox: Controller, browser: Browser
) -> None:
    link = installation.wait()
    installation.run("campaign", "add", "apology", "--name", "Delay apology", "--language", "nl")
    _mail(mailbox.port, _html(installation))
    screen = _watch(browser, link)

    reader = browser.new_context(**like_a_persons(browser), locale="nl-NL").new_page()
    reader.set_content(mailbox.handler.parts[0])
    reader.get_by_role("link", name="7", exact=False).first.click()
    expect(reader.locator(".on-done")).to_contain_text("Dank je wel, je 7 is opgeslagen.")
    expect(screen.locator("main")).to_contain_text("1 answer")

    reader.get_by_role("textbox").type(COMMENT)
    reader.get_by_role("button", name="Verstuur mijn opmerking").click()
    expect(reader.get_by_role("status")).to_contain_text("opgeslagen")
    expect(screen.locator("main")).to_contain_text(COMMENT)

    reader.get_by_role("button", name="9", exact=True).click()
    expect(reader.get_by_role("status")).to_contain_text("je 9")
    expect(screen.locator("main")).to_contain_text("too early to tell")
    report = json.loads(installation.run("report", "apology", "--json"))
    assert (report["distribution"]["9"], report["answers"], report["comments"]) == (1, 1, 1)
    assert ",webmail," in installation.run("export", "apology")  # the link stood on a web page


def _html(installation: Installation) -> str:
    signed = installation.run("sign", "--campaign", "apology", "-", "-", stdin="id\ncustomer 17\n")
    token = signed.split()[-1].split(",")[-1]
    return installation.run("snippet", "apology").replace("{{feedback_token}}", token)


def _mail(port: int, html: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "shop@example.com",
        "me@example.com",
        "Sorry",
    )
    message.set_content("Sorry.")
    message.add_alternative(f"<!doctype html><title>Sorry</title>{html}", subtype="html")
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(message)


def _watch(browser: Browser, link: str) -> Tab:
    screen = browser.new_context().new_page()
    screen.goto(link)
    screen.get_by_role("button").first.click()
    screen.get_by_role("link", name="Delay apology").click()
    expect(screen.get_by_role("heading", name="Delay apology")).to_be_visible()
    return screen


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "feedback_buttons.cli", *words]
