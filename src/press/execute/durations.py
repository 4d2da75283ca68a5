"""How long the runs took when their values were locked: the order of a first build.

`notebooks/durations.json` names whole seconds by run. They are those of some machine, and only their order
counts: a fresh clone has no history, and a long run that starts last leaves the other cores idle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from press.files import write_whole
from press.project import Project

FILE = "durations.json"
ALIKE = 0.25  # a change by less than this share is no reason to write the file anew


def read_durations(project: Project) -> dict[str, float]:
    """Return the seconds by run; without the file, or with one that says something else, none are known."""
    try:
        told = json.loads((project.notebooks / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    items = told.items() if isinstance(told, dict) else ()
    return {run: float(seconds) for run, seconds in items if isinstance(seconds, int | float)}


def write_durations(project: Project, found: Mapping[str, float]) -> None:
    """Keep the seconds of the runs of a build, those that are about the same as they stand."""
    known = read_durations(project)
    kept = {
        run: known[run] if abs(known.get(run, 0.0) - seconds) <= ALIKE * seconds else max(1.0, seconds)
        for run, seconds in sorted(found.items())
    }
    text = json.dumps({run: round(seconds) for run, seconds in kept.items()}, indent=1)
    write_whole(project.notebooks / FILE, text + "\n")
