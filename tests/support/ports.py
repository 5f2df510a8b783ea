"""Ports for the servers that tests start."""

import socket
from secrets import SystemRandom

# Below those that Linux gives to connections and to whoever asks for any port. One of them would be taken by
# somebody else now and then, between the moment it is chosen and the moment the server listens on it.
_RANGE = range(10_000, 32_768)
_chosen: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on and that this process has not chosen before."""
    while True:
        port = SystemRandom().choice(_RANGE)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _chosen:
            _chosen.add(port)
            return port
