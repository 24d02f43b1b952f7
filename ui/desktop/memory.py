"""Memory given back to the system: drawn pages and fonts come and go by the dozen megabytes on a small laptop.

Only the GNU C library needs to be asked; elsewhere these do nothing.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_M_MMAP_THRESHOLD, _LARGE = -3, 128 * 1024
_M_ARENA_MAX = -8


def keep_little() -> None:
    """Once at the start: large blocks stand alone whatever went before, and our few threads share one heap.

    By itself the library learns to keep blocks up to 32 MB, and a heap for every thread.
    """
    _ask("mallopt", _M_MMAP_THRESHOLD, _LARGE)
    _ask("mallopt", _M_ARENA_MAX, 1)


def trim() -> None:
    """After something large was let go: gives back what lies free in between. Takes a few milliseconds."""
    _ask("malloc_trim", 0)


def _ask(function: str, *arguments: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            getattr(ctypes.CDLL(None), function)(*arguments)
