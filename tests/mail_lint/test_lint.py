"""The linter: mails as tools really send them, each with one thing wrong."""

import json
import quopri
import re
import time
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from shell import Shell

from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.config.settings import Config
from feedback_buttons.mail import snippet
from feedback_buttons.mail.mail_tools import MAIL_TOOLS
from feedback_buttons.mail.snippet_options import SnippetOptions
from feedback_buttons.mail_lint.button_links import TRACKERS
from feedback_buttons.mail_lint.lint import RULES, Report, lint
from feedback_buttons.mail_lint.mail_reader import MOST_BYTES
from feedback_buttons.signing.tokens import Tokens

URL = "https://feedback.example.com"
TOKENS = Tokens(["a signing key only for the tests: 1"], "a pseudonym key only for the tests")
TOKEN = TOKENS.sign("orders", TOKENS.recipient("customer 17"))
HTML = snippet.html("orders", URL, TOKEN)
TEXT = snippet.text("orders", URL, TOKEN)
PAGE = f"<!doctype html><html><body><p>Zoë, your order is there.</p>{HTML}</body></html>"


def message(html: str | None = PAGE, text: str | None = TEXT, cte: str | None = None) -> bytes:
    """A mail as it arrives."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Your order", "shop@example.com", "me@example.com"
    if text is not None:
        made.set_content(text, cte=cte)
    if html is not None:
        make = made.set_content if text is None else made.add_alternative
        make(html, subtype="html", cte=cte)
    return made.as_bytes()


def look(mail: bytes | str) -> Report:
    """The report on a mail of the campaign orders, with its keys."""
    return lint(mail, url=URL, campaign="orders", tokens=TOKENS)


def with_token(token: str) -> str:
    """The HTML with another token."""
    return PAGE.replace(TOKEN, token)


def test_a_right_mail_has_nothing_wrong() -> None:
    report = look(message())
    assert report.findings == ()
    assert (report.ok, report.buttons, report.campaign, report.checked) == (
        True,
        10,
        "orders",
        True,
    )


@pytest.mark.parametrize("cte", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_is_right_in_every_encoding(scale: str, cte: str) -> None:
    options = SnippetOptions(scale=scale, theme="ramp")
    html = snippet.html("orders", URL, TOKEN, options)
    mail = message(html, snippet.text("orders", URL, TOKEN, options), cte)
    assert look(mail).findings == ()


@pytest.mark.parametrize(
    ("scale", "campaign", "wrong"),
    [
        ("nps-0-10", "0-10", []),
        ("nps-0-10", "1-10", ["A button leads to a score that does not exist: 0."]),
        ("nps", "0-10", ["Buttons are missing: 0."]),
        ("faces", "0-10", ["Buttons are missing: 0, 1, 3, 5, 7, 9."]),
    ],
)
def test_the_buttons_are_held_against_the_campaigns_scale(
    scale: str, campaign: str, wrong: list[str]
) -> None:
    page = snippet.html("orders", URL, TOKEN, SnippetOptions(scale=scale))
    report = lint(page, url=URL, campaign="orders", tokens=TOKENS, scale=campaign)
    assert [str(each.wrong) for each in report.findings] == wrong


def test_a_missing_0_is_noticed_in_the_text_part() -> None:
    options = SnippetOptions(scale="nps-0-10")
    text = snippet.text("orders", URL, TOKEN, options).replace(f"{TOKEN}/00", TOKEN)
    report = look(message(snippet.html("orders", URL, TOKEN, options), text))
    assert [str(each.wrong) for each in report.findings] == [
        "In the text part the addresses of 0 are missing or broken over two lines."
    ]


def test_a_page_without_headers_is_looked_at_too() -> None:
    assert look(PAGE).findings == ()
    assert look(HTML.encode()).findings == ()
    assert look(PAGE.encode("utf-16")).findings == ()


@pytest.mark.parametrize("tool", MAIL_TOOLS)
def test_no_mail_tools_tag_goes_unnoticed(tool: str) -> None:
    report = look(with_token(MAIL_TOOLS[tool].tag))
    assert [finding.rule for finding in report.findings] == ["unmerged"]
    assert "never filled in" in str(report.findings[0].wrong)


TRACKED = re.sub(r'href="[^"]+/(\d+)"', r'href="https://u1.ct.sendgrid.net/ls/click?upn=\1"', PAGE)
OWN_DOMAIN = re.sub(r'href="[^"]+/(\d+)"', r'href="https://mail.shop.example/x/\1"', PAGE)
INSIDE = re.sub(r'href="https://([^"]+)"', r'href="https://t.example/?u=https%3A%2F%2F\1"', PAGE)
SAFE = INSIDE.replace("t.example/?u", "eur01.safelinks.protection.outlook.com/?url")
WRONG = [
    ("encoded", with_token("%7B%7B%20feedback_token%20%7D%7D"), "unmerged", "tag is encoded"),
    ("encoded twice", with_token("%257B%257Bfeedback_token%257D%257D"), "unmerged", "is encoded"),
    ("empty field", with_token(""), "empty", "The links hold no token"),
    ("forged", with_token(TOKEN[:-1] + "0"), "tokens", "not signed for the campaign orders"),
    ("cut", with_token(TOKEN[:-3]), "tokens", "not signed for the campaign orders: wrong length"),
    (
        "other campaign's token",
        with_token(TOKENS.sign("returns", 17)),
        "tokens",
        "another campaign's",
    ),
    ("test", with_token(TOKENS.sign("orders", 17, test=True)), "tokens", "never count"),
    (
        "two people",
        PAGE + snippet.html("orders", URL, TOKENS.sign("orders", 18)),
        "tokens",
        "one re",
    ),
    ("other campaign", PAGE.replace("/r/orders", "/r/returns"), "campaign", "of the campaign retu"),
    ("nothing", "<p>Hello</p>", "no-buttons", "No buttons were found"),
    ("shown as code", PAGE.replace("<", "&lt;"), "no-buttons", "code is shown as text"),
    ("one is missing", re.sub(r"<a [^>]+/7.*?</a>", "", PAGE), "scores", "missing: 7"),
    ("half is missing", HTML[: HTML.index("<!--[if mso]></td>")], "scores", "6, 7, 8, 9, 10"),
    ("eleven", PAGE.replace("/10", "/11"), "scores", "does not exist: 11"),
    ("score lost", PAGE.replace("/10", "/"), "scores", "does not exist: none"),
    ("bare one", PAGE.replace("/01", "/1"), "bare-score", "button 1 ends with one digit"),
    ("twice", PAGE + HTML, "scores", "more than once: 1, 2"),
    ("swapped", PAGE.replace(">7<", ">8<"), "wrong-score", "shows 8 leads to 7"),
    (
        "tracked",
        TRACKED,
        "tracked",
        "10 buttons lead to Twilio SendGrid first (u1.ct.sendgrid.net)",
    ),
    ("tracked, own domain", OWN_DOMAIN, "tracked", "another server first (mail.shop.example)"),
    ("tracked, within", INSIDE, "tracked", "10 buttons lead to a link tracker first (t.example)"),
    ("protected", SAFE, "protected", "Microsoft Safe Links has wrapped"),
    ("not https", PAGE.replace("https:", "http:"), "insecure", "not HTTPS"),
    (
        "on this machine",
        PAGE.replace(URL, "http://127.0.0.1:8080"),
        "insecure",
        "cannot reach 127.",
    ),
    (
        "elsewhere",
        PAGE.replace(URL, "https://fb.example.net"),
        "elsewhere",
        "lead to fb.example.net",
    ),
    ("comment open", PAGE.replace("<![endif]-->", "", 1), "outlook-comments", "are broken"),
    ("comment shown", PAGE.replace("<!--[if", "&lt;!--[if"), "outlook-comments", "are broken"),
    ("too long", f"<p>{'x' * 110_000}</p>{PAGE}", "clipped", "and the buttons come after"),
    ("long", f"{PAGE}<p>{'x' * 110_000}</p>", "clipped", "Gmail shows the first 102."),
    ("pale", PAGE.replace("#3678bb", "#a9d0f5"), "contrast", "a contrast of 1.6 : 1"),
    ("plain links", re.sub(r' (style|bgcolor)="[^"]*"', "", PAGE), "styles", "lost their colours"),
    (
        "pictures",
        re.sub(r">7</font></span></a>", "><img src=7.png></a>", PAGE),
        "pictures",
        "has no text",
    ),
    ("quoted twice", quopri.encodestring(PAGE.encode()), "broken-lines", "full of =3D"),
    ("line break", PAGE.replace("/r/orders", "/r/orders\n"), "broken-lines", "line break"),
    ("letters", PAGE.replace("ë", "Ã«"), "charset", "Letters come out wrong: …"),
    ("latin", PAGE.encode("latin-1"), "charset", "not in the charset"),
    ("no text part", message(text=None), "plain-text", "no plain-text part"),
    ("text without", message(text="Hello"), "plain-text", "The text part has no buttons"),
    ("text wrapped", message(text=TEXT.replace("/7", "\n/7")), "plain-text", "addresses of 7 are"),
    ("text unmerged", message(text=TEXT.replace(TOKEN, "*|FB|*")), "plain-text", "never filled in"),
    ("no html", message(html=None), "no-buttons", "no HTML part"),
    (
        "long lines",
        message(PAGE + "<p>" + "x" * 1000, cte="8bit"),
        "broken-lines",
        "may break it at 998",
    ),
    (
        "wrong charset",
        message(cte="8bit").replace(b'html; charset="utf-8"', b'html; charset="ascii"'),
        "charset",
        "The HTML part is not in the charset that it says: ascii",
    ),
    (
        "no charset",
        message(cte="8bit").replace(b'html; charset="utf-8"', b"html"),
        "charset",
        "does not say its charset",
    ),
    ("nothing at all", b" \n", "unreadable", "it is empty"),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "unreadable", "it is not text"),
]


@pytest.mark.parametrize(
    ("mail", "rule", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_what_is_wrong_is_said(mail: bytes | str, rule: str, said: str) -> None:
    found = [finding for finding in look(mail).findings if finding.rule == rule]
    assert found, look(mail).findings
    assert any(said in f"{finding.wrong} {finding.mend}" for finding in found), found
    assert all(str(finding.where) and str(finding.mend) for finding in found)


def test_every_rule_has_a_mail_that_breaks_it() -> None:
    assert {rule for _, _, rule, _ in WRONG} == {*RULES, "unreadable"}


def test_the_page_about_the_snippet_names_every_rule() -> None:
    page = (Path(__file__).parents[2] / "docs" / "snippet.md").read_text("utf-8")
    assert all(f"| {rule} |" in page for rule in [*RULES, "unreadable"])


@pytest.mark.parametrize("host", TRACKERS)
def test_links_of_known_trackers_are_known(host: str) -> None:
    tracked = re.sub(r'href="[^"]+/(\d+)"', rf'href="https://x.{host}/abc\1"', PAGE)
    assert TRACKERS[host] in next(
        str(f.wrong) for f in look(tracked).findings if f.rule == "tracked"
    )


@pytest.mark.parametrize(
    "other",
    [
        '<a href="https://www.reddit.com/r/python/comments/abc/x/">talk</a>',
        '<a href="https://shop.example/?page=2">2</a><a href="https://shop.example/?page=3">3</a>',
        '<a href="https://u1.ct.sendgrid.net/ls/click?upn=x">our shop</a>',
        "<!--[if !mso]><!--><p>not Word</p><!--<![endif]-->",
        '<a href="mailto:help@example.com">help</a><a name="top">top</a><a href="https://[">x</a>',
    ],
)
def test_what_else_stands_in_the_mail_is_left_alone(other: str) -> None:
    assert look(message(PAGE.replace("<body>", f"<body>{other}"))).findings == ()


def test_a_mail_that_was_forwarded_whole_is_looked_at_within() -> None:
    outer = EmailMessage()
    outer.set_content("See the mail that I got.")
    outer.add_attachment(message_from_bytes(message(PAGE.replace("/10", "/9"))))
    assert {finding.rule for finding in look(outer.as_bytes()).findings} >= {
        "scores",
        "wrong-score",
    }


def test_tracked_buttons_are_looked_at_as_buttons() -> None:
    report = look(message(TRACKED.replace("#3678bb", "#a9d0f5")))
    assert {finding.rule for finding in report.findings} == {"contrast", "tracked"}
    assert report.buttons == 10


def test_without_keys_the_signatures_are_not_looked_at() -> None:
    report = lint(with_token("0" * 31))
    assert (report.findings, report.checked) == ((), False)


def _nested(depth: int) -> bytes:
    opened = [
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n".encode() for n in range(depth)
    ]
    return b"".join(opened) + b"Content-Type: text/html\n\n" + PAGE.encode()


HOSTILE = {
    "too big": b"Subject: x\n\n" + b"x" * MOST_BYTES,
    "deep parts": _nested(29),
    "too deep parts": _nested(3000),
    "mails in mails": b"Content-Type: message/rfc822\n\n" * 20_000 + b"x",
    "many lines in deep parts": _nested(29) + b"x\n" * 500_000,
    "many headers": b"A: b\n" * 200_000 + b"\n" + PAGE.encode(),
    "deep elements": "<div>" * 300_000 + PAGE,
    "unclosed": "<a href=x>" * 200_000 + PAGE,
    "many links": '<a href="https://x.example/r/a/{{t}}/7">7</a>' * 40_000,
    "nested links": '<div><a href="https://x/?u=https://y/r/a/{{t}}/7">7' * 50_000,
    "comments": "<!--[if" * 300_000 + "<!-- " * 100_000 + "&lt;a" * 200_000,
    "long address": f'<a href="https://x/{"r/" * 500_000}">7</a>{PAGE}',
    "addresses": message(text="https://x/r/a/b/7 " * 200_000),
    "styles": f'<a href="https://x/r/a/{TOKEN}/7" style="{"a:b;" * 500_000}">7</a>',
    "strange bytes": bytes(range(256)) * 4000,
    "strange charset": b"Content-Type: text/html; charset*=x''%FF\n\n<p>x",
    "surrogates": "\udcff\ud800" + PAGE,
}


@pytest.mark.parametrize("mail", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mails_are_answered_in_time(mail: bytes | str) -> None:
    started = time.process_time()
    report = look(mail)
    assert (
        time.process_time() - started < 20
    )  # of the processor; some take one second, none minutes
    assert len(report.findings) < 50
    assert all(
        str(finding.wrong).isprintable() and len(str(finding.wrong)) < 400
        for finding in report.findings
    )


def test_the_command_says_what_is_wrong_and_fails(shell: Shell, tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_bytes(message(with_token("*|FBTOKEN|*")))
    said = shell.run("lint", str(mail), code=1).stdout
    assert "error in the HTML part, line" in said
    assert "never filled in: *|FBTOKEN|*" in said
    assert "10 buttons of orders: " in said
    found = json.loads(shell.run("lint", "-", "--json", code=1, stdin=mail.read_bytes()).stdout)
    assert (found["ok"], found["findings"][0]["rule"]) == (False, "unmerged")


def test_the_command_looks_at_signatures_where_the_keys_are(shell: Shell, config: Config) -> None:
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("orders", 17)
    part = snippet.html("orders", URL, token)
    assert "10 buttons of orders: nothing wrong.\n" in shell.run("lint", "-", stdin=part).stdout
    forged = shell.run("lint", "-", "--campaign", "returns", stdin=part, code=1).stdout
    assert "of the campaign orders, not returns" in forged
    shell.env = {"FEEDBACK_DATA_DIR": "/nonexistent"}
    assert "Signatures were not checked: no keys" in shell.run("lint", "-", stdin=part).stdout
