"""Each notebook that takes a reader's table runs whole on all of its small tables; the tests run one.

`python tests/bench/brought_notebooks.py [NOTEBOOK ...]`: five tables each, and for `language` all texts of
`brought_texts` that are not refused when they are read.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import time
from pathlib import Path

import matplotlib as mpl

sys.path.insert(0, str(Path(__file__).parents[1]))

from brought_tables import TABLES, Brought
from brought_texts import VARIATIONS
from whole_notebooks import run_cells


def ran(name: str, table: Brought) -> str:
    """Return how a run ended: nothing, or the error with its cell."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        try:
            run_cells(name, table.given(Path(folder)))
        except Exception as error:  # noqa: BLE001 - the table goes on
            return f"{type(error).__name__}: {error} ({', '.join(getattr(error, '__notes__', []))})"
    return ""


def main(names: list[str]) -> int:
    """Print a line for each table; the number of those that did not run to the end is the exit code."""
    mpl.use("Agg")
    failed = 0
    texts = {title: one.brought for title, one in VARIATIONS.items() if not one.refused}
    for name in names or TABLES:
        tables = {**TABLES[name], **(texts if name == "language" else {})}
        for title, table in tables.items():
            began = time.process_time()
            fault = ran(name, table)
            failed += bool(fault)
            sys.stdout.write(
                f"{name}, {title}: {time.process_time() - began:.0f} s {fault or 'to the end'}\n"
            )
            sys.stdout.flush()
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
