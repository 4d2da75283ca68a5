"""Teach once, call after: most code cells of a chapter do more than call the library."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from press.project import Project
from press.runs.notebook import Notebook, read_notebook, source, tags
from tests_support import ROOT

PATHS = sorted(Project(ROOT).notebooks.glob("*.ipynb"))
MOST = 0.40  # of the cells of the story
HIDDEN = {"parameters", "hide-cell", "hide-input"}
SHOWING = {
    *("dict", "display", "enumerate", "len", "list", "load", "print", "range", "round", "set", "sorted"),
    *("str", "tuple", "zip"),
}
SHAPING = {
    *("DataFrame", "Index", "MultiIndex", "Series", "append", "asarray", "assign", "concat", "copy"),
    *("default_rng", "describe", "drop", "from_tuples", "get", "head", "index", "items", "join", "keys"),
    *("max", "min", "option_context", "rename", "rename_axis", "reset_index", "round", "set_index"),
    *("sort_values", "split", "strip", "tail", "to_frame", "to_numpy", "to_string", "tolist", "transpose"),
    *("values", "xs"),
}


def imported(notebook: Notebook) -> set[str]:
    """Return the names that a notebook imports from this book's library."""
    trees = [ast.parse(source(cell)) for _, cell in notebook.code_cells]
    from_it = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "portfolio"
    ]
    return {name.asname or name.name for node in from_it for name in node.names}


def root_of(node: ast.AST) -> str:
    """Return the first name of an expression such as `name.part(of)[it]`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def is_plain(node: ast.AST, library: set[str]) -> bool:
    """Return whether a node computes, compares, asserts or defines without the library."""
    if isinstance(node, ast.Call):
        first = root_of(node.func)
        last = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        return first not in library and first not in SHOWING and last not in SHAPING
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.BitOr)
    return isinstance(node, ast.Assert | ast.ClassDef | ast.Compare | ast.FunctionDef | ast.Lambda)


def statements_of(text: str) -> Iterator[ast.stmt]:
    """Yield the statements of a cell that neither import nor record."""
    for node in ast.parse(text).body:
        called = node.value if isinstance(node, ast.Expr) else None
        records = isinstance(called, ast.Call) and root_of(called.func) == "results"
        if not records and not isinstance(node, ast.Import | ast.ImportFrom):
            yield node


def only_calls(text: str, library: set[str]) -> bool:
    """Return whether a cell calls the library and does nothing else but show and record."""
    nodes = [node for statement in statements_of(text) for node in ast.walk(statement)]
    calls = any(isinstance(node, ast.Call) and root_of(node.func) in library - {"results"} for node in nodes)
    return calls and not any(is_plain(node, library) for node in nodes)


def objects_of(text: str, library: set[str]) -> set[str]:
    """Return the names that a cell gives to what the library's calls made: their methods are its too."""
    made: set[str] = set()
    for node in ast.parse(text).body:
        called = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if called and root_of(node.value.func) in library - {"load"}:
            named = [part for target in node.targets for part in ast.walk(target)]
            made |= {part.id for part in named if isinstance(part, ast.Name)}
    return made


def narrative(notebook: Notebook) -> Iterator[tuple[str, bool]]:
    """Yield each cell of the story and whether it only calls: no parameters, imports or hidden cells."""
    library, objects = imported(notebook), set[str]()
    for _, cell in notebook.code_cells:
        text = source(cell)
        shown = not HIDDEN & set(tags(cell)) and "import use_theme" not in text
        if shown and list(statements_of(text)):
            yield text, only_calls(text, library | objects)
        objects |= objects_of(text, library)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("table = lib.table(rows)\ntable.head(3)", True),
        ("results.record('a', lib.of(rows))\nlib.plot(rows);", True),
        ("total = rows.sum()\nassert total == lib.total(rows)", False),
        ("share = hits / len(rows)\nlib.plot(share);", False),
        ("model = KMeans(3).fit(rows)\nlib.plot(model);", False),
        ("rows.head(3)", False),
    ],
)
def test_what_counts_as_only_a_call(text, expected):
    """A call and a show are; arithmetic, another package's method and an assertion are not."""
    assert only_calls(text, {"lib", "results"}) is expected


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_most_cells_do_more_than_call_the_library(path):
    """Where a chapter only calls, it teaches nothing."""
    cells = list(narrative(read_notebook(path)))
    calling = [text.splitlines()[0] for text, calls in cells if calls]
    assert cells
    assert len(calling) <= MOST * len(cells), f"{len(calling)} of {len(cells)}: {calling}"
