"""Bring the committed notebooks up to date with what they print."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portfolio.errors import CellError, UsageError, nearest
from press.build.folder_lock import locked
from press.build.plan import plan as plan_book
from press.build.quoting import filled_cell, published_values, refresh_pages
from press.execute.clean_outputs import joined
from press.execute.finished import Display
from press.execute.parallel import finish_all
from press.execute.progress import failure_card
from press.files import write_whole
from press.project import Limits, Project
from press.result_references import values_from

CHECKED = "nbval-check-output"


def refresh_notebooks(
    project: Project, names: Sequence[str], *, check: bool, limits: Limits, display: Callable[[int], Display]
) -> list[str]:
    """Execute notebooks with their defaults; write them with the outputs to keep and the published values.

    The values in prose are those of the lock; what the lock lacks is taken from the run. Without `names`,
    pages and cards are written too. Returns the files that changed.

    Raises
    ------
    CellError
        A notebook fails; none is written.
    UsageError
        A name is unknown, or a checked cell prints something that cannot be compared.
    """
    with locked(project):
        planned = plan_book(project)
        for name in names:
            if name not in planned.notebooks:
                raise UsageError(f"no notebook {name!r}", hint=nearest(name, planned.notebooks))
        chosen = [
            pair
            for pair in planned.verdicts
            if pair[0].scenario == "default" and (not names or pair[0].notebook in names)
        ]
        finished = finish_all(
            chosen, planned.notebooks, project, planned.cache, display=display, limits=limits
        )
    values = published_values(project)
    changed = refresh_pages(project, values, check=check) if not names else []
    failed = [failure_card(item.run, item.failure, None) for item in finished if item.failure]
    if failed:
        raise CellError("\n".join(["notebooks fail; none was changed", *failed]))
    for item in finished:
        if item.executed is None:
            continue
        notebook = planned.notebooks[item.run.notebook]
        own = values_from(item.record.values)
        known = {**values, item.run.name: own | values.get(item.run.name, {})}
        fresh = as_committed(notebook.document, json.loads(item.executed.read_text(encoding="utf-8")))
        filled = [filled_cell(cell, item.run.name, known) for cell in fresh["cells"]]
        fresh["cells"] = [{**cell, "source": _lines(cell["source"])} for cell in filled]
        text = json.dumps(fresh, indent=1, ensure_ascii=False) + "\n"
        if text != notebook.path.read_text(encoding="utf-8"):
            changed.append(notebook.path.relative_to(project.root).as_posix())
            if not check:
                write_whole(notebook.path, text)
    return changed


def as_committed(document: Mapping[str, Any], executed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the notebook as it is committed: outputs of checked cells only.

    Raises
    ------
    UsageError
        A checked cell printed nothing, or something other than text.
    """
    ran = iter([cell for cell in executed["cells"] if cell["cell_type"] == "code"])
    cells = []
    for number, cell in enumerate(document["cells"], 1):
        tidy = {
            "id": f"cell-{number}",
            **cell,
            "source": _lines(cell["source"]),
        }  # formats before 4.5 know no ids
        if cell["cell_type"] != "code":
            cells.append(tidy)
            continue
        fresh = next(ran)
        checked = CHECKED in cell.get("metadata", {}).get("tags", ())
        count = fresh["execution_count"] if checked else None  # nbval wants one beside an output
        kept = [_text_only(output, number, count) for output in fresh["outputs"]] if checked else []
        if checked and not kept:
            raise UsageError(f"cell {number} is tagged {CHECKED} but prints nothing")
        cells.append({**tidy, "execution_count": count, "outputs": kept})
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _lines(text: str | Sequence[str]) -> list[str]:
    return joined(text).splitlines(keepends=True)


def _text_only(output: Mapping[str, Any], number: int, count: int | None) -> dict[str, Any]:
    if output["output_type"] == "stream":
        return {"name": output["name"], "output_type": "stream", "text": _lines(output["text"])}
    if output["output_type"] == "execute_result" and set(output["data"]) == {"text/plain"}:
        return {
            "data": {"text/plain": _lines(output["data"]["text/plain"])},
            "execution_count": count,
            "metadata": {},
            "output_type": "execute_result",
        }
    raise UsageError(
        f"cell {number} is tagged {CHECKED} but shows more than text", hint="Print a short text."
    )
