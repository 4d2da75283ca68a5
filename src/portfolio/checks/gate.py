"""What must hold before a site is made: numbers computed, figures told in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from portfolio.checks.figures import figure_problems
from portfolio.checks.numbers import notebook_numbers, typed_numbers
from portfolio.config import Project
from portfolio.errors import PublishError
from portfolio.pipeline.executed import with_outputs
from portfolio.pipeline.notebook import Notebook
from portfolio.pipeline.schedule import Finished

SHOWN = 20


def check_sources(project: Project, notebooks: Mapping[str, Notebook]) -> list[str]:
    """Return every number typed by hand into a notebook's prose or a page."""
    problems = []
    for name, notebook in sorted(notebooks.items()):
        problems += [
            f"notebooks/{name}.ipynb, cell {cell + 1}, line {line}: {text!r} is typed by hand"
            for cell, line, text in notebook_numbers(notebook)
        ]
    for page in sorted(project.book.rglob("*.md")):
        place = page.relative_to(project.root).as_posix()
        problems += [
            f"{place}, line {number.line}: {number.text!r} is typed by hand"
            for number in typed_numbers(page.read_text(encoding="utf-8"))
        ]
    return problems


def check_outputs(finished: Sequence[Finished], notebooks: Mapping[str, Notebook]) -> list[str]:
    """Return every figure without caption or text alternative, and outputs that no page can show.

    Captions are those of the committed notebooks: they may have changed since the execution.
    """
    problems = []
    for item in finished:
        if item.run.published and item.executed is not None and item.failure is None:
            executed = json.loads(item.executed.read_text(encoding="utf-8"))
            cells = with_outputs(notebooks[item.run.notebook].cells, executed)
            problems += figure_problems(cells or executed["cells"], item.run.name)
    return problems


def refuse(problems: Sequence[str]) -> None:
    """Raise if there are problems.

    Raises
    ------
    PublishError
        Naming them, the first twenty in full.
    """
    if problems:
        listed = "\n  ".join(problems[:SHOWN])
        more = f"\n  ... and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        raise PublishError(
            f"{len(problems)} checks fail:\n  {listed}{more}\n",
            hint="Record a number with results.record and write {result}`name`; "
            "give a figure its caption and alt in the cell's metadata.",
        )
