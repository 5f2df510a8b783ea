"""The first request of a process waits for nothing that could have been read before."""

import jinja2
import pytest
from person import Clock, Person

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint import visitors
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.verdicts import client_signals, networks


def test_the_first_request_reads_no_list_and_no_template(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with db.connect(str(config.database_url)) as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology", created_at=clock()))
    lists = (networks._tables, client_signals._crawlers)
    for list_ in lists:
        list_.cache_clear()
    for answers in (visitors._network, visitors._header_flags, client_signals._is_bot):
        answers.cache_clear()  # what an earlier test asked would not be looked up again
    app = create_app(config, clock)
    assert [list_.cache_info().misses for list_ in lists] == [1, 1]

    def compiled(*_: object, **__: object) -> None:
        raise AssertionError("a template is compiled")

    monkeypatch.setattr(jinja2.Environment, "compile", compiled)
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    person = Person(app.test_client(), clock)
    address = f"/r/apology/{tokens.sign('apology', tokens.recipient('17'))}/7"
    assert person.open(address).status_code == 200
    assert person.press(8).status_code == 200
    assert [list_.cache_info().misses for list_ in lists] == [1, 1]
    app.close()
