"""A preview of a small book, from its start to Ctrl-C, as an author sees it in a browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from opened_pages import PATIENCE, chromium, is_required, no_browser
from tests_support import RECORDS, TinyBook

CONTENTS = "parse: {myst_enable_extensions: [colon_fence]}\nonly_build_toc_files: true\n"


class Preview:
    """A running preview, and what it said."""

    def __init__(self, folder: Path) -> None:
        self.lines: list[str] = []
        self.address = threading.Event()
        command = [sys.executable, "-m", "press", "preview", "--port", "0"]
        settings = {**os.environ, "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=settings)
        self.reading = threading.Thread(target=self._read, daemon=True)
        self.reading.start()
        assert self.address.wait(60), self.lines

    def _read(self) -> None:
        assert self.process.stderr
        with self.process.stderr as said:
            for line in said:
                self.lines.append(line)
                if "previewing at" in line:
                    self.address.set()

    def url(self, page: str) -> str:
        """Return the address of a page."""
        return self.lines[0].split("previewing at ")[1].split(";")[0] + page

    def end(self) -> int:
        """Press Ctrl-C; return the exit code once every process of it has ended."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(60)
        _, alive = psutil.wait_procs(family, timeout=10)
        assert alive == []
        self.reading.join()
        return code


@pytest.fixture
def book(tmp_path) -> TinyBook:
    """Return a book of one notebook."""
    if reason := no_browser():
        pytest.fail(reason) if is_required() else pytest.skip(reason)
    made = TinyBook(tmp_path / "a book")
    made.write("_config.yml", (made.root / "_config.yml").read_text() + CONTENTS)
    made.notebook("one", RECORDS, prose="The answer is [42.5](result:answer), in old words.")
    return made


@pytest.fixture
def preview(book) -> Iterator[Preview]:
    """Start a preview of the book; it is ended whatever happens."""
    started = Preview(book.root)
    yield started
    if started.process.poll() is None:
        started.end()


def test_what_is_saved_is_on_screen_and_what_is_wrong_too(book, preview):
    """First the notebook is executed; then prose, a broken cell, its mending and a broken file are saved."""
    with chromium() as browser:
        page: Any = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(preview.url("notebooks/one.html"))
        message = page.locator("#preview-message")
        page.get_by_text("in old words").wait_for()

        book.prose("one", "The answer is [42.5](result:answer), in new words.")
        page.get_by_text("in new words").wait_for()

        book.notebook("one", RECORDS, "raise ValueError('<b>broken</b>')", prose="Never seen.")
        page.get_by_text("ValueError: <b>broken</b>").wait_for()
        assert message.locator("b").count() == 0
        assert page.get_by_text("in new words").is_visible()

        book.notebook("one", RECORDS, "print('mended')", prose="Mended.")
        page.get_by_text("Mended.", exact=True).wait_for()
        message.wait_for(state="hidden")

        book.write("book/allow.yml", "- rule: [")
        page.get_by_text("book/allow.yml").wait_for()
        assert page.get_by_text("Mended.", exact=True).is_visible()

    assert preview.end() == 0
    assert "ValueError: <b>broken</b>" in "".join(preview.lines)
    assert not book.project.site.exists()
    written = [path.read_text("utf-8", "replace") for path in (book.root / "_build").rglob("*.html")]
    assert written
    assert not any("_preview/live.js" in text for text in written)
