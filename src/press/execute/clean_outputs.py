"""Make an executed notebook the same, byte for byte, whenever and wherever it was executed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

ADDED_TAGS = frozenset({"injected-parameters", "papermill-error-cell-tag"})
MAX_TEXT = 100_000  # characters of one text output: more is a log, not a result
# what a progress bar says of time differs in each run: `100%|####| 9/9 [00:02<00:00,  4.50it/s]`
_BAR_TIME = re.compile(r"(?<=\w) \[\d+(?::\d\d)+[<,][^\]\n]*\S/\w[^\]\n]*\]")
_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,16}\b")
_MOVES = re.compile(r"(\r|\x08|\x1b\[[02]?K)")
_CUT = "\n[... {left:,} more characters were cut ...]\n"


def without_additions(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the notebook without the cells that papermill adds: numbers are then the committed ones."""
    cells = [cell for cell in document["cells"] if not ADDED_TAGS & set(cell["metadata"].get("tags", ()))]
    return {**document, "cells": cells}


def normalised(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the notebook without times, papermill's notes and overlong text; counts start at 1."""
    count = 0
    cells = []
    for cell in document["cells"]:
        clean = {**cell, "metadata": _own_metadata(cell["metadata"])}
        if cell["cell_type"] == "code":
            ran = cell.get("execution_count") is not None
            count += ran
            clean["execution_count"] = count if ran else None
            clean["outputs"] = [_output(output, count) for output in _merged(cell.get("outputs", ()))]
        cells.append(clean)
    metadata = {"kernelspec": document["metadata"].get("kernelspec", {}), "language_info": {"name": "python"}}
    return {**document, "cells": cells, "metadata": metadata}


def _own_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in metadata.items() if key not in ("papermill", "execution")}


def _merged(outputs: Any) -> list[dict[str, Any]]:
    # one print may arrive in one piece or two: neighbours of one stream become one
    merged: list[dict[str, Any]] = []
    for output in outputs:
        same = merged and output["output_type"] == "stream" == merged[-1]["output_type"]
        if same and output["name"] == merged[-1]["name"]:
            merged[-1] = {**merged[-1], "text": joined(merged[-1]["text"]) + joined(output["text"])}
        else:
            merged.append(dict(output))
    return merged


def joined(text: str | Sequence[str]) -> str:
    """Return a text of a notebook, which is stored as one or as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def _output(output: dict[str, Any], count: int) -> dict[str, Any]:
    if output["output_type"] == "stream":
        return {**output, "text": _cut(as_on_a_terminal(joined(output["text"])))}
    if "text/plain" in output.get("data", {}):
        plain = _cut(joined(output["data"]["text/plain"]))
        if len(output["data"]) > 1:  # the name of an object, whose other form is shown
            plain = _ADDRESS.sub("", plain)
        output = {**output, "data": {**output["data"], "text/plain": plain}}
    if output["output_type"] == "execute_result":
        return {**output, "execution_count": count}
    return output


def as_on_a_terminal(text: str) -> str:
    r"""Return printed text as a terminal leaves it: a line written again, or a letter taken back, is gone.

    Examples
    --------
    >>> as_on_a_terminal("step 1\rstep 2\ndo\b\bready\n")
    'step 2\nready\n'
    """
    if "\r" in text or "\b" in text:
        text = "\n".join(map(_last_state, text.replace("\r\n", "\n").split("\n")))
    return _BAR_TIME.sub("", text)


def _last_state(line: str) -> str:
    shown: list[str] = []
    at = 0
    for part in _MOVES.split(line):
        if part == "\r":
            at = 0
        elif part == "\b":
            at = max(at - 1, 0)
        elif _MOVES.fullmatch(part):  # the rest of the line is wiped
            del shown[at:]
        else:
            shown[at : at + len(part)] = part
            at += len(part)
    return "".join(shown).rstrip() if "\r" in line else "".join(shown)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + _CUT.format(left=len(text) - MAX_TEXT)


def with_outputs(
    cells: Sequence[Mapping[str, Any]], executed: Mapping[str, Any]
) -> list[dict[str, Any]] | None:
    """Return today's cells with the outputs of an execution; None when they do not belong together.

    Prose, tags and captions may have changed since: only outputs are taken.
    """
    outputs = [cell["outputs"] for cell in executed["cells"] if cell["cell_type"] == "code"]
    if len(outputs) != sum(cell["cell_type"] == "code" for cell in cells):
        return None
    remaining = iter(outputs)
    return [
        {**cell, "outputs": next(remaining)} if cell["cell_type"] == "code" else dict(cell) for cell in cells
    ]
