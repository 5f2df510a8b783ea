"""gunicorn's log, without anybody's address or token, and without a line for each request."""

from gunicorn.config import Config
from gunicorn.glogging import Logger

from feedback_buttons.base import log_lines
from feedback_buttons.config.settings import log_form


class ServerLog(Logger):
    """What gunicorn tells of itself."""

    def setup(self, cfg: Config) -> None:
        """Begin to log as the settings say."""
        super().setup(cfg)
        log_lines.use(log_form())
        log_lines.install()
        for handler in self.error_log.handlers:
            handler.setFormatter(log_lines.PrivateFormatter(self.error_fmt, self.datefmt))

    def access(self, *_: object) -> None:
        """Note nothing of a request: its address is a person's."""
