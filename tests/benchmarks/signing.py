"""What signing costs: the command as a whole, beside the hashing alone that nobody can do without."""

import hmac
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from feedback_buttons import keyfile

_KEY = "a key only for the benchmarks, long enough"


@dataclass(frozen=True, slots=True)
class Signing:
    """A file of so many rows: seconds for the command, and for as many bare HMACs; the most memory in MB."""

    rows: int
    seconds: float
    bare: float
    memory: float


def signing(rows: int) -> Signing:
    """Sign a CSV of so many recipients by the command line, from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        with source.open("w") as file:
            file.write("email,name,language,plan\n")
            file.writelines(f"customer{n}@example.com,Name {n},nl,gold\n" for n in range(rows))
        command = [sys.executable, "-m", "feedback_buttons.cli", "sign", "--campaign", "wave"]
        env = {**os.environ, **dict.fromkeys(keyfile.NAMES, _KEY), "FEEDBACK_DATA_DIR": folder}
        bare = _bare(rows)
        start = time.perf_counter()
        subprocess.run(
            [*command, str(source), str(target)], env=env, check=True, capture_output=True
        )
        seconds = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    return Signing(rows, seconds, bare, memory)


def _bare(rows: int) -> float:
    key, start = _KEY.encode(), time.perf_counter()
    for number in range(rows):
        hmac.new(key, b"customer%d@example.com" % number, "sha256").digest()
    return time.perf_counter() - start
