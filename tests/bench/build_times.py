"""Measure the press against the stock tools, on the same notebooks, in one run: `make bench`.

Stock is `jupyter-book build` on copies of the notebooks with the parameters of each scenario put in. Both
sides work in temporary copies of this checkout. Times are wall time of the whole command, start included.
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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from press.build.plan import plan
from press.pages.notebook_page import with_values
from press.project import Project
from press.releases.swap import tree_digests
from press.runs.notebook import source

ROOT = Path(__file__).parents[2]
STOCK = Path(sys.executable).with_name("jupyter-book")
NOTEBOOK, MODULE = "exploration", "src/portfolio/exploration/outliers.py"
PROSE = "\nOne more line of prose.\n"


@dataclass(frozen=True)
class Took:
    """Seconds and exit code of one command, with what it printed."""

    seconds: float
    code: int
    text: str


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    stock: str
    ours: str


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


def ours(folder: Path, *options: str, **environment: str) -> Took:
    """Build a copy with the press of that copy."""
    command = [sys.executable, "-m", "press", "build", *options]
    return run(command, folder, PYTHONPATH=str(folder / "src"), **environment)


def stock_book(folder: Path) -> Path:
    """Write a stock Jupyter Book of every published run."""
    planned = plan(Project(ROOT))
    folder.mkdir(parents=True)
    pages = []
    for one, _ in planned.published:
        notebook = planned.notebooks[one.notebook]
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


def stamps(site: Path) -> dict[str, int]:
    """Return the time stamp of every file of a site."""
    return {str(path): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


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


@dataclass(frozen=True)
class Copies:
    """A copy of this checkout for the press, and a stock book of the same notebooks."""

    ours: Path
    stock: Path

    @property
    def site(self) -> Path:
        """The site that the press publishes."""
        return self.ours / "_build/html"


def empty_cache(copies: Copies) -> Row:
    """Execute all notebooks and print the book."""
    mine, theirs = ours(copies.ours), stock(copies.stock)
    if mine.code or theirs.code:
        raise SystemExit(f"the first build failed:\n{mine.text[-3000:]}\n{theirs.text[-3000:]}")
    ratio = theirs.seconds / mine.seconds
    return Row(f"{theirs.seconds:.1f} s", f"{mine.seconds:.1f} s, {ratio:.2f} times faster")


def nothing_changed(copies: Copies) -> Row:
    """Build again."""
    before = stamps(copies.site)
    mine, theirs = ours(copies.ours), stock(copies.stock)
    rewritten = sum(before.get(name) != stamp for name, stamp in stamps(copies.site).items())
    told = f"{mine.seconds:.2f} s, {executed(copies.ours)} executed, {rewritten} files rewritten"
    return Row(f"{theirs.seconds:.1f} s", told)


def prose_changed(copies: Copies) -> Row:
    """Add a line of prose to one notebook."""
    add_prose(copies.ours / f"notebooks/{NOTEBOOK}.ipynb")
    add_prose(copies.stock / f"{NOTEBOOK}.ipynb")
    mine, theirs = ours(copies.ours), stock(copies.stock)
    return Row(f"{theirs.seconds:.1f} s", f"{mine.seconds:.1f} s, {executed(copies.ours)} executed")


def module_changed(copies: Copies) -> Row:
    """Change one library module; ask which runs would be executed."""
    module = copies.ours / MODULE
    original = module.read_bytes()
    module.write_bytes(original + b"\n# changed\n")
    plan = json.loads(ours(copies.ours, "--dry-run", "--explain", "--json").text)
    module.write_bytes(original)
    would = [row["notebook"] for row in plan["runs"] if row["action"] == "execute"]
    counts = ", ".join(f"{name}: {would.count(name)} of its runs" for name in sorted(set(would)))
    return Row("stale: nothing executed", f"would execute {counts}; {len(plan['runs']) - len(would)} reused")


def failing_cell(copies: Copies) -> Row:
    """Break the last code cell of one notebook."""
    good = tree_digests(copies.site)
    break_last_cell(copies.ours / f"notebooks/{NOTEBOOK}.ipynb")
    break_last_cell(copies.stock / f"{NOTEBOOK}.ipynb")
    mine, theirs = ours(copies.ours), stock(copies.stock)
    kept = "identical" if tree_digests(copies.site) == good else "CHANGED"
    return Row(
        f"exit {theirs.code} after {theirs.seconds:.1f} s, broken page published",
        f"exit {mine.code} after {mine.seconds:.1f} s, site {kept}",
    )


def built_twice(folder: Path) -> Row:
    """Build the same files in two folders, with one worker and with two, and with two hash seeds."""
    sites = []
    for name, seed, options in (("here", "0", ("--workers", "1")), ("over there", "4711", ())):
        copy = checkout(folder / name)
        ours(copy, *options, PYTHONHASHSEED=seed)
        sites.append(tree_digests(copy / "_build/html", normalised=True))
    one, other = sites
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    return Row("differs", f"{len(one)} files, {len(differing)} differ {differing[:3] or ''}".strip())


def measure(folder: Path) -> Iterator[tuple[str, Row]]:
    """Yield what was measured, row by row."""
    copies = Copies(checkout(folder / "ours"), stock_book(folder / "stock"))
    yield "all notebooks, empty cache", empty_cache(copies)
    yield "nothing changed", nothing_changed(copies)
    yield "one line of prose changed", prose_changed(copies)
    yield "one library module changed", module_changed(copies)
    yield "failing cell", failing_cell(copies)
    yield "same files built twice", built_twice(folder)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the temporary copies")
    keep = parser.parse_args().keep
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        print(f"| on {os.cpu_count()} cores | stock | ours |\n|---|---|---|")  # noqa: T201
        for what, row in measure(folder):
            print(f"| {what} | {row.stock} | {row.ours} |", flush=True)  # noqa: T201
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
