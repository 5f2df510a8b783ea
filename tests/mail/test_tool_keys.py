"""Mail tools that sign themselves: what counts, what never does, and what the test page says of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import mailtemplates
import pytest
from flask import Flask
from flask.testing import FlaskClient
from mailtemplates import jwt, mac, payload, sha256
from person import Clock, Person
from shell import Shell

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app as create_dashboard
from feedback_buttons.endpoint import collector
from feedback_buttons.endpoint.spool import Spool
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.mail import tool_keys
from feedback_buttons.mail.tool_keys import Parts, ToolKey, ToolKeyError
from feedback_buttons.mail_lint.lint import lint
from feedback_buttons.signing import tool_signatures
from feedback_buttons.signing.tokens import BadToken, Tokens
from feedback_buttons.signing.tool_signatures import TOOLS
from feedback_buttons.storage import db

MAIL = "zoe@example.com"  # as an id, which must not be seen


@dataclass
class Tool:
    """A mail tool with a key of ours, whose template holds our lines."""

    config: Config
    key: ToolKey
    campaign: Campaign

    @property
    def tokens(self) -> Tokens:
        return Tokens(self.config.signing_keys, self.config.pseudonym_key)

    @property
    def parts(self) -> Parts:
        return tool_keys.parts(
            self.tokens,
            self.campaign,
            self.key,
            url=self.config.url,
            dashboard_url=self.config.dashboard_url,
        )

    def mail(self, id: str, part: str | None = None) -> str:
        """A mail's HTML as it is sent to the person of this id."""
        template = part or self.parts.html
        if self.key.tool == "braze":
            return mailtemplates.braze(template, id)
        if self.key.tool == "iterable":
            return mailtemplates.iterable(template, id)
        name = tool_signatures.key_name(self.campaign.slug)
        return mailtemplates.salesforce(template, id, {name: self.parts.secret.encode()})

    def token(self, id: str) -> str:
        (token,) = set(re.findall(r"/r/delay/([^/\"]+)/\d", self.mail(id)))
        return str(token)


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(str(config.database_url), autocommit=True) as connection:
        for slug in ("delay", "other"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title()))
        yield connection


