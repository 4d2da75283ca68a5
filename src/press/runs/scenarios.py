"""The runs of a book: every notebook with its own parameters, and the scenarios of `scenarios.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from portfolio.errors import PortfolioError, UsageError, nearest
from press.collected_errors import one_error
from press.project import Project
from press.runs.allowed_paths import path_problems
from press.runs.notebook import Notebook, read_notebooks
from press.runs.parameters import Parameter, Scalar, declared_parameters, resolve_parameters
from press.runs.scenario_file import Entry, read_entries

DEFAULT, CUSTOM, COMPARE = "default", "custom", "compare"

_SCENARIO = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOTEBOOK = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_TAKEN_PAGES = ("index", "genindex", "search", "py-modindex")  # Sphinx writes these itself


@dataclass(frozen=True)
class Run:
    """One notebook with one set of parameters.

    Parameters
    ----------
    notebook, scenario
        Names; together they name the run.
    title
        What the run shows, in words.
    parameters
        Every declared parameter with its typed value, in the order of declaration.
    published
        Whether the run has a page.
    defaults
        The declared defaults.
    """

    notebook: str
    scenario: str
    title: str
    parameters: dict[str, Scalar]
    published: bool = True
    defaults: dict[str, Scalar] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Name of the run: `exploration/jfk`."""
        return f"{self.notebook}/{self.scenario}"

    @property
    def page(self) -> str:
        """Name of its page: `exploration` for the default scenario, else `exploration-jfk`."""
        return self.notebook if self.scenario == DEFAULT else f"{self.notebook}-{self.scenario}"

    @property
    def changed(self) -> dict[str, Scalar]:
        """The parameters that differ from their defaults."""
        return {
            name: value
            for name, value in self.parameters.items()
            if name not in self.defaults or self.defaults[name] != value
        }


def load_scenarios(project: Project, notebooks: Mapping[str, Notebook] | None = None) -> tuple[Run, ...]:
    """Return every run of a project: by notebook, its default first, then in the order of the file.

    Parameters
    ----------
    project
        Where the notebooks and `scenarios.yml` lie; the file may be absent.
    notebooks
        Notebooks already read, by name; read from the project when absent.

    Raises
    ------
    UsageError
        With every fault of the notebooks, or else every fault of the file, together.
    """
    known = read_notebooks(project.notebooks) if notebooks is None else notebooks
    where = f"{project.notebooks.name}/{project.scenarios_file.name}"
    entries, problems = read_entries(project.scenarios_file, where)
    problems += [
        UsageError(
            f"{where}, line {entry.line}: no notebook {entry.notebook!r}", hint=nearest(entry.notebook, known)
        )
        for entry in _first_of_each(entries)
        if entry.notebook not in known
    ]
    runs: list[Run] = []
    for name in sorted(known):
        found, faults = _runs_of(known[name], [entry for entry in entries if entry.notebook == name], where)
        runs += found
        problems += faults
    problems += _page_problems(runs)
    problems += _title_problems(known.values())
    for run in runs:
        problems += path_problems(run.parameters, project, f"{where}: {run.name}")
    if problems:
        raise one_error(problems, where=where)
    return tuple(runs)


def make_run(
    notebook: Notebook,
    scenario: str = CUSTOM,
    given: Mapping[str, object] | None = None,
    *,
    base: Run | None = None,
) -> Run:
    """Return a run of one notebook with parameters given by hand; it is not published.

    Parameters
    ----------
    notebook
        The notebook.
    scenario
        Name of the run behind the slash.
    given
        Text of a command line or typed values, by name; the others keep their defaults.
    base
        A run whose parameters stand in for the defaults.

    Raises
    ------
    UsageError
        The declarations or the values do not hold.
    """
    declared = declared_parameters(notebook.parameters_source, where=notebook.where)
    merged = {**(base.parameters if base else {}), **(given or {})}
    parameters = resolve_parameters(declared, merged, where=f"{notebook.name}/{scenario}")
    return Run(notebook.name, scenario, notebook.title, parameters, False, _defaults(declared))


def find_run(runs: Iterable[Run], name: str) -> Run:
    """Return the run called `exploration/jfk`, or the default run of `exploration`.

    Raises
    ------
    UsageError
        No run has this name; the nearest is named.
    """
    by_name = {run.name: run for run in runs}
    wanted = name if "/" in name else f"{name}/{DEFAULT}"
    if wanted not in by_name:
        raise UsageError(f"no run {name!r}", hint=nearest(wanted, by_name))
    return by_name[wanted]


def _first_of_each(entries: Iterable[Entry]) -> list[Entry]:
    by_notebook: dict[str, Entry] = {}
    for entry in entries:
        by_notebook.setdefault(entry.notebook, entry)
    return list(by_notebook.values())


