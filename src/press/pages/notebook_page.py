"""The page of one run: today's prose around the outputs of its execution."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.errors import PublishError
from portfolio.results.value import Value
from press.execute.clean_outputs import with_outputs
from press.pages.cell_labels import imported_names, label_of
from press.pages.summary_box import Highlight, one_minute, read_opening
from press.result_links import for_the_press, with_roles
from press.result_references import filled
from press.runs.heading import first_heading
from press.runs.notebook import Notebook, source, tags
from press.runs.scenarios import Run, page_title
from press.settings.chapter_card import ChapterCard

LESSON = "lesson"  # a tag: the code itself is what the cell shows
_NAME = r"[\w:.+-]+"
_LABEL = re.compile(
    rf"^(?:\(({_NAME})\)=|\s*:(?:name|label):\s*({_NAME})|.*\$\$\s*\(({_NAME})\))\s*$", re.MULTILINE
)
# Where a label is defined, then where one is referred to
_PLACES = rf"^\((?={_NAME}\)=)|^\s*:(?:name|label):\s*|\$\$\s*\(|\{{(?:numref|ref|eq)\}}`(?:[^`<]*<)?|\]\(#?"


def page_of(
    run: Run,
    notebook: Notebook,
    executed: Mapping[str, Any],
    values: Mapping[str, Mapping[str, Value]],
    banner: str,
    *,
    card: ChapterCard | None = None,
    highlight: Highlight | None = None,
    closing: str = "",
) -> dict[str, Any]:
    """Return the notebook document that becomes the page of `run`.

    Parameters
    ----------
    run, notebook
        The run and the committed notebook: its Markdown, tags and captions are shown.
    executed
        The executed notebook, of which only outputs are taken.
    values
        Recorded values by run and name, for text alternatives.
    banner
        Markdown to stand under the title.
    card
        What the book tells of the chapter, for the box under the title.
    highlight
        The number and the figure that the box shows.
    closing
        Markdown to stand at the end.

    Raises
    ------
    PublishError
        The outputs do not fit the notebook, or a text alternative names an unknown result.
    """
    merged = with_outputs(notebook.cells, executed)
    if merged is None:
        raise PublishError(f"{run.name}: the executed notebook has other code cells than the committed one")
    cells = []
    imported = imported_names(source(cell) for cell in merged if cell["cell_type"] == "code")
    for number, cell in enumerate(merged):
        shown = (
            _code(cell, cell["outputs"], run, values)
            if cell["cell_type"] == "code"
            else {**cell, "source": for_the_press(source(cell))}
        )
        if number == notebook.parameters_index:
            shown["source"] = with_values(source(cell), run.changed)
        elif cell["cell_type"] == "code":
            shown["metadata"] = _folded(
                shown,
                label_of(source(cell), imported),
                announced=_announced(merged, number) or LESSON in tags(cell),
            )
        if "remove-cell" not in tags(cell):
            cells.append({**shown, "id": f"cell-{number}"})
    if run.scenario != "default":
        cells = _with_own_labels(cells, labels_of(notebook), run.scenario)
    ended = [_closing_cell(closing)] if closing else []
    opened = _under_title(cells, run, card, highlight or Highlight(), banner)
    return _document([*opened, *ended])


def _closing_cell(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text, "id": "closing"}


def _announced(cells: Sequence[dict[str, Any]], number: int) -> bool:
    """Return whether the prose before a cell ends with a colon: it leads to the code itself."""
    before = cells[number - 1]
    return before["cell_type"] == "markdown" and source(before).rstrip().endswith(":")


def _folded(cell: Mapping[str, Any], label: str, *, announced: bool) -> dict[str, Any]:
    """Fold the code of a cell: the story is read first, the code is one touch away.

    What shows nothing has no bar of its own unless the prose leads to it or it is tagged as the lesson; it is
    seen with all code, or where a link leads to it.
    """
    metadata = cell["metadata"]
    own = list(metadata.get("tags", ()))
    hidden = {"hide-input", "hide-cell", "remove-input"} & set(own)
    added = [*([] if hidden else ["hide-input"]), *([] if cell["outputs"] or announced else ["silent"])]
    prompt = f"Code: {label}" if label else "Code"
    style = {"code_prompt_show": prompt, "code_prompt_hide": prompt, **metadata.get("mystnb", {})}
    return {**metadata, "tags": [*own, *added], "mystnb": style}


def _document(cells: list[dict[str, Any]]) -> dict[str, Any]:
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _code(
    cell: dict[str, Any],
    outputs: Sequence[Mapping[str, Any]],
    run: Run,
    values: Mapping[str, Mapping[str, Value]],
) -> dict[str, Any]:
    # a hidden output must not reach any published file; what went to standard error is in the report
    kept = [] if "remove-output" in tags(cell) else [out for out in outputs if out.get("name") != "stderr"]
    shown: dict[str, Any] = {**cell, "outputs": kept, "execution_count": None}
    style = json.loads(json.dumps(cell.get("metadata", {}).get("mystnb", {})))
    alt = style.get("image", {}).get("alt")
    if alt:
        style["image"]["alt"] = filled(alt, run.name, values)
    if style.get("figure", {}).get("caption"):
        style["figure"]["caption"] = with_roles(style["figure"]["caption"])
    name = style.get("figure", {}).get("name")
    if name and run.scenario != "default":
        style["figure"]["name"] = f"{name}-{run.scenario}"
    if style:
        shown["metadata"] = {**cell["metadata"], "mystnb": style}
    return shown


def with_values(code: str, changed: Mapping[str, object]) -> str:
    """Return the parameters cell as it ran: the values of a scenario in place of the defaults.

    Examples
    --------
    >>> with_values('origin: str = "all"  # airport [all, JFK]', {"origin": "JFK"})
    "origin: str = 'JFK'  # airport [all, JFK]"
    """
    lines = code.splitlines()
    for node in ast.parse(code).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            if node.target.id not in changed:
                continue
            # ast counts bytes, not characters
            line = lines[node.value.lineno - 1].encode()
            text = repr(changed[node.target.id]).encode()
            line = line[: node.value.col_offset] + text + line[node.value.end_col_offset :]
            lines[node.value.lineno - 1] = line.decode()
    return "\n".join(lines)


def _under_title(
    cells: list[dict[str, Any]], run: Run, card: ChapterCard | None, highlight: Highlight, banner: str
) -> list[dict[str, Any]]:
    """Put the box and the banner under the title; the box takes in what the title's cell says itself."""
    for number, cell in enumerate(cells):
        lines = source(cell).splitlines()
        position = _title_line(lines) if cell["cell_type"] == "markdown" else None
        if position is not None:
            title = page_title(lines[position].rstrip(), run)
            opening = read_opening("\n".join(lines[position + 1 :]))
            box = one_minute(opening, card, run, highlight)
            below = [box, banner, opening.rest] if box else [banner, *lines[position + 1 :]]
            text = "\n".join([*lines[:position], title, "", *below])
            return [*cells[:number], {**cell, "source": text}, *cells[number + 1 :]]
    raise PublishError(f"{run.name}: no title")


