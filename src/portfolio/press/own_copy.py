"""The executed copy that `portfolio run` leaves to a reader, with its own numbers in its prose."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portfolio.config import Project
from portfolio.pipeline.executed import with_outputs
from portfolio.pipeline.notebook import Notebook, source
from portfolio.pipeline.report import write_whole
from portfolio.pipeline.scenarios import Run
from portfolio.pipeline.schedule import Finished
from portfolio.results.prose import filled_links
from portfolio.results.value import Value
from portfolio.site.notebook_page import with_values
from portfolio.site.roles import values_from

FOLDER = "single"

Values = Mapping[str, Mapping[str, Value]]


def leave_copy(project: Project, notebook: Notebook, finished: Finished) -> Path | None:
    """Write the copy of a run that ended well and return its path; None where there is no executed notebook.

    One copy is kept for each set of parameters.
    """
    if finished.executed is None:
        return None
    executed = json.loads(finished.executed.read_text(encoding="utf-8"))
    run = finished.run
    digest = hashlib.sha256(json.dumps(run.parameters, sort_keys=True).encode()).hexdigest()[:8]
    path = project.build / FOLDER / f"{run.notebook}-{digest}.ipynb"
    values = {run.name: values_from(list(finished.record.get("values", ())))}
    write_whole(path, json.dumps(own_copy(run, notebook, executed, values), ensure_ascii=False, indent=1))
    return path


def own_copy(run: Run, notebook: Notebook, executed: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """Return the executed notebook with today's prose, the run's own values in it, and its parameters.

    Whoever executes the copy again gets the same numbers, for its first code cell holds the values that were
    given.
    """
    cells = with_outputs(notebook.cells, executed)
    if cells is None:  # the notebook changed meanwhile
        return dict(executed)
    ran = iter([cell.get("execution_count") for cell in executed["cells"] if cell["cell_type"] == "code"])
    made = []
    for number, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            made.append({**cell, "source": filled_links(source(cell), run.name, values)})
            continue
        code = source(cell)
        if number == notebook.parameters_index:
            code = with_values(code, run.changed)
        made.append(
            {**_with_own_captions(cell, run.name, values), "source": code, "execution_count": next(ran)}
        )
    return {**executed, "cells": made}


def _with_own_captions(cell: dict[str, Any], run: str, values: Values) -> dict[str, Any]:
    """Return a code cell with the run's values in its caption and its text alternative."""
    style = json.loads(json.dumps(cell.get("metadata", {}).get("mystnb", {})))
    for part, name in (("figure", "caption"), ("image", "alt")):
        if (style.get(part) or {}).get(name):
            style[part][name] = filled_links(str(style[part][name]), run, values)
    return {**cell, "metadata": {**cell["metadata"], "mystnb": style}} if style else cell
