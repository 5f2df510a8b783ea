"""Runs pg_dump, pg_restore and psql against a database, without its password on any command line."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from psycopg import conninfo

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.embedded_postgres import postgres_binaries
from feedback_buttons.storage import db

BLOCK = 1 << 18
_NO_TRANSACTION_TIMEOUT = (
    170000  # servers before that version don't know the setting that newer tools make
)


class ToolError(FeedbackError):
    """One of Postgres' programs failed; the message has its words."""

    code = "postgres-tool-failed"


class Tools:
    """Postgres' client programs of one version, for one database."""

    def __init__(self, url: str, *, also_for: int = 0) -> None:
        """``also_for`` is the major version of the tools that wrote what is read.

        Raises:
            NoBinaries: none of these tools are here that know this server.
            psycopg.Error: the database is away.
        """
        with db.connect(url) as connection:
            self.server_version = connection.info.server_version
        self.major, self._folder = postgres_binaries.tools(
            max(self.server_version // 10000, also_for)
        )
        parts = conninfo.conninfo_to_dict(url)
        self._env = {**os.environ, "PGPASSWORD": str(parts.pop("password", "") or "")}
        self._env = {name: value for name, value in self._env.items() if value}
        self._database = conninfo.make_conninfo("", **parts)

    @contextmanager
    def dump(self, snapshot: str | None = None) -> Iterator[IO[bytes]]:
        """What pg_dump writes, as a stream: an archive in its own format.

        Args:
            snapshot: the name of an exported snapshot that is dumped; None for one of its own.

        Raises:
            ToolError: it failed; raised when the stream's block ends.
        """
        words = ["--format=custom", "--schema=public", "--no-owner", "--lock-wait-timeout=60s"]
        words += [f"--snapshot={snapshot}"] if snapshot else []
        with self._started("pg_dump", *words, f"--dbname={self._database}") as process:
            yield _stream(process.stdout)

    @contextmanager
    def statements(self, archive: Path) -> Iterator[IO[bytes]]:
        """An archive as SQL, without the schema itself, which is there.

        Raises:
            ToolError: pg_restore failed, as with an archive that is not whole; raised when the block ends.
        """
        with tempfile.NamedTemporaryFile("w", suffix=".list") as contents:
            contents.write(self._contents(archive))
            contents.flush()
            words = ("--file=-", "--no-owner", f"--use-list={contents.name}", str(archive))
            with self._started("pg_restore", *words) as process:
                yield _stream(process.stdout)

    @contextmanager
    def session(self) -> Iterator["PsqlSession"]:
        """A psql that runs what it gets, until the first statement that fails.

        Raises:
            ToolError: a statement failed.
        """
        words = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1")
        with self._started("psql", *words, f"--dbname={self._database}", piped=True) as process:
            session = PsqlSession(process, self.server_version < _NO_TRANSACTION_TIMEOUT)
            with suppress(BrokenPipeError):  # psql has ended, and says why
                yield session
            session.close()

    def _contents(self, archive: Path) -> str:
        """The archive's list of contents, without the schema "public" and what belongs to that alone."""
        done = subprocess.run(  # noqa: S603 - our own words
            [self._folder / "pg_restore", "--list", archive],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise ToolError("pg_restore failed: {words}", words=done.stderr.strip())
        lines = done.stdout.splitlines(keepends=True)
        return "".join(
            line
            for line in lines
            if " SCHEMA - public " not in line and " - SCHEMA public " not in line
        )

    @contextmanager
    def _started(
        self, name: str, *words: str, piped: bool = False
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A program that runs during the block, and must end well.

        Its messages go to a file: were they a pipe that nobody reads, it would wait for ever.
        """
        with tempfile.TemporaryFile() as messages:
            process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - our own words
                [self._folder / name, *words],
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=messages,
                env=self._env,
            )
            try:
                yield process
            except BaseException:
                process.kill()
                process.wait()
                raise
            finally:
                _stream(process.stdout).close()
                if process.stdin:
                    with suppress(BrokenPipeError):  # what it had not read is lost with it
                        process.stdin.close()
            if process.wait():
                messages.seek(0)
                text = messages.read()[-2000:].decode(errors="replace").strip()
                raise ToolError("{name} failed: {words}", name=name, words=text)


class PsqlSession:
    """A psql that runs."""

    def __init__(self, process: subprocess.Popen[bytes], old: bool) -> None:
        self._input, self._output = _stream(process.stdin), _stream(process.stdout)
        self._old = old

    def run(self, statements: str) -> None:
        """Let it run these; they answer nothing, or nobody reads it."""
        self._input.write(statements.encode())

    def copy(self, source: IO[bytes], seen: Callable[[int], object]) -> None:
        """Let it run a stream of statements; ``seen`` is told after each block how many bytes went by."""
        passed = 0
        while block := source.read(BLOCK):
            if self._old and not passed:
                block = block.replace(b"\nSET transaction_timeout = 0;", b"", 1)
            self._input.write(block)
            passed += len(block)
            seen(passed)

    def ask(self, query: str) -> str:
        """The first line that a query answers, without its end; "" where psql has ended."""
        self.run(f"{query};\n")
        self._input.flush()
        return self._output.readline().decode().rstrip("\n")

    def close(self) -> None:
        """No statement follows."""
        with suppress(BrokenPipeError):
            self._input.close()


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    return cast(IO[bytes], pipe)  # a pipe was asked for
