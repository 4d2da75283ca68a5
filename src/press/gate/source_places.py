"""Where in a notebook stands what a check found on its page: an author has never seen the page's lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from press.gate.finding import Finding
from press.runs.notebook import source

_MARKS = re.compile(r"^[\s>]*#+\s+|\s+#+\s*$|[*_`]|\]\([^)]*\)|\[")


def in_notebook(finding: Finding, sources: Mapping[str, Path]) -> Finding:
    """Return a finding with notebook, cell and line in place of page and line, where its text stands there.

    Parameters
    ----------
    finding
        About a page.
    sources
        The notebook of each page, by the page's file.
    """
    path = sources.get(finding.file)
    if path is None or finding.cell is not None or not finding.text.strip():
        return finding
    wanted = " ".join(finding.text.split())
    for cell, line, words in _prose_lines(path):
        if words == wanted:
            return replace(finding, file=f"{path.parent.name}/{path.name}", cell=cell, line=line)
    return finding


def _prose_lines(path: Path) -> Iterator[tuple[int, int, str]]:
    """Yield the lines of a notebook's prose with cell and line, counted from 1, without marks."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return
    for number, cell in enumerate(cells, 1):
        if cell.get("cell_type") != "markdown":
            continue
        for line, words in enumerate(source(cell).splitlines(), 1):
            yield number, line, " ".join(_MARKS.sub("", words).split())
