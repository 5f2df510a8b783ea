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

from feedback_buttons.config import key_file

# The command, and then the most memory that it has used: what the system tells a parent includes itself.
_PROGRAM = """
import re
from feedback_buttons.cli import main
main(standalone_mode=False)
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
_KEY = "a key for the benchmarks and nothing else"


@dataclass(frozen=True, slots=True)
class Signing:
    """A file of so many rows: seconds of CPU for the command, and for as many bare HMACs; the most memory in MB."""

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
        words = ["sign", "--campaign", "wave", str(source), str(target)]
        env = {**os.environ, **dict.fromkeys(key_file.NAMES, _KEY), "FEEDBACK_DATA_DIR": folder}
        bare, before = _bare(rows), _children()
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, *words],
            env=env, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return Signing(rows, _children() - before, bare, int(done.stdout) / 1000)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bare(rows: int) -> float:
    key, start = _KEY.encode(), time.process_time()
    for number in range(rows):
        hmac.new(key, b"customer%d@example.com" % number, "sha256").digest()
    return time.process_time() - start
