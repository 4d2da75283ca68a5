"""A small book through the press's own steps, its runs made up: figures, a wide table, two runs compared.

`python tests/browser/small_book.py FOLDER` leaves the site in `FOLDER/_build/html`. It is run as a process of
its own, since Sphinx keeps state between the builds of one process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from figure_pages import chart, figure_cell, picture, prose
from finished_runs import finished_run, value
from press.execute.finished import Finished
from press.pages.stage_book import assemble
from press.pages.staging import Stage
from press.releases.swap import lay_out
from press.runs.notebook import read_notebooks
from press.settings.book_config import read_config, sphinx_config
from press.settings.scenarios import load_scenarios
from press.sphinx_ext.run_sphinx import print_pages
from tests_support import PARAMETERS, TinyBook, cell, document

CONFIG = """title: Small book
author: Nobody
only_build_toc_files: true
execute: {execute_notebooks: "off"}
parse:
  myst_enable_extensions: [amsmath, attrs_inline, colon_fence, deflist, dollarmath]
html: {use_issues_button: false, use_repository_button: false, use_edit_page_button: false}
"""
TITLE = """# How late is a train?

**Question.** How late is a train to {result}`city`, and what would a passenger have to know to see it coming?

**Answer.** It is {result}`late|full` late.

| | |
|---|---|
| data | {result}`trains` trains |
| for whom | anyone who waits |
"""
SETTINGS = """scenarios:
  default: {title: Trains to Rome}
  oslo: {title: Trains to Oslo, parameters: {city: Oslo}}
  night: {title: Night trains, parameters: {seed: 7}}
card:
  question: How late is a train?
  answer: "{result}`one.late|full`"
  data: Trains.
  method: They are counted.
  limits: One year only.
  message: A train is {result}`one.late` late.
  methods: [counting]
  headlines: [late]
"""
FRENCH = """french:
  title: De combien un train est-il en retard ?
  short: Trains
  card:
    question: De combien un train est-il en retard, et que faudrait-il savoir pour le voir venir ?
    answer: "[](result:one.late#full) de retard, pour un train qui va à [](result:one.city)."
    data: Des trains.
    method: On les compte.
    limits: Une seule année.
    message: "Un train a [](result:one.late) de retard."
    methods: [comptage]
  figures:
    fig-dots:
      caption: Des points de deux couleurs, pour un retard de [](result:one.late).
      alt: Des points de deux couleurs.
  words: {Delay: Retard}
"""
EXERCISES = """## Exercises

:::{admonition} Exercise
:class: tip
Which train waits longest?
:::

:::{admonition} Solution
:class: dropdown
The one that is not here yet, by [the rule](https://example.org/rule).
:::
"""
LATE = {"default": (12.0, [11.0, 13.0]), "oslo": (4.0, [3.0, 5.0]), "night": (12.5, [10.0, 15.0])}


def make_book(root: Path) -> TinyBook:
    """Write the sources of the book."""
    book = TinyBook(root)
    book.write("_config.yml", CONFIG)
    book.write(
        "book/index.md", "# Small book\n\nTrains, and what can be known of them before one waits for them.\n"
    )
    book.write("notebooks/one.yml", SETTINGS + FRENCH)
    book.write(
        "book/fr/index.md",
        "# Petit livre\n\nDes trains, et ce que l'on peut en savoir avant de les attendre.\n",
    )
    book.write(
        "book/fr/words.yml", "Small book: Petit livre\nIn one minute: En une minute\nMain: Navigation\n"
    )
    book.write("notebooks/one.ipynb", json.dumps(document(_cells())))
    book.contents()
    return book


def print_book(root: Path) -> Path:
    """Make the book's site with runs that were never executed; return its folder."""
    book = make_book(root)
    project = book.project
    notebooks = read_notebooks(project.notebooks)
    runs = load_scenarios(project, notebooks)
    finished = [_pretended(run.name, book) for run in runs]
    finished = [replace(item, run=run) for item, run in zip(finished, runs, strict=True)]
    stage = project.build / "stage"
    assemble(project, finished, notebooks, Stage(stage), commit="abcdef0123", built_at="2026-01-02T03:04:05Z")
    pages = project.build / "pages"
    print_pages(stage, pages, project.build / "doctrees", sphinx_config(read_config(project), stage))
    lay_out(pages, project.build / "none", project.site)
    return project.site


def _pretended(name: str, book: TinyBook) -> Finished:
    """Return a run with recorded values and outputs, as if it had been executed."""
    number, interval = LATE[name.partition("/")[2]]
    values = [
        value("late", number, interval=interval, unit="min", label="Delay"),
        value("trains", 1200, digits=0, label="Trains"),
        value("city", "Oslo" if name.endswith("oslo") else "Rome", label="City"),
    ]
    executed = book.write(
        f"executed/{name.replace('/', '-')}.ipynb", json.dumps(document(_cells(outputs=True)))
    )
    return finished_run(name, *values, executed=executed)


def _cells(*, outputs: bool = False) -> list[dict[str, Any]]:
    """Return the cells of the notebook, with or without what they would have shown."""
    cells = [
        prose(TITLE),
        cell(PARAMETERS, "parameters"),
        prose("## Delays\n\nTwo figures and two tables, with $x^2$ between them."),
        _named(figure_cell(picture(), alt="Dots in two colours, with a noisy corner.")),
        figure_cell(chart(), alt="Bars: the evening is twice as late as the morning."),
        _shown(cell("wide"), {"text/html": _wide_table(), "text/plain": "a table"}),
        cell("total = 1 + 1"),
        _shown(cell("print(words)"), None),
        prose(EXERCISES),
    ]
    return cells if outputs else [{**one, **_bare(one)} for one in cells]


def _named(one: dict[str, Any]) -> dict[str, Any]:
    """Return a figure's cell with a name, so that it can stand for the chapter."""
    one["metadata"]["mystnb"]["figure"]["name"] = "fig-dots"
    return one


def _bare(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"outputs": [], "execution_count": None} if one["cell_type"] == "code" else {}


def _shown(one: dict[str, Any], data: Mapping[str, Any] | None) -> dict[str, Any]:
    stream = {"output_type": "stream", "name": "stdout", "text": "a long line of words " * 12}
    output = {"output_type": "display_data", "data": dict(data), "metadata": {}} if data else stream
    return {**one, "execution_count": 1, "outputs": [output]}


def _wide_table() -> str:
    heads = "".join(f"<th>a long heading {number}</th>" for number in range(14))
    cells = "".join(f"<td>{number}</td>" for number in range(14))
    return f'<table class="dataframe"><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>'


if __name__ == "__main__":
    print_book(Path(sys.argv[1]))
