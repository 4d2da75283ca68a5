"""Places in Sphinx's messages, as the author of a notebook knows them: notebook, cell and line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from press.result_links import for_the_press
from press.runs.notebook import source
from press.sphinx_ext.results_ext import own_run

CELL_LINES = 10_000  # MyST-NB counts so many lines for each cell
_PLACE = re.compile(r"notebooks/(?P<page>[^:]+)\.ipynb:(?P<line>\d+): (?:[A-Z]+: )?(?P<told>.*)", re.DOTALL)
_NO_NUMBERS = (
    "figures and sections have no numbers, which would run on over the pages of all scenarios; "
    "{ref} names them"
)
_IN_OUR_WORDS = {
    "image file not readable:": "no such picture beside the notebook or in book/:",
    "numfig is disabled. :numref: is ignored.": _NO_NUMBERS,
    "Failed to create a cross reference. Any number is not assigned": _NO_NUMBERS,
}


def placed(message: str, stage: Path) -> str:
    """Return a message of Sphinx with the cell and the line of the notebook in place of MyST-NB's number.

    Parameters
    ----------
    message
        As Sphinx wrote it.
    stage
        The staged book, whose pages have other lines than the notebooks.
    """
    for stock, ours in _IN_OUR_WORDS.items():
        message = message.replace(stock, ours)
    match = _PLACE.fullmatch(message)
    if not match:
        return message
    where = f"notebooks/{match['page']}.ipynb"
    run = own_run(f"notebooks/{match['page']}", stage)
    try:
        cell, at = _staged_line(stage / where, int(match["line"]))
        name, _, scenario = (run or "").partition("/")
        number = int(cell["id"].removeprefix("cell-"))
        line = _own_line(stage / "_files" / f"{name}.ipynb", number, at)
    except (OSError, ValueError, LookupError):
        return f"{where}: {match['told']}"
    of_scenario = "" if scenario == "default" else f", scenario {scenario}"
    of_line = f", line {line}" if line else ""
    return f"notebooks/{name}.ipynb{of_scenario}, cell {number + 1}{of_line}: {match['told']}"


def _staged_line(page: Path, number: int) -> tuple[dict[str, Any], str]:
    """Return the cell of a staged page, and the text of the line that a message names."""
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    cell = cells[number // CELL_LINES - 1]
    lines = source(cell).split("\n")
    at = number % CELL_LINES  # of what stands within a line, the line after it is told
    found = (lines[place - 1] for place in (at, at - 1) if 0 < place <= len(lines))
    return cell, next((text for text in found if text.strip()), "")


def _own_line(notebook: Path, cell: int, text: str) -> int | None:
    """Return the line of a text in a cell of a notebook, from 1; None where it was written otherwise."""
    own = source(json.loads(notebook.read_text(encoding="utf-8"))["cells"][cell])
    for lines in (own.split("\n"), for_the_press(own).split("\n")):
        if text.strip() and text in lines and len(lines) == own.count("\n") + 1:
            return lines.index(text) + 1
    return None
