"""Fixtures for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests_support import TinyBook


@pytest.fixture
def book(tmp_path: Path) -> TinyBook:
    """Return an empty tiny book, in a folder with a space in its name."""
    return TinyBook(tmp_path / "a book")


@pytest.fixture
def make_book(tmp_path: Path) -> Callable[[str], TinyBook]:
    """Return a maker of tiny books in folders of their own."""
    return lambda name: TinyBook(tmp_path / name)


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Path], Path]:
    """Return a function that copies a tree aside."""
    return lambda tree: Path(shutil.copytree(tree, tmp_path / f"copy of {tree.name}"))
