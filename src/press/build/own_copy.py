"""The executed copy that `portfolio run` leaves to a reader, with its own numbers in its prose."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from press.build.quoting import filled_cell, published_values
from press.execute.clean_outputs import with_outputs
from press.execute.finished import Finished
from press.files import write_whole
from press.pages.notebook_page import with_values
from press.project import Project
from press.result_links import Values
from press.result_references import values_from
from press.runs.notebook import Notebook, source
from press.runs.scenarios import Run

FOLDER = "single"


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
    own = {run.name: values_from(finished.record.values)}
    values = published_values(project) | own
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
            made.append(filled_cell(cell, run.name, values))
            continue
        code = source(cell)
        if number == notebook.parameters_index:
            code = with_values(code, run.changed)
        made.append({**filled_cell(cell, run.name, values), "source": code, "execution_count": next(ran)})
    return {**executed, "cells": made}
