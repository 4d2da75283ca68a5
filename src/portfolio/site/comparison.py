"""The page that sets the recorded values of several runs of one notebook side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.pipeline.scenarios import Run
from portfolio.site.generated import as_code
from portfolio.site.roles import values_from

Recorded = Sequence[tuple[Run, Sequence[Mapping[str, Any]]]]
ABSENT = "\N{EM DASH}"


def comparison(title: str, runs: Recorded) -> str:
    """Return the page: numbers that differ, then words that differ, then what all runs agree on.

    Parameters
    ----------
    title
        Title of the notebook.
    runs
        Each published run with its recorded values.
    """
    texts, labels, in_words = _texts(runs)
    alike = [name for name, by_run in texts.items() if _agree(by_run, len(runs))]
    differing = [name for name in texts if name not in alike]
    numbers = [name for name in differing if name not in in_words]
    words = [name for name in differing if name in in_words]
    parts = [
        [f"# {title} \N{EN DASH} compared", ""],
        ["Every value was recorded by the run that heads its column. In brackets stands its interval, where"],
        ["the value is an estimate.", "", *_parameters(runs), ""],
        ["## What differs", "", *_table(numbers, labels, runs, texts)] if numbers else [],
        ["## In words", "", *_in_words(words, labels, runs, texts)] if words else [],
        ["## The same in every run", "", *_alike(alike, labels, runs)] if alike else [],
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def _agree(by_run: Mapping[str, str], runs: int) -> bool:
    return len(by_run) == runs and len(set(by_run.values())) == 1


def _texts(runs: Recorded) -> tuple[dict[str, dict[str, str]], dict[str, str], set[str]]:
    """Return the shown text of each value by name and run, the labels, and the names of values in words."""
    texts: dict[str, dict[str, str]] = {}
    labels: dict[str, str] = {}
    in_words = set()
    for run, rows in runs:
        for name, value in values_from(list(rows)).items():
            texts.setdefault(name, {})[run.name] = value.full()
            labels.setdefault(name, value.label or name)
            if isinstance(value.value, str):
                in_words.add(name)
    return texts, labels, in_words


def _parameters(runs: Recorded) -> list[str]:
    return [
        f"- **{run.title}**: "
        + (", ".join(as_code(f"{name} = {value!r}") for name, value in run.changed.items()) or "the defaults")
        for run, _ in runs
    ]


def _table(
    names: Sequence[str], labels: Mapping[str, str], runs: Recorded, texts: Mapping[str, Mapping[str, str]]
) -> list[str]:
    head = "| | " + " | ".join(f"[{_cell(run.title)}]({run.page}.ipynb)" for run, _ in runs) + " |"
    rows = [
        f"| {_cell(labels[name])} | "
        + " | ".join(_cell(_role(run, name)) if run.name in texts[name] else ABSENT for run, _ in runs)
        + " |"
        for name in names
    ]
    return [":::{div} wide-table", head, "|---|" + "---|" * len(runs), *rows, ":::", ""]


def _in_words(
    names: Sequence[str], labels: Mapping[str, str], runs: Recorded, texts: Mapping[str, Mapping[str, str]]
) -> list[str]:
    lines = []
    for name in names:
        told = [f"  - {run.title}: {_role(run, name)}" for run, _ in runs if run.name in texts[name]]
        lines += [f"- **{labels[name]}**", *told]
    return [*lines, ""]


def _alike(names: Sequence[str], labels: Mapping[str, str], runs: Recorded) -> list[str]:
    first, _ = runs[0]
    return [*[f"- {labels[name]}: {_role(first, name)}" for name in names], ""]


def _role(run: Run, name: str) -> str:
    return f"{{result}}`{run.name}.{name}|full`"


def _cell(text: str) -> str:
    # a table is cut at every other bar, in code and roles too
    return " ".join(text.replace("|", "\\|").split())
