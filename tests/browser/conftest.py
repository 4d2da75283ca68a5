"""A small site and a browser for the tests of its pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from opened_pages import Visit, is_required, no_browser


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


@pytest.fixture
def visit_page(site: Path, visit: Callable[..., Visit]) -> Callable[..., Visit]:
    """Return a function that opens a page of the site by its name, with settings of a browser context."""
    return lambda name, **settings: visit(site / name, **settings)
