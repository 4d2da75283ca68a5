"""Measure how the time of a build grows with the number of scenario pages of one small notebook.

Each size reuses the executions of the size before. What is timed is `portfolio build` after
`portfolio execute`, so that the kernel's start, the same for each run, stays out of the time per page.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

sys.path[0] = str(Path(__file__).parents[1])

from tests_support import RECORDS, TinyBook, cell  # noqa: E402

SIZES = (30, 100, 300)
FIGURE = """import matplotlib.pyplot as plt
import numpy as np

figure, axes = plt.subplots(figsize=(5, 3))
axes.plot(np.random.default_rng(seed).normal(size=200).cumsum());"""
SHOWN = {
    "figure": {"name": "fig-walk", "caption": "A random walk."},
    "image": {"alt": "A line that wanders up and down without a direction."},
}


def book(folder: Path) -> TinyBook:
    """Write a book of one notebook: a recorded value, a table, a figure."""
    made = TinyBook(folder)
    table = "import pandas as pd\n\npd.DataFrame({'seed': [seed], 'double': [2 * seed]})"
    made.notebook("small", RECORDS, table, cell(FIGURE, mystnb=SHOWN))
    return made


def scenarios(made: TinyBook, pages: int) -> None:
    """Give the notebook so many scenario pages, each with a seed of its own."""
    listed = {
        f"seed-{seed}": {"title": f"Seed {seed}", "parameters": {"seed": seed}} for seed in range(1, pages)
    }
    settings = {
        "family": "scoring",
        "short": "Small",
        "scenarios": {"default": {"title": "Seed 0"}, **listed},
    }
    made.write("notebooks/small.yml", yaml.safe_dump(settings, sort_keys=False))


def seconds(folder: Path, *command: str) -> float:
    """Return how long a command of the press takes.

    Raises
    ------
    SystemExit
        When the command fails, with what it printed.
    """
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "press", "--project", str(folder), *command],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return time.monotonic() - started


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of pages, ascending")
    sizes = parser.parse_args().sizes
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        made = book(Path(folder) / "book")
        print("| pages | execute the new ones, s | build, s | s a page |\n|---|---|---|---|")  # noqa: T201
        for pages in sizes:
            scenarios(made, pages)
            executing = seconds(made.root, "execute")
            building = seconds(made.root, "build")
            print(f"| {pages} | {executing:.0f} | {building:.1f} | {building / pages:.3f} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
