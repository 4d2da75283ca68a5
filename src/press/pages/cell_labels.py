"""What a folded cell says of its code: the author's comment, or the function that does the work."""

from __future__ import annotations

import ast
import builtins
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
    r"""Return a few words for the code of a cell, or none.

    A comment of one line at its head comes first, then the name of the function of the book's library that
    is called last, then one of another library, then what the cell shows or sets last: in words, since
    most readers of the bar do not open it.

    Examples
    --------
    >>> label_of("# The cost of each threshold\nx = costs.curve(y)", {})
    'The cost of each threshold'
    >>> label_of("shown = costs.cost_curve(y)\nprint(shown.round(2))", {"costs": "portfolio.costs"})
    'cost curve'
    >>> label_of("assert gain > 0\nlate_share.round(2)", {})
    'late share'
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
                return _cut(_in_words(name.rpartition(".")[2]))
    subjects = [name for part in reversed(body) if (name := _subject(part)) and name not in imported]
    return _cut(_in_words(subjects[0])) if subjects else ""


def _in_words(name: str) -> str:
    return name.replace("_", " ").strip()


def _subject(part: ast.stmt) -> str:
    """Return the name that a statement sets, or whose value it shows."""
    if isinstance(part, ast.Assign | ast.AnnAssign | ast.AugAssign):
        target = part.targets[0] if isinstance(part, ast.Assign) else part.target
        return next((node.id for node in ast.walk(target) if isinstance(node, ast.Name)), "")
    if isinstance(part, ast.Expr):
        names = [node.id for node in ast.walk(part) if isinstance(node, ast.Name)]
        return next((name for name in names if not hasattr(builtins, name)), "")
    return part.name if isinstance(part, ast.FunctionDef | ast.ClassDef) else ""


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
