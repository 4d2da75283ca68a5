"""A book as authors write them, its runs made up: `python tests/author_book.py FOLDER good` prints it.

It writes the problems of the book, one a line, to standard output. A process of its own, since Sphinx keeps
state between the builds of one process.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from finished_runs import finished_run
from portfolio.errors import PublishError
from press.pages.stage_book import assemble
from press.pages.staging import Stage
from press.runs.notebook import read_notebooks
from press.settings.book_config import read_config, sphinx_config
from press.settings.scenarios import load_scenarios
from press.sphinx_ext.run_sphinx import print_pages
from tests_support import PARAMETERS, TinyBook, cell, document

CONFIG = """title: Small book
author: Nobody
execute: {execute_notebooks: "off"}
parse:
  myst_enable_extensions: [amsmath, attrs_inline, colon_fence, deflist, dollarmath]
"""
SCENARIOS = "scenarios:\n  default: {title: Rome}\n  oslo: {title: Oslo, parameters: {city: Oslo}}\n"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GOOD = (
    "(sec:method)=\n## Method\n\n$$\na = b\n$$ (eq:loss)\n\nBy {eq}`eq:loss`, in [the method](#sec:method).",
    "\\begin{align}\nc &= d \\\\[4pt]\ne &= f\n\\end{align}\n\n$$ x \\tag{A} $$\n\n$$ u \\\\ v $$",
    "It costs $5 and the other $10, from $3-$4 each; $x^2$ is a formula.",
    "![A sketch of a square](attachment:a%20sketch.png)",
    '![A point](images/point.png) and\n\n<p><img src="images/tag.png" alt="A dot"></p>',
    "![A point of the book](../book/pictures/point.png), see [the page](../book/about.md).",
)
BAD = (
    "## Broken\n\nAn unfinished $\\frac{1}$ here.",
    "One line.\n\n$$ \\SI{3}{m} $$",
    "See\n\n![Nothing](images/absent.png)",
    "Any price\nof $10 to 20$ each.",
    "As in $\\eqref{eq:loss}$.",
    "(sec:method)=\n## A section\n\nSee {numref}`sec:method`.",
    "As in \\eqref{eq:loss}, and not in `\\eqref{eq:loss}`.",
    "It costs US$20, 30$ at home.",
    "![A point](images/the point.png), and not `![A point](images/the point.png)`.",
)


def make_book(root: Path, prose: Sequence[str]) -> TinyBook:
    """Write a book with one notebook of these cells of prose, two scenarios, and pictures in both folders."""
    book = TinyBook(root)
    book.write("_config.yml", CONFIG)
    book.write("notebooks/one.yml", SCENARIOS)
    book.write("book/about.md", "\ufeff# About\n\nA page with a picture.\n\n![A point](pictures/point.png)\n")
    for place in ("notebooks/images/point.png", "notebooks/images/tag.png", "book/pictures/point.png"):
        book.write(place, "").write_bytes(PIXEL)
    cells = [cell("# How to write", kind="markdown"), cell(PARAMETERS, "parameters")]
    cells += [_prose(text) for text in prose]
    book.write("notebooks/one.ipynb", json.dumps(document(cells)))
    book.contents()
    book.write("_toc.yml", (root / "_toc.yml").read_text(encoding="utf-8") + "  - file: book/about\n")
    return book


def _prose(text: str) -> dict[str, Any]:
    made = cell(text, kind="markdown")
    if "attachment:" in text:
        made["attachments"] = {"a sketch.png": {"image/png": base64.b64encode(PIXEL).decode()}}
    return made


def print_book(root: Path, prose: Sequence[str]) -> list[str]:
    """Make the pages of the book with runs that were never executed; return its problems."""
    project = make_book(root, prose).project
    notebooks = read_notebooks(project.notebooks)
    executed = root / "executed.ipynb"
    executed.write_text(json.dumps(notebooks["one"].document), encoding="utf-8")
    runs = load_scenarios(project, notebooks)
    finished = [replace(finished_run(run.name, executed=executed), run=run) for run in runs]
    stage = project.build / "stage"
    assemble(project, finished, notebooks, Stage(stage), commit="abcdef0123", built_at="2026-01-02T03:04:05Z")
    settings = sphinx_config(read_config(project), stage)
    try:
        print_pages(stage, project.build / "pages", project.build / "doctrees", settings)
    except PublishError as error:
        return [line.strip() for line in str(error).splitlines()[1:-1]]
    return []


if __name__ == "__main__":
    for problem in print_book(Path(sys.argv[1]), GOOD if sys.argv[2] == "good" else BAD):
        print(problem)  # noqa: T201  the test reads it
