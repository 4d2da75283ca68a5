"""Memory that is freed stays with the process, for a while.

A pass through a network asks for the same large blocks again and again. By default the C library hands each
back to the system, which then has to clear the pages anew: a quarter of the time of drawing with a small
U-Net on one core. No result depends on it.
"""

from __future__ import annotations

import ctypes
from functools import cache

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # from glibc's malloc.h
KEPT = 256 * 2**20  # bytes of freed memory that are not handed back
LARGEST = 32 * 2**20  # bytes of the largest block that is kept; glibc takes no more


@cache
def keep_freed_memory() -> bool:
    """Ask the C library to keep freed memory, once for each process; return whether it does.

    Another library than glibc is left as it is.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # TypeError: Windows has no library without a name
        return False
    return bool(mallopt(MMAP_THRESHOLD, LARGEST)) and bool(mallopt(TRIM_THRESHOLD, KEPT))
