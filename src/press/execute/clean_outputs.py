"""Make an executed notebook the same, byte for byte, whenever and wherever it was executed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ADDED_TAGS = frozenset({"injected-parameters", "papermill-error-cell-tag"})
MAX_TEXT = 100_000  # characters of one text output: more is a log, not a result
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
        return {**output, "text": _cut(joined(output["text"]))}
    if "text/plain" in output.get("data", {}):
        plain = _cut(joined(output["data"]["text/plain"]))
        output = {**output, "data": {**output["data"], "text/plain": plain}}
    if output["output_type"] == "execute_result":
        return {**output, "execution_count": count}
    return output


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
