"""Single sign-on, tried on a certified OpenID Connect provider that runs here."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from ports import free_port
from postbox import PASSWORD
from werkzeug.test import TestResponse

from feedback_buttons.accounts import audit, sessions, users
from feedback_buttons.accounts.single_sign_on import person
from feedback_buttons.config.settings import Config, ConfigError
from feedback_buttons.config.sso_provider import Sso, parse_roles
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.storage import db

HERE = Path(__file__).parent
SECRET = "a client secret only for the tests: 1"  # noqa: S105
DASHBOARD = "http://127.0.0.1:8050"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a running provider."""
    node = shutil.which("node")
    assert node, "the tests need node and npm: start them with ./run test"
    assert (HERE.parents[1] / "node_modules" / "oidc-provider").is_dir(), "start with ./run test"
    port = free_port()
    words = [node, "oidc_server.mjs", str(port), f"{DASHBOARD}/sso/back", SECRET]
    with subprocess.Popen(words, cwd=HERE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert any(line == "ready\n" for line in process.stdout)  # ends if the process does
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def provider(issuer: str) -> Sso:
    return Sso(issuer, "feedback-buttons", SECRET, parse_roles("leads=admin, service=agent"))


@pytest.fixture
def app(config: Config, provider: Sso) -> Iterator[Flask]:
    app = create_app(replace(config, dashboard_url=DASHBOARD, sso=provider))
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


def leave(client: FlaskClient, aim: str = "") -> str:
    """Press the button for single sign-on; the provider's address that one is sent to."""
    return client.get(f"/sso{aim}").headers["Location"]


def come_back(address: str, login: str) -> str:
    """Sign in at the provider; the address, below ours, that it sends one back to."""
    with requests.Session() as browser:
        while not address.startswith(DASHBOARD):
            answer = browser.get(address, allow_redirects=False, timeout=60)
            if answer.is_redirect:
                address = requests.compat.urljoin(address, answer.headers["Location"])
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            assert form, answer.text
            assert prompt, answer.text
            data = {"prompt": prompt[1], "login": login, "password": "any"}
            target = requests.compat.urljoin(address, form[1])
            answer = browser.post(target, data, allow_redirects=False, timeout=60)
            address = requests.compat.urljoin(address, answer.headers["Location"])
    return address.removeprefix(DASHBOARD)


def sign_in(app: Flask, login: str, aim: str = "") -> tuple[FlaskClient, TestResponse]:
    client = app.test_client()
    return client, client.get(come_back(leave(client, aim), login))


def test_whom_the_provider_vouches_for_is_let_in(app: Flask, conn: db.Connection) -> None:
    client, answer = sign_in(app, "zoe+guests+service", "?next=/campaign/delay")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/campaign/delay")
    assert client.get("/session").status_code == 204
    (zoe,) = users.list_(conn)
    assert (zoe.name, zoe.role, zoe.sso, zoe.has_password) == ("zoe", "agent", True, False)
    entry = audit.page(conn).entries[0]
    assert (entry.account, entry.did, entry.detail) == ("zoe", "signed in", {"by": "sso"})


def test_the_door_shows_the_way_and_remembers_the_aim(app: Flask) -> None:
    page = app.test_client().get("/sign-in?next=/campaign/delay").text
    assert 'href="/sso?next=/campaign/delay"' in page


def test_the_request_is_bound_to_this_browser(app: Flask) -> None:
    asked = parse_qs(urlsplit(leave(app.test_client())).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


def test_an_answer_is_good_for_the_browser_that_asked_and_once(app: Flask) -> None:
    asker, other = app.test_client(), app.test_client()
    back = come_back(leave(asker), "zoe+leads")
    leave(other)
    assert other.get(back).status_code == 403
    assert other.get("/session").status_code == 401
    assert asker.get(back).status_code == 303
    assert app.test_client().get(back).status_code == 403
    assert asker.get(back).status_code == 403


@pytest.mark.parametrize("name", ["nonce", "code_verifier"])
def test_an_answer_to_another_question_is_refused(app: Flask, name: str) -> None:
    client = app.test_client()
    back = come_back(leave(client), "zoe+leads")
    with client.session_transaction() as session:
        (state,) = [key for key in session if key.startswith("_state_sso_")]
        session[state]["data"][name] = "x" * 48
        session.modified = True
    answer = client.get(back)
    assert answer.status_code == 403
    assert "failed at the provider" in answer.text
    assert client.get("/session").status_code == 401


def test_who_says_no_at_the_provider_comes_back_to_the_door(app: Flask) -> None:
    client = app.test_client()
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get("/sso/back", query_string={"error": "access_denied", "state": state})
    assert answer.status_code == 403
    assert "failed at the provider" in answer.text


def test_who_has_no_role_stays_outside(app: Flask, conn: db.Connection) -> None:
    client, answer = sign_in(app, "zoe+guests")
    assert answer.status_code == 403
    assert "has no role here" in answer.text
    assert client.get("/session").status_code == 401
    assert users.list_(conn) == []
    (entry,) = audit.page(conn).entries
    assert (entry.did, entry.detail) == ("sign-in failed", {"by": "sso", "name": "zoe"})


def test_a_role_taken_away_ends_the_sessions(
    app: Flask, conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "FRESH", 0)
    client, _ = sign_in(app, "zoe+leads")
    sign_in(app, "zoe+service")
    assert [each.role for each in users.list_(conn)] == ["agent"]
    assert client.get("/people").status_code == 403
    sign_in(app, "zoe")
    assert client.get("/session").status_code == 401


def test_a_session_lasts_a_working_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, _ = sign_in(app, "zoe+leads")
    monkeypatch.setattr(sessions, "SSO_LIFETIME", timedelta(0))
    assert client.get("/session").status_code == 401


def test_a_local_user_of_the_same_name_is_not_taken_over(app: Flask, conn: db.Connection) -> None:
    users.add(conn, "zoe", PASSWORD)
    _, answer = sign_in(app, "zoe+leads")
    assert answer.status_code == 403
    assert "already another user" in answer.text
    assert not users.list_(conn)[0].sso


def test_a_provider_s_user_has_no_password_here(app: Flask, conn: db.Connection) -> None:
    client, _ = sign_in(app, "zoe+leads")
    answer = client.post("/account", data={"new": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 400
    assert "provider decides" in answer.text
    assert users.verify(conn, "zoe", PASSWORD) is None


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"issuer": "http://127.0.0.1:1"}, 503, "does not answer"),
        ({"client_secret": "another"}, 403, "failed at the provider"),
    ],
    ids=["away", "wrong secret"],
)
def test_what_is_wrong_with_the_provider_is_told(
    config: Config, provider: Sso, change: dict[str, str], status: int, told: str
) -> None:
    wrong = replace(config, dashboard_url=DASHBOARD, sso=replace(provider, **change))
    app = create_app(wrong)
    client = app.test_client()
    answer = client.get("/sso")
    if answer.status_code == 302:
        answer = client.get(come_back(answer.headers["Location"], "zoe+leads"))
    assert answer.status_code == status
    assert told in answer.text
    app.extensions["feedback_buttons"].close()


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["b"], "viewer"),
        (["b", "a"], "admin"),
        ("a", "admin"),
        (["c"], None),
        (None, None),
        ({"a": 1}, None),
        ([{"a": 1}, ["a"], 7, None], None),
        ([{"id": "x"}, "b"], "viewer"),
    ],
)
def test_of_several_groups_the_one_that_may_most_decides(groups: object, role: str | None) -> None:
    sso = Sso("https://id.example.com", "id", "secret", parse_roles("a=admin,b=viewer"))
    assert person(sso, {"sub": "17", "groups": groups}).role == role


