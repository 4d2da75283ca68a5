"""The cells of a notebook, run in this process with other parameters: as a kernel does, without one."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from press.runs.notebook import Notebook, read_notebook, source, tags
from press.runs.parameters import declared_parameters, resolve_parameters
from tests_support import ROOT


def run_cells(name: str, parameters: dict[str, object]) -> dict[str, Any]:
    """Return the variables of a notebook after all its cells have run, each figure and last value drawn.

    Raises
    ------
    portfolio.errors.PortfolioError
        As a cell raised it, with a note that names the cell.
    """
    notebook = read_notebook(ROOT / "notebooks" / f"{name}.ipynb")
    variables: dict[str, Any] = {"__name__": "__main__", "display": _shown}
    with _own_settings():
        for number, cell in notebook.code_cells:
            try:
                _run(source(cell), f"{name}, cell {number}", variables)
                if "parameters" in tags(cell):
                    variables |= _resolved(notebook, source(cell), parameters)
            except Exception as error:
                error.add_note(f"{name}, cell {number}")
                raise
            finally:
                _draw()
    return variables


@contextmanager
def _own_settings() -> Iterator[None]:
    """Leave the theme and the options that a notebook sets to itself."""
    import matplotlib as mpl
    import pandas as pd
    import plotly.io as pio

    template, renderer = pio.templates.default, pio.renderers.default
    width = pd.get_option("display.max_colwidth")
    try:
        with mpl.rc_context(), pd.option_context("display.max_colwidth", width):
            yield
    finally:
        pio.templates.default, pio.renderers.default = template, renderer


def _resolved(notebook: Notebook, cell: str, parameters: dict[str, object]) -> dict[str, object]:
    declared = declared_parameters(cell, where=str(notebook.path))
    return dict(resolve_parameters(declared, parameters, where=str(notebook.path)))


def _run(code: str, where: str, variables: dict[str, Any]) -> None:
    """Execute a cell; its last expression is shown, as a kernel does."""
    tree = ast.parse(code, where)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, where, "exec"), variables)
    if isinstance(last, ast.Expr):
        _shown(eval(compile(ast.Expression(last.value), where, "eval"), variables))


def _shown(value: object) -> None:
    """Make what a front end would show of a value."""
    for kind in ("_repr_mimebundle_", "_repr_html_", "_repr_markdown_"):
        if hasattr(value, kind) and not isinstance(value, type):
            getattr(value, kind)()
    repr(value)


def _draw() -> None:
    """Draw each open figure and close it."""
    import matplotlib.pyplot as plt

    for number in plt.get_fignums():
        plt.figure(number).savefig(io.BytesIO(), format="png", dpi=50)
    plt.close("all")
