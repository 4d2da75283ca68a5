"""Whole builds in a second: cells run in this process, and pages are written without Sphinx."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from press.build import publish as publish_module
from press.build import replay as replay_module
from press.build.build import Built
from press.build.build import build as build_book
from press.execute import parallel
from press.execute.progress import TextDisplay
from press.project import Project
from press.runs.scenarios import page_path
from pretend_kernel import pretended
from tests_support import RECORDS, TinyBook

Build = Callable[..., Built]


def printed(project: Project, _planned: Any, finished: Any, *_: Any) -> dict[str, str]:
    """Write a page for each run, with its values and what its last cell printed."""
    pages = project.build / "pages"
    for item in finished:
        told = [f"{value['name']}={value['value']}" for value in item.record.values]
        path = pages / f"{page_path(item.run)}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        cells = json.loads(item.executed.read_text(encoding="utf-8"))["cells"]
        path.write_text(f"<p>{told} {[cell.get('outputs') for cell in cells]}</p>", encoding="utf-8")
    home = (project.book / "index.md").read_text(encoding="utf-8")
    (pages / "index.html").write_text(home, encoding="utf-8")
    return {"press": "p", "navigation": "n"}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Execute without kernels, print without Sphinx; the gate, which knows real pages, lets all pass."""
    monkeypatch.setattr(publish_module, "admit", lambda *_: {})
    monkeypatch.setattr(parallel, "execute", pretended)
    monkeypatch.setattr(replay_module, "execute", pretended)
    monkeypatch.setattr(publish_module, "_print", printed)


@pytest.fixture
def one(book: TinyBook) -> TinyBook:
    """Return a book with one notebook that records 42.5."""
    book.notebook("one", RECORDS)
    return book


@pytest.fixture
def build(one: TinyBook, quick: None) -> Build:
    """Return a function that builds the book."""
    return lambda **options: build_book(one.project, display=TextDisplay, workers=1, **options)


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
