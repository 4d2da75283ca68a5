"""A reader of the library learns what an argument is without reading the function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests_support import ROOT

FOLDERS = ("scoring", "exploration", "segmentation", "statistics", "exercises")
PATHS = sorted(path for folder in FOLDERS for path in (ROOT / "src/portfolio" / folder).glob("*.py"))


def public_functions(body: list[ast.stmt], owner: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield functions and methods whose names, and whose classes' names, do not begin with `_`."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield owner + node.name, node


def arguments(function: ast.FunctionDef) -> list[str]:
    """Return the names of what a caller passes."""
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [one.arg for one in given if one.arg not in ("self", "cls")]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_functions_of_two_arguments_or_more_say_what_they_take(path: Path) -> None:
    """In numpydoc's section `Parameters`."""
    found = public_functions(ast.parse(path.read_text(encoding="utf-8")).body)
    many = [(name, function) for name, function in found if len(arguments(function)) > 1]
    silent = [name for name, one in many if "Parameters\n" not in (ast.get_docstring(one) or "")]
    assert silent == []
