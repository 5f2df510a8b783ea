"""The buttons' HTML, as validators, inliners, compilers and mail programs take it."""

import json
import re
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import css_inline
import mrml
import premailer
import pytest
from lxml import html

from feedback_buttons.campaigns.scales import SCALES, in_address
from feedback_buttons.mail import snippet, snippet_options
from feedback_buttons.mail.mail_programs import CLIENTS
from feedback_buttons.mail.mail_tools import MAIL_TOOLS
from feedback_buttons.mail.snippet_options import SnippetOptions

URL = "https://feedback.example.com"
ARABIC = SnippetOptions(language="ar", question="كيف؟", low="سيئ", high="ممتاز")
LOOKS = {
    **{
        f"{scale} {theme}": SnippetOptions(scale=scale, theme=theme)
        for scale, theme in product(SCALES, snippet_options.THEMES)
    },
    "large, in a brand's colour": SnippetOptions(colour="#ffcc00", size=52),
    "right to left": ARABIC,
    "one button": SnippetOptions(only=7),
}
# What a mail program may drop and the buttons still work: names for screen readers (the question and the ends
# are text), round corners, the underline that we take off. `height` is what caniemail sees in line-height.
UNSUPPORTED = {
    "aria-label attribute", "border-radius", "height attribute", "height property", "lang attribute",
    "role attribute", "text-decoration", "width attribute",
}  # fmt: skip
PARTLY = UNSUPPORTED | {
    "align attribute", "background", "background-color", "border", "border-collapse", "cellpadding attribute",
    "cellspacing attribute", "dir attribute", "display", "font-size", "line-height", "margin",
    "direction", "padding", "text-align",
}  # fmt: skip


def buttons_for(tool: str) -> str:
    """The buttons as this mail tool gets them."""
    chosen = MAIL_TOOLS[tool]
    return snippet.html("orders", URL, chosen.tag, SnippetOptions(attribute=chosen.attribute))


@pytest.fixture(scope="module")
def judged() -> dict[str, Any]:
    """What html-validate, caniemail and MJML make of every look and of every mail tool's links."""
    node = shutil.which("node")
    assert node, "no Node.js: start the tests with ./run test"
    mails = {
        "looks": {name: snippet.html("orders", URL, options=look) for name, look in LOOKS.items()},
        "tools": {name: buttons_for(name) for name in MAIL_TOOLS},
    }
    script = Path(__file__).with_name("mail_html.mjs")
    run = subprocess.run(
        [node, script], input=json.dumps(mails), capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    judged: dict[str, Any] = json.loads(run.stdout)
    return judged


@pytest.mark.parametrize("name", [*LOOKS, *MAIL_TOOLS])
def test_it_is_valid_html(judged: dict[str, Any], name: str) -> None:
    assert judged["invalid"][name] == []


@pytest.mark.parametrize("name", LOOKS)
def test_it_needs_nothing_that_mail_programs_lack(judged: dict[str, Any], name: str) -> None:
    assert set(judged["clients"][name]["unsupported"]) <= UNSUPPORTED
    assert set(judged["clients"][name]["partly"]) <= PARTLY


def test_caniemail_would_find_something(judged: dict[str, Any]) -> None:
    assert "border-radius" in judged["clients"]["one button"]["unsupported"]  # Word has none
    assert "display" in judged["clients"]["one button"]["partly"]


@pytest.mark.parametrize("tool", MAIL_TOOLS)
def test_mjml_leaves_every_mail_tools_links_alone(judged: dict[str, Any], tool: str) -> None:
    assert judged["mjml"][tool]["errors"] == []
    _same_buttons(judged["mjml"][tool]["html"], tool)


@pytest.mark.parametrize("tool", MAIL_TOOLS)
@pytest.mark.parametrize("way", ["premailer", "css-inline", "mrml"])
def test_inliners_and_compilers_leave_every_mail_tools_links_alone(tool: str, way: str) -> None:
    part = buttons_for(tool)
    page = f"<html><head><style>p {{color:#333}}</style></head><body>{part}</body></html>"
    raw = f"<mjml><mj-body><mj-raw>{part}</mj-raw></mj-body></mjml>"
    passed = {
        "premailer": lambda: premailer.transform(page, cssutils_logging_level="CRITICAL"),
        "css-inline": lambda: css_inline.inline(page),
        "mrml": lambda: mrml.to_html(raw).content,
    }[way]()
    if " " in MAIL_TOOLS[tool].tag:  # Deployteq's needs one, which premailer encodes
        passed = passed.replace("%20", " ")
    _same_buttons(passed, tool)


def _same_buttons(passed: str, tool: str) -> None:
    links = [link for link in html.fromstring(passed).iter("a") if "/r/" in link.get("href", "")]
    addresses = [
        f"{URL}/r/orders/{MAIL_TOOLS[tool].tag}/{in_address(score)}" for score in range(1, 11)
    ]
    assert [link.get("href") for link in links] == addresses
    for name in re.findall(r"[\w:-]+(?==|$| )", MAIL_TOOLS[tool].attribute):
        assert all(name in link.attrib for link in links)
    assert passed.count("<!--[if mso]>") >= 3


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("program", [name for name, each in CLIENTS.items() if not each.dark])
def test_strict_mail_programs_leave_text_links_and_colours(name: str, program: str) -> None:
    before, after = (html.fromstring(part) for part in _through(LOOKS[name], program))
    assert [a.get("href") for a in after.iter("a")] == [a.get("href") for a in before.iter("a")]
    assert " ".join(after.text_content().split()) == " ".join(before.text_content().split())
    assert all(link.getparent().get("bgcolor") for link in after.iter("a"))
    assert all("color:#fff" in (link.get("style") or "") for link in after.iter("a"))


def _through(look: SnippetOptions, program: str) -> tuple[str, str]:
    part = snippet.html("orders", URL, "0" * 31, look)
    return part, CLIENTS[program](part)
