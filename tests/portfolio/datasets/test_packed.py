"""Packed files, whole, cut and blown up."""

from __future__ import annotations

import gzip
import lzma

import pytest

from portfolio.datasets import packed
from portfolio.datasets.packed import FREE_BYTES, bounded, unpack
from portfolio.errors import DataError, EnvironmentFaultError

GOOD = b"a,b,c\n1,NA,007\n2,,9007199254740993\n"


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bytes])
def test_packed_files_are_recognised_by_content(pack):
    """The name plays no part."""
    assert unpack(pack(GOOD), "file.csv") == GOOD


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
@pytest.mark.parametrize("keep", [0.3, 0.95])
def test_a_truncated_packed_file_is_told(pack, keep):
    """Half a download is not half a dataset."""
    whole = pack(GOOD * 100)
    with pytest.raises(DataError, match="truncated or damaged"):
        unpack(whole[: int(len(whole) * keep)], "file.csv")


def test_a_damaged_packed_file_is_told():
    """A flipped byte is noticed by the checksum."""
    whole = bytearray(gzip.compress(GOOD))
    whole[-6] ^= 1
    with pytest.raises(DataError, match="truncated or damaged"):
        unpack(bytes(whole), "file.csv")


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_several_streams_in_one_file_are_read_to_the_end(pack):
    """As `cat a.gz b.gz` makes them."""
    assert unpack(pack(GOOD) + pack(GOOD), "file.csv") == GOOD * 2


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_bomb_is_refused_before_it_fills_the_memory(pack, monkeypatch):
    """A thousand bytes for each packed one are no table."""
    monkeypatch.setattr(packed, "FREE_BYTES", 2**20)
    bomb = pack(bytes(8 * 2**20))
    with pytest.raises(EnvironmentFaultError, match=r"file\.csv unpacks to more than .* looks like a bomb"):
        unpack(bomb, "file.csv")


def test_no_more_than_the_bound_is_unpacked(monkeypatch):
    """An endless stream ends at the first piece beyond it."""
    monkeypatch.setattr(packed, "FREE_BYTES", 100)
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield bytes(60)

    with pytest.raises(EnvironmentFaultError, match="more than 100 bytes from 0"):
        bounded(endless(), 0, "file.csv")
    assert len(taken) == 2


def test_a_small_file_may_pack_very_well():
    """A column of zeros is honest."""
    content = bytes(FREE_BYTES // 2)
    assert unpack(gzip.compress(content), "file.csv") == content


def test_an_absurd_dictionary_is_refused(monkeypatch):
    """A file that asks for more memory than any dataset needs; here the bound is lowered to an honest one."""
    monkeypatch.setattr(packed, "XZ_MEMORY", 2**20)
    with pytest.raises(DataError, match="damaged: Memory usage limit"):
        unpack(lzma.compress(GOOD), "file.csv")