def _defaults(declared: Iterable[Parameter]) -> dict[str, Scalar]:
    return {parameter.name: parameter.default for parameter in declared}


def _runs_of(
    notebook: Notebook, entries: Iterable[Entry], where: str
) -> tuple[list[Run], list[PortfolioError]]:
    """Return the runs of one notebook, its default first, and the faults of its entries."""
    problems: list[PortfolioError] = list(_name_problems(notebook))
    try:
        declared = declared_parameters(notebook.parameters_source, where=notebook.where)
    except UsageError as problem:
        return [], [*problems, problem]
    defaults = _defaults(declared)
    runs = [Run(notebook.name, DEFAULT, notebook.title, defaults, True, defaults)]
    named = [entry for entry in entries if entry.scenario is not None]
    for entry in sorted(named, key=lambda one: one.scenario != DEFAULT):
        place = f"{where}, line {entry.line}: {entry.notebook}/{entry.scenario}"
        faults: list[PortfolioError] = list(_entry_problems(entry, place))
        try:
            run = _run(notebook, declared, entry, place)
        except UsageError as problem:
            problems += [*faults, problem]
            continue
        if entry.scenario == DEFAULT:
            runs[0] = replace(run, parameters=defaults)
        else:
            faults += _twin_problems(run, runs, place)
            runs.append(run)
        problems += faults
    return runs, problems


def _run(notebook: Notebook, declared: Iterable[Parameter], entry: Entry, place: str) -> Run:
    """Return the run that one entry describes."""
    scenario = entry.scenario or DEFAULT
    title = entry.title or (notebook.title if scenario == DEFAULT else scenario)
    parameters = resolve_parameters(declared, entry.parameters, where=place)
    return Run(notebook.name, scenario, title, parameters, entry.published, _defaults(declared))


def _name_problems(notebook: Notebook) -> Iterator[UsageError]:
    if not _NOTEBOOK.fullmatch(notebook.name):
        yield UsageError(f"{notebook.where}: name", expected="letters and digits, joined by - or _")
    elif notebook.name.lower() in _TAKEN_PAGES:
        yield UsageError(
            f"{notebook.where}: the page {notebook.name!r} is made by the book", hint="Rename it."
        )


def _entry_problems(entry: Entry, place: str) -> Iterator[UsageError]:
    if not _SCENARIO.fullmatch(entry.scenario or ""):
        yield UsageError(f"{place}: name of the scenario", expected="a-z and 0-9, joined by -")
    if entry.scenario in (COMPARE, CUSTOM):
        yield UsageError(f"{place}: {entry.scenario!r} is reserved", hint="Choose another name.")
    if entry.scenario == DEFAULT and entry.parameters:
        yield UsageError(
            f"{place} may not set parameters", hint="Its parameters are the notebook's own; add a scenario."
        )


def _twin_problems(run: Run, others: Iterable[Run], place: str) -> Iterator[UsageError]:
    for other in others:
        if other.parameters == run.parameters:
            yield UsageError(f"{place} has the parameters of {other.name}", hint="Change or remove one.")
        if other.title == run.title:
            yield UsageError(f"{place} has the title of {other.name}", got=repr(run.title))


def _title_problems(notebooks: Iterable[Notebook]) -> Iterator[UsageError]:
    """Yield notebooks of one title: nobody could tell their pages apart."""
    owners: dict[str, str] = {}
    for notebook in notebooks:
        other = owners.setdefault(notebook.title, notebook.where)
        if other != notebook.where:
            yield UsageError(f"{other} and {notebook.where} have one title", got=repr(notebook.title))


def _page_problems(runs: Iterable[Run]) -> Iterator[UsageError]:
    """Yield pages that two runs, or a run and a comparison, would both write."""
    pages: dict[str, str] = {}
    several = [run.notebook for run in runs if run.scenario != DEFAULT]
    claims = [(run.page, run.name) for run in runs]
    claims += [(f"{name}-{COMPARE}", f"the comparison of {name}") for name in dict.fromkeys(several)]
    for page, owner in claims:
        # file systems that fold case would overwrite one with the other
        other = pages.setdefault(page.lower(), owner)
        if other != owner:
            yield UsageError(f"{other} and {owner} would both be the page {page!r}", hint="Rename one.")


def page_path(run: Run) -> str:
    """Return the page of a run: `notebooks/exploration-jfk`."""
    return f"notebooks/{run.page}"


def compare_path(notebook: str) -> str:
    """Return the page that compares the scenarios of a notebook."""
    return f"notebooks/{notebook}-compare"


def page_title(notebook: str, run: Run) -> str:
    """Return the title of a run's page, from its notebook's."""
    return notebook if run.scenario == "default" else f"{notebook} \N{EN DASH} {run.title}"