def _title_line(lines: Sequence[str]) -> int | None:
    """Return the index of the line that is the title; a `# comment` in a code fence is none."""
    return next((end - 1 for end in range(1, len(lines) + 1) if first_heading("\n".join(lines[:end]))), None)


def labels_of(notebook: Notebook) -> set[str]:
    """Return the labels that a notebook defines: of figures, sections, equations."""
    found: set[str] = set()
    for cell in notebook.cells:
        found.add(str(((cell["metadata"].get("mystnb") or {}).get("figure") or {}).get("name") or ""))
        if cell["cell_type"] == "markdown":
            found.update(*_LABEL.findall(source(cell)))
    return found - {""}


def _with_own_labels(cells: list[dict[str, Any]], labels: set[str], scenario: str) -> list[dict[str, Any]]:
    """Give a scenario's page labels of its own, for a label must be unique in a book."""
    names = "|".join(map(re.escape, sorted(labels)))
    if not names:
        return cells
    pattern = re.compile(rf"({_PLACES})({names})(?=[)`>\s]|$)", re.MULTILINE)
    return [
        {**cell, "source": pattern.sub(rf"\g<1>\g<2>-{scenario}", source(cell))}
        if cell["cell_type"] == "markdown"
        else cell
        for cell in cells
    ]
