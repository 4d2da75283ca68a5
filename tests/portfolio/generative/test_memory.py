"""Freed memory stays with the process."""

from __future__ import annotations

import ctypes
import sys

import pytest

from portfolio.generative.memory import keep_freed_memory


@pytest.fixture(autouse=True)
def _asked_anew():
    keep_freed_memory.cache_clear()
    yield
    keep_freed_memory.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own setting")
def test_a_block_that_is_freed_and_asked_for_again_costs_no_new_pages():
    """Counted by the system, for a block of eight MiB."""
    import resource

    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]

    def faults(times: int) -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(times):
            block = libc.malloc(8 * 2**20)
            ctypes.memset(block, 1, 8 * 2**20)
            libc.free(block)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    if not keep_freed_memory():
        pytest.skip("another C library")
    faults(1)
    assert faults(20) < 2048, "the pages of the block were cleared each time"


def test_another_c_library_is_left_alone(monkeypatch):
    """One without the setting, as on other systems."""
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    assert keep_freed_memory() is False
