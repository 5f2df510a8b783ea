"""The embedded Postgres' files: where they are, who owns them, how they are made."""

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

from feedback_buttons.base import log_files
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.embedded_postgres import postgres_binaries

SOCKET = ".s.PGSQL.5432"
UPGRADED = "cluster.upgraded"  # whole, and about to take the cluster's place
LONGEST_SOCKET_PATH = 106  # bytes; one more does not fit what the system reserves

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",  # costs more than it gains on queries of a few milliseconds
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What a failing statement or row holds may be somebody's comment: keep both out of the log, and the message, which
    # quotes what cannot be read. Whoever sent the statement is told of it, and logs that.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresError(FeedbackError):
    """The embedded Postgres cannot run; the message says why and what to do."""

    code = "postgres-unusable"


class Cluster:
    """One Postgres cluster below a data directory, run by a user who is not root."""

    def __init__(self, data_dir: Path, *, durable: bool, programs: Path | None = None) -> None:
        self._dir = data_dir
        self._place = programs
        self._home = data_dir / "postgres"
        self._data = self._home / "cluster"
        self._durable = durable
        self._owner = _owner(self._home)
        self._account = _account(*self._owner)
        self._sockets = _socket_folder(self._home, self._owner[0])
        self.log = log_files.path(data_dir, "postgres")
        self.url = f"postgresql://feedback@/feedback?host={quote(str(self._sockets), safe='')}"

    def pid(self) -> int | None:
        """The process id in the server's pid file, which may be stale."""
        try:
            return int((self._data / "postmaster.pid").read_text().partition("\n")[0])
        except (FileNotFoundError, ValueError):
            return None

    def start(self, lock: int) -> tuple[subprocess.Popen[bytes], int]:
        """Start the server, holding the lock; its process, and where its log begins.

        Nothing of an earlier server may be alive: what one has left is removed.
        """
        self._check_the_way()
        for folder in (self._home, self._sockets):
            _own(folder, *self._owner)
        programs = self._programs()
        with log_files.opened(self.log) as log:
            if not self._data.exists() and not self._upgraded():
                self._make(programs, log)
            (self._data / "postmaster.pid").unlink(missing_ok=True)
            for socket in (SOCKET, f"{SOCKET}.lock"):
                (self._sockets / socket).unlink(missing_ok=True)
            begin = os.fstat(log).st_size
            process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - our own words
                [str(programs / "postgres"), "-D", str(self._data), *self._options()],
                stdin=subprocess.DEVNULL,
                pass_fds=(lock,),
                **self._child(log),
            )
        return process, begin

    def _options(self) -> list[str]:
        settings = SETTINGS if self._durable else SETTINGS | NOT_DURABLE
        settings = settings | {"unix_socket_directories": str(self._sockets)}
        return [f"--{name}={value}" for name, value in settings.items()]

    def _programs(self) -> Path:
        version = self._data / "PG_VERSION"
        major = version.read_text().strip() if version.exists() else None
        try:
            return postgres_binaries.find(self._dir, self._account, major, self._place)
        except postgres_binaries.NoBinaries as error:
            raise PostgresError.of(error) from error

    def _upgraded(self) -> bool:
        """Whether the cluster is missing since an upgrade was broken off at its last step, which is done now."""
        upgraded = self._home / UPGRADED
        if upgraded.exists():
            upgraded.rename(self._data)
        return self._data.exists()

    def _make(self, programs: Path, log: int) -> None:
        """Make the cluster aside, then move it in place: a half-made one is never used."""
        draft = self._home / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        options = ["-U", "feedback", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        options += [] if self._durable else ["--no-sync"]
        self._run(log, programs / "initdb", "-D", draft, *options)
        single = ("--single", "-D", draft, "postgres")
        self._run(log, programs / "postgres", *single, sql=b"CREATE DATABASE feedback;\n")
        draft.rename(self._data)

    def _check_the_way(self) -> None:
        if not self._account:
            return
        script = 'for folder; do cd "$folder" || { echo "$folder"; exit 1; }; done'
        folders = [*reversed(self._dir.parents), self._dir]
        done = subprocess.run(  # noqa: S603 - our own script; the folders are its arguments
            ["/bin/sh", "-c", script, "sh", *folders],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **self._account,
        )
        if done.returncode:
            name = pwd.getpwuid(self._owner[0]).pw_name
            raise PostgresError(
                f"Postgres never runs as root, and the user {name}, which runs it instead, cannot "
                f"enter {done.stdout.strip()}. Choose a data directory elsewhere, such as "
                "/var/lib/feedback-buttons, with --data-dir or FEEDBACK_DATA_DIR."
            )

    def _run(self, log: int, *command: str | Path, sql: bytes = b"") -> None:
        done = subprocess.run(  # noqa: S603 - our own words
            command, input=sql, check=False, **self._child(log)
        )
        if done.returncode:
            name = Path(command[0]).name
            raise PostgresError(f"{name} failed:\n{log_files.since(self.log, 0, lines=10)}")

    def _child(self, log: int) -> dict[str, Any]:
        """How `subprocess` runs one of Postgres' programs."""
        return {
            "stdout": log,
            "stderr": log,
            "env": {"LC_ALL": "C", "PATH": os.defpath},
            "cwd": self._home,
            "umask": 0o077,
            "start_new_session": True,  # so that Ctrl-C stops us first and the server last
            **self._account,
        }


def url_of(url: str, role: str) -> str:
    """The address of the embedded Postgres for another user than the owner of all tables."""
    return url.replace("//feedback@", f"//{role}@", 1)


def _owner(home: Path) -> tuple[int, int]:
    """User and group of the server: never root, and once chosen, always the same."""
    if os.geteuid():
        return os.geteuid(), os.getegid()
    if home.exists() and (owner := home.stat()).st_uid:
        return owner.st_uid, owner.st_gid
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return user.pw_uid, user.pw_gid
    raise PostgresError("Postgres never runs as root. Add a user for it: useradd --system postgres")


def _account(uid: int, gid: int) -> dict[str, Any]:
    """How `subprocess` runs a child as the server's user."""
    return {} if uid == os.geteuid() else {"user": uid, "group": gid, "extra_groups": []}


def _socket_folder(home: Path, uid: int) -> Path:
    """Beside the data; where that path is too long, a short one made from it."""
    folder = home / "socket"
    if len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET_PATH:
        return folder
    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    base = "/run" if os.geteuid() == 0 else "/tmp"  # noqa: S108 - _own() refuses a planted one
    return Path(base) / f"feedback-buttons-{uid}-{short}"


def _own(folder: Path, uid: int, gid: int) -> None:
    """Make the folder the server's alone; refuse one that somebody else has made."""
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, gid)
    except FileExistsError:
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid not in (uid, os.geteuid()):
            raise PostgresError(f"{folder} belongs to somebody else. Remove it.") from None
        os.chown(folder, uid, gid)
        folder.chmod(0o700)
