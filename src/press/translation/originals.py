"""The English texts of a notebook that have a French one elsewhere."""

from __future__ import annotations

import re

from press.figure_cells import caption, text_alternative
from press.runs.notebook import Notebook

_OWN = re.compile(r"(\]\(result:)(?=[\w-]+(?:#\w+)?\))")


def figure_words(notebook: Notebook) -> dict[str, tuple[str, str]]:
    """Return caption and text alternative of the figures that have a name, by name."""
    found = {}
    for _, cell in notebook.code_cells:
        name = ((cell["metadata"].get("mystnb") or {}).get("figure") or {}).get("name")
        if name:
            found[str(name)] = (caption(cell["metadata"]), text_alternative(cell["metadata"]))
    return found


def qualified(text: str, notebook: str) -> str:
    """Return a text in which results of its own run bear the name of the notebook, as elsewhere they must.

    Examples
    --------
    >>> qualified("[63 %](result:top_fifth) of [39 %](result:other.best)", "segmentation")
    '[63 %](result:segmentation.top_fifth) of [39 %](result:other.best)'
    """
    return _OWN.sub(rf"\g<1>{notebook}.", text)
