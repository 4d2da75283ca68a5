"""The same book gives the same bytes, but for what is declared to differ."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from press.releases.releases import releases
from press.releases.swap import tree_digests
from tests_support import RECORDS, TinyBook

CONTENTS = (
    "format: jb-book\nroot: book/index\nchapters:\n"
    "- file: notebooks/one\n- file: notebooks/two\n- file: book/status\n- file: book/changes\n"
)
SETS = "print(sorted({'b', 'a', 'c'}), seed)"


def write(made: TinyBook, closing: str) -> None:
    """Write a book with two notebooks, a scenario, and the pages that the press fills in."""
    made.notebook("one", RECORDS, SETS, prose=closing)
    made.notebook("two", RECORDS)
    made.write("notebooks/one.yml", "scenarios:\n  oslo: {title: Oslo, parameters: {city: Oslo}}\n")
    made.write("book/status.md", "# Status\n\n<!-- portfolio: status -->\n")
    made.write("book/changes.md", "---\nnosearch: true\n---\n\n# Changes\n\n<!-- portfolio: changes -->\n")
    made.write("_toc.yml", CONTENTS)


def start(made: TinyBook, *, workers: int, hash_seed: str) -> subprocess.Popen[str]:
    """Start a build in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "press", "build", "--workers", str(workers)],
        cwd=made.root,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(*processes: subprocess.Popen[str]) -> None:
    """Wait until builds have ended well."""
    for process in processes:
        _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told


@pytest.mark.slow
def test_two_ways_to_one_book_give_the_same_bytes(make_book):
    """Folder, workers, hash seed; and one from nothing, the other over an earlier release."""
    here, there = make_book("here"), make_book("in another place")
    write(here, "Now we know: {result}`answer`.")
    write(there, "We knew less.")
    finish(start(here, workers=1, hash_seed="0"), start(there, workers=2, hash_seed="1"))
    write(there, "Now we know: {result}`answer`.")
    finish(start(there, workers=2, hash_seed="4711"))
    assert len(releases(there.project.build)) == 2
    digests = [tree_digests(made.project.site, normalised=True) for made in (here, there)]
    assert digests[0] == digests[1]
