"""How a server process gets its memory from the C library.

By default glibc gives threads heaps of their own. What one thread frees, another can't use, so each heap grows to what
its thread needed at worst: a web process that was refusing had 7 MB of free memory after 100,000 requests, half as much
with one heap (docs/performance.md). Threads of Python, of which one runs at a time, hardly wait for each other at one.
"""

import ctypes
import sys

# Of glibc's malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# Bytes: what is larger is given back as soon as it is freed. glibc begins with as many, and raises it by what it sees.
_LARGE = 131_072
# Bytes that may lie free at the end of the heap. With as few as glibc begins with, each request gives its memory back
# and asks for it again: a quarter more processor time for a visit; with these none that can be measured.
_SPARE = 8_388_608


def share() -> None:
    """Let all threads that begin from now on share one heap, and give back what is large. Does nothing where the C
    library is not glibc."""
    if sys.platform != "linux":
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:  # musl has no heaps of threads, and no such function
        set_option(_ARENA_MAX, 1)
        set_option(_MMAP_THRESHOLD, _LARGE)
        set_option(_TRIM_THRESHOLD, _SPARE)
