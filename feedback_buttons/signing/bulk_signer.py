"""Signs recipients by the thousand: the same tokens as one by one, in a fraction of the time."""

from collections.abc import Sequence

from feedback_buttons.signing import base32, mail_keys
from feedback_buttons.signing.hmac_keys import HmacKey

_MAC = 10
_MESSAGE = b"\3"  # the kind of a message token, see tokens.py
_UNKNOWN = b"\0" * 4  # when it is sent
_NONE = b"\0" * 8  # the occasion of who gets one mail
_STEP = 1000  # tokens made at once: the numbers behind them should stay in the processor's cache


class BulkSigner:
    """Signs for one campaign, or for all; ``Tokens.signer`` makes it.

    Args:
        pseudonym_key: turns references into recipients.
        signing_key: signs them.
        kind: the token's first byte.
        scope: what the signature covers beside the token's bytes.
        sent: when the mails are sent, in seconds since 1970; 0: the tokens don't say.
    """

    def __init__(
        self, pseudonym_key: bytes, signing_key: HmacKey, kind: int, scope: bytes, sent: int = 0
    ) -> None:
        self._pseudonym_key, self._signing_key = HmacKey(pseudonym_key), signing_key
        self._kind, self._scope = bytes([kind]), scope
        self._sent = sent.to_bytes(4, "big")

    def __call__(self, reference: str) -> str:
        """The token of the person with this reference of the sender."""
        return self.many([reference])[0]

    def many(self, references: Sequence[str]) -> list[str]:
        """A token for each reference."""
        return self.tokens(self.recipients(references))

    def recipients(self, references: Sequence[str]) -> list[bytes]:
        """The eight bytes of each pseudonym; see ``Tokens.recipient``."""
        written = mail_keys.encoded(references)
        return [digest[:8] for digest in self._pseudonym_key.digests(written)]

    def occasions(self, messages: Sequence[str]) -> list[bytes]:
        """The eight bytes of each message's occasion; see ``Tokens.occasion``."""
        written = [b"occasion\0" + message.encode() for message in messages]
        return [digest[:8] for digest in self._pseudonym_key.digests(written)]

    def tokens(self, recipients: Sequence[bytes], occasions: Sequence[bytes] = ()) -> list[str]:
        """A token for each pseudonym; with ``occasions`` for a message to each, which belongs to one campaign."""
        if occasions or self._sent != _UNKNOWN:
            pairs = zip(recipients, occasions or [_NONE] * len(recipients), strict=True)
            return self._signed(
                [_MESSAGE + recipient + which + self._sent for recipient, which in pairs]
            )
        return self._signed([self._kind + recipient for recipient in recipients])

    def _signed(self, bodies: Sequence[bytes]) -> list[str]:
        tokens: list[str] = []
        for first in range(0, len(bodies), _STEP):
            some = bodies[first : first + _STEP]
            macs = self._signing_key.digests([body + self._scope for body in some])
            size = len(some[0]) + _MAC  # 19 bytes, or 31 of a message's
            zeros = b"\0" * (-size % 5)  # in front, so that each is a whole number of letters
            data = [zeros + body + mac[:_MAC] for body, mac in zip(some, macs, strict=True)]
            text = base32.encode(b"".join(data)).decode()
            whole, letters = len(data[0]) * 8 // 5, size * 8 // 5 + 1
            ends = range(whole, len(text) + 1, whole)
            tokens += [text[end - letters : end] for end in ends]
        return tokens
