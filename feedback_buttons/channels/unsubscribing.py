"""The signed address on which a mail's reader gets no more of them."""

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeSerializer

_SALT = "feedback-buttons.unsubscribe"


def address(dashboard_url: str, keys: Sequence[str], channel: int) -> str:
    """The page's address for one channel; it holds no mail address, and ends with the channel."""
    return f"{dashboard_url}/unsubscribe/{_signer(keys).dumps(channel)}"


def channel_of(keys: Sequence[str], token: str) -> int | None:
    """The channel that such an address names; None where it is none of ours.

    >>> channel_of(["key"], address("", ["key"], 7).rpartition("/")[2]), channel_of(["key"], "forged")
    (7, None)
    """
    try:
        channel = _signer(keys).loads(token)
    except BadData:
        return None
    return channel if isinstance(channel, int) else None


def _signer(keys: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(keys)), salt=_SALT)  # it signs with the last one
