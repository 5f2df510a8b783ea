"""Threads of a server process share one heap."""

import subprocess
import sys

# Says how many heaps glibc has after threads have asked for memory.
PROGRAM = """
import ctypes, sys, threading
from pathlib import Path
from feedback_buttons.processes import serving

if "shared" in sys.argv:
    class Worker:
        ppid = __import__("os").getppid()
    serving.post_fork(None, Worker())
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
together = threading.Barrier(6)

def ask():
    together.wait()
    libc.malloc(5000)
    together.wait()

threads = [threading.Thread(target=ask) for _ in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.fopen.restype = ctypes.c_void_p
libc.fopen.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fflush.argtypes = [ctypes.c_void_p]
out = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, out)
libc.fflush(out)
"""


def heaps(*arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.count("<heap nr=")


def test_threads_of_a_worker_share_one_heap() -> None:
    assert heaps() > 1  # or this test shows nothing
    assert heaps("shared") == 1
