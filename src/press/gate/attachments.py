"""Pictures pasted into a cell that are no longer there, as after a cell was copied by its text."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from press.markdown import ATTACHED, NAMED_PICTURE
from press.runs.notebook import Notebook, source


def absent_attachments(notebook: Notebook) -> Iterator[str]:
    """Yield each picture that a cell names as pasted into it and does not hold, with its cell."""
    for number, cell in enumerate(notebook.cells, 1):
        held = cell.get("attachments") or {}
        for match in NAMED_PICTURE.finditer(source(cell)) if cell["cell_type"] == "markdown" else ():
            path = (match["path"] or match["src"]).strip("<>")
            name = unquote(path.removeprefix(ATTACHED))
            if path.startswith(ATTACHED) and name not in held:
                place = f"notebooks/{notebook.name}.ipynb, cell {number}"
                yield f"{place}: no picture {name!r} is attached: paste it"
