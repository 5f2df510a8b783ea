"""A stable sample of people, without storing anything: whoever is in it for a campaign is so each time; pure."""

from collections.abc import Sequence

from feedback_buttons.signing.hmac_keys import HmacKey

_WHOLE = 2**64


class Sample:
    """So many per cent of all people, other ones for each campaign.

    Args:
        pseudonym_key: of the installation; without it nobody can tell who is in.
        campaign: the campaign's slug.
        percent: above 0, to 100.

    >>> people = [number.to_bytes(8) for number in range(10_000)]
    >>> ten = Sample("a pseudonym key", "delay", 10).holds(people)
    >>> sum(ten), ten == Sample("a pseudonym key", "delay", 10).holds(people)
    (1028, True)
    """

    def __init__(self, pseudonym_key: str, campaign: str, percent: float) -> None:
        self._key = HmacKey(pseudonym_key.encode())
        self._scope = b"sample\0" + campaign.encode() + b"\0"
        self._below = round(_WHOLE * percent / 100)

    def holds(self, recipients: Sequence[bytes]) -> list[bool]:
        """Of each recipient's eight bytes whether they are in it. A larger sample holds the smaller one."""
        if self._below >= _WHOLE:
            return [True] * len(recipients)
        digests = self._key.digests([self._scope + recipient for recipient in recipients])
        return [int.from_bytes(digest[:8]) < self._below for digest in digests]
