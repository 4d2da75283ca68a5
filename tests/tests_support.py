"""Tiny books for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from press.project import Project
from press.releases.results_lock import write_lock

ROOT = Path(__file__).parent.parent

PARAMETERS = (
    'city: str = "Rome"  # where [Rome, Oslo]\nseed: int = 0  # every random choice derives from it [0..]'
)
RECORDS = (
    "from portfolio import results\nresults.record('answer', 42.5, unit='min', digits=1, label='The answer')"
)


def cell(source: str, *tags: str, kind: str = "code", **metadata: Any) -> dict[str, Any]:
    """Return a notebook cell."""
    made: dict[str, Any] = {"cell_type": kind, "metadata": {**metadata}, "source": source}
    if tags:
        made["metadata"]["tags"] = list(tags)
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made


def document(cells: Sequence[dict[str, Any]], *, kernel: str = "python3") -> dict[str, Any]:
    """Return a notebook document with numbered cell ids."""
    numbered = [{**one, "id": f"c{number}"} for number, one in enumerate(cells)]
    metadata = {"kernelspec": {"name": kernel, "display_name": "Python 3", "language": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": numbered}


class TinyBook:
    """A project with notebooks of a few cells."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = Project(root)
        (root / "notebooks").mkdir(parents=True)
        (root / "book").mkdir()
        self.write("_config.yml", 'title: Tiny\nauthor: Nobody\nexecute: {execute_notebooks: "off"}\n')
        self.write("book/index.md", "# Home\n\nWelcome.\n")
        self.write("requirements.txt", "pandas==1.0\n")
        (root / "src").symlink_to(ROOT / "src", target_is_directory=True)

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def lock(self, values: Mapping[str, Any], seconds: Mapping[str, float] | None = None) -> None:
        """Write the published values of the runs, and how long these took."""
        write_lock(self.project.notebooks, dict(values), seconds or {})

    def notebook(
        self, name: str, *code: str | dict[str, Any], prose: str = "Some prose.", parameters: str = PARAMETERS
    ) -> Path:
        """Write a notebook: title, parameters, the code cells, closing prose; and list it in the contents."""
        cells = [cell(f"# About {name}", kind="markdown"), cell(parameters, "parameters")]
        cells += [one if isinstance(one, dict) else cell(one) for one in code]
        cells.append(cell(prose, kind="markdown"))
        path = self.write(f"notebooks/{name}.ipynb", json.dumps(document(cells), indent=1))
        self.contents()
        return path

    def contents(self) -> None:
        """Write the table of contents: the home page, then every notebook."""
        chapters = [f"notebooks/{path.stem}" for path in sorted((self.root / "notebooks").glob("*.ipynb"))]
        listed = "".join(f"  - file: {file}\n" for file in chapters)
        self.write("_toc.yml", f"format: jb-book\nroot: book/index\nchapters:\n{listed}")

    def prose(self, name: str, text: str) -> None:
        """Replace the closing prose of a notebook."""
        path = self.root / "notebooks" / f"{name}.ipynb"
        changed = json.loads(path.read_text(encoding="utf-8"))
        changed["cells"][-1]["source"] = text
        path.write_text(json.dumps(changed, indent=1), encoding="utf-8")
