"""Walks a copy of the package that has a fifth language, Spanish, in a process of its own.

Printed as JSON: the places in which languages can be chosen, and in which Spanish is missing.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import click
from lxml import html
from postbox import PASSWORD, signed_in
from werkzeug.test import Client

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cli import main
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.api import documents
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.endpoint.web_app import create_app as create_endpoint
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.i18n.team_language import speaking
from feedback_buttons.mail import snippet
from feedback_buttons.mail.snippet_options import SnippetOptions
from feedback_buttons.recipient_page import page_html
from feedback_buttons.recipient_page.page_html import Kind, Page
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

WORD = "Ihre Antwort"  # of the German catalogue, of which the Spanish one is a copy
PLAIN = (
    "/campaigns/new",
    "/campaign/olas/settings",
    "/campaign/olas/after",
    "/campaign/any/after",
    "/campaign/olas/studio",
    "/campaign/any/studio?language=es&tool=mailchimp",
)
SHOWN = (
    "/",
    "/?language=es",
    "/campaign/olas",
    "/comments",
    "/comments?language=es",
    "/compare?c=olas&c=any",
)


def walk(config: Config) -> dict[str, list[str]]:
    """Every place, and those that lack Spanish."""
    assert "es" in LANGUAGES
    with db.connect(str(config.database_url), autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="olas", name="Olas", language="es"))
        campaigns.add(conn, Campaign(slug="any", name="Any"))
        users.add(conn, "anna", PASSWORD, role="admin")
        found = [*recipients_pages(config), *plain_pages(config), *shown_pages(conn)]
    found += [*commands(main, "feedback-buttons"), *choices(documents.document(), "document")]
    return {
        "places": [place for place, _ in found],
        "missing": [place for place, there in found if not there],
    }


def recipients_pages(config: Config) -> Iterator[tuple[str, bool]]:
    """Every page that a recipient may see, and the buttons; whether each speaks Spanish."""
    for kind in get_args(Kind):
        page = Page(kind, score=7, action="/r/olas/x/7", nonce="n")
        shown = {language: page_html.render(page, language) for language in ("es", "de")}
        yield f"page {kind}", shown["es"] == shown["de"].replace('lang="de"', 'lang="es"')
    options = SnippetOptions(language="es")
    mail = snippet.html("olas", config.url, "{{t}}", options)
    german = snippet.html("olas", config.url, "{{t}}", replace(options, language="de"))
    yield "snippet", mail == german.replace('lang="de"', 'lang="es"')
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    endpoint = create_endpoint(config)
    client = Client(endpoint)
    for slug, accept in (("olas", "fr"), ("any", "es-MX,es;q=0.9")):
        token = tokens.sign(slug, tokens.recipient("17"))
        answer = client.get(f"/r/{slug}/{token}/7", headers={"Accept-Language": accept})
        yield f"button of {slug}", answer.status_code == 200 and 'lang="es"' in answer.text
    endpoint.close()


def plain_pages(config: Config) -> Iterator[tuple[str, bool]]:
    """Every plain page on which recipients' languages can be chosen or written in."""
    app = create_app(config)
    client = signed_in(app, "anna")
    for address in PLAIN:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        page = html.document_fromstring(answer.text)
        for choice in page.iter("select", "optgroup"):
            values = {each.get("value") for each in choice.iter("option")}
            if {"de", "fr"} <= values:
                count = sum(each.get("value") == "es" for each in page.iter("option"))
                yield f"{address} {choice.tag} {choice.get('name')}", "es" in values and count < 3
        written = {each.get("name") or "" for each in page.iter("input", "textarea")}
        for name in sorted(written):
            if re.search(r"\bde$", name):
                yield f"{address} {name}", re.sub(r"\bde$", "es", name) in written
    app.extensions["feedback_buttons"].close()


def shown_pages(conn: db.Connection) -> Iterator[tuple[str, bool]]:
    """Every live page on which comments and campaigns are filtered by language."""
    for address in SHOWN:
        path, _, query = address.partition("?")
        for language in ("en", "nl"):
            with speaking(language):
                page = callbacks.page(conn, path, f"?{query}" if query else "", name="anna")
                shown = json.dumps([each.to_plotly_json() for each in page], default=_plain)
            assert "cannot be shown" not in shown, address
            if '"value": "de"' in shown or address.startswith("/?"):
                yield f"{address} in {language}", '"value": "es"' in shown


def _plain(component: object) -> object:
    return component.to_plotly_json() if hasattr(component, "to_plotly_json") else str(component)


def commands(command: click.Command, name: str) -> Iterator[tuple[str, bool]]:
    """Every option of the command line that takes a recipients' language."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for called in command.list_commands(context):  # some are loaded when they are needed
            if each := command.get_command(context, called):
                yield from commands(each, f"{name} {called}")
    for option in command.params:
        kind = getattr(option.type, "inner", option.type)
        taken = getattr(kind, "choices", ())
        if "de" in taken:
            yield f"{name} --{option.name}", "es" in taken


def choices(node: object, at: str) -> Iterator[tuple[str, bool]]:
    """Every list of languages in the API's document."""
    if isinstance(node, dict):
        listed = node.get("enum", ())
        if "de" in listed:
            yield at, "es" in listed
        for name, each in node.items():
            yield from choices(each, f"{at}/{name}")
    elif isinstance(node, list):
        for place, each in enumerate(node):
            yield from choices(each, f"{at}/{place}")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(walk(Config.from_env())))
