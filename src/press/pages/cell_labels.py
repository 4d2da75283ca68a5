"""What a folded cell says of its code: the author's comment, or the function that does the work."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

LIBRARY = "portfolio"
_GLUE = ("numpy", "pandas", f"{LIBRARY}.results")  # in every cell, so they tell nothing of one
_LONGEST = 60  # characters: one line of a laptop, two of a phone


def imported_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names that the cells of a notebook import, each with the module it comes from.

    Examples
    --------
    >>> imported_names(["from portfolio import scoring", "import numpy as np"])
    {'scoring': 'portfolio.scoring', 'np': 'numpy'}
    """
    found: dict[str, str] = {}
    for node in (node for code in codes for node in ast.walk(_parsed(code))):
        if isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.asname or one.name.partition(".")[0]: one.name for one in node.names}
    return found


def label_of(code: str, imported: Mapping[str, str]) -> str:
    r"""Return a few words for the code of a cell.

    A comment of one line at its head comes first, then the function of the book's library that is called
    last, then one of another library, then the last line that is not there to record.

    Examples
    --------
    >>> label_of("# The cost of each threshold\nx = costs.curve(y)", {})
    'The cost of each threshold'
    >>> label_of("shown = costs.curve(y)\nprint(shown.round(2))", {"costs": "portfolio.costs"})
    'costs.curve'
    """
    first, _, then = code.lstrip().partition("\n")
    if first.startswith("# ") and not then.startswith("#"):
        return _cut(first[2:])
    body = _parsed(code).body
    names = [name for part in reversed(body) for name in _called(part)]
    telling = [name for name in names if not _module(name, imported).startswith(_GLUE)]
    for prefix in (f"{LIBRARY}.", ""):
        for name in telling:
            if (module := _module(name, imported)) and module.startswith(prefix):
                return _cut(name)
    lines = [ast.unparse(part) for part in body if not ast.unparse(part).startswith("results.")]
    return _cut(lines[-1] if lines else first)


def _parsed(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except SyntaxError:  # a magic of IPython
        return ast.Module([], [])


def _called(part: ast.AST) -> list[str]:
    """Return the dotted names that a statement calls, as they stand in it."""
    return [name for node in ast.walk(part) if isinstance(node, ast.Call) and (name := _dotted(node.func))]


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := _dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def _module(name: str, imported: Mapping[str, str]) -> str:
    return imported.get(name.partition(".")[0], "")


def _cut(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
