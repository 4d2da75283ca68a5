"""A run: one notebook with one set of parameters, and the names of its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portfolio.errors import UsageError, nearest
from press.runs.notebook import Notebook
from press.runs.parameters import Parameter, Scalar, declared_parameters, resolve_parameters

DEFAULT, CUSTOM, COMPARE, SWEEP = "default", "custom", "compare", "sweep"


@dataclass(frozen=True)
class Run:
    """One notebook with one set of parameters."""

    # notebook and scenario: names; together they name the run
    notebook: str
    scenario: str
    title: str  # what the run shows, in words
    # every declared parameter with its typed value, in the order of declaration
    parameters: dict[str, Scalar]
    published: bool = True  # whether the run has a page
    defaults: dict[str, Scalar] = field(default_factory=dict, repr=False)  # the declared defaults

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
    return Run(notebook.name, scenario, notebook.title, parameters, False, defaults_of(declared))


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


def defaults_of(declared: Iterable[Parameter]) -> dict[str, Scalar]:
    """Return the declared defaults, by name."""
    return {parameter.name: parameter.default for parameter in declared}


def page_path(run: Run) -> str:
    """Return the page of a run: `notebooks/exploration-jfk`."""
    return f"notebooks/{run.page}"


def compare_path(notebook: str) -> str:
    """Return the page that compares the scenarios of a notebook."""
    return f"notebooks/{notebook}-compare"


def sweep_path(notebook: str) -> str:
    """Return the page of the published sweep of a notebook."""
    return f"notebooks/{notebook}-sweep"


def page_title(notebook: str, run: Run) -> str:
    """Return the title of a run's page, from its notebook's."""
    return notebook if run.scenario == "default" else f"{notebook} \N{EN DASH} {run.title}"
