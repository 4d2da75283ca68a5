"""The student's copy of a chapter: each solution becomes an empty function and, below it, its check."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portfolio.errors import UsageError
from press.files import read_text, write_whole
from press.project import Project
from press.runs.notebook import Cell, Notebook, read_notebook, source

FOLDER = "exercises"
PROMISED = "returns nothing yet"  # what a check says of an empty function: `portfolio.exercises` says it
NOTE = (
    "This is your copy. Run the cells above once; then write the body of each function in place of `...`, run"
    f" its cell, and the check below it. A check says that a function {PROMISED} while it is empty, "
    "and for which case its answer is wrong. The chapter holds a solution to each."
)
_QUESTION = re.compile(r"^> \*\*(Exercise \d+)\.\*\*", re.MULTILINE)
_PAGE = re.compile(r"\]\((?=[\w-]+\.ipynb)")


@dataclass(frozen=True)
class Solution:
    """One exercise of a notebook."""

    title: str  # such as `Exercise 1`
    name: str  # of the function that is asked for
    index: int  # of its cell among all cells
    # definition and skeleton: the function as solved, and with an empty body
    definition: str
    skeleton: str
    check: str  # the call of its check, and what applies the function to the chapter's data


def solutions(notebook: Notebook) -> list[Solution]:
    """Return the exercises of a notebook, in order.

    Raises
    ------
    UsageError
        A question is not followed by a cell that defines one function and calls `exercises.check` with it.
    """
    return [
        _solution(notebook, title, index + 1)
        for index, cell in enumerate(notebook.cells)
        if cell["cell_type"] == "markdown"
        for title in _QUESTION.findall(source(cell))
    ]


def write_copy(project: Project, name: str, folder: Path, *, overwrite: bool = False) -> Path:
    """Write the student's copy of a chapter into a folder and return its path.

    Parameters
    ----------
    project
        With the notebook.
    name
        Of the notebook.
    folder
        Where to write `NAME.ipynb`; made if it is not there.
    overwrite
        Whether a copy that was worked in may be replaced.

    Raises
    ------
    UsageError
        No such notebook, no exercises, one without a check, or a copy that was changed.
    """
    notebook = read_notebook(project.notebooks / f"{name}.ipynb")
    path = folder / f"{name}.ipynb"
    if path.resolve() == notebook.path.resolve():
        raise UsageError(f"{notebook.where} is the chapter itself", hint="Name another folder with --to.")
    copy = student_copy(notebook, os.path.relpath(project.notebooks, folder))
    if not overwrite and _was_changed(path):
        raise UsageError(
            f"{path} was changed since it was written",
            hint="Keep it, name another folder with --to, or replace it with --overwrite.",
        )
    write_whole(path, json.dumps(copy, ensure_ascii=False, indent=1) + "\n")
    return path


def student_copy(notebook: Notebook, chapters: str) -> dict[str, Any]:
    """Return the copy, without outputs, with links to other chapters in the folder `chapters`."""
    solved = {one.index: one for one in solutions(notebook)}
    if not solved:
        raise UsageError(f"{notebook.where} has no exercises")
    first, last = min(solved), max(solved)
    cells: list[Cell] = []
    for index, cell in enumerate(notebook.cells[: last + 1]):
        if index == first:
            cells.append(_cell("markdown", "your-copy", NOTE))
        if index in solved:
            cells.append(_cell("code", cell["id"], solved[index].skeleton))
            cells.append(_cell("code", f"{cell['id'][:58]}-check", solved[index].check))
        elif cell["cell_type"] == "code":
            cells.append({**cell, "outputs": [], "execution_count": None})
        else:
            cells.append({**cell, "source": _PAGE.sub(f"]({Path(chapters).as_posix()}/", source(cell))})
    metadata = {**notebook.document["metadata"], "portfolio": {"copy": _digest(cells)}}
    return {**notebook.document, "metadata": metadata, "cells": cells}


def _solution(notebook: Notebook, title: str, index: int) -> Solution:
    cell = notebook.cells[index] if index < len(notebook.cells) else {"cell_type": ""}
    code = source(cell) if cell["cell_type"] == "code" else ""
    body = ast.parse(code).body
    defined = [node for node in body if isinstance(node, ast.FunctionDef)]
    checks = [node for node in body if ast.unparse(node).startswith("exercises.check(")]
    if len(defined) != 1 or [ast.unparse(one) for one in checks] != [f"exercises.check({defined[0].name})"]:
        raise UsageError(
            f"{notebook.where}: {title} has no check",
            expected="a cell after it that defines one function and gives it to exercises.check",
        )
    (function,), lines = defined, code.splitlines()
    first = function.body[0]
    opened = first.end_lineno if ast.get_docstring(function) is not None else first.lineno - 1
    after = [node for node in body[body.index(checks[0]) :] if not isinstance(node, ast.Assert)]
    return Solution(
        title,
        function.name,
        index,
        "\n".join(lines[function.lineno - 1 : function.end_lineno]),
        "\n".join([*_without_comments(lines[function.lineno - 1 : opened]), "    ..."]),
        "\n".join(ast.get_source_segment(code, node) or "" for node in after),
    )


def _without_comments(lines: list[str]) -> Iterator[str]:
    return (line for line in lines if not line.lstrip().startswith("#"))


def _cell(kind: str, name: str, text: str) -> Cell:
    made: Cell = {"id": name, "cell_type": kind, "metadata": {}, "source": text}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def _was_changed(path: Path) -> bool:
    """Say whether a copy is there that holds other cells than were written, or that is no copy."""
    text = read_text(path, str(path))
    if text is None:
        return False
    try:
        document = json.loads(text)
        return bool(document["metadata"]["portfolio"]["copy"] != _digest(document["cells"]))
    except (ValueError, KeyError, TypeError):
        return True


def _digest(cells: list[Cell]) -> str:
    content = [[cell["cell_type"], source(cell)] for cell in cells]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
