"""Which chapters read a dataset, as their runs recorded it, and which would if a parameter told them to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from press.execute.finished import Finished
from press.execute.pinned_results import Kept
from press.markdown import escape
from press.runs.notebook import Notebook
from press.runs.parameters import declared_parameters
from press.runs.scenarios import DEFAULT, Run, page_path

OWN_FILE = "csv"  # `csv:PATH` in a record or a declaration is a file of the reader's own


@dataclass(frozen=True)
class DatasetUse:
    """What uses one dataset."""

    # links to the chapters that read it; to their scenarios where only these do
    read_by: tuple[str, ...] = ()
    # links to the chapters that no run lets read it, with the parameter that does
    on_request: tuple[str, ...] = ()


def dataset_uses(
    shown: Sequence[Finished],
    kept: Iterable[Kept],
    notebooks: Mapping[str, Notebook],
    short: Mapping[str, str],
) -> dict[str, DatasetUse]:
    """Return what uses each dataset, by its name.

    Parameters
    ----------
    shown
        The published runs, in the order of their pages.
    kept
        Results of runs that no build repeats; those of notebooks outside this book are left out.
    notebooks
        The notebooks of the book, in its order.
    short
        Short names of chapters; a chapter without one is called by its title.
    """
    read_by: dict[str, list[str]] = {}
    on_request: dict[str, list[str]] = {}
    paged = {item.run.notebook for item in shown if item.run.scenario == DEFAULT}
    for name in (name for name in notebooks if name in paged):
        title = escape(short.get(name) or notebooks[name].title)
        runs = [(item.run, _names(item.record.datasets)) for item in shown if item.run.notebook == name]
        unpaged = [(one.title, _names(one.datasets)) for one in kept if one.notebook == name]
        read = {dataset for _, datasets in (*runs, *unpaged) for dataset in datasets}
        for dataset in sorted(read):
            read_by.setdefault(dataset, []).extend(_pages(dataset, title, name, runs, unpaged))
        for dataset, setting in _choices(notebooks[name]).items():
            if dataset not in read:
                on_request.setdefault(dataset, []).append(f"{_link(title, name)} (`{setting}`)")
    return {
        name: DatasetUse(tuple(read_by.get(name, ())), tuple(on_request.get(name, ())))
        for name in read_by.keys() | on_request.keys()
    }


def _pages(
    dataset: str,
    title: str,
    notebook: str,
    runs: Sequence[tuple[Run, set[str]]],
    unpaged: Sequence[tuple[str, set[str]]],
) -> list[str]:
    """Return the links for one chapter, which reads the dataset in at least one of its runs."""
    reading = [run for run, datasets in runs if dataset in datasets]
    if any(run.scenario == DEFAULT for run in reading):
        return [_link(title, notebook)]
    pages = [f"[{title}: {escape(run.title)}](/{page_path(run)}.ipynb)" for run in reading]
    return pages or [
        f"{_link(title, notebook)}: {escape(told)}" for told, datasets in unpaged if dataset in datasets
    ]


def _link(title: str, notebook: str) -> str:
    return f"[{title}](/notebooks/{notebook}.ipynb)"


def _names(datasets: Iterable[str]) -> set[str]:
    return {name.partition(":")[0] for name in datasets}


def _choices(notebook: Notebook) -> dict[str, str]:
    """Return the datasets among the values that parameters allow, each with the setting that chooses it."""
    found = {}
    for parameter in declared_parameters(notebook.parameters_source, where=notebook.where):
        for choice in map(str, parameter.choices or ()):
            value = f"{OWN_FILE}:PATH" if choice.startswith(f"{OWN_FILE}:") else choice
            found[value.partition(":")[0]] = f"{parameter.name}={value}"
    return found
