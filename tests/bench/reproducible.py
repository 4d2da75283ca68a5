"""Build the whole book twice, differently, and hold every published byte of one against the other.

The two builds differ in folder, number of workers and Python's hash seed; each executes every notebook. What
is declared to differ, dates and durations, is left out of the comparison. Ends with 1 when a file differs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from press.releases.results_lock import differences, locked_form
from press.releases.swap import tree_digests

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns("_build", ".venv", ".git", "__pycache__", ".*_cache", ".hypothesis")


@dataclass(frozen=True)
class Way:
    """One way to build the same book."""

    folder: str
    workers: int
    hash_seed: str


WAYS = (Way("one", 1, "0"), Way("another folder", 2, "4711"))


def build(root: Path, way: Way, temporary: Path) -> Path:
    """Build a copy of the book and return its build folder."""
    folder = temporary / way.folder
    shutil.copytree(root, folder, ignore=LEFT_OUT)
    command = [sys.executable, "-m", "press", "build", "--workers", str(way.workers)]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONHASHSEED": way.hash_seed}
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the build in {way.folder!r} ended with {done.returncode}:\n{done.stderr}")
    print(f"{way}: {time.monotonic() - started:.0f} s, {done.stderr.splitlines()[-1]}")  # noqa: T201
    return folder / "_build"


def differing(one: Path, other: Path) -> list[str]:
    """Return the files of two sites that differ, or that only one of them has."""
    left, right = (tree_digests(folder / "html", normalised=True) for folder in (one, other))
    print(f"{len(left)} and {len(right)} files")  # noqa: T201
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


def drifted(one: Path, other: Path) -> list[str]:
    """Return the recorded values that differ beyond their tolerance."""
    rows = [json.loads((folder / "results.json").read_text(encoding="utf-8")) for folder in (one, other)]
    print(f"{len(rows[0])} recorded values")  # noqa: T201
    return [str(difference) for difference in differences(*map(locked_form, rows))]


def first_difference(one: Path, other: Path) -> str:
    """Return where two files part, with a little of what stands there."""
    left, right = (path.read_bytes() if path.exists() else b"" for path in (one, other))
    place = next(
        (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    start = max(place - 60, 0)
    return f"byte {place}:\n    {left[start : place + 60]!r}\n    {right[start : place + 60]!r}"


def main() -> int:
    """Build twice, compare, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the book to build; this one by default")
    parser.add_argument("--keep", type=Path, help="an empty folder for the two builds, which are kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        temporary = options.keep or Path(made)
        one, other = (build(options.root, way, temporary) for way in WAYS)
        files, values = differing(one, other), drifted(one, other)
        for name in files:
            print(f"differs: {name}, {first_difference(one / 'html' / name, other / 'html' / name)}")  # noqa: T201
        for value in values:
            print(f"differs: {value}")  # noqa: T201
    print("the same" if not files and not values else f"{len(files)} files and {len(values)} values differ")  # noqa: T201
    return int(bool(files or values))


if __name__ == "__main__":
    sys.exit(main())
