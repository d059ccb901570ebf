"""Freed memory goes back to the system, where the system's C library would keep it.

LanceDB's threads come and go, and glibc gives each a region ("arena") to take memory from, up to
eight for each core. What is freed when rows are put together stays in them: 280 MB at 60,000 rows,
and the more the more rows. Where threads share two regions, nearly all of it can be given back.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_M_ARENA_MAX = -8  # in glibc's malloc.h
_ARENAS = 2


def share() -> None:
    """Let all threads of this process share few regions; to be called before there are many."""
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give back what is free: some milliseconds, in which other threads wait for memory."""
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    """The C library, where it is glibc."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return libc if hasattr(libc, "malloc_trim") else None
