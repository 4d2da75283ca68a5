"""The page of model cards: what each stored model is for, how good it is, and what it must not be used for.

A notebook that ends with a model shows its card as Markdown, made from the run. Those cards are gathered
here, so that page and chapter cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portfolio.results.value import Value

OPENING = "**Model.**"  # how a model card begins
BY_GROUP = "refused_good_"  # results that tell how groups of people fare


def cards_of(cells: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the model cards among the outputs of executed cells."""
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    texts = ["".join((output.get("data") or {}).get("text/markdown", "")) for output in outputs]
    return [text for text in texts if text.startswith(OPENING)]


def groups_of(run: str, values: Mapping[str, Value]) -> str:
    """Return how groups fare, a list of the computed numbers of a run; empty where it recorded none."""
    rows = [
        f"- {value.label}: {{result}}`{run}.{name}|full`"
        for name, value in values.items()
        if name.startswith(BY_GROUP) and value.label
    ]
    return "\n".join(["**By group.**", "", *rows]) if rows else ""


def models_markdown(found: Sequence[tuple[str, str, Sequence[str]]]) -> str:
    """Return what stands under the title of the page.

    Parameters
    ----------
    found
        Title, page and cards of each run that shows some.
    """
    if not found:
        return "No chapter stores a model yet.\n"
    parts = []
    for title, page, cards in found:
        parts += [f"## {title}", f"From the run of [this page](/{page}.ipynb), with its figures.", *cards]
    return "\n\n".join(parts) + "\n"
