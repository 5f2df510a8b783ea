"""The settings, read once from the environment and checked; nothing else reads the environment."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from feedback_buttons.base import log_lines, time_zones
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.base.mail_addresses import is_address
from feedback_buttons.config import (
    installations,
    key_file,
    local_networks,
    mail_server,
    running,
    web_address,
)
from feedback_buttons.config.installations import Installation
from feedback_buttons.config.local_networks import Network
from feedback_buttons.config.mail_server import Smtp
from feedback_buttons.config.sso_provider import Sso, parse_roles

Parsed = TypeVar("Parsed")
KEY_LENGTH = 32
STANDBY = "standby"
_NETWORKS, _INSTALLATIONS = "FEEDBACK_LOCAL_NETWORKS", "FEEDBACK_INSTALLATIONS"
_MEANT = {
    _NETWORKS: "networks such as 10.1.0.0/16",
    _INSTALLATIONS: "a list with semicolons: a name, a dashboard's address, an API key (docs/scale.md)",
}
_KEEP_UNTIL = ("local", STANDBY)  # who must have an answer on its disk, before web forgets it
METRICS = "FEEDBACK_METRICS_TOKEN"
SIGNING, PSEUDONYM, SESSIONS = key_file.NAMES  # the secrets, by the names of their settings


class ConfigError(FeedbackError):
    """A setting is missing or wrong; the message names it and says what to do."""

    code = "setting-invalid"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one process. Keys stand newest first: the first signs, all verify; secrets that the
    process does not need may be empty."""

    data_dir: Path
    signing_keys: tuple[str, ...] = field(repr=False)
    pseudonym_key: str = field(repr=False)
    session_keys: tuple[str, ...] = field(repr=False)
    url: str
    dashboard_url: str
    database_url: str | None = field(default=None, repr=False)
    collector_database_url: str | None = field(default=None, repr=False)
    proxies: int = 0
    metrics_token: str = field(default="", repr=False)
    retention_days: int = 90
    audit_days: int = 365
    reference_days: int = 180
    comment_days: int | None = None
    answer_days: int | None = None
    time_zone: str = time_zones.USUAL
    host: str = "127.0.0.1"
    port: int = 8080
    dashboard_port: int = 8050
    lint_address: str = ""
    lint_port: int = 2525
    worker_port: int | None = None
    keep_until: str = _KEEP_UNTIL[0]
    log: str = log_lines.FORMS[0]
    sso: Sso | None = None
    smtp: Smtp | None = None
    local_networks: tuple[Network, ...] = ()
    installations: tuple[Installation, ...] = ()

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str] = os.environ,
        *,
        needs: Collection[str] = key_file.NAMES,
    ) -> "Config":
        """Read the settings; keys that aren't set come from the data directory's key file.

        Args:
            needs: the secrets without which this process cannot do its work.

        Raises:
            ConfigError: a setting is missing or wrong; the message names it.
        """
        data_dir = data_directory(environ)
        settings = _gathered(environ, data_dir)
        port = _number(settings, "PORT", 8080, 1, 65535)
        dashboard_port = _number(settings, "DASHBOARD_PORT", 8050, 1, 65535)
        host = settings.get("HOST", "127.0.0.1")
        return cls(
            data_dir=data_dir,
            signing_keys=_keys(settings, SIGNING, needs),
            pseudonym_key=next(iter(_keys(settings, PSEUDONYM, needs)), ""),
            session_keys=_keys(settings, SESSIONS, needs),
            url=_url(settings, "FEEDBACK_URL", lambda: web_address.local(host, port)),
            dashboard_url=_dashboard_url(settings, host, dashboard_port),
            database_url=settings.get("DATABASE_URL"),
            collector_database_url=settings.get("COLLECTOR_DATABASE_URL"),
            proxies=_number(settings, "FEEDBACK_PROXIES", 0, 0, 10),
            metrics_token=next(iter(_keys(settings, METRICS, ())), ""),
            **_days(settings),
            time_zone=_time_zone(settings),
            host=host,
            port=port,
            dashboard_port=dashboard_port,
            lint_address=_mailbox(settings),
            lint_port=_number(settings, "FEEDBACK_LINT_PORT", 2525, 1, 65535),
            worker_port=_number(settings, "FEEDBACK_WORKER_PORT", 0, 0, 65535) or None,
            keep_until=_one_of(settings, "FEEDBACK_KEEP_UNTIL", _KEEP_UNTIL),
            log=log_form(settings),
            sso=_sso(settings),
            smtp=_smtp(settings),
            local_networks=_parsed(settings, _NETWORKS, local_networks.parse),
            installations=_parsed(settings, _INSTALLATIONS, installations.parse),
        )


