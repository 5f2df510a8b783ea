"""The product's web processes, served by gunicorn as they are for real."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from feedback_buttons import serving
from feedback_buttons.config import Config

# Headless Chromium says that it is a program, and then every page asks for a press.
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{}.0.0.0 Safari/537.36"
)


class Site:
    """The dashboard (or the recipients' endpoint) at an address; can be stopped and started again."""

    def __init__(self, config: Config, program: tuple[str, ...] = serving.DASHBOARD) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.link = ""
        self._program = program
        self._environ = os.environ | {
            "DATABASE_URL": str(config.database_url),
            "FEEDBACK_DATA_DIR": str(config.data_dir),
            "FEEDBACK_SIGNING_KEYS": config.signing_keys[0],
            "FEEDBACK_PSEUDONYM_KEY": config.pseudonym_key,
            "FEEDBACK_SESSION_KEYS": config.session_keys[0],
        }

    def start(self) -> None:
        """Start it, and return once it answers."""
        gunicorn = Path(sys.executable).with_name(serving.GUNICORN[0])
        command = [gunicorn, *serving.GUNICORN[1:], f"--bind=127.0.0.1:{self.port}"]
        self._process = subprocess.Popen([*command, *self._program], env=self._environ)
        while not self._answers():
            assert self._process.poll() is None, "gunicorn did not start"
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it, open streams and all."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait()

    def _answers(self) -> bool:
        try:
            return bool(urllib.request.urlopen(f"{self.url}/healthz", timeout=5))  # noqa: S310
        except OSError:  # not there yet, or too busy with its start
            return False
