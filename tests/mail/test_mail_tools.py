"""The mail tools: that the page about them says what the data say, and that our own tag is right."""

import re
from pathlib import Path

import jinja2
import pytest
from shell import Shell

from feedback_buttons.mail import mail_tools, snippet
from feedback_buttons.mail.mail_tool import MailTool, MailToolError
from feedback_buttons.mail.mail_tools import MAIL_TOOLS
from feedback_buttons.mail.snippet_options import SnippetOptions
from feedback_buttons.signing.tokens import is_merge_tag

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "snippet.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
URL = "https://feedback.example.com"


def row(tool: MailTool) -> str:
    """The tool's row of the table in docs/snippet.md."""
    tracking = f"{tool.tracking}: `{tool.attribute}`" if tool.attribute else tool.tracking
    cells = (
        f"`{tool.name}`",
        tool.title,
        f"`{tool.tag.replace('|', chr(92) + '|')}` {_source(tool.tag_source)}{_made(tool)}",
        _pasted(tool),
        f"{tracking} {_source(tool.tracking_source)}",
        tool.empty,
    )
    return f"| {' | '.join(cells)} |"


def _pasted(tool: MailTool) -> str:
    where = f"{tool.paste}: {tool.paste_menu} {_source(tool.paste_source)}"
    return where if tool.paste_menu else tool.paste


def _made(tool: MailTool) -> str:
    return f"; field: {tool.menu} {_source(tool.menu_source)}" if tool.menu else ""


def _source(address: str) -> str:
    if not address:
        return "**(unconfirmed)**"
    return f"([source]({address if '://' in address else '../' + address}))"


@pytest.mark.parametrize("name", MAIL_TOOLS)
def test_the_page_about_mail_tools_says_what_the_snippet_does(name: str) -> None:
    assert row(MAIL_TOOLS[name]) in PAGE.splitlines()


def test_the_page_names_no_other_tool() -> None:
    assert re.findall(r"^\| `([a-z]+)` \|", PAGE, re.MULTILINE) == list(MAIL_TOOLS)


def test_the_readme_says_how_many_there_are() -> None:
    assert f"`./run snippet --tools` lists {len(MAIL_TOOLS)} tools" in README


@pytest.mark.parametrize("tool", MAIL_TOOLS.values(), ids=str)
def test_a_tag_that_was_never_filled_in_is_known_as_one(tool: MailTool) -> None:
    assert is_merge_tag(tool.tag)
    assert snippet.html("orders", URL, tool.tag).count(f"{URL}/r/orders/{tool.tag}/") == 10


@pytest.mark.parametrize("tool", MAIL_TOOLS.values(), ids=str)
def test_what_keeps_links_untracked_stands_before_their_address(tool: MailTool) -> None:
    part = snippet.html("orders", URL, tool.tag, SnippetOptions(attribute=tool.attribute))
    before = f"<a {tool.attribute} href=" if tool.attribute else "<a href="
    assert part.count(before) == 10


@pytest.mark.parametrize("tool", MAIL_TOOLS.values(), ids=str)
def test_no_menu_is_named_without_a_source(tool: MailTool) -> None:
    assert bool(tool.menu) == tool.menu_source.startswith("https://")
    assert bool(tool.paste_menu) == tool.paste_source.startswith("https://")
    assert not (tool.menu and tool.by_program)


def test_jinja_fills_in_its_tag() -> None:
    part = snippet.html("orders", URL, MAIL_TOOLS["django"].tag)
    filled = (
        jinja2.Environment(autoescape=True).from_string(part).render({"feedback_token": "0123"})
    )
    assert filled.count(f'"{URL}/r/orders/0123/') == 10


def test_an_unknown_tool_is_answered_with_the_known_ones() -> None:
    with pytest.raises(MailToolError, match="no mail tool 'mailship'; choose mailchimp, sendgrid"):
        mail_tools.get("mailship")


def test_the_command_lists_the_tools_without_a_database(shell: Shell) -> None:
    shell.env = {}
    said = shell.run("snippet", "--tools").stdout
    assert all(tool.tag in said for tool in MAIL_TOOLS.values())
    assert said.count("(unconfirmed)") == sum(
        (not tool.tag_source) + (not tool.tracking_source) for tool in MAIL_TOOLS.values()
    )


def test_the_command_makes_the_buttons_for_a_tool(shell: Shell) -> None:
    shell.run("campaign", "add", "sorry", "--language", "nl")
    words = ("snippet", "sorry", "--tool", "sendgrid", "--scale", "faces", "--colour", "#ffcc00")
    made = shell.run(*words)
    assert made.stdout.count('<a clicktracking="off" href=') == 5
    assert "/r/sorry/{{feedback_token}}/10" in made.stdout
    assert "#ffcc00 is too bright for white text: #907200 is used instead." in made.stderr
    assert "😀: http" in shell.run(*words, "--text").stdout
    assert "no mail tool 'none'" in shell.run("snippet", "sorry", "--tool", "none", code=1).stderr
