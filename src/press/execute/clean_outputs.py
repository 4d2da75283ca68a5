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
_COLOUR = r"\x1b\[[0-9;:]*m"
_CONTROL = re.compile(
    rf"(?P<colour>{_COLOUR})|\x1b\[(?P<count>\d*)(?P<move>[ABCDGKJ])"
    r"|(?P<other>\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-Z\\^_=>78c]?)"
    r"|(?P<sign>[\r\n\x08\x07])"
)
_WITHOUT_MOVES = re.compile(rf"(?:[^\r\x07\x08\x1b]|{_COLOUR})*")
MAX_MOVE = 500  # lines or columns that one code may move on by
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
    if not _WITHOUT_MOVES.fullmatch(text):
        text = _Screen().after(text.replace("\r\n", "\n"))
    return _BAR_TIME.sub("", text)


class _Screen:
    """What a terminal shows of a text: lines of signs, each with the colours that are set before it."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.again: set[int] = set()  # lines that were begun again: blanks are left of what was longer
        self.row, self.at = 0, 0
        self.colours = ""  # set since the last sign

    def after(self, text: str) -> str:
        """Return the lines once the text is printed."""
        end = 0
        for found in _CONTROL.finditer(text):
            self._print(text[end : found.start()])
            self.colours += found["colour"] or ""
            self._move(found["sign"] or found["move"] or "", int(found["count"] or 0))
            end = found.end()
        self._print(text[end:])
        self._set_colours()
        shown = ["".join(line) for line in self.lines]
        return "\n".join(line.rstrip() if row in self.again else line for row, line in enumerate(shown))

    def _print(self, text: str) -> None:
        if text:
            line = self.lines[self.row]
            line += " " * (self.at - len(line))
            line[self.at : self.at + len(text)] = [self.colours + text[0], *text[1:]]
            self.at += len(text)
            self.colours = ""

    def _set_colours(self) -> None:
        """Put the colours that no sign followed behind the last one of the line."""
        if self.colours and self.at and self.at <= len(self.lines[self.row]):
            self.lines[self.row][self.at - 1] += self.colours
            self.colours = ""

    def _move(self, code: str, count: int) -> None:
        by = min(max(count, 1), MAX_MOVE)
        match code:
            case "\n":
                self._set_colours()
                self._go(self.row + 1, 0)
            case "\r":
                self._set_colours()
                self.again.add(self.row)
                self.at = 0
            case "\b" | "D":
                self.at = max(self.at - by, 0)
            case "A":
                self._go(max(self.row - by, 0), self.at)
            case "B":
                self._go(self.row + by, self.at)
            case "C":
                self.at += by
            case "G":
                self.at = by - 1
            case "K" | "J":
                self._wipe(code, count)

    def _go(self, row: int, at: int) -> None:
        self.lines += [[] for _ in range(row + 1 - len(self.lines))]
        self.row, self.at = row, at

    def _wipe(self, code: str, count: int) -> None:
        """Wipe the rest of the line, or the whole of it; with J what is below as well."""
        line = self.lines[self.row]
        del line[0 if count == 2 else self.at :]
        if code == "J":
            del self.lines[self.row + 1 :]


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
