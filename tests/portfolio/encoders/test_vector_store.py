"""Embeddings are kept by content, and a broken store costs time only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from portfolio.encoders import vector_store as store

VECTORS = np.arange(6, dtype=np.float32).reshape(2, 3)


def kept(folder: Path | None, calls: list[int] | None = None) -> np.ndarray:
    def compute():
        if calls is not None:
            calls.append(1)
        return VECTORS

    return store.kept("key", compute, folder)


def test_the_second_time_nothing_is_computed(tmp_path):
    """The same content gives the same bytes."""
    calls: list[int] = []
    assert np.array_equal(kept(tmp_path, calls), kept(tmp_path, calls))
    assert len(calls) == 1


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_damaged_file_is_computed_again(tmp_path, damage):
    """Cut, replaced, or one byte changed."""
    kept(tmp_path)
    (path,) = tmp_path.glob("*.vectors")
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"\x01" if damage is None else damage)
    calls: list[int] = []
    assert np.array_equal(kept(tmp_path, calls), VECTORS)
    assert len(calls) == 1


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    """The result is still right."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert np.array_equal(kept(blocked), VECTORS)
    assert np.array_equal(kept(None), VECTORS)


def test_many_writers_leave_one_whole_file(tmp_path):
    """Each writes aside and renames."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: kept(tmp_path), range(24)))
    assert all(np.array_equal(one, VECTORS) for one in found)
    assert [path.name for path in tmp_path.iterdir()] == ["key.vectors"]


def test_the_oldest_are_forgotten(tmp_path, monkeypatch):
    """The store is bounded."""
    monkeypatch.setattr(store, "MOST_FILES", 3)
    for number in range(5):
        store.kept(f"key{number}", lambda: VECTORS, tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_the_key_depends_on_every_part():
    """Two lists of texts that join to the same string differ."""
    keys = {
        store.content_key("m", "s", ["ab", "c"]),
        store.content_key("m", "s", ["a", "bc"]),
        store.content_key("n", "s", ["ab", "c"]),
        store.content_key("m", "t", ["ab", "c"]),
    }
    assert len(keys) == 4


def test_the_folder_follows_the_environment(monkeypatch, tmp_path):
    """A named folder, none, or the user's cache."""
    monkeypatch.setenv(store.VARIABLE, str(tmp_path))
    assert store.cache_folder() == tmp_path / "embeddings"
    monkeypatch.setenv(store.VARIABLE, store.OFF)
    assert store.cache_folder() is None
    monkeypatch.delenv(store.VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert store.cache_folder() == tmp_path / "portfolio" / "embeddings"
