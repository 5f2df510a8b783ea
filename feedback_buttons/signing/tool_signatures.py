"""Tokens that a mail tool signs itself, in its template language, with a key that is good for one campaign.

The tool knows a person by an id of its own, which must not stand in an address. So it signs a pseudonym:

    person   a MAC over the id
    proof    a MAC over the person and the campaign

Braze has HMAC-SHA256: the token is both, 64 digits each. Iterable has SHA-256 over a text, which begins with
the key and has a fixed length, so that nothing can be added to what is signed. Salesforce has JSON Web Tokens
under HMAC-SHA256 and a key that its templates name only; the pseudonym is a SHA-256 over a text of ours and the id.

A key is derived from the signing keys, so the database holds only which there are.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from feedback_buttons.signing.tokens import BadToken, Tokens

TOOLS = ("braze", "iterable", "salesforce")
# Why such a token cannot be read; shown, so that the catalogues have them.
_NO_KEY, _NO_ID = "this campaign has no key for a mail tool", "the tool knew no id of this person"
_SHAPE = "it is neither 128 letters long nor a JSON Web Token"
_FOREIGN = "no key of this campaign signed it, or another text"
REASONS = (_NO_KEY, _NO_ID, _SHAPE, _FOREIGN)
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_LIKE_ONES = str.maketrans("oOiIlL", "001111")  # as people and base 32 read them
_JWT = re.compile(r"eyJ[\w-]{1,200}\.[\w-]{1,400}\.[\w-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SignedByTool:
    """What a token says: the recipient, by the key of this id, which the tool used in its own way."""

    recipient: int
    tool: str
    key: int


def secret(tokens: Tokens, campaign: str, key: int, tool: str) -> str:
    """What the tool signs with, 64 digits, under the newest signing key."""
    return next(_secrets(tokens, campaign, key, tool))


def lines(tokens: Tokens, campaign: str, key: int, tool: str) -> tuple[str, str]:
    """The lines to put at the top of the mail ("" for none), and the tag that becomes the token."""
    own = secret(tokens, campaign, key, tool)
    if tool == "braze":
        top = (
            f"{{% assign fb_person = {{{{${{user_id}}}}}} | hmac_sha256_hex: '{own}' %}}\n"
            f"{{% assign fb_proof = fb_person | append: '/{campaign}' | hmac_sha256_hex: '{own}' %}}"
        )
        return top, "{{fb_person}}{{fb_proof}}"
    if tool == "iterable":
        person = f"{{{{#sha256}}}}{own}{{{{userId}}}}{{{{/sha256}}}}"
        return "", f"{person}{{{{#sha256}}}}{own}{person}/{campaign}{{{{/sha256}}}}"
    text = next(_secrets(tokens, campaign, key, "salesforce person"))
    top = (
        f'%%[ SET @fb = GetJWTByKeyName("{key_name(campaign)}", "HS256", '
        f'Concat(\'{{"sub":"\', SHA256(Concat("{text}", _subscriberkey)), \'"}}\')) ]%%'
    )
    return top, "%%=v(@fb)=%%"


def key_name(campaign: str) -> str:
    """The external key of our secret in Salesforce's Key Management."""
    return f"feedback-{campaign}"


def fits(token: str) -> bool:
    """Whether a token has the form of one that a mail tool signed."""
    return len(token) == 128 or bool(_JWT.fullmatch(token))


def read(tokens: Tokens, campaign: str, keys: Sequence[int], token: str) -> SignedByTool:
    """What a token says, if one of these keys signed it for this campaign.

    Raises:
        BadToken: none did; or the tool knew no id, and would make everybody one recipient.
    """
    if not keys:
        raise BadToken(_NO_KEY)
    if not fits(token):
        raise BadToken(_SHAPE)
    readers = (_salesforce,) if "." in token else (_braze, _iterable)
    for key in keys:
        for reader in readers:
            if person := reader(tokens, campaign, key, token):
                tool = reader.__name__.strip("_")
                if person in people(tokens, campaign, key, tool, ""):
                    raise BadToken(_NO_ID)
                return SignedByTool(tokens.recipient(person), tool, key)
    raise BadToken(_FOREIGN)


def _braze(tokens: Tokens, campaign: str, key: int, token: str) -> str:
    return _paired(tokens, campaign, key, token, "braze", _hmac)


def _iterable(tokens: Tokens, campaign: str, key: int, token: str) -> str:
    return _paired(tokens, campaign, key, token, "iterable", _sha256)


Mac = Callable[[str, str], str]


def _hmac(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _sha256(secret: str, text: str) -> str:
    return hashlib.sha256(f"{secret}{text}".encode()).hexdigest()


def _paired(tokens: Tokens, campaign: str, key: int, token: str, tool: str, mac: Mac) -> str:
    """The person of a token that is a person and a proof; "" if this key did not sign it."""
    read = token.translate(_LIKE_ONES).lower()
    person, proof = read[:64], read[64:]
    if not _HEX.fullmatch(person) or not proof.isascii():
        return ""
    goods = (
        mac(key_secret, f"{person}/{campaign}")
        for key_secret in _secrets(tokens, campaign, key, tool)
    )
    return person if any(hmac.compare_digest(good, proof) for good in goods) else ""


def _salesforce(tokens: Tokens, campaign: str, key: int, token: str) -> str:
    """The person of a JSON Web Token; "" if this key did not sign it.

    Key Management may take our secret as text or as base 16.
    """
    # With its cryptography it takes nine megabytes, which no web worker needs that sees no such token.
    from feedback_buttons.signing import web_tokens

    for secret in _secrets(tokens, campaign, key, "salesforce"):
        for form in (secret.encode(), bytes.fromhex(secret)):
            if (subject := web_tokens.subject(token, form)) is not None:
                return subject.lower() if _HEX.fullmatch(subject) else ""
    return ""


def _secrets(tokens: Tokens, campaign: str, key: int, tool: str) -> Iterator[str]:
    return (raw.hex() for raw in tokens.secrets(f"tool key {tool} {campaign} {key}"))


def people(tokens: Tokens, campaign: str, key: int, tool: str, id: str) -> list[str]:
    """What the tool makes of an id by which it knows somebody, under each signing key."""
    mac = _hmac if tool == "braze" else _sha256
    name = "salesforce person" if tool == "salesforce" else tool
    return [mac(key_secret, id) for key_secret in _secrets(tokens, campaign, key, name)]