LEADS = "0f2c1a5e-3b7d-4f3e-9a51-6f1f9a3a7c11"


@pytest.mark.parametrize(
    ("roles", "claims", "role"),
    [
        (f"{LEADS}=admin", {"groups": [LEADS]}, "admin"),
        (f"{LEADS}=admin", {"groups": ["leads"]}, None),  # a name that anybody may give a group
        (f"{LEADS}=admin", {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {}}}, None),
        ("*=viewer", {"hd": "example.com", "email_verified": True}, "viewer"),
        ("leads=admin", {"hd": "example.com"}, None),
        ("leads=admin", {"groups": ["leads", "offline_access"]}, "admin"),
        ("leads=admin", {"groups": ["/leads"]}, None),
        ("leads=admin", {"groups": ["Leads", "leads-of-others", "leads=admin"]}, None),
        ("leads=admin", {"realm_access": {"roles": ["leads"]}}, None),
    ],
    ids=[
        "Entra ID", "Entra ID, by name", "Entra ID, too many to tell", "Google", "Google, no groups", "Keycloak",
        "Keycloak, by path", "Okta, alike", "Keycloak, another claim",
    ],
)  # fmt: skip
def test_a_role_follows_from_groups_as_providers_tell_them(
    roles: str, claims: dict[str, object], role: str | None
) -> None:
    sso = Sso("https://id.example.com", "id", "secret", parse_roles(roles))
    assert person(sso, {"sub": "17", **claims}).role == role


