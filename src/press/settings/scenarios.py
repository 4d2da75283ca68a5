"""The runs of a book: every notebook with its own parameters, and the scenarios of its settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from portfolio.errors import PortfolioError, UsageError
from press.collected_errors import one_error
from press.project import Project
from press.runs.allowed_paths import path_problems
from press.runs.notebook import Notebook, read_notebooks
from press.runs.parameters import Parameter, declared_parameters, resolve_parameters
from press.runs.scenarios import COMPARE, CUSTOM, DEFAULT, SWEEP, Run, defaults_of
from press.settings.notebook_settings import (
    NotebookSettings,
    Scenario,
    SettingsFile,
    settings_files,
    unknown_notebooks,
)
from press.yaml_reader import Document

_SCENARIO = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOTEBOOK = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
TAKEN_PAGES = ("index", "genindex", "search", "py-modindex")  # Sphinx writes these itself


def load_scenarios(project: Project, notebooks: Mapping[str, Notebook] | None = None) -> tuple[Run, ...]:
    """Return every run of a project: by notebook, its default first, then in the order of its file.

    Parameters
    ----------
    project
        Where the notebooks and their settings lie; a notebook without settings has its default run.
    notebooks
        Notebooks already read, by name; read from the project when absent.

    Raises
    ------
    UsageError
        With every fault of the notebooks, or else every fault of their settings, together.
    """
    known = read_notebooks(project.notebooks) if notebooks is None else notebooks
    files = settings_files(project)
    problems: list[PortfolioError] = [fault for file in files.values() for fault in file.faults]
    problems += unknown_notebooks(files, known)
    runs: list[Run] = []
    for name in sorted(known):
        where = f"{project.notebooks.name}/{name}.yml"
        file = files.get(name) or SettingsFile(NotebookSettings(), Document(where, None))
        found, faults = _runs_of(known[name], file)
        for run in found:
            faults += path_problems(run.parameters, project, f"{where}: {run.name}")
        runs += found
        problems += faults
    problems += _page_problems(runs)
    problems += _title_problems(known.values())
    if problems:
        raise one_error(problems, where=f"{project.notebooks.name}/")
    return tuple(runs)


def name_problems(name: str, where: str) -> Iterator[UsageError]:
    """Yield why a notebook may not have a name: its page needs a plain address of its own."""
    if not _NOTEBOOK.fullmatch(name):
        yield UsageError(f"{where}: name", expected="letters and digits, joined by - or _")
    elif name.lower() in TAKEN_PAGES:
        yield UsageError(f"{where}: the page {name!r} is made by the book", hint="Rename it.")


def _runs_of(notebook: Notebook, file: SettingsFile) -> tuple[list[Run], list[PortfolioError]]:
    """Return the runs of one notebook, its default first, and the faults of its scenarios."""
    problems: list[PortfolioError] = list(name_problems(notebook.name, notebook.where))
    try:
        declared = declared_parameters(notebook.parameters_source, where=notebook.where)
    except UsageError as problem:
        return [], [*problems, problem]
    defaults = defaults_of(declared)
    runs = [Run(notebook.name, DEFAULT, notebook.title, defaults, True, defaults)]
    for name, scenario in sorted(file.settings.scenarios.items(), key=lambda one: one[0] != DEFAULT):
        line = file.document.line(("scenarios", name))
        place = f"{file.document.where}, line {line}: {notebook.name}/{name}"
        faults: list[PortfolioError] = list(_scenario_problems(name, scenario, place))
        try:
            run = _run(notebook, declared, name, scenario, place)
        except UsageError as problem:
            problems += [*faults, problem]
            continue
        if name == DEFAULT:
            runs[0] = replace(run, parameters=defaults)
        else:
            faults += _twin_problems(run, runs, place)
            runs.append(run)
        problems += faults
    return runs, problems


def _run(notebook: Notebook, declared: Iterable[Parameter], name: str, scenario: Scenario, place: str) -> Run:
    """Return the run that one scenario describes."""
    title = scenario.title or (notebook.title if name == DEFAULT else name)
    parameters = resolve_parameters(declared, scenario.parameters, where=place)
    return Run(notebook.name, name, title, parameters, scenario.published, defaults_of(declared))


def _scenario_problems(name: str, scenario: Scenario, place: str) -> Iterator[UsageError]:
    if not _SCENARIO.fullmatch(name):
        yield UsageError(f"{place}: name of the scenario", expected="a-z and 0-9, joined by -")
    if name in (COMPARE, CUSTOM, SWEEP):
        yield UsageError(f"{place}: {name!r} is reserved", hint="Choose another name.")
    if name == DEFAULT and scenario.parameters:
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
