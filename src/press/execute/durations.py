"""How long the runs took when their values were locked: the order of a first build.

They are the whole seconds of some machine, and only their order counts: a fresh clone has no history, and a
long run that starts last leaves the other cores idle.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping

from press.project import LOCKED, Project

ALIKE = 0.25  # a change by less than this share is no reason to write a file anew


def read_durations(project: Project) -> dict[str, float]:
    """Return the seconds by run that the locks of the notebooks tell; one that cannot be read tells none."""
    found: dict[str, float] = {}
    for path in project.notebooks.glob(f"*{LOCKED}"):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            told = json.loads(path.read_text(encoding="utf-8"))["seconds"] or {}
            notebook = path.name.removesuffix(LOCKED)
            found |= {f"{notebook}/{scenario}": float(seconds) for scenario, seconds in told.items()}
    return found


def settled(known: Mapping[str, float], found: Mapping[str, float]) -> dict[str, float]:
    """Return the seconds to keep, by run: those found, or those known where the two are about the same."""
    return {
        run: known[run] if abs(known.get(run, 0.0) - seconds) <= ALIKE * seconds else max(1.0, seconds)
        for run, seconds in sorted(found.items())
    }
