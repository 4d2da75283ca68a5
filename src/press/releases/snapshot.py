"""What a site says, as plain data: kept with each release, and compared with the next one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from press.execute.finished import Finished
from press.project import Project
from press.releases.changes import Changes, Told, compare
from press.releases.figure_prints import figures_of, seen_by
from press.releases.releases import SITE, Release
from press.runs.notebook import Notebook
from press.runs.scenarios import page_path, page_title

MEMORY = "figures"  # folder of digests already taken
_SHOWN = re.compile(rb'\bsrc="([^"?#:]+)[^"]*"')  # a file of the site that a page loads by itself


def runs_told(
    project: Project, finished: Sequence[Finished], notebooks: Mapping[str, Notebook]
) -> dict[str, dict[str, Any]]:
    """Return the receipt of each published run: enough to repeat it and to compare what it gave.

    Keys are `page`, `title`, `parameters`, `commit`, `executed_at`, `seconds`, `peak_mib`, `datasets`,
    `warnings` (their number), `key` (digest and parts of all it depended on), `values` and `figures`.
    """
    shown = [item for item in finished if item.run.published and item.failure is None]
    return {item.run.name: _receipt(project, item, notebooks[item.run.notebook]) for item in shown}


def _receipt(project: Project, item: Finished, notebook: Notebook) -> dict[str, Any]:
    record, key = item.record, item.verdict.key
    return {
        "notebook": item.run.notebook,
        "scenario": item.run.scenario,
        "page": page_path(item.run),
        "title": page_title(notebook.title, item.run),
        "parameters": dict(item.run.parameters),
        "commit": record.commit,
        "executed_at": record.executed_at,
        "seconds": record.seconds,
        "peak_mib": record.peak_mib,
        "datasets": dict(record.datasets),
        "warnings": len(record.warnings),
        "key": {"digest": key.digest, "parts": key.parts},
        "values": [dict(value) for value in record.values],
        "figures": _figures(project, item, notebook),
    }


def _figures(project: Project, item: Finished, notebook: Notebook) -> list[dict[str, Any]]:
    """Return the figures with the name that their cell gives them, or the number of the cell."""
    if item.executed is None:
        return []
    names = [_name(index, cell) for index, cell in notebook.code_cells]
    seen: dict[str, int] = {}
    figures = []
    for found in figures_of(item.executed, project.build / MEMORY):
        name = names[found["cell"]] if found["cell"] < len(names) else "a cell that is gone"
        seen[name] = seen.get(name, 0) + 1
        label = name if seen[name] == 1 else f"{name}, {seen[name]}"
        figures.append({"name": label, "kind": found["kind"], "digest": found["digest"]})
    return figures


def _name(index: int, cell: Mapping[str, Any]) -> str:
    figure = (cell["metadata"].get("mystnb") or {}).get("figure") or {}
    return str(figure.get("name") or f"cell {index + 1}")


def changes_since(before: Release | None, told: Told, finished: Sequence[Finished]) -> Changes:
    """Return what a site says differently from an earlier release, figures compared by their looks.

    Parameters
    ----------
    before
        The earlier release, if there is one.
    told
        What the site says: `runs`, and what else is known of it.
    finished
        The runs of this build.
    """
    if before is None:
        return compare(None, told)
    executed = {item.run.name: item.executed for item in finished if item.executed is not None}
    return compare(before.told, told, seen_by(before.folder / SITE, executed))


def weights_told(site: Path) -> dict[str, int]:
    """Return the bytes of each page with the pictures and scripts that it loads, not compressed."""
    weights = {}
    for path in sorted(site.rglob("*.html")):
        content = path.read_bytes()
        loaded = {(path.parent / name.decode("utf-8", "replace")) for name in _SHOWN.findall(content)}
        sizes = [one.stat().st_size for one in loaded if one.is_file()]
        weights[path.relative_to(site).as_posix()] = len(content) + sum(sizes)
    return weights
