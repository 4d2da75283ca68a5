"""A small site and a browser for the tests of its pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from opened_pages import Visit, chromium, is_required, no_browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small site; without a browser, skip, or fail where it is required."""
    if reason := no_browser():
        pytest.fail(reason) if is_required() else pytest.skip(reason)
    folder = tmp_path_factory.mktemp("small") / "a book"
    command = [sys.executable, str(Path(__file__).with_name("small_book.py")), str(folder)]
    settings = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False, env=settings)
    assert done.returncode == 0, done.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def browser(site: Path) -> Iterator[Any]:
    """Return one browser for the tests of a module: it must be gone before others start an event loop."""
    with chromium() as started:
        yield started


@pytest.fixture
def visit(site: Path, browser: Any) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a page of the site, with settings of a browser context."""
    opened: list[Visit] = []

    def open_page(name: str, **settings: Any) -> Visit:
        opened.append(Visit(browser, site / name, **settings))
        return opened[-1]

    yield open_page
    for one in opened:
        one.context.close()
