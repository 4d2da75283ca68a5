"""Fixtures for every test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from opened_pages import Visit, chromium, is_required, no_browser
from press.jsonschema_import import skip_address_grammars
from tests_support import TinyBook

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# One thread a process, as kernels get: two workers with two threads each are many times slower than serial.
# It has to stand before the first import of a library that counts the cores.
for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA"):
    os.environ[f"{name}_NUM_THREADS"] = "1"
skip_address_grammars()  # a second of every process that meets nbformat; the press does the same

settings.register_profile("any machine", deadline=None)  # how fast it is says nothing about what is tested
settings.load_profile("any machine")


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return one browser for the tests of a module; without any, skip, or fail where it is required.

    It is gone before another module's tests start an event loop.
    """
    if reason := no_browser():
        pytest.fail(reason) if is_required() else pytest.skip(reason)
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a page, a file or an address, with settings of a browser context."""
    opened: list[Visit] = []

    def open_page(page: Path | str, **settings: object) -> Visit:
        opened.append(Visit(browser, page, **settings))
        return opened[-1]

    yield open_page
    for one in opened:
        one.context.close()