@pytest.mark.parametrize("verified", [False, "false", "False"])
@pytest.mark.parametrize("more", [{}, {"preferred_username": "boss@example.com"}])
def test_nobody_is_called_by_a_mail_address_that_is_not_proven(
    verified: object, more: dict[str, str]
) -> None:
    sso = Sso("https://id.example.com", "id", "secret", parse_roles("*=viewer"))
    claims = {"sub": "17", "email": "boss@example.com", "email_verified": verified, **more}
    assert person(sso, claims).name == "17"
    assert person(sso, {**claims, "email_verified": True}).name == "boss@example.com"


def test_two_providers_never_mean_the_same_person() -> None:
    roles = parse_roles("*=viewer")
    one, two = (
        person(Sso(f"https://{host}.example.com", "id", "secret", roles), {"sub": "17"})
        for host in ("one", "two")
    )
    assert one.subject != two.subject


def test_another_provider_cannot_answer_for_ours(app: Flask, provider: Sso) -> None:
    client = app.test_client()
    back = come_back(leave(client), "zoe+leads")
    mixed = re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example.com", back)
    assert mixed != back, f"{provider.issuer} names itself"
    assert client.get(mixed).status_code == 403
    assert client.get("/session").status_code == 401


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"FEEDBACK_SSO_ISSUER": "https://id.example.com"}, "FEEDBACK_SSO_CLIENT_ID is not set"),
        ({"FEEDBACK_SSO_ROLES": "leads=boss"}, "'leads=boss' is not group=role"),
        ({"FEEDBACK_SSO_ROLES": " , "}, "names no group"),
        ({"FEEDBACK_SSO_ISSUER": "id.example.com"}, "FEEDBACK_SSO_ISSUER must be an address"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, environ: dict[str, str], message: str) -> None:
    good = {
        "FEEDBACK_DATA_DIR": str(tmp_path),
        "FEEDBACK_SSO_ISSUER": "https://id.example.com",
        "FEEDBACK_SSO_CLIENT_ID": "id",
        "FEEDBACK_SSO_CLIENT_SECRET": "secret",
        "FEEDBACK_SSO_ROLES": "leads=admin",
    }
    given = environ if "CLIENT_ID" in message else {**good, **environ}
    with pytest.raises(ConfigError, match=message):
        Config.from_env({**given, "FEEDBACK_DATA_DIR": str(tmp_path)}, needs=())
