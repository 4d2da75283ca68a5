"""Measure the press against the stock tools, on the same notebooks, in one run: `make bench`.

Stock is `jupyter-book build` on copies of the notebooks with the parameters of each scenario put in. Both sides work
in temporary copies of this checkout; times are wall time of the whole command, start of the process included.
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
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portfolio.config import Project
from portfolio.pipeline.notebook import read_notebooks, source
from portfolio.pipeline.scenarios import load_scenarios
from portfolio.site.notebook_page import with_values

ROOT = Path(__file__).parents[2]
STOCK = Path(sys.executable).with_name("jupyter-book")
PROSE = "\nOne more line of prose.\n"


@dataclass(frozen=True)
class Took:
    """Seconds and exit code of one command, with what it printed."""

    seconds: float
    code: int
    text: str


def run(command: list[str], folder: Path, **environment: str) -> Took:
    """Run a command and time it."""
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    return Took(time.monotonic() - started, done.returncode, done.stdout + done.stderr)


def checkout(folder: Path) -> Path:
    """Copy the tracked and new files of this checkout to `folder`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def ours(folder: Path, *options: str) -> Took:
    """Build a copy with the press of that copy."""
    return run([sys.executable, "-m", "portfolio", "build", *options], folder, PYTHONPATH=str(folder / "src"))


def stock_book(folder: Path) -> Path:
    """Write a stock Jupyter Book of every published run."""
    project = Project(ROOT)
    notebooks = read_notebooks(project.notebooks)
    folder.mkdir(parents=True)
    pages = []
    for one in load_scenarios(project, notebooks):
        if one.published:
            notebook = notebooks[one.notebook]
            document = json.loads(json.dumps(notebook.document))
            cell = document["cells"][notebook.parameters_index]
            cell["source"] = with_values(source(cell), one.changed)
            (folder / f"{one.page}.ipynb").write_text(json.dumps(document), encoding="utf-8")
            pages.append(one.page)
    (folder / "index.md").write_text("# Stock\n", encoding="utf-8")
    chapters = "".join(f"- file: {page}\n" for page in pages)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{chapters}", encoding="utf-8")
    settings = "title: Stock\nexecute: {execute_notebooks: cache, timeout: -1}\n"
    (folder / "_config.yml").write_text(settings, encoding="utf-8")
    return folder


def stock(folder: Path) -> Took:
    """Build a stock book."""
    return run([str(STOCK), "build", "."], folder)


def tree(site: Path, *, normalised: bool) -> Mapping[str, str]:
    """Return the digests of a site."""
    from portfolio.site.publishing import tree_digests

    return tree_digests(site, normalised=normalised)


def add_prose(path: Path) -> None:
    """Add a line to the last Markdown cell of a notebook."""
    document = json.loads(path.read_text(encoding="utf-8"))
    cell = next(one for one in reversed(document["cells"]) if one["cell_type"] == "markdown")
    cell["source"] = "".join(cell["source"]) + PROSE
    path.write_text(json.dumps(document), encoding="utf-8")


def break_last_cell(path: Path) -> None:
    """Make the last code cell of a notebook fail."""
    document = json.loads(path.read_text(encoding="utf-8"))
    cell = next(one for one in reversed(document["cells"]) if one["cell_type"] == "code")
    cell["source"] = "raise RuntimeError('broken on purpose')"
    path.write_text(json.dumps(document), encoding="utf-8")


def executed(folder: Path) -> int:
    """Return how many runs the last build of a copy executed."""
    report = json.loads((folder / "_build/report.json").read_text(encoding="utf-8"))
    return sum(row["verdict"] == "executed" for row in report["runs"])


def measure(folder: Path) -> list[tuple[str, str, str]]:
    """Return the rows of the table: what, stock, ours."""
    mine, theirs, again = checkout(folder / "ours"), stock_book(folder / "stock"), checkout(folder / "again")
    rows = []
    first, stock_first = ours(mine), stock(theirs)
    if first.code or stock_first.code:
        raise SystemExit(f"the first build failed:\n{first.text[-3000:]}\n{stock_first.text[-3000:]}")
    ratio = stock_first.seconds / first.seconds
    rows.append(("all notebooks, empty cache", f"{stock_first.seconds:.1f} s", f"{first.seconds:.1f} s, {ratio:.2f} times faster"))

    good, same, stock_same = tree(mine / "_build/html", normalised=False), ours(mine), stock(theirs)
    kept = good == tree(mine / "_build/html", normalised=False)
    rows.append(("nothing changed", f"{stock_same.seconds:.1f} s", f"{same.seconds:.2f} s, {executed(mine)} executed, site identical: {kept}"))

    notebook = "exploration"
    add_prose(mine / f"notebooks/{notebook}.ipynb")
    add_prose(theirs / f"{notebook}.ipynb")
    prose, stock_prose = ours(mine), stock(theirs)
    rows.append(("one line of prose changed", f"{stock_prose.seconds:.1f} s", f"{prose.seconds:.1f} s, {executed(mine)} executed"))

    module = mine / "src/portfolio/eda/outliers.py"
    module.write_text(module.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    plan = ours(mine, "--dry-run", "--explain", "--json")
    would = [f"{row['notebook']}/{row['scenario']}" for row in json.loads(plan.text)["runs"] if row["action"] == "execute"]
    rows.append(("one library module changed", "stale, nothing executed", f"would execute {', '.join(would)}"))
    shutil.copy2(ROOT / "src/portfolio/eda/outliers.py", module)

    good = tree(mine / "_build/html", normalised=False)
    break_last_cell(mine / f"notebooks/{notebook}.ipynb")
    break_last_cell(theirs / f"{notebook}.ipynb")
    broken, stock_broken = ours(mine), stock(theirs)
    kept = good == tree(mine / "_build/html", normalised=False)
    rows.append(
        (
            "failing cell",
            f"exit {stock_broken.code} in {stock_broken.seconds:.1f} s, broken page published",
            f"exit {broken.code} in {broken.seconds:.1f} s, site identical: {kept}",
        )
    )

    # the same files in another folder, with one worker
    ours(again, "--workers", "1")
    fresh = checkout(folder / "fresh")
    ours(fresh)
    one, other = (tree(path / "_build/html", normalised=True) for path in (again, fresh))
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    rows.append(("same commit built twice", "differs", f"{len(one)} files, {len(differing)} differ {differing[:3] or ''}"))
    return rows


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the temporary copies")
    keep = parser.parse_args().keep
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        print(f"| on {os.cpu_count()} cores | stock | ours |\n|---|---|---|")  # noqa: T201
        for what, their, our in measure(folder):
            print(f"| {what} | {their} | {our} |", flush=True)  # noqa: T201
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
