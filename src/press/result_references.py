"""Computed numbers and sourced facts in prose.

``{result}`median_delay` `` shows a value that the page's own run recorded, with its unit;
``{result}`exploration/jfk.median_delay|full` `` one of another run, with its interval.
``{fact}`28 %|publisher's page` `` marks a number that comes from outside, with its source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from portfolio.errors import PublishError, nearest
from portfolio.results.value import NAME, Value
from press.over_seeds import FEWEST, over_seeds
from press.result_links import FORMS, SEEDS, with_roles
from press.runs.notebook import Notebook, tags

RESULT_ROLE = re.compile(r"\{result\}`([^`]+)`")
FACT_ROLE = re.compile(r"\{fact\}`(?P<number>[^`|\\]+)[^`]*`")
RESULTS_FOLDER = "_results"
FIELDS = ("name", "value", "unit", "digits", "tolerance", "label", "measured", "type", "method", "of")


def results_file(stage: Path, run: str) -> Path:
    """Return the file that holds the staged values of a run, `exploration/jfk`."""
    return stage / RESULTS_FOLDER / f"{run}.json"


def staged_runs(stage: Path) -> list[str]:
    """Return the names of the runs whose values are staged."""
    folder = stage / RESULTS_FOLDER
    return [f"{path.parent.name}/{path.stem}" for path in folder.glob("*/*.json") if "." not in path.stem]


def split_reference(reference: str, own_run: str | None) -> tuple[str, str, str]:
    """Return run, name and form of a reference such as `exploration/jfk.median_delay|full`.

    Raises
    ------
    PublishError
        No run is named and the page has none of its own, or the form is unknown.
    """
    target, _, form = reference.strip().partition("|")
    run, _, name = target.strip().rpartition(".")
    if not run and own_run is None:
        raise PublishError(
            f"{{result}}`{reference}`: this page has no run of its own", expected="notebook.name"
        )
    run = run or own_run or ""
    form = form.strip() or "text"
    if form not in (*FORMS, SEEDS):
        raise PublishError(
            f"{{result}}`{reference}`: unknown form {form!r}", hint=nearest(form, (*FORMS, SEEDS))
        )
    return (run if "/" in run else f"{run}/default"), name, form


def shown(
    reference: str, own_run: str | None, values: Mapping[str, Mapping[str, Value]]
) -> tuple[str, Value, str]:
    """Return the text of a reference, the value behind it and its run.

    Parameters
    ----------
    values
        For each run, its values by name.

    Raises
    ------
    PublishError
        The run or the name is unknown.
    """
    run, name, form = split_reference(reference, own_run)
    if run not in values:
        raise PublishError(f"{{result}}`{reference}`: no published run {run!r}", hint=nearest(run, values))
    if name not in values[run]:
        raise PublishError(
            f"{{result}}`{reference}`: {run} records no {name!r}", hint=nearest(name, values[run])
        )
    value = values[run][name]
    if form == SEEDS:
        mean = over_seeds(run, name, values)
        if mean is None:
            raise PublishError(
                f"{{result}}`{reference}`: fewer than {FEWEST} trainings recorded {name!r}",
                hint=f"Keep more: portfolio keep {run.partition('/')[0]}/seed-1, seed-2.",
            )
        return mean.full(), mean, run
    texts = {"text": value.text, "number": value.number, "bounds": value.bounds, "full": value.full}
    return texts[form](), value, run


def filled(text: str, own_run: str, values: Mapping[str, Mapping[str, Value]]) -> str:
    """Return plain text, such as an alternative text, with every role of a number replaced.

    Of a fact its number stays; its source is told where there is markup.

    Raises
    ------
    PublishError
        A reference is unknown, or its value is measured: plain text cannot say that it differs each time.
    """

    def replaced(match: re.Match[str]) -> str:
        told, value, run = shown(match[1], own_run, values)
        if value.measured:
            raise PublishError(
                f"{{result}}`{match[1]}`: {run}.{value.name} is a time of the machine",
                expected="a value that is the same in each build, in text without markup",
            )
        return told

    return FACT_ROLE.sub(r"\g<number>", RESULT_ROLE.sub(replaced, with_roles(text)))


def values_from(rows: Iterable[Mapping[str, Any]]) -> dict[str, Value]:
    """Return recorded rows as values by name."""
    found = {}
    for row in rows:
        interval = row.get("interval")
        fields = {key: row[key] for key in FIELDS if key in row}
        if isinstance(row["value"], str):  # an earlier release may not say what kind of text it is
            fields = {"type": NAME, **fields}
        found[row["name"]] = Value(**fields, interval=tuple(interval) if interval else None)
    return found


def with_anchors(rows: Sequence[Mapping[str, Any]], notebook: Notebook) -> list[dict[str, Any]]:
    """Return recorded rows, each with the anchor of the cell that recorded it, if the page shows that."""
    found = []
    for row in rows:
        plain = {key: value for key, value in row.items() if key != "cell"}
        number = int(row.get("cell") or 0) - 1
        is_shown = 0 <= number < len(notebook.cells) and "remove-cell" not in tags(notebook.cells[number])
        found.append({**plain, "anchor": anchor_of(number)} if is_shown else plain)
    return found


def anchor_of(number: int) -> str:
    """Return the id of a cell on the page of a notebook, from its number, counted from 0."""
    return f"cell-{number}"


def read_values(path: Path) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the staged values of one run, and the anchors of the cells that recorded them, by name."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return values_from(rows), {row["name"]: row["anchor"] for row in rows if "anchor" in row}
