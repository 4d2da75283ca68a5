"""What a check found: the rule, the place, and words that never repeat a secret."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that must not be published."""

    rule: str  # name of the check
    file: str  # the file, relative to the folder, with `/`
    message: str  # what is wrong, in words that may stand in a public log
    # cell and line: the cell and the line, from 1, where they are known
    cell: int | None = None
    line: int | None = None
    scenario: str = ""  # the run whose page it is, where that is known
    # what was matched. It serves the allow-list only: it is in no message, log or file
    text: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """Where it is, as a person reads it."""
        parts = [self.file]
        if self.scenario:
            parts.append(f"scenario {self.scenario}")
        if self.cell is not None:
            parts.append(f"cell {self.cell}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: {self.message} [{self.rule}]"

    def as_json(self) -> dict[str, Any]:
        """Return what a machine may read: everything but the matched text."""
        return {
            "rule": self.rule,
            "file": self.file,
            "scenario": self.scenario or None,
            "cell": self.cell,
            "line": self.line,
            "message": self.message,
        }


def text_digest(text: str) -> str:
    """Return the digest by which an allow-list names a text without repeating it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
