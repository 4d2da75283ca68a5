"""The published values in committed prose: the texts of links in notebooks, pages and cards.

A text that is not the published value misleads whoever reads the notebook outside the book. So `notebooks
refresh` rewrites it, and a frozen build refuses it. The book itself never shows it: each page is printed with
the values of its run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from portfolio.results.value import Value
from press.execute.pinned_results import read_kept
from press.project import Project
from press.releases.results_lock import read_lock, values_of
from press.result_links import Values, filled_links, links, published
from press.result_references import values_from
from press.runs.notebook import Notebook, source
from press.settings.notebook_settings import SUFFIX
from press.translation.numbers import MARKS

SPOKEN = (("figure", "caption"), ("image", "alt"))  # settings of a code cell that are prose


def published_values(project: Project) -> dict[str, dict[str, Value]]:
    """Return the values of the lock and of the kept results, by run and name.

    Raises
    ------
    UsageError
        The lock or a kept result cannot be read.
    """
    locked = read_lock(project.notebooks)
    kept = {one.name: values_from(one.values) for one in read_kept(project)}
    quoted = {run: values_of(values) for run, values in locked.items()}
    known = kept | quoted
    return {run: {name: one for name, one in of.items() if not one.measured} for run, of in known.items()}


def filled_cell(cell: Mapping[str, Any], run: str, values: Values) -> dict[str, Any]:
    """Return a cell with `values` in its prose: Markdown, or caption and text alternative of a figure."""
    if cell["cell_type"] != "code":
        return {**cell, "source": filled_links(source(dict(cell)), run, values)}
    style = json.loads(json.dumps(cell.get("metadata", {}).get("mystnb") or {}))
    for part, name in SPOKEN:
        if (style.get(part) or {}).get(name):
            style[part][name] = filled_links(str(style[part][name]), run, values)
    return {**cell, "metadata": {**cell["metadata"], "mystnb": style}} if style else dict(cell)


def refresh_pages(project: Project, values: Values, *, check: bool) -> list[str]:
    """Write pages and cards with the published values; return the names of those that changed."""
    changed = []
    for path in _pages(project):
        text = path.read_text(encoding="utf-8")
        english, french = _in_english(text)
        fresh = filled_links(english, "", values) + french
        if fresh != text:
            changed.append(path.relative_to(project.root).as_posix())
            if not check:
                path.write_text(fresh, encoding="utf-8")
    return changed


def misquoted(project: Project, notebooks: Mapping[str, Notebook], values: Values) -> list[str]:
    """Return one sentence for each text of a link that is not the published value."""
    found = []
    for name, notebook in sorted(notebooks.items()):
        for number, cell in enumerate(notebook.cells, 1):
            place = f"notebooks/{name}.ipynb, cell {number}"
            found += [
                said for text in _prose(cell) for said in _wrong(text, f"{name}/default", values, place)
            ]
    for path in _pages(project):
        place = path.relative_to(project.root).as_posix()
        found += _wrong(_in_english(path.read_text(encoding="utf-8"))[0], "", values, place)
    return found


def _prose(cell: Mapping[str, Any]) -> Iterator[str]:
    if cell["cell_type"] != "code":
        yield source(dict(cell))
        return
    style = cell.get("metadata", {}).get("mystnb") or {}
    yield from (str((style.get(part) or {}).get(name) or "") for part, name in SPOKEN)


def _wrong(text: str, run: str, values: Values, place: str) -> Iterator[str]:
    for link in links(text):
        known = published(link.target, run, values) if link.scheme == "result" else None
        if known is not None and known != link.text:
            yield f"{place}: {link.target} reads {link.text!r}, published is {known!r}"


def _pages(project: Project) -> list[Path]:
    """Return the files whose links bear the published values; those of French pages have no text."""
    pages = [path for path in sorted(project.book.rglob("*.md")) if path.parent.name not in MARKS]
    return [*pages, *sorted(project.notebooks.glob(f"*{SUFFIX}"))]


def _in_english(text: str) -> tuple[str, str]:
    """Return a text up to where it begins to speak French, and the rest."""
    english, begun, french = text.partition("\nfrench:\n")
    return english, begun + french
