"""Letters that no font here can draw: matplotlib warns of each, many times; a person needs one line."""

from __future__ import annotations

import re
from collections.abc import Iterable

SHOWN = 8  # characters in the line
_MISSING = re.compile(r".*\bGlyph (\d+) \(.*\) missing from (?:font\(s\) .*|current font\.?)")
_SOURCE = re.compile(r"\s+\S.*")  # the line of code below a warning


def counted_glyphs(lines: Iterable[str]) -> list[str]:
    """Return what a cell wrote to standard error, the warnings of missing letters made into one."""
    kept: list[str] = []
    missing: dict[str, None] = {}
    below = False
    for line in lines:
        found = _MISSING.fullmatch(line.rstrip())
        if found:
            missing[chr(int(found[1]))] = None
        elif not (below and _SOURCE.fullmatch(line)):
            kept.append(line)
        below = bool(found)
    return [*kept, _told(list(missing))] if missing else kept


def _told(characters: list[str]) -> str:
    shown = " ".join(characters[:SHOWN]) + (" ..." if len(characters) > SHOWN else "")
    many = f"{len(characters)} characters stand" if len(characters) > 1 else "1 character stands"
    return f"{many} as boxes in a figure, since no font of this machine has them: {shown}"
