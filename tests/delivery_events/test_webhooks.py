"""Mail providers tell what they delivered, over HTTP, signed as each of them signs."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
import requests
from flask import Flask
from mailproviders import (
    CERTIFICATE,
    FORMS,
    MAILGUN_KEY,
    NAMED,
    SENDS,
    TOPIC,
    Amazon,
    Sent,
    mailgun,
    postmark,
    public_key,
    send_mailgun,
    send_password,
    send_sendgrid,
    send_ses,
    sendgrid,
    ses,
)
from shell import Shell
from werkzeug.test import TestResponse

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.delivery_events import amazon_sns, deliveries, provider_events, webhooks
from feedback_buttons.delivery_events.provider_events import UnreadableEvent
from feedback_buttons.delivery_events.provider_signatures import ProofError
from feedback_buttons.delivery_events.webhooks import LIFE, NAMES, Webhook, WebhookError
from feedback_buttons.processes import worker
from feedback_buttons.storage import db


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("delay", "parcel"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title()))
        yield connection


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> Amazon:
    """Stands where the network begins; all before it is real."""
    there = Amazon()
    monkeypatch.setattr(amazon_sns, "get", there.get)
    amazon_sns.certificate.cache_clear()
    return there


class Provider:
    """A mail provider with a webhook of ours."""

    def __init__(
        self,
        conn: db.Connection,
        app: Flask,
        config: Config,
        name: str,
        campaign: str | None = None,
    ) -> None:
        self.name, self.http, self.conn = name, app.test_client(), conn
        proof = {"sendgrid": public_key(), "mailgun": MAILGUN_KEY, "ses": TOPIC}.get(name, "")
        self.webhook, self.password = webhooks.add(
            conn,
            f"mails of {name}",
            name,
            "anna",
            config.session_keys,
            proof=proof,
            campaign=campaign,
        )

    def tells(
        self, number: int = 1, at: datetime | None = None, campaign: str | None = "delay"
    ) -> Sent:
        told = FORMS[self.name](number, at or ids.utc_now(), campaign)
        return SENDS[self.name](self.webhook, self.password, told)

    def post(self, sent: Sent) -> TestResponse:
        headers, body = sent
        headers = {"Content-Type": "application/json", **headers}
        return self.http.post(f"/webhooks/{self.webhook.id}", headers=headers, data=body)

    def mails(self, slug: str = "delay") -> int | None:
        return campaigns.get(self.conn, slug).mails

    def now(self) -> Webhook:
        found = webhooks.get(self.conn, self.webhook.id)
        assert found
        return found


@pytest.fixture(params=list(NAMES))
def provider(
    request: pytest.FixtureRequest, conn: db.Connection, app: Flask, config: Config, amazon: Amazon
) -> Provider:
    assert not amazon.asked
    return Provider(conn, app, config, request.param)


def test_a_mail_counts_once_however_often_it_is_told(provider: Provider) -> None:
    at = ids.utc_now().replace(microsecond=0) - timedelta(minutes=1)
    first = provider.tells(1, at)
    answers = [
        provider.post(each) for each in (first, first, provider.tells(1, at), provider.tells(2, at))
    ]
    assert [each.status_code for each in answers] == [200] * 4, answers[0].text
    assert provider.mails() == 2
    campaign = campaigns.get(provider.conn, "delay")
    assert campaign.sent_at is not None
    assert abs(campaign.sent_at - at) < timedelta(seconds=1)
    hour = at.replace(minute=0, second=0)
    assert deliveries.list_(provider.conn, "delay") == {hour: 2}
    assert provider.now().counted == 2
    assert provider.now().heard_at


def test_a_message_that_was_changed_or_signed_by_others_counts_nothing(provider: Provider) -> None:
    headers, body = provider.tells()
    wrong: dict[str, list[Sent]] = {
        "sendgrid": [(headers, body.replace(b"delay", b"parcel")), ({}, body),
                     ({**headers, "X-Twilio-Email-Event-Webhook-Timestamp": "1790000001"}, body)],
        "mailgun": [(headers, body.replace(b'"token": "', b'"token": "0')), (headers, b"{}"), (headers, b"[]")],
        "ses": [(headers, body.replace(b"delay", b"parcel")), (headers, body.replace(b":mails", b":other"))],
    }  # fmt: skip
    unsigned = [
        ({}, body),
        ({"Authorization": "Basic YTpi"}, body),
        ({"Authorization": "Basic é"}, body),
    ]
    for sent in [*wrong.get(provider.name, unsigned), (headers, b"no json")]:
        assert provider.post(sent).status_code == 403, sent
    assert provider.mails() is None
    assert provider.post((headers, body)).status_code == 200
    assert provider.mails() == 1


def test_the_order_in_which_mails_are_told_changes_nothing(provider: Provider) -> None:
    now = ids.utc_now()
    times = [now - timedelta(hours=each) for each in (0, 20, 2, 7, 1, 2)]
    for number, at in enumerate(times):
        assert provider.post(provider.tells(number, at)).status_code == 200
    known = deliveries.list_(provider.conn, "delay")
    assert (sum(known.values()), len(known), provider.mails()) == (6, 5, 6)


def test_nothing_of_a_recipient_is_kept_or_logged(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    headers, body = provider.tells()
    provider.post((headers, body))
    provider.post((headers, body.replace(b"timestamp", b"TIMESTAMP").replace(b"DeliveredAt", b"x")))
    rows = provider.conn.execute(
        "select webhook::text from webhook union all select delivery_event::text from delivery_event "
        "union all select campaign::text from campaign union all select audit::text from audit"
    ).fetchall()
    kept = str(rows) + str(provider.now().proof)
    for secret in ("somebody", MAILGUN_KEY, provider.password):
        assert not secret or secret not in kept + caplog.text


def test_a_mail_that_names_no_campaign_is_skipped_and_said(provider: Provider) -> None:
    for number, campaign in enumerate([None, "unknown", "DELAY"]):
        assert provider.post(provider.tells(number, campaign=campaign)).status_code == 200
    assert (provider.mails(), provider.now().counted, provider.now().skipped) == (1, 1, 2)


def test_what_comes_too_late_to_be_known_is_not_counted(provider: Provider) -> None:
    now = ids.utc_now()
    provider.post(provider.tells(1, now - LIFE + timedelta(minutes=5)))
    provider.post(provider.tells(2, now - LIFE - timedelta(minutes=5)))
    if provider.name != "mailgun":  # whose events are as old as their signature at least
        provider.post(provider.tells(3, now + timedelta(days=2)))
    assert provider.mails() == 1
    worker.keep_house(provider.conn, now + timedelta(minutes=10), worker.Retention())
    assert provider.conn.execute("select count(*) from delivery_event").fetchone() == (0,)


def test_a_webhook_may_belong_to_one_campaign(
    conn: db.Connection, app: Flask, config: Config
) -> None:
    provider = Provider(conn, app, config, "postmark", "parcel")
    provider.post(provider.tells(1, campaign="delay"))
    assert (provider.mails("parcel"), provider.mails("delay")) == (1, None)


def test_many_mails_come_in_one_message(conn: db.Connection, app: Flask, config: Config) -> None:
    provider, now = Provider(conn, app, config, "sendgrid"), ids.utc_now()
    told = [
        event
        for number in range(2000)
        for event in sendgrid(number, now, ("delay", "parcel")[number % 2])
    ]
    told += [*told[:100], {**told[0], "event": "open", "sg_event_id": "other"}]
    assert provider.post(send_sendgrid(provider.webhook, "", told)).text == "2000 counted.\n"
    assert (provider.mails("delay"), provider.mails("parcel")) == (1000, 1000)


def test_a_signature_of_mailguns_counts_for_one_event(
    conn: db.Connection, app: Flask, config: Config
) -> None:
    provider = Provider(conn, app, config, "mailgun")
    headers, body = provider.tells(1)
    provider.post((headers, body))
    provider.post((headers, body.replace(b"id-1", b"id-2")))
    assert provider.mails() == 1
    told = mailgun(3, ids.utc_now(), "delay")
    provider.post(send_mailgun(provider.webhook, "", told, LIFE.total_seconds() + 60))
    assert provider.mails() == 1


def test_sns_is_told_yes_at_its_own_host_only(
    conn: db.Connection, app: Flask, config: Config, amazon: Amazon
) -> None:
    provider = Provider(conn, app, config, "ses")
    asks = {
        "Type": "SubscriptionConfirmation",
        "Token": "2336&x",
        "SubscribeURL": "http://169.254.169.254/",
    }
    assert (
        provider.post(send_ses(provider.webhook, "", "You have chosen", **asks)).status_code == 200
    )
    told = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn="
    assert amazon.asked == [CERTIFICATE, f"{told}{TOPIC.replace(':', '%3A')}&Token=2336%26x"]
    greeting = send_ses(
        provider.webhook, "", "Successfully validated SNS topic", SignatureVersion="1"
    )
    assert provider.post(greeting).text == "0 counted.\n"


ELSEWHERE = [
    "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
    "https://sns.eu-west-1.amazonaws.com.example.com/SimpleNotificationService-0123abcd.pem",
    "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
    "https://sns.eu-west-1.amazonaws.com@example.com/SimpleNotificationService-0123abcd.pem",
    "https://sns.eu-west-1.amazonaws.com/x/../SimpleNotificationService-0123abcd.pem",
    "https://sns.eu-west-1.amazonaws.com/?Action=SimpleNotificationService-0123abcd.pem",
    "https://127.0.0.1/SimpleNotificationService-0123abcd.pem",
    "file:///SimpleNotificationService-0123abcd.pem",
    "https://[::1",
]


def test_no_other_address_is_ever_asked_for(
    conn: db.Connection, app: Flask, config: Config, amazon: Amazon, subtests: pytest.Subtests
) -> None:
    provider = Provider(conn, app, config, "ses")
    for address in ELSEWHERE:
        with subtests.test(address):
            told = ses(1, ids.utc_now(), "delay")
            sent = send_ses(provider.webhook, "", told, SigningCertURL=address)
            assert provider.post(sent).status_code == 403
            assert amazon.asked == []


@pytest.mark.parametrize(
    "there", [Amazon("example.com"), Amazon(days=-1)], ids=["another name", "expired"]
)
def test_a_certificate_must_be_the_services_and_good(
    conn: db.Connection, app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch, there: Amazon
) -> None:
    monkeypatch.setattr(amazon_sns, "get", there.get)
    amazon_sns.certificate.cache_clear()
    provider = Provider(conn, app, config, "ses")
    assert provider.post(provider.tells()).status_code == 403


def test_a_provider_sends_again_what_could_not_be_checked(
    conn: db.Connection, app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> bytes:
        raise requests.ConnectionError

    monkeypatch.setattr(amazon_sns, "get", away)
    amazon_sns.certificate.cache_clear()
    provider = Provider(conn, app, config, "ses")
    assert provider.post(provider.tells()).status_code == 503


def test_what_is_not_as_documented_is_refused_aloud(
    conn: db.Connection, app: Flask, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    provider = Provider(conn, app, config, "postmark")
    sent = send_password(provider.webhook, provider.password, {"RecordType": "Delivery"})
    assert provider.post(sent).status_code == 422
    assert "mails of postmark" in caplog.text
    assert provider.http.post("/webhooks/none").status_code == 404
    large = send_password(provider.webhook, provider.password, "x" * 5_000_000)
    assert provider.post(large).status_code == 413


@pytest.mark.parametrize(("provider", "told", "names"), NAMED)
def test_a_campaign_may_be_named_in_each_providers_ways(
    provider: str,
    told: object,
    names: tuple[str, ...],
) -> None:
    (found,) = provider_events.read(provider, told)
    assert found.names == names


@pytest.mark.parametrize("provider", list(NAMES))
@pytest.mark.parametrize("told", [None, 5, "x", {}, [5], [{}], {"event": []}], ids=str)
def test_nothing_unforeseen_fails_otherwise(provider: str, told: object) -> None:
    with suppress(UnreadableEvent):
        assert provider_events.read(provider, told) == []


def test_sendgrids_key_may_follow(conn: db.Connection, app: Flask, config: Config) -> None:
    provider = Provider(conn, app, config, "sendgrid")
    late, _ = webhooks.add(conn, "late", "sendgrid", "anna", config.session_keys)
    provider.webhook = late
    assert not late.ready
    assert provider.post(provider.tells()).status_code == 403
    pem = f"-----BEGIN PUBLIC KEY-----\n{public_key()}\n-----END PUBLIC KEY-----"
    webhooks.prove(conn, "late", pem, "anna", config.session_keys)
    assert provider.post(provider.tells()).status_code == 200


def test_what_can_prove_nothing_is_refused(
    conn: db.Connection, config: Config, subtests: pytest.Subtests
) -> None:
    wrong = [
        ("sendgrid", "x"),
        ("sendgrid", "AAAA"),
        ("ses", "mails"),
        ("ses", ""),
        ("mailgun", " "),
    ]
    for provider, proof in wrong:
        with subtests.test(provider, proof=proof), pytest.raises(ProofError):
            webhooks.add(conn, "x", provider, "anna", config.session_keys, proof=proof)
    assert not webhooks.list_(conn)


def test_a_key_outlives_the_rotation_of_the_sessions_keys(
    conn: db.Connection, app: Flask, config: Config
) -> None:
    provider, new = (
        Provider(conn, app, config, "mailgun"),
        "a new key of the sessions for this test",
    )
    headers, body = provider.tells()
    now = ids.utc_now()
    assert webhooks.check(provider.webhook, headers, body, (new, *config.session_keys), now)
    with pytest.raises(Exception, match="FEEDBACK_SESSION_KEYS"):
        webhooks.check(provider.webhook, headers, body, (new,), now)


def test_a_provider_is_connected_on_the_page(
    conn: db.Connection, app: Flask, config: Config
) -> None:
    client = app.test_client()
    client.post(f"/sign-in/{users.make_signin_link(conn)}")
    made = client.post(
        "/webhooks", data={"name": "order mails", "provider": "postmark", "campaign": "delay"}
    )
    address = made.text.partition('id="made" value="')[2].partition('"')[0]
    head, _, id = address.rpartition("/webhooks/")
    assert head.startswith("http://feedback:")
    provider = Provider(conn, app, config, "brevo")
    provider.name, provider.webhook = "postmark", provider.now()
    password = head.partition("feedback:")[2].partition("@")[0]
    sent = send_password(provider.webhook, password, postmark(1, ids.utc_now(), None))
    assert client.post(f"/webhooks/{id}", headers=sent[0], data=sent[1]).text == "1 counted.\n"
    page = client.get("/webhooks").text
    assert "order mails" in page
    assert password not in page
    assert (
        "already"
        in client.post("/webhooks", data={"name": "order mails", "provider": "brevo"}).text
    )
    assert (
        client.post("/webhooks", data={"name": "news", "provider": "sendgrid"}).status_code == 200
    )
    assert "Waits for its key" in client.get("/webhooks").text
    assert client.post("/webhooks/key", data={"name": "news", "key": "x"}).status_code == 400
    assert (
        client.post("/webhooks/key", data={"name": "news", "key": public_key()}).status_code == 200
    )
    assert client.post("/webhooks/remove", data={"name": "order mails"}).status_code == 200
    assert client.post(f"/webhooks/{id}", headers=sent[0], data=sent[1]).status_code == 404


def test_a_provider_is_connected_from_the_command_line(shell: Shell, conn: db.Connection) -> None:
    made = shell.run(
        "webhook", "add", "order mails", "--provider", "mailgun", "--key", "-", stdin=MAILGUN_KEY
    )
    (found,) = shell.json("webhook", "list")
    assert made.stdout.strip() == found["address"]
    assert "Mailgun" in made.stderr
    assert MAILGUN_KEY not in str(found)
    shell.run("webhook", "key", "order mails", "another")
    assert "Mailgun" in shell.run("webhook", "list").stdout
    assert "no campaign" in shell.run(
        "webhook", "add", "x", "--provider", "brevo", "--campaign", "none", code=1
    ).stderr  # fmt: skip
    shell.run("webhook", "remove", "order mails")
    assert "no webhook" in shell.run("webhook", "remove", "order mails", code=1).stderr
    with pytest.raises(WebhookError):
        webhooks.add(conn, "", "mailgun", "anna", ["k" * 32], proof="x")


def test_json_that_is_nested_deeply_is_refused(provider: Provider) -> None:
    for text in (b"[" * 100_000, b'{"a":' * 100_000, b"[" * 50_000 + b"]" * 50_000):
        assert provider.post(({}, text)).status_code in (403, 422)