@pytest.fixture(params=TOOLS)
def tool(request: pytest.FixtureRequest, conn: db.Connection, config: Config) -> Tool:
    key = tool_keys.add(conn, "delay", request.param, "anna")
    return Tool(config, key, campaigns.get(conn, "delay"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def endpoint(
    config: Config, conn: db.Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FlaskClient]:
    assert not conn.closed
    monkeypatch.setattr(collector, "FRESH", 0)  # what was revoked is so at once
    app = create_app(config, clock)
    yield app.test_client()
    app.close()


@pytest.fixture
def client(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    app: Flask = create_dashboard(config)
    client = app.test_client()
    client.post(f"/sign-in/{users.make_signin_link(conn)}")
    yield client
    app.extensions["feedback_buttons"].close()


def recipients(conn: db.Connection) -> set[int]:
    return {
        row[0]
        for row in conn.execute("select recipient from rating union select recipient from visit")
    }


def test_what_the_tool_signed_counts(
    tool: Tool, endpoint: FlaskClient, clock: Clock, conn: db.Connection
) -> None:
    for id in (MAIL, "17"):
        person = Person(endpoint, clock)
        assert person.open(f"/r/delay/{tool.token(id)}/7").status_code == 200
        person.press(8)
    rows = conn.execute("select recipient, score from rating").fetchall()
    assert [score for _, score in rows] == [8, 8]
    people = [tool_keys.recipients(tool.tokens, [tool.key], id) for id in (MAIL, "17")]
    assert all({who for who, _ in rows} & each for each in people)


def test_the_evidence_is_found_by_the_tools_own_id(
    tool: Tool, endpoint: FlaskClient, clock: Clock, shell: Shell
) -> None:
    for number, id in enumerate((MAIL, "17"), 6):
        person = Person(endpoint, clock)
        person.open(f"/r/delay/{tool.token(id)}/7")
        person.press(number)
    assert "Counts as 6" in shell.run("evidence", "delay", MAIL).stdout
    assert "Counts as 7" in shell.run("evidence", "delay", "17").stdout
    assert "Counts as 2" in shell.run("overrule", "delay", "17", "--score", "2").stdout
    assert "opened none" in shell.run("evidence", "delay", "18", code=1).stderr


def test_no_id_stands_in_an_address(tool: Tool) -> None:
    parts = (tool.parts.html, tool.parts.text, tool.parts.test)
    for sent in (tool.mail(MAIL, part) for part in parts):
        assert "zoe" not in sent
        assert sha256(MAIL) not in sent
        assert "%" not in sent.replace("100%", "")
        assert "{" not in sent
    assert len(set(re.findall(r"/(\d+)\"", tool.mail(MAIL)))) == 10


def test_nothing_forged_counts(tool: Tool, endpoint: FlaskClient, conn: db.Connection) -> None:
    good = tool.token("17")
    other = ["7" if letter != "7" else "6" for letter in good]
    forged = [
        good[:at] + other[at] + good[at + 1 :] for at in (*range(0, len(good), 5), len(good) - 1)
    ]
    forged += [
        good[:-1],
        good + "0",
        good[64:] + good[:64],
        "0" * 128,
        "f" * 128,
        "٣" * 128,
        "g" * 128,
    ]
    own = tool_signatures.secret(tool.tokens, "delay", tool.key.id, tool.key.tool)
    person, none = sha256("x"), '{"alg":"none"}'
    forged += [
        person + mac("0" * 64, f"{person}/delay"),
        person + mac(own, f"{person}/other"),
        person + mac(own, person),
        person + sha256(f"{own}{person}"),
        jwt(b"0" * 64, payload(person)),
        jwt(own.encode(), payload(person), none),
        jwt(own.encode(), payload(MAIL)),
        jwt(own.encode(), "[]"),
        jwt(own.encode(), "5"),
        f"eyJ.{'e' * 40}.{'A' * 43}",
    ]
    for token in forged:
        response = endpoint.get(f"/r/delay/{token}/7")
        assert (token, response.status_code) == (token, 404)
    assert endpoint.get(f"/r/other/{good}/7").status_code == 404
    assert not recipients(conn)
    assert endpoint.get(f"/r/delay/{good}/7").status_code == 200


def test_a_key_signs_for_its_campaign_only(tool: Tool, conn: db.Connection) -> None:
    tool_keys.add(conn, "other", tool.key.tool, "anna")
    keys = campaigns.get(conn, "other").tool_keys
    with pytest.raises(BadToken):
        tool_signatures.read(tool.tokens, "other", [*keys, tool.key.id], tool.token("17"))


def test_keys_rotate_and_end(tool: Tool, endpoint: FlaskClient, conn: db.Connection) -> None:
    new = Tool(tool.config, tool_keys.add(conn, "delay", tool.key.tool, "anna"), tool.campaign)
    addresses = [f"/r/delay/{each.token('17')}/7" for each in (tool, new)]
    assert addresses[0] != addresses[1]
    assert [endpoint.get(each).status_code for each in addresses] == [200, 200]
    tool_keys.revoke(conn, "delay", tool.key.id, "anna")
    assert [endpoint.get(each).status_code for each in addresses] == [404, 200]
    with pytest.raises(ToolKeyError):
        tool_keys.revoke(conn, "delay", tool.key.id, "anna")


def test_the_signing_keys_may_rotate_meanwhile(tool: Tool) -> None:
    token = tool.token("17")
    after = Tokens(
        ["a new signing key only for the tests", *tool.config.signing_keys],
        tool.config.pseudonym_key,
    )
    assert tool_signatures.read(after, "delay", [tool.key.id], token).tool == tool.key.tool
    with pytest.raises(BadToken):
        tool_signatures.read(
            Tokens(["a new signing key only for the tests"], "p" * 32),
            "delay",
            [tool.key.id],
            token,
        )


def test_a_tool_that_knows_no_id_makes_nobody_a_recipient(
    tool: Tool, endpoint: FlaskClient
) -> None:
    assert endpoint.get(f"/r/delay/{tool.token('')}/7").status_code == 404


def test_careless_hands_do_not_break_digits(conn: db.Connection, config: Config) -> None:
    tool = Tool(config, tool_keys.add(conn, "delay", "braze", "anna"), campaigns.get(conn, "delay"))
    token = tool.token("17")
    careless = (token.upper(), token.replace("0", "O"), token.replace("1", "l"))
    read = {
        tool_signatures.read(tool.tokens, "delay", [tool.key.id], each)
        for each in (token, *careless)
    }
    assert len(read) == 1


def test_key_management_may_take_the_secret_as_digits_or_as_text(
    conn: db.Connection, config: Config
) -> None:
    tool = Tool(
        config, tool_keys.add(conn, "delay", "salesforce", "anna"), campaigns.get(conn, "delay")
    )
    person = sha256("17")
    for form in (tool.parts.secret.encode(), bytes.fromhex(tool.parts.secret)):
        assert tool_signatures.read(tool.tokens, "delay", [tool.key.id], jwt(form, payload(person)))


def test_the_database_holds_no_secret(tool: Tool, conn: db.Connection) -> None:
    kept = str(conn.execute("select tool_key::text from tool_key").fetchall())
    for secret in re.findall(r"[0-9a-f]{64}", tool.parts.html + tool.parts.secret):
        assert secret not in kept


def test_a_campaigns_keys_are_known_while_the_database_is_away(
    tool: Tool, config: Config, conn: db.Connection
) -> None:
    spool, campaign = Spool(config.data_dir), campaigns.get(conn, "delay")
    spool.remember([campaign])
    assert spool.campaign("delay") == campaign
    assert campaign.tool_keys == [tool.key.id]


def test_a_person_is_erased_by_the_tools_id(
    tool: Tool, endpoint: FlaskClient, conn: db.Connection, shell: Shell
) -> None:
    for id in (MAIL, "17"):
        Person(endpoint, Clock()).open(f"/r/delay/{tool.token(id)}/7")
    tool_keys.revoke(conn, "delay", tool.key.id, "anna")
    assert "1 visits" in shell.run("erase", "--yes", MAIL).stdout
    assert len(recipients(conn)) == 1


def test_lint_knows_what_a_tool_signed(tool: Tool) -> None:
    report = lint(tool.mail("17"), url=tool.config.url, campaign="delay", tokens=tool.tokens)
    assert report.buttons == 10
    assert not [each for each in report.findings if "token" in each.rule]


def test_the_page_makes_a_key_and_shows_what_arrived(
    tool: Tool, client: FlaskClient, conn: db.Connection
) -> None:
    page = client.post("/signing", data={"campaign": "delay", "tool": tool.key.tool}).text
    assert "only now" in page
    made = next(each for each in tool_keys.list_(conn, "delay") if each.id != tool.key.id)
    address = f"{tool.config.url}/r/delay/{tool.token('17')}/7"
    said = client.get("/signing", query_string={"campaign": "delay", "address": address}).text
    assert "It works." in said
    assert "this button says 7" in said
    assert (
        "It works."
        in client.get(
            "/signing", query_string={"campaign": "delay", "address": tool.token("17")}
        ).text
    )
    assert (
        client.post("/signing/revoke", data={"campaign": "delay", "key": tool.key.id}).status_code
        == 200
    )
    said = client.get("/signing", query_string={"campaign": "delay", "address": address}).text
    assert "It leads nowhere." in said
    refused = client.post("/signing/revoke", data={"campaign": "delay", "key": "x"})
    assert refused.status_code == 400
    assert "invalid literal" not in refused.text
    assert [each.id for each in tool_keys.list_(conn, "delay") if not each.revoked_at] == [made.id]
    assert not recipients(conn)


ARRIVED = [
    ("https://fb.example.com/r/delay/{{fb_person}}{{fb_proof}}/7", "did not fill in"),
    ("https://fb.example.com/r/delay/%25%25=v(@fb)=%25%25/7", "did not fill in"),
    ("https://example.com/help", "no button"),
    ("https://fb.example.com/r/other/{token}/7", "campaign other"),
    ("https://fb.example.com/r/delay/{token}/7", "It works."),
    ("https://fb.example.com/r/delay/{test}/7", "answers never count"),
    ("https://click.pstmrk.it/2s/x?u=https%3A%2F%2Ffb.example.com%2Fr%2Fdelay%2F{token}%2F7", "Postmark"),
    ("https://fb.example.com/r/delay/{token}0/7", "not signed"),
    ("hello", "not signed"),
]  # fmt: skip


def test_the_page_says_what_is_wrong(
    client: FlaskClient, config: Config, subtests: pytest.Subtests
) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    token, test = tokens.sign("delay", 17), tokens.sign("delay", 17, test=True)
    for address, expected in ARRIVED:
        with subtests.test(address):
            said = address.replace("{token}", token).replace("{test}", test)
            asked = {"campaign": "delay", "address": said}
            assert expected in client.get("/signing", query_string=asked).text
    assert client.get("/signing?campaign=none").status_code == 200


def test_keys_are_made_and_tried_from_the_command_line(tool: Tool, shell: Shell) -> None:
    assert f"signer add CAMPAIGN {tool.key.tool}" in shell.run("snippet", "--tools").stdout
    made = shell.run("signer", "add", "delay", tool.key.tool)
    assert made.stdout.count("</a>") == 10
    assert "What arrived?" in shell.run("signer", "add", "delay", tool.key.tool, "--test").stdout
    assert "/r/delay/" in shell.run("signer", "add", "delay", tool.key.tool, "--text").stdout
    assert len(shell.json("signer", "list", "delay")) == 4
    said = shell.run(
        "signer", "read", "delay", f"http://127.0.0.1:8080/r/delay/{tool.token('17')}/7"
    ).stdout
    assert "It works" in said
    assert "score 7" in said
    shell.run("signer", "revoke", "delay", str(tool.key.id))
    assert "revoked" in shell.run("signer", "list", "delay").stdout
    assert "bad token" in shell.run("signer", "read", "delay", tool.token("17")).stdout
    assert "no campaign" in shell.run("signer", "add", "none", tool.key.tool, code=1).stderr
