"""What the published site was made from, so that a build knows whether it is still the right one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from press.cache.decide import Verdict
from press.cache.keys import digest_of
from press.files import write_whole
from press.git import commit_of
from press.project import Project
from press.releases.spread import FILE as SPREAD
from press.releases.swap import tree_digests
from press.runs.heading import first_heading
from press.runs.scenarios import Run

FILE = "state.json"

Chosen = Sequence[tuple[Run, Verdict]]


def read_state(project: Project) -> dict[str, Any]:
    """Return what was written when the site was published; empty when that cannot be read."""
    try:
        state: dict[str, Any] = json.loads((project.build / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_state(project: Project, shaped: Mapping[str, str], chosen: Chosen, site: str) -> None:
    """Remember what the site, whose digest is `site`, was made from."""
    state = {**shaped, "inputs": inputs_digest(project, chosen), "site": site}
    write_whole(project.build / FILE, json.dumps(state, indent=1))


def is_current(project: Project, chosen: Chosen) -> bool:
    """Say whether the published site is the one that this build would make."""
    if any(verdict.entry is None for _, verdict in chosen) or not project.site.exists():
        return False
    state = read_state(project)
    return state.get("inputs") == inputs_digest(project, chosen) and state.get("site") == digest_of(
        tree_digests(project.site)
    )


def inputs_digest(project: Project, chosen: Chosen) -> str:
    """Return a digest of everything that the site depends on."""
    files = _digests(project.root, "_toc.yml", "book/**/*", "notebooks/**/*")
    files.pop(f"notebooks/{SPREAD}", None)  # no page shows how far values moved
    parts = {
        "runs": {run.name: [run.title, run.published, verdict.key.digest] for run, verdict in chosen},
        "files": files,
        "press": press_digest(project),
        "commit": commit_of(project.root),
    }
    return digest_of(parts)


def press_digest(project: Project) -> str:
    """Return a digest of the code and pins that shape pages."""
    package = _digests(Path(__file__).parents[2], "portfolio/**/*", "press/**/*")
    return digest_of({"package": package, "pins": _digests(project.root, "requirements.txt", "_config.yml")})


def _digests(root: Path, *patterns: str) -> dict[str, str]:
    """Return the sha256 of each file below `root` that a pattern names; compiled ones say nothing."""
    paths = (path for pattern in patterns for path in root.glob(pattern))
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.is_file() and path.suffix != ".pyc"
    }


def navigation_digest(stage: Path) -> str:
    """Return a digest of what every page shows of the others: their order and titles."""
    titles = {
        path.relative_to(stage).as_posix(): _first_title(path, path.stat().st_mtime_ns)
        for path in sorted(stage.rglob("*"))
        if path.suffix == ".md" or (path.suffix == ".ipynb" and path.parent.name != "_files")
    }
    return digest_of({"toc": (stage / "_toc.yml").read_text(encoding="utf-8"), "titles": titles})


@lru_cache(maxsize=4096)
def _first_title(path: Path, _written_at: int) -> str:
    """Return the title of a staged page; the stage writes a page only when it says something else."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return first_heading(text) or digest_of(text)  # a title of another form: any edit may change it
