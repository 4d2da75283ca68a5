"""A book of some chapters: what it tells of the others is quoted from the lock, and nothing links to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from portfolio.results.value import Value
from press.project import Project
from press.releases.results_lock import read_lock, values_of
from press.runs.notebook import source

_LINK = re.compile(
    r"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\((?P<folder>(?:\.\./|/)?notebooks/|/)?(?P<page>[\w-]+)\.(?P<kind>ipynb|md)(?:#[^)\s]*)?\)"
)


def quoted_values(project: Project, executed: Collection[str]) -> dict[str, dict[str, Value]]:
    """Return the published values of the runs that are not among those executed.

    Raises
    ------
    UsageError
        The lock cannot be read.
    """
    locked = read_lock(project.notebooks)
    return {run: values_of(values) for run, values in locked.items() if run not in executed}


def without_links(text: str, pages: Collection[str], *, prose: bool = False) -> str:
    """Return Markdown in which a link to a chapter that has no page is its text alone.

    Parameters
    ----------
    pages
        Names of the pages that notebooks have in this book: `exploration`, `exploration-jfk`.
    prose
        Whether the text is that of a page of prose, whose plain links lead to other such pages.

    Examples
    --------
    >>> without_links("See [the game](adversaries.ipynb), [flights](exploration.ipynb).", {"exploration"})
    'See the game, [flights](exploration.ipynb).'
    """

    def kept(match: re.Match[str]) -> str:
        to_prose = match["kind"] == "md" and (prose or match["folder"] == "/")
        if to_prose and not (match["folder"] or "").endswith("notebooks/"):
            return match[0]
        return match[0] if match["page"] in pages else match["text"]

    return _LINK.sub(kept, text)


def page_without_links(page: Mapping[str, Any], pages: Collection[str]) -> dict[str, Any]:
    """Return the document of a page in which links to chapters without a page are text."""
    cells = [
        {**cell, "source": without_links(source(cell), pages)} if cell["cell_type"] == "markdown" else cell
        for cell in page["cells"]
    ]
    return {**page, "cells": cells}
