"""The page of model cards: what each stored model is for, how good it is, and what it must not be used for.

A notebook that ends with a model tells its card in a Markdown cell, with the numbers of its run. Those cards
are gathered here, so that page and chapter cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portfolio.results.value import Value
from press.result_links import with_roles
from press.runs.notebook import source

OPENING = "**Model.**"  # how a model card begins
_OWN = re.compile(r"\]\(result:(?![^)#\s]*\.)")  # a number of the run itself
BY_GROUP = "refused_good_"  # results that tell how groups of people fare


def cards_of(cells: Iterable[Mapping[str, Any]], run: str) -> list[str]:
    """Return the model cards among the Markdown cells of a run, each number bound to that run."""
    texts = (source(dict(cell)) for cell in cells if cell["cell_type"] == "markdown")
    return [with_roles(_OWN.sub(rf"](result:{run}.", one)) for one in texts if one.startswith(OPENING)]


def groups_of(run: str, values: Mapping[str, Value]) -> str:
    """Return how groups fare, a list of the computed numbers of a run; empty where it recorded none."""
    rows = [
        f"- {value.label}: {{result}}`{run}.{name}|full`"
        for name, value in values.items()
        if name.startswith(BY_GROUP) and value.label
    ]
    return "\n".join(["**By group.**", "", *rows]) if rows else ""


def models_markdown(found: Sequence[tuple[str, str, Sequence[str]]]) -> str:
    """Return what stands under the title of the page; `found` are title, page and cards of runs."""
    if not found:
        return "No chapter stores a model yet.\n"
    parts = []
    for title, page, cards in found:
        parts += [f"## {title}", f"From the run of [this page](/{page}.ipynb), with its figures.", *cards]
    return "\n\n".join(parts) + "\n"
