"""Values in addresses and cookies that only the dashboard can have made: signed under its session keys."""

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeSerializer


def sign(keys: Sequence[str], purpose: str, value: int | list[str]) -> str:
    """A value as text for an address, signed under the first of the keys; others can read it, but not change it.

    Args:
        keys: the dashboard's, newest first.
        purpose: what the text is good for; signed for one purpose, it cannot be used for another.
        value: an id, or texts.
    """
    return str(_serializer(keys, purpose).dumps(value))


def read_id(keys: Sequence[str], purpose: str, text: str) -> int | None:
    """The id that was signed; None if none of the keys signed one for this purpose.

    >>> text = sign(["old"], "wall", 7)
    >>> read_id(["new", "old"], "wall", text), read_id(["new"], "wall", text), read_id(["old"], "badge", text)
    (7, None, None)
    """
    value = _read(keys, purpose, text)
    return value if isinstance(value, int) else None


def read_texts(keys: Sequence[str], purpose: str, text: str) -> list[str] | None:
    """The texts that were signed; None if none of the keys signed any for this purpose.

    >>> read_texts(["key"], "handover", sign(["key"], "handover", ["delay", ""]))
    ['delay', '']
    """
    value = _read(keys, purpose, text)
    return value if isinstance(value, list) else None


def _read(keys: Sequence[str], purpose: str, text: str) -> object:
    try:
        return _serializer(keys, purpose).loads(text)
    except BadData:
        return None


def _serializer(keys: Sequence[str], purpose: str) -> URLSafeSerializer:
    # itsdangerous signs with the last of several keys; ours stand newest first.
    return URLSafeSerializer(list(reversed(keys)), salt=purpose)
