"""What mail providers send: each one's form of a delivered mail, really signed as it signs."""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from feedback_buttons.delivery_events.webhooks import Webhook

TOPIC = "arn:aws:sns:eu-west-1:123456789012:mails"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem"
MAILGUN_KEY = "mailgun's signing key"
SENDGRID_KEY = ec.generate_private_key(ec.SECP256R1())
SNS_KEY = rsa.generate_private_key(65537, 2048)
ADDRESS = "somebody@example.com"
Sent = tuple[dict[str, str], bytes]
Send = Callable[[Webhook, str, Any], Sent]


class Amazon:
    """What Amazon serves: its certificate. Remembers what was asked of it."""

    def __init__(self, common_name: str = "sns.amazonaws.com", days: int = 30) -> None:
        self.asked: list[str] = []
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(name, name, SNS_KEY.public_key(), 1,
                                          now - timedelta(days=60), now + timedelta(days=days))  # fmt: skip
        self.pem = builder.sign(SNS_KEY, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def get(self, address: str) -> bytes:
        self.asked.append(address)
        return self.pem if address == CERTIFICATE else b""


def sendgrid(number: int, at: datetime, campaign: str | None) -> Any:  # noqa: ANN401
    return [{"email": ADDRESS, "timestamp": int(at.timestamp()), "event": "delivered",
             "sg_event_id": f"event-{number}", "sg_message_id": "m", "category": ["news", campaign]}]  # fmt: skip


def postmark(number: int, at: datetime, campaign: str | None) -> Any:  # noqa: ANN401
    return {"RecordType": "Delivery", "MessageID": f"00000000-{number}", "Recipient": ADDRESS, "Tag": "x",
            "DeliveredAt": f"{at:%Y-%m-%dT%H:%M:%S}.1234567Z", "Metadata": {"feedback_campaign": campaign}}  # fmt: skip


def mailgun(number: int, at: datetime, campaign: str | None) -> Any:  # noqa: ANN401
    return {"event-data": {"event": "delivered", "id": f"id-{number}", "timestamp": at.timestamp(), "tags": [campaign],
                           "recipient": ADDRESS, "user-variables": {}}}  # fmt: skip


def ses(number: int, at: datetime, campaign: str | None) -> Any:  # noqa: ANN401
    return {"eventType": "Delivery", "mail": {"messageId": f"id-{number}", "destination": [ADDRESS],
                                              "tags": {"feedback_campaign": [campaign]}},
            "delivery": {"timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.123Z", "recipients": [ADDRESS]}}  # fmt: skip


def brevo(number: int, at: datetime, campaign: str | None) -> Any:  # noqa: ANN401
    return {"event": "delivered", "email": ADDRESS, "id": 26224, "message-id": f"<{number}@example.com>",
            "ts_event": int(at.timestamp()), "tags": [campaign], "tag": json.dumps([campaign])}  # fmt: skip


def send_sendgrid(_: Webhook, __: str, told: Any) -> Sent:  # noqa: ANN401
    body, at = json.dumps(told).encode() + b"\r\n", "1790000000"
    signature = SENDGRID_KEY.sign(at.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {"X-Twilio-Email-Event-Webhook-Timestamp": at,
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode()}, body  # fmt: skip


def send_mailgun(_: Webhook, __: str, told: Any, ago: float = 0) -> Sent:  # noqa: ANN401
    token, at = random.randbytes(25).hex(), str(int(datetime.now(UTC).timestamp() - ago))
    mac = hmac.new(MAILGUN_KEY.encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
    signature = {"token": token, "timestamp": at, "signature": mac}
    return {}, json.dumps({"signature": signature, **told}).encode()


def send_password(_: Webhook, password: str, told: Any) -> Sent:  # noqa: ANN401
    said = base64.b64encode(f"feedback:{password}".encode()).decode()
    return {"Authorization": f"Basic {said}"}, json.dumps(told).encode()


def send_ses(_: Webhook, __: str, told: Any, **more: str) -> Sent:  # noqa: ANN401
    text = told if isinstance(told, str) else json.dumps(told)
    message = {"Type": "Notification", "MessageId": "1", "TopicArn": TOPIC, "Subject": "SES", "Message": text,
               "Timestamp": "2026-12-05T09:00:00.000Z", "SignatureVersion": "2",
               "SigningCertURL": CERTIFICATE, **more}  # fmt: skip
    if message["Type"] == "Notification":
        names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    else:
        names = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    signed = "".join(f"{name}\n{message[name]}\n" for name in names).encode()
    kind = hashes.SHA256() if message["SignatureVersion"] == "2" else hashes.SHA1()  # noqa: S303 (SNS signs so)
    signature = base64.b64encode(SNS_KEY.sign(signed, padding.PKCS1v15(), kind)).decode()
    return {"Content-Type": "text/plain"}, json.dumps({**message, "Signature": signature}).encode()


FORMS = {each.__name__: each for each in (sendgrid, postmark, mailgun, ses, brevo)}
SENDS: dict[str, Send] = {"sendgrid": send_sendgrid, "mailgun": send_mailgun, "ses": send_ses,
                          "postmark": send_password, "brevo": send_password}  # fmt: skip


def public_key() -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(
        SENDGRID_KEY.public_key().public_bytes(serialization.Encoding.DER, form)
    ).decode()


AT = {"timestamp": 1, "ts_event": 1}
# Ways in which each provider's event may name its campaign, and the names that are read in it.
NAMED: list[tuple[str, Any, tuple[str, ...]]] = [
    ("sendgrid", [{"event": "delivered", "sg_event_id": "1", "feedback_campaign": "a", "category": "b", **AT}],
     ("a", "b")),
    ("mailgun", {"signature": {"token": "t", **AT}, "event-data": {
        "event": "delivered", "id": "1", "user-variables": {"feedback_campaign": "a"}, "tags": ["b", "c"], **AT}},
     ("a", "b", "c")),
    ("postmark", {"RecordType": "Delivery", "MessageID": "1", "Recipient": "x", "Tag": "b",
                  "DeliveredAt": "2026-12-05T09:00:00Z", "Metadata": {"feedback_campaign": "a"}},
     ("a", "b")),
    ("ses", {"notificationType": "Delivery", "delivery": {"recipients": ["x"], "timestamp": "2026-12-05"},
             "mail": {"messageId": "1", "headers": [{"name": "X-Feedback-Campaign", "value": "a"}]}},
     ("a",)),
    ("brevo", {"event": "delivered", "camp_id": 5, "email": "x", "campaign name": "A", **AT}, ("a",)),
    ("brevo", [{"event": "delivered", "message-id": "1", "email": "x", "tag": "b",
                "X-Mailin-custom": "order:17|feedback_campaign:a", **AT}],
     ("order:17", "a", "b")),
]  # fmt: skip
