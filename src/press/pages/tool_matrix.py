"""Which tools each chapter works with, as a table: read off the imports of its cells and what they call."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape as html_escape

from press.cache.imports import packages_behind
from press.markdown import escape
from press.project import Project
from press.runs.notebook import Notebook, source

TOOLS_MARK = "<!-- portfolio: tools -->"


def tools_by_chapter(notebooks: Collection[Notebook], project: Project) -> dict[str, frozenset[str]]:
    """Return the packages that each notebook imports, itself or through the library, by notebook."""
    return {
        notebook.name: packages_behind(
            [source(cell) for _, cell in notebook.code_cells], project.library.parent
        )
        for notebook in notebooks
    }


def tool_matrix(
    tools: Mapping[str, str], used: Mapping[str, Collection[str]], titles: Mapping[str, str]
) -> str:
    """Return the table of tools and chapters; empty in a book that names no tools.

    Parameters
    ----------
    tools
        What a tool is called, and the package that is imported for it.
    used
        The packages of each chapter, in the order of the contents.
    titles
        Of the chapters, short.
    """
    rows = [
        (tool, [package in found for found in used.values()])
        for tool, package in tools.items()
        if any(package in found for found in used.values())
    ]
    if not rows:
        return ""
    heads = [f'<a href="notebooks/{name}.html">{html_escape(titles[name])}</a>' for name in used]
    lines = [f"| Tool | {' | '.join(heads)} |", "|---|" + ":-:|" * len(heads)]
    lines += [
        f"| {escape(tool)} | {' | '.join('yes' if one else '' for one in marks)} |" for tool, marks in rows
    ]
    return "\n".join([":::{div} wide-table", *lines, ":::"]) + "\n"
