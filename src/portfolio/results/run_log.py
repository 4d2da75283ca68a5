"""What a run tells the press: one JSON line for each thing read or recorded.

The press names a file in the environment variable `PORTFOLIO_JOURNAL` before it starts a kernel. Without
it, as in JupyterLab, nothing is written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

VARIABLE = "PORTFOLIO_JOURNAL"


def append(kind: str, entry: Mapping[str, Any]) -> None:
    """Add one entry of `kind` to the journal of this run, if there is one."""
    path = os.environ.get(VARIABLE)
    if not path:
        return
    line = json.dumps({"kind": kind, **entry}, allow_nan=False, ensure_ascii=False)
    with Path(path).open("a", encoding="utf-8") as journal:
        journal.write(line + "\n")


def of_kind(entries: Sequence[Mapping[str, Any]], kind: str) -> Iterator[dict[str, Any]]:
    """Yield the entries of one kind, each with the number of the cell that was running, if that is known."""
    cell: dict[str, Any] = {}
    for entry in entries:
        if entry["kind"] == "cell":
            cell = {"cell": entry["number"]}
        elif entry["kind"] == kind:
            yield {**{key: value for key, value in entry.items() if key != "kind"}, **cell}


def read(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a journal, oldest first; an absent journal is empty.

    A last line without its end is left out: its writer was killed.
    """
    if not path.exists():
        return []
    # not `splitlines`: a text may hold one of the rarer line separators, which JSON leaves as it is
    *lines, _unfinished = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return [json.loads(line) for line in lines if line]
