"""Where a project's files lie, and the limits of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from portfolio.errors import UsageError

LOCKED = ".lock.json"  # notebooks/scoring.lock.json: the published values of notebooks/scoring.ipynb


@dataclass(frozen=True)
class Project:
    """The folders of one book, all derived from its root."""

    root: Path  # folder of the whole
    # notebooks to which the book is limited; all when empty. A limited book is made in a folder of its own,
    # so that the whole one, its releases and its reports stay; executed notebooks are shared
    only: tuple[str, ...] = ()

    @property
    def notebooks(self) -> Path:
        """Folder of the committed notebooks."""
        return self.root / "notebooks"

    @property
    def book(self) -> Path:
        """Folder of the prose pages."""
        return self.root / "book"

    @property
    def source(self) -> Path:
        """Folder that holds the `portfolio` package which the notebooks import."""
        return self.root / "src"

    @property
    def library(self) -> Path:
        """The `portfolio` package: of the book, or for a book without one the installed package."""
        own = self.source / "portfolio"
        return own if own.is_dir() else Path(__file__).parents[1] / "portfolio"

    @property
    def build(self) -> Path:
        """Folder of everything that is made."""
        whole = self.root / "_build"
        return whole / "only" / "+".join(self.only) if self.only else whole

    @property
    def cache(self) -> Path:
        """Folder of the executed notebooks."""
        return self.root / "_build" / "cache"

    @property
    def site(self) -> Path:
        """The published site."""
        return self.build / "html"

    @property
    def requirements(self) -> Path:
        """The file with the pins of everything installed."""
        return self.root / "requirements.txt"

    @property
    def data_wheels(self) -> Path:
        """The file with the pins of the wheels that are read as files and never installed."""
        return self.root / "data-wheels.txt"


@dataclass(frozen=True)
class Limits:
    """What one run may use; a deadline that is None never comes."""

    cell_seconds: int | None = 120  # deadline of a cell
    # deadline of a notebook, generous: the wanted 120 s hold on a quiet machine
    run_seconds: int | None = 300
    start_seconds: int = 60  # deadline for the kernel to answer
    memory_mib: int = 8192  # resident memory of the kernel and its children


def find_project(start: Path | None = None) -> Project:
    """Return the project that contains `start` (the working directory when absent).

    Raises
    ------
    UsageError
        `start` is not a folder, or no folder upwards holds `_config.yml`, `_toc.yml` and `notebooks/`.
    """
    here = (start or Path.cwd()).resolve()
    if not here.is_dir():  # a folder above it may be a project, but not the one that was meant
        raise UsageError(f"{start} is not a folder")
    for folder in (here, *here.parents):
        if all((folder / name).exists() for name in ("_config.yml", "_toc.yml", "notebooks")):
            return Project(folder)
    raise UsageError(
        f"no portfolio project in {here} or above",
        expected="a folder with _config.yml, _toc.yml and notebooks/",
        hint="Change into the project, or name it with --project.",
    )
