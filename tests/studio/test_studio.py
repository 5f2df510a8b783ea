"""The studio from the outside: what is chosen, shown, handed on, sent as a test, and checked."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape, unescape
from io import BytesIO
from urllib.parse import parse_qsl, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD, REFUSED, Mailbox, mailbox, signed_in
from werkzeug.test import TestResponse

from feedback_buttons.accounts import attempt_limiter, audit, users
from feedback_buttons.base.colours import contrast
from feedback_buttons.base.rate_limiter import Limit
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.mail_server import Smtp
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app as create_dashboard
from feedback_buttons.dashboard.studio import handover, previews, studio_page
from feedback_buttons.dashboard.studio.studio_choices import Choices
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.mail import mail_programs, snippet
from feedback_buttons.mail.mail_tools import MAIL_TOOLS
from feedback_buttons.mail_lint.lint import lint
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

STUDIO = "/campaign/delay/studio"
URL = "https://feedback.example.com"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD, "editor")
        campaigns.add(connection, Campaign(slug="delay", name="Delay <apology>", language="nl"))
        yield connection


@pytest.fixture
def post() -> Iterator[tuple[Mailbox, Smtp]]:
    with mailbox() as opened:
        yield opened


@pytest.fixture
def settings(config: Config) -> Config:
    return replace(config, url=URL, proxies=1)


@pytest.fixture
def app(
    settings: Config,
    conn: db.Connection,  # noqa: ARG001 (fills it)
    post: tuple[Mailbox, Smtp],
) -> Iterator[Flask]:
    app = create_dashboard(replace(settings, smtp=post[1]))
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def anna(app: Flask) -> FlaskClient:
    return signed_in(app, "anna")


def area(page: TestResponse | str, id: str) -> str:
    """What a text area of a page holds."""
    text = page if isinstance(page, str) else page.text
    found = re.search(rf'<textarea id="{id}"[^>]*>(.*?)</textarea>', text, re.DOTALL)
    assert found, text
    return unescape(found[1])


def frames(page: TestResponse) -> list[str]:
    return [unescape(each) for each in re.findall(r'srcdoc="([^"]*)"', page.text)]


def shared(page: TestResponse) -> str:
    found = re.search(r'value="http://127.0.0.1:8050(/handover/[^"]+)"', page.text)
    assert found, page.text
    return found[1]


# ---- choices ----


def test_every_choice_stands_in_the_address() -> None:
    chosen = Choices(
        tool="other",
        tag="[[token]]",
        scale="stars",
        theme="brand",
        colour="#ffcc00",
        size=48,
        language="ar",
        question="كيف",
        low="سيئ",
        high="ممتاز",
    )
    asked = dict(parse_qsl(chosen.query()))
    assert set(asked) == set(Choices.__dataclass_fields__)
    assert Choices.read(asked) == chosen


@pytest.mark.parametrize(
    "nonsense",
    [
        {"tool": "pigeon", "scale": "thumbs", "theme": "loud", "size": "9000", "language": "xx"},
        {"colour": "javascript:alert(1)", "size": "-1"},
        {"colour": "", "language": "../en"},
    ],
)
def test_nonsense_in_the_address_means_nothing(nonsense: dict[str, str]) -> None:
    assert Choices.read(nonsense) == Choices()


def test_the_language_is_the_campaigns_until_another_is_chosen(anna: FlaskClient) -> None:
    assert "Welk cijfer geef je ons?" in area(anna.get(f"{STUDIO}?tool=brevo"), "html-code")
    other = anna.get(f"{STUDIO}?tool=brevo&language=de")
    assert "Welk cijfer" not in area(other, "html-code")


@pytest.mark.parametrize("name", MAIL_TOOLS)
def test_every_mail_tool_gets_code_with_its_tag(anna: FlaskClient, name: str) -> None:
    page, tool = anna.get(f"{STUDIO}?tool={name}"), MAIL_TOOLS[name]
    code, text = area(page, "html-code"), area(page, "text-code")
    assert code.count(f"{URL}/r/delay/{tool.tag}/") == 10
    assert text.count(f"{URL}/r/delay/{tool.tag}/") == 10
    assert (tool.attribute in code) or not tool.attribute
    unconfirmed = not (tool.tag_source and tool.tracking_source)
    assert ("Unconfirmed" in page.text) is unconfirmed
    made = "It keeps no contacts" if tool.by_program else f"Make a contact field {tool.field},"
    assert made in unescape(page.text)
    for menu in filter(None, (tool.menu, tool.paste_menu)):
        assert f'<b lang="en" class="menu-path">{escape(menu)}</b>' in page.text
    unknown = (not tool.menu and not tool.by_program) + (not tool.paste_menu and name != "django")
    assert page.text.count("we could not confirm. Look for") == unknown


def test_a_tool_that_can_sign_by_itself_is_led_to_how(anna: FlaskClient) -> None:
    assert "/signing?campaign=delay" in anna.get(f"{STUDIO}?tool=braze").text
    assert "/signing?campaign" not in anna.get(f"{STUDIO}?tool=brevo").text


def test_without_a_tool_it_says_what_to_choose(anna: FlaskClient) -> None:
    page = anna.get(STUDIO).text
    assert "Choose your mail tool above" in page
    assert "html-code" not in page


def test_a_brands_colour_is_corrected_and_it_says_so(anna: FlaskClient) -> None:
    asked = urlencode({"tool": "brevo", "theme": "brand", "colour": "#ffcc00"})
    page = anna.get(f"{STUDIO}?{asked}")
    used = re.findall(r'bgcolor="(#\w+)"', area(page, "html-code"))
    assert len(set(used)) == 1
    assert contrast(used[0], "#ffffff") >= 4.5
    assert f"The buttons have {used[0]}" in page.text


def test_a_language_without_our_words_asks_for_words(anna: FlaskClient) -> None:
    page = anna.get(f"{STUDIO}?tool=brevo&language=ar")
    assert page.status_code == 200
    assert "give a question, low and high of your own" in unescape(page.text)
    words = urlencode({"question": "كيف", "low": "سيئ", "high": "ممتاز"})
    right = anna.get(f"{STUDIO}?tool=brevo&language=ar&{words}")
    assert 'dir="rtl"' in area(right, "html-code")


def test_hostile_words_stay_words(anna: FlaskClient) -> None:
    hostile = urlencode({"question": '"><script>alert(1)</script>', "tool": "brevo"})
    page = anna.get(f"{STUDIO}?{hostile}")
    assert "<script>alert" not in page.text
    for frame in frames(page):
        assert "<script>" not in frame


# ---- previews ----


def test_each_mail_program_shows_what_it_leaves(anna: FlaskClient) -> None:
    shown = dict(zip(previews.SHOWN, frames(anna.get(STUDIO))[:-1], strict=True))
    assert "border-radius" in shown["apple"]
    assert "border-radius" not in shown["outlook"]
    assert "aria-label" in shown["apple"]
    assert "aria-label" not in shown["gmx"]
    assert "background:#000000" in shown["dark"]
    assert "<img" in shown["apple"]
    assert "<img" not in shown["images-off"]
    assert "Your logo" in shown["images-off"]
    for page in shown.values():
        assert "href" not in page  # a preview's buttons lead nowhere
        assert page.count("</a>") == 10


def test_the_approximations_are_called_so(anna: FlaskClient) -> None:
    page = unescape(anna.get(STUDIO).text)
    assert "Approximations" in page
    assert mail_programs.CLIENTS["outlook"].drops in page


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost", "http://10.0.0.7"])
def test_an_address_that_recipients_cannot_reach_is_said(
    config: Config, conn: db.Connection, url: str
) -> None:
    assert conn
    app = create_dashboard(replace(config, url=url))
    assert f"Recipients cannot reach {url}" in signed_in(app, "anna").get(STUDIO).text
    app.extensions["feedback_buttons"].close()


def test_a_campaign_that_is_not_there_has_no_studio(anna: FlaskClient) -> None:
    assert anna.get("/campaign/no/studio").status_code == 404


# ---- the page for a colleague ----


def test_a_colleague_sees_the_list_and_the_code_without_a_session(
    app: Flask, anna: FlaskClient
) -> None:
    here = anna.get(f"{STUDIO}?tool=klaviyo&scale=stars")
    page = app.test_client().get(shared(here))
    assert page.status_code == 200
    for id in ("html-code", "text-code"):
        assert area(page, id) == area(here, id)
    assert "Delay &lt;apology&gt;" in page.text
    assert "/campaign/" not in page.text  # it leads nowhere else
    assert "Sign out" not in page.text


def test_a_changed_link_shows_nothing(app: Flask, anna: FlaskClient) -> None:
    link = shared(anna.get(f"{STUDIO}?tool=klaviyo"))
    stranger = app.test_client()
    for wrong in (link[:-1], link + "A", "/handover/x", link.replace("handover/", "handover/A")):
        page = stranger.get(wrong)
        assert page.status_code == 404
        assert "html-code" not in page.text
    assert handover.read("x", ["another key"]) is None


def test_a_link_outlives_a_new_key_and_says_when_the_campaign_is_closed(
    config: Config, conn: db.Connection
) -> None:
    old, new = config.session_keys[0], "a newer session key only for the tests"
    link = handover.sign("delay", Choices(tool="brevo"), [old])
    campaigns.close(conn, "delay")
    app = create_dashboard(replace(config, session_keys=(new, old)))
    page = app.test_client().get(link)
    assert "This campaign is closed" in page.text
    app.extensions["feedback_buttons"].close()
    assert handover.read(link.rpartition("/")[2], [new]) is None


# ---- the test mail ----


def arrived(post: tuple[Mailbox, Smtp]) -> EmailMessage:
    ((to, mail),) = post[0].mails
    assert to == ["anna@example.com"]
    return mail


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def send(client: FlaskClient, to: str = "anna@example.com", query: str = "") -> TestResponse:
    return client.post(f"{STUDIO}/test?{query}", data={"to": to})


def test_a_test_arrives_with_the_buttons_as_chosen(
    anna: FlaskClient, conn: db.Connection, post: tuple[Mailbox, Smtp]
) -> None:
    answer = send(anna, query="scale=stars&theme=brand&colour=%230a7d4f&tool=brevo")
    assert "Sent." in answer.text
    mail = arrived(post)
    assert (mail["From"], mail["Subject"]) == (post[1].sender, "Test: Delay <apology>")
    html = body(mail, "html")
    assert re.findall(r">(\d★)</font></span></a>", html) == ["1★", "2★", "3★", "4★", "5★"]
    assert "#0a7d4f" in html
    assert "contact.FEEDBACK_TOKEN" not in html
    assert body(mail, "plain").count(f"{URL}/r/delay/") == 5
    entry = audit.page(conn).entries[0]
    assert (entry.did, entry.subject) == ("test mail sent", "delay")
    assert "example.com" not in str(entry)


def test_what_is_pressed_in_a_test_never_counts(
    anna: FlaskClient, settings: Config, conn: db.Connection, post: tuple[Mailbox, Smtp]
) -> None:
    send(anna)
    paths = re.findall(rf'href="{URL}(/r/[^"]+)"', body(arrived(post), "html"))
    assert len(paths) == 10
    buttons = create_app(settings)
    for path in paths:
        page = buttons.test_client().get(path)
        score = int(path.rpartition("/")[2])
        assert page.status_code == 200
        assert f"dit is je {score}." in re.sub(r"<[^>]+>", "", page.text)
        assert "Dit was een test" in page.text
        assert "<form" not in page.text
        pressed = buttons.test_client().post(path, data={"do": "press", "score": score})
        assert "Dit was een test" in pressed.text
    buttons.close()
    for table in ("visit", "rating", "rollup"):
        row = conn.execute(f"select count(*) from {table}".encode()).fetchone()  # noqa: S608
        assert row == (0,), table


def test_the_linter_knows_a_test(
    anna: FlaskClient, settings: Config, post: tuple[Mailbox, Smtp]
) -> None:
    send(anna, query="tool=brevo")
    tokens = Tokens(settings.signing_keys, settings.pseudonym_key)
    report = lint(post[0].raw[0], url=URL, campaign="delay", tokens=tokens)
    assert report.ok
    assert [finding.rule for finding in report.findings] == ["tokens"]
    assert "test recipient" in str(report.findings[0].wrong)


@pytest.mark.parametrize(
    "to", ["", "anna", "anna@example.com, bob@example.com", "a@example.com\nBcc: b@example.com"]
)
def test_what_is_no_address_gets_no_mail(
    anna: FlaskClient, post: tuple[Mailbox, Smtp], to: str
) -> None:
    answer = send(anna, to)
    assert answer.status_code == 400
    assert "Write one mail address" in answer.text
    assert post[0].mails == []


def test_a_refused_address_is_said_and_stays_in_the_form(anna: FlaskClient) -> None:
    answer = send(anna, REFUSED)
    assert answer.status_code == 400
    assert "550 No such mailbox" in answer.text
    assert f'value="{REFUSED}"' in answer.text


def test_tests_are_sent_only_so_often(
    anna: FlaskClient, post: tuple[Mailbox, Smtp], monkeypatch: pytest.MonkeyPatch
) -> None:
    two = replace(attempt_limiter.TESTS, limit=Limit(burst=2, pause=3600))
    monkeypatch.setattr(attempt_limiter, "TESTS", two)
    assert [send(anna).status_code for _ in range(3)] == [200, 200, 429]
    assert len(post[0].mails) == 2
    assert "The next one is possible in" in send(anna).text


def test_without_a_mail_server_it_is_a_file_and_says_so(
    settings: Config, conn: db.Connection
) -> None:
    assert conn
    app = create_dashboard(settings)
    anna = signed_in(app, "anna")
    page = anna.get(STUDIO).text
    assert "This server sends no mail yet" in page
    assert "Send me a test" not in page
    assert send(anna).status_code == 400
    file = anna.get(f"{STUDIO}/test.eml?scale=faces")
    assert file.headers["Content-Disposition"] == 'attachment; filename="test-delay.eml"'
    mail = message_from_bytes(file.data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert body(mail, "html").count("</a>") == 5
    app.extensions["feedback_buttons"].close()


# ---- a look at what arrived ----


def look(client: FlaskClient, mail: bytes | str) -> TestResponse:
    given = {"source": mail} if isinstance(mail, str) else {"mail": (BytesIO(mail), "mail.eml")}
    return client.post(f"{STUDIO}/lint", data=given, content_type="multipart/form-data")


@pytest.mark.parametrize("pasted", [True, False], ids=["pasted", "dropped"])
def test_a_mail_is_found_fault_with_as_on_the_command_line(
    anna: FlaskClient, settings: Config, pasted: bool
) -> None:
    mail = snippet.html("delay", URL, "{{ contact.token }}")
    page = unescape(look(anna, mail if pasted else mail.encode()).text)
    tokens = Tokens(settings.signing_keys, settings.pseudonym_key)
    report = lint(mail, url=URL, campaign="delay", tokens=tokens)
    assert report.findings
    for finding in report.findings:
        assert str(finding.wrong) in page
        assert str(finding.mend) in page
        assert str(finding.where) in page
    assert "10 buttons of delay: 1 error" in page


def test_a_right_mail_has_nothing_wrong(anna: FlaskClient, settings: Config) -> None:
    tokens = Tokens(settings.signing_keys, settings.pseudonym_key)
    right = snippet.html("delay", URL, tokens.sign("delay", 17))
    assert "10 buttons of delay: nothing wrong." in look(anna, right).text


def test_too_large_a_mail_is_said(anna: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio_page, "LARGEST", 20_000)
    for mail in (b"x" * 40_000, "x" * 40_000):
        answer = look(anna, mail)
        assert answer.status_code == 413
        assert "larger than 5 MB" in answer.text


@pytest.mark.parametrize("mail", [b"", "", b"\0\1\2"])
def test_what_is_no_mail_is_said(anna: FlaskClient, mail: bytes | str) -> None:
    page = unescape(look(anna, mail).text)
    assert "Choose a mail, or paste one." in page or "The mail cannot be read" in page


def test_the_page_after_the_click_is_shown_in_the_language_chosen(
    anna: FlaskClient, conn: db.Connection
) -> None:
    campaigns.edit(conn, "delay", {"language": None, "texts": {"fr": {"thanks": "Merci bien !"}}})
    shown = unescape(anna.get(f"{STUDIO}?language=fr").text)
    assert "Merci bien !" in shown
    assert 'href="/campaign/delay/after"' in shown
    assert "Thank you, your 8 is saved." in unescape(anna.get(f"{STUDIO}?language=ar").text)


def test_a_closed_campaign_says_so_above_its_buttons_and_can_be_opened(
    anna: FlaskClient, conn: db.Connection
) -> None:
    closed = "answers from these buttons would not count"
    assert closed not in anna.get(STUDIO).text
    campaigns.close(conn, "delay", by="anna")
    assert closed in anna.get(STUDIO).text
    mail = {"source": "<p>nothing</p>"}
    assert closed in anna.post(f"{STUDIO}/lint", data=mail).text
    assert anna.post(f"{STUDIO}/reopen").status_code == 302
    assert closed not in anna.get(STUDIO).text
    assert not campaigns.get(conn, "delay").closed