def _gathered(environ: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    """The environment, and what it lacks from the data directory: where `up` listens, its keys."""
    try:
        stored = {**running.read(data_dir, environ), **key_file.read(data_dir)}
    except key_file.KeyFileError as error:
        raise ConfigError.of(error) from error
    return {**stored, **{name: value for name, value in environ.items() if value}}


def log_form(settings: Mapping[str, str] = os.environ) -> str:
    """How lines of logs are written, one of log_lines.FORMS.

    Raises:
        ConfigError: it is none of them.
    """
    return _one_of(settings, "FEEDBACK_LOG", log_lines.FORMS)


def data_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the embedded database, the keys and the logs live.

    Root's own folder is closed to the user that Postgres must run as, so root's default is /var/lib.
    """
    if chosen := environ.get("FEEDBACK_DATA_DIR"):
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/feedback-buttons")
    base = environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "feedback-buttons"


def _sso(settings: Mapping[str, str]) -> Sso | None:
    """The provider of single sign-on, if one is named; then all of what it takes must be."""
    if "FEEDBACK_SSO_ISSUER" not in settings:
        return None
    needed = ("FEEDBACK_SSO_CLIENT_ID", "FEEDBACK_SSO_CLIENT_SECRET", "FEEDBACK_SSO_ROLES")
    if missing := [name for name in needed if name not in settings]:
        raise ConfigError(
            f"{missing[0]} is not set, which FEEDBACK_SSO_ISSUER needs. See docs/people.md."
        )
    client_id, client_secret, roles = (settings[name] for name in needed)
    try:
        return Sso(
            issuer=_issuer(settings["FEEDBACK_SSO_ISSUER"]),
            client_id=client_id,
            client_secret=client_secret,
            roles=parse_roles(roles),
            claim=settings.get("FEEDBACK_SSO_CLAIM", "groups"),
            scope=settings.get("FEEDBACK_SSO_SCOPE", "openid profile email"),
        )
    except ValueError as error:
        raise ConfigError(f"FEEDBACK_SSO_ROLES is wrong: {error}.") from error


def _mailbox(settings: Mapping[str, str]) -> str:
    """The address that mails come to, to be looked at; "" for none."""
    address = settings.get("FEEDBACK_LINT_ADDRESS", "")
    if address and ("+" in address or not is_address(address)):
        raise ConfigError(
            f"FEEDBACK_LINT_ADDRESS must be a mail address such as lint@test.example.com, without a plus "
            f"sign, not {address!r}."
        )
    return address


def _smtp(settings: Mapping[str, str]) -> Smtp | None:
    """The server that test mails are sent through, if there is one."""
    if "FEEDBACK_SMTP_URL" not in settings:
        return None
    if "FEEDBACK_SMTP_FROM" not in settings:
        raise ConfigError(
            "FEEDBACK_SMTP_FROM is not set, which FEEDBACK_SMTP_URL needs: the address that mails come from."
        )
    try:
        return mail_server.parse(settings["FEEDBACK_SMTP_URL"], settings["FEEDBACK_SMTP_FROM"])
    except ValueError as error:
        raise ConfigError(f"FEEDBACK_SMTP_URL or FEEDBACK_SMTP_FROM is wrong: {error}.") from error


def _parsed(settings: Mapping[str, str], name: str, parse: Callable[[str], Parsed]) -> Parsed:
    """What a setting's text says; what is said by none at all where it is not set."""
    try:
        return parse(settings.get(name, ""))
    except ValueError as error:
        raise ConfigError(f"{name} must be {_MEANT[name]}: {error}.") from error


def _keys(settings: Mapping[str, str], name: str, needs: Collection[str]) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in settings.get(name, "").split(",") if key.strip())
    if not keys and name in needs:
        raise ConfigError(
            f"{name} is not set. Set it to a secret of at least {KEY_LENGTH} characters, for example "
            "from: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'. "
            "On one machine `feedback-buttons up` makes it for you."
        )
    if short := [key for key in keys if len(key) < KEY_LENGTH]:
        raise ConfigError(
            f"{name} holds a key of {len(short[0])} characters; every key needs at least {KEY_LENGTH}."
        )
    return keys


def _number(settings: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = settings.get(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise ConfigError(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def _days(settings: Mapping[str, str]) -> dict[str, Any]:
    """For how long things are kept; None: for as long as the answer."""
    return {
        "retention_days": _number(settings, "FEEDBACK_RETENTION_DAYS", 90, 1, 3650),
        "audit_days": _number(settings, "FEEDBACK_AUDIT_DAYS", 365, 1, 3650),
        "reference_days": _number(settings, "FEEDBACK_REFERENCE_DAYS", 180, 1, 3650),
        "comment_days": _number(settings, "FEEDBACK_COMMENT_DAYS", 0, 0, 3650) or None,
        "answer_days": _number(settings, "FEEDBACK_ANSWER_DAYS", 0, 0, 3650) or None,
    }


def _one_of(settings: Mapping[str, str], name: str, words: Sequence[str]) -> str:
    """One of some words, of which the first stands for none."""
    value = settings.get(name) or words[0]
    if value not in words:
        raise ConfigError(f"{name} must be one of {', '.join(words)}, not {value!r}.")
    return value


def _time_zone(settings: Mapping[str, str]) -> str:
    name = settings.get("FEEDBACK_TIME_ZONE", time_zones.USUAL)
    try:
        time_zones.read(name)
    except ValueError as error:
        raise ConfigError(
            f"FEEDBACK_TIME_ZONE must be a time zone such as Europe/Amsterdam, not {name!r}."
        ) from error
    return name


def _url(settings: Mapping[str, str], name: str, default: Callable[[], str]) -> str:
    value = settings.get(name)
    if value is None:
        return default()
    try:
        return web_address.normal(value)
    except ValueError as error:
        raise ConfigError(
            f"{name} must be an address such as https://feedback.example.com, not {value!r}."
        ) from error


def _dashboard_url(settings: Mapping[str, str], host: str, port: int) -> str:
    url = _url(settings, "FEEDBACK_DASHBOARD_URL", lambda: web_address.local(host, port))
    first = urlsplit(url).path.lstrip("/").partition("/")[0]
    if first in web_address.DASHBOARD_PATHS or first.startswith("_dash"):
        raise ConfigError(
            f"the path of FEEDBACK_DASHBOARD_URL must not begin with /{first}, unlike {url!r}: the dashboard has pages "
            "there, and could not tell whether a proxy has taken the path away. Take another, such as /feedback-team."
        )
    return url


def _issuer(value: str) -> str:
    """The issuer's address as it was written: tokens name it letter by letter."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ConfigError(
            f"FEEDBACK_SSO_ISSUER must be an address such as https://id.example.com, not {value!r}."
        )
    return value.rstrip("/")
