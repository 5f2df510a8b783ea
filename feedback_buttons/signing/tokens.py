"""Makes and reads tokens: what signs one recipient's ten buttons.

A token is lowercase Crockford base 32, the one alphabet that survives what mail tools and mail
clients do to links. Its bytes are a kind (1), the recipient (8), for a message token the occasion
(8) and the send time (4, seconds since 1970), and 10 bytes of HMAC-SHA256 over them and the
campaign; in a contact token the signature covers "any campaign" instead.
"""

import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from itsdangerous import Signer

from feedback_buttons.signing import base32, mail_keys
from feedback_buttons.signing.bulk_signer import BulkSigner
from feedback_buttons.signing.hmac_keys import HmacKey

_CAMPAIGN, _CONTACT, _MESSAGE, _TEST = 1, 2, 3, 4
_MAC = 10
_BODY = {_CAMPAIGN: struct.Struct(">Bq"), _CONTACT: struct.Struct(">Bq")}
_BODY |= {_MESSAGE: struct.Struct(">BqqI"), _TEST: struct.Struct(">Bq")}
_SIZES = {body.size + _MAC for body in _BODY.values()}
_LETTERS = {size: size * 8 // 5 + 1 for size in _SIZES}
# Why a token cannot be read; shown, so that the catalogues have them.
_KIND, _SIGNATURE, _LENGTH = "unknown kind of token", "signature does not match", "wrong length"
_LETTER, _UNMERGED = "a letter that no token has", "a merge tag that was never filled in"
REASONS = (_KIND, _SIGNATURE, _LENGTH, _LETTER, _UNMERGED)


class BadToken(Exception):
    """Not a token of ours for this campaign: forged, truncated, foreign or never merged."""


class UnmergedToken(BadToken):
    """A mail tool's merge tag that was never filled in: somebody looks at a preview."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a token says: who was asked, about which campaign, for which message, sent when.

    ``occasion`` is 0 and ``sent_at`` None where the token carries none.
    """

    campaign: str
    recipient: int
    occasion: int = 0
    sent_at: datetime | None = None
    test: bool = False


class Tokens:
    """Mints and reads tokens under one or more signing keys, newest first.

    >>> tokens = Tokens(["a signing key of 32 characters....."], "a pseudonym key of 32 characters..")
    >>> token = tokens.sign("delay-apology", tokens.recipient("customer 17"))
    >>> len(token), tokens.read("delay-apology", token.upper()).campaign
    (31, 'delay-apology')
    >>> tokens.read("another", token)
    Traceback (most recent call last):
    feedback_buttons.signing.tokens.BadToken: signature does not match
    """

    def __init__(self, signing_keys: Sequence[str], pseudonym_key: str) -> None:
        signers = [Signer(key, salt="feedback-buttons.token", digest_method=hashlib.sha256)
                   for key in signing_keys]  # fmt: skip
        self._keys = [HmacKey(signer.derive_key()) for signer in signers]
        self._pseudonym_key = pseudonym_key.encode()

    @property
    def pseudonym_key(self) -> str:
        """The key that turns references into recipients; a secret."""
        return self._pseudonym_key.decode()

    def recipient(self, reference: str) -> int:
        """The pseudonym of the person whom the sender identifies as ``reference``: a signed 64-bit number.

        Mail addresses are one person however they are capitalised; see :func:`mail_keys.normal`.
        """
        return self.recipient_written(mail_keys.normal(reference))

    def recipient_written(self, reference: str) -> int:
        """The pseudonym of exactly this spelling, as lists were signed before addresses had one form."""
        digest = hmac.digest(self._pseudonym_key, reference.encode(), "sha256")
        return int.from_bytes(digest[:8], signed=True)

    def sign(
        self,
        campaign: str | None,
        recipient: int,
        occasion: int = 0,
        sent_at: datetime | None = None,
        *,
        test: bool = False,
    ) -> str:
        """The token for one recipient.

        Args:
            campaign: the campaign's slug; None makes a contact token, good in every campaign.
            recipient: the pseudonym, from :meth:`recipient`.
            occasion: which message, where one recipient gets many; see :meth:`occasion`.
            sent_at: when this message is sent; the verdict then knows a click's age.
            test: the answers never count.
        """
        if test:
            body = _BODY[_TEST].pack(_TEST, recipient)
        elif occasion or sent_at:
            if campaign is None:
                raise ValueError("a message token belongs to one campaign")
            body = _BODY[_MESSAGE].pack(_MESSAGE, recipient, occasion, _seconds(sent_at))
        else:
            kind = _CONTACT if campaign is None else _CAMPAIGN
            body = _BODY[kind].pack(kind, recipient)
        return _encode(body + _mac(self._keys[0], body, campaign))

    def signer(self, campaign: str | None, sent_at: datetime | None = None) -> BulkSigner:
        """A function from the sender's reference to the token; its ``many`` signs thousands at once. The tokens of one
        campaign can say when the mails are sent."""
        if campaign is None and sent_at:
            raise ValueError("tokens that say when they are sent belong to one campaign")
        kind = _CONTACT if campaign is None else _CAMPAIGN
        scope, sent = _scope(kind, campaign), _seconds(sent_at)
        return BulkSigner(self._pseudonym_key, self._keys[0], kind, scope, sent)

    def occasion(self, reference: str) -> int:
        """The occasion number of the sender's own name for a message ("order 4711")."""
        digest = hmac.digest(self._pseudonym_key, b"occasion\0" + reference.encode(), "sha256")
        return int.from_bytes(digest[:8], signed=True)

    def secrets(self, purpose: str) -> list[bytes]:
        """A secret for something else than tokens, of each signing key, newest first."""
        return [key.digest(b"\0" + purpose.encode()) for key in self._keys]

    def read(self, campaign: str, token: str) -> Invitation:
        """What a token says, if one of the keys signed it for this campaign or for all.

        Raises:
            UnmergedToken: it is a mail tool's merge tag.
            BadToken: anything else that we did not sign.
        """
        data = _decode(token)
        body, mac = data[:-_MAC], data[-_MAC:]
        layout = _BODY.get(body[0])
        if layout is None or layout.size != len(body):
            raise BadToken(_KIND)
        if not any(hmac.compare_digest(_mac(key, body, campaign), mac) for key in self._keys):
            raise BadToken(_SIGNATURE)
        kind, recipient, *message = layout.unpack(body)
        occasion, seconds = message or (0, 0)
        sent_at = datetime.fromtimestamp(seconds, UTC) if seconds else None
        return Invitation(campaign, recipient, occasion, sent_at, kind == _TEST)


def is_merge_tag(text: str) -> bool:
    """Whether a path's part is a merge tag that a mail tool should have filled in."""
    lowered = text.lower().replace("%7b", "{").replace("%7c", "|").replace("%5b", "[")
    lowered = lowered.replace("%25", "%")
    return (
        "{" in lowered or "*|" in lowered or "%%" in lowered or lowered.startswith(("[", "%", "$"))
    )


def _seconds(sent_at: datetime | None) -> int:
    """Since 1970; a part of one is a whole, so that a wave's token is not of the wave before."""
    return ceil(sent_at.timestamp()) if sent_at else 0


def _scope(kind: int, campaign: str | None) -> bytes:
    return b"\0any campaign" if kind == _CONTACT else b"\0campaign " + (campaign or "").encode()


def _mac(key: HmacKey, body: bytes, campaign: str | None) -> bytes:
    return key.digest(body + _scope(body[0], campaign))[:_MAC]


def _encode(data: bytes) -> str:
    """Zero bits first, up to a whole number of letters."""
    padded = data.rjust(-(-len(data) // 5) * 5, b"\0")
    return base32.encode(padded)[-_LETTERS[len(data)] :].decode()


def _decode(token: str) -> bytes:
    if is_merge_tag(token):
        raise UnmergedToken(_UNMERGED)
    if len(token) not in _LETTERS.values():
        raise BadToken(_LENGTH)
    try:
        number = base32.decode(token)
    except ValueError as error:
        raise BadToken(_LETTER) from error
    size = len(token) * 5 // 8
    if number >> size * 8:
        raise BadToken(_LENGTH)
    return number.to_bytes(size)
