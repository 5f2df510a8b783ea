"""The signed value in a served page's form: which page an answer comes from, and how it was served."""

import hashlib
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass

from itsdangerous import Signer

from feedback_buttons.signing.hmac_keys import HmacKey
from feedback_buttons.verdicts.client_class import CLASSES

MODES = ("confirm", "ask", "again", "saved", "erase")
_BEFORE = struct.Struct(">qqHBB")  # pages from before the client stood in it are open for a month
_LAYOUT = struct.Struct(">qqHBBq8s")
_RECIPIENT = struct.Struct(">q")
_PAGE = struct.Struct(">q")
_MAC = 12
# In that byte 0 has always stood for no score, and pages are open for a month: a score of 0 has another number.
_NONE, _ZERO = 0, 11


class BadNonce(Exception):
    """Not the nonce of a page that was served for this token."""


@dataclass(frozen=True, slots=True)
class Nonce:
    """One served page.

    Attributes:
        page: the id of the visit that it was served for.
        occasion: the occasion that its answer belongs to.
        events: how much evidence its mode rests on.
        mode: one of MODES; only ``confirm`` may count by being seen.
        score: the score that it shows, None for none.
        client_class: what its button was clicked with, one of CLASSES; None on a page from before we asked.
        client: who it was served to, as Visitors.client() has it; None on a page from before it said so.
        seal: of that page and its device, see Nonces.seal().
    """

    page: int
    occasion: int
    events: int
    mode: str
    score: int | None
    client_class: str | None = None
    client: int | None = None
    seal: bytes = b""


class Nonces:
    """Signs and reads nonces, bound to one token of one campaign."""

    def __init__(self, signing_keys: Sequence[str]) -> None:
        signers = [Signer(key, salt="feedback-buttons.page", digest_method=hashlib.sha256)
                   for key in signing_keys]  # fmt: skip
        self._keys = [HmacKey(signer.derive_key()) for signer in signers]
        seals = Signer(signing_keys[0], salt="feedback-buttons.seal", digest_method=hashlib.sha256)
        self._seals = HmacKey(seals.derive_key())

    def seal(self, page: int, device: bytes) -> bytes:
        """What a page and a device make together: 8 bytes, which only the page holds. Whoever sends them back from
        the same device is who opened it."""
        return self._seals.digest(_PAGE.pack(page) + device)[:8]

    def sign(self, nonce: Nonce, campaign: str, recipient: int) -> str:
        """The nonce as text for a hidden field."""
        events, mode = min(nonce.events, 65535), MODES.index(nonce.mode)
        if nonce.client_class:  # in the upper half of the byte, which used to be empty
            mode |= (CLASSES.index(nonce.client_class) + 1) << 4
        score = _NONE if nonce.score is None else nonce.score or _ZERO
        facts = nonce.page, nonce.occasion, events, mode, score
        client = () if nonce.client is None else (nonce.client, nonce.seal)
        body = (_LAYOUT if client else _BEFORE).pack(*facts, *client)
        return urlsafe_b64encode(body + _mac(self._keys[0], body, campaign, recipient)).decode()

    def read(self, text: str, campaign: str, recipient: int) -> Nonce:
        """The nonce that a form brought back.

        Raises:
            BadNonce: we did not sign it for this campaign and recipient.
        """
        try:
            data = urlsafe_b64decode(text.encode("ascii"))
        except (Error, ValueError) as error:
            raise BadNonce("not base 64") from error
        body, mac = data[:-_MAC], data[-_MAC:]
        layout = {layout.size: layout for layout in (_BEFORE, _LAYOUT)}.get(len(body))
        if layout is None or not any(
            hmac.compare_digest(_mac(key, body, campaign, recipient), mac) for key in self._keys
        ):
            raise BadNonce("signature does not match")
        page, occasion, events, mode, score, *client = layout.unpack(body)
        client_class = (None, *CLASSES)[mode >> 4]
        shown = {_NONE: None, _ZERO: 0}.get(score, score)
        return Nonce(page, occasion, events, MODES[mode & 15], shown, client_class, *client)


def _mac(key: HmacKey, body: bytes, campaign: str, recipient: int) -> bytes:
    return key.digest(body + _RECIPIENT.pack(recipient) + campaign.encode())[:_MAC]
