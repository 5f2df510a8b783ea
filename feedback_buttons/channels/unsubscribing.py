"""The signed address by which the reader of a mail unsubscribes."""

from collections.abc import Sequence

from feedback_buttons.signing import signed_values

_PURPOSE = "feedback-buttons.unsubscribe"


def address(dashboard_url: str, keys: Sequence[str], channel: int) -> str:
    """The page's address for one channel; it holds no mail address, and ends with the channel."""
    return f"{dashboard_url}/unsubscribe/{signed_values.sign(keys, _PURPOSE, channel)}"


def channel_of(keys: Sequence[str], token: str) -> int | None:
    """The channel that such an address names; None if we did not make it.

    >>> channel_of(["key"], address("", ["key"], 7).rpartition("/")[2]), channel_of(["key"], "forged")
    (7, None)
    """
    return signed_values.read_id(keys, _PURPOSE, token)
