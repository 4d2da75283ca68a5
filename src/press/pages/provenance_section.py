"""What stands at the end of a chapter's page: how to run it, what to take away, how to cite, its receipt."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape as html_escape

from press.execute.finished import Record
from press.execute.pinned_results import Kept
from press.markdown import as_code, escape, volatile
from press.moments import readable_moment
from press.pages.run_it_yourself import run_box, took
from press.runs.notebook import Notebook, tags
from press.runs.scenarios import Run, page_title

COMPARED = "nbval-check-output"  # tag of the cells whose output the tests compare


@dataclass(frozen=True)
class Imprint:
    """What the end of every page says alike."""

    author: str = ""  # who is cited; empty without one
    book: str = ""  # title of the book
    repository: str = ""  # address of the owner's repository; may be empty
    cards: Collection[str] = ()  # names of the datasets that have a page
    # kept and outdated: the kept results of all notebooks, and those of them whose code has changed since
    kept: Sequence[Kept] = ()
    outdated: Collection[str] = ()
    start: str = ""


def closing(run: Run, notebook: Notebook, record: Record, imprint: Imprint) -> str:
    """Return the Markdown of the end of a run's page.

    What differs between two builds of one commit is declared so. All of it belongs to the last execution of
    this page and not to the build, so a page is printed anew only when it was made anew.
    """
    return "\n".join(
        [
            *run_box(run, notebook, record, imprint.repository, imprint.start),
            *_downloads(run),
            *_citation(run, notebook, record, imprint),
            *_receipt(run, notebook, record, imprint),
        ]
    )


def downloads_of(run: Run) -> dict[str, str]:
    """Return the staged files to take away, by label."""
    return {
        "Notebook, without outputs": f"_files/{run.notebook}.ipynb",
        "Results of this page, JSON": f"_files/results/{run.page}.json",
    }


def _downloads(run: Run) -> list[str]:
    shown = [f"- {{download}}`{label} </{file}>`" for label, file in downloads_of(run).items()]
    return ["## Take it away", "", *shown, ""]


def _citation(run: Run, notebook: Notebook, record: Record, imprint: Imprint) -> list[str]:
    """Return a BibTeX entry that can be copied; year and commit are those of the execution."""
    year = record.executed_at[:4] or "n.d."
    fields = {
        "author": imprint.author,
        "title": re.sub(r"[{}\\]", "", page_title(notebook.title, run)),
        "booktitle": imprint.book,
        "year": _span(year),
        "url": imprint.repository,
        "note": f"notebook {run.notebook}, scenario {run.scenario}, commit {_span(record.commit)}",
    }
    lines = [f"  {name:<9} = {{{_escaped(value)}}}," for name, value in fields.items() if value]
    entry = "\n".join([f"@misc{{{run.page},", *lines, "}"])
    raw = f'<div class="highlight-bibtex notranslate"><div class="highlight"><pre>{entry}\n</pre></div></div>'
    return ["## How to cite", "", "```{raw} html", raw, "```", ""]


def _receipt(run: Run, notebook: Notebook, record: Record, imprint: Imprint) -> list[str]:
    """Return the list of what the page was made from, and how it was checked."""
    moment = readable_moment(record.executed_at) if record.executed_at else "unknown"
    data = [_dataset(name, mark, imprint.cards) for name, mark in sorted(record.datasets.items())]
    told = {
        "Executed": f"{volatile(moment)}, at commit {volatile(record.commit or 'unknown')}",
        "Cost": f"{took(record)}, on one thread",
        "Seed": as_code(str(run.parameters["seed"])) if "seed" in run.parameters else "none",
        "Data": ", ".join(data) or "none",
        **_kept(run, record, imprint),
        "Checks": _checks(notebook, record),
        "Warnings": str(len(record.warnings)),
    }
    entries = [f"{name}\n: {text}" for name, text in told.items()]
    return ["## Receipt", "", "::::{div} receipt", "\n\n".join(entries), "::::", ""]


def _kept(run: Run, record: Record, imprint: Imprint) -> dict[str, str]:
    """Return which results of this notebook no build repeats; one that is outdated names both commits."""
    mine = [kept for kept in imprint.kept if kept.notebook == run.notebook]
    if not mine or run.scenario != "default":
        return {}
    now = volatile(record.commit or "unknown")
    told = []
    for kept in mine:
        text = f"{as_code(kept.scenario)}, executed once at commit {as_code(kept.commit)}"
        if kept.name in imprint.outdated:
            text += f" (its code has changed since; this page was executed at commit {now})"
        told.append(text)
    return {"Kept results": "; ".join(told)}


def _checks(notebook: Notebook, record: Record) -> str:
    cells = [cell for _, cell in notebook.code_cells]
    compared = sum(COMPARED in tags(cell) for cell in cells)
    outputs = f"the outputs of {compared} cell{'' if compared == 1 else 's'}"
    return (
        f"All {len(cells)} code cells ran in order in a fresh kernel. "
        f"{len(record.values)} results were recorded; every decimal, percentage and large number "
        "in the prose is one of them or names its source. The tests execute the notebook again and compare "
        f"{outputs}. A page that fails is not published."
    )


def _dataset(name: str, fingerprint: str, cards: Collection[str]) -> str:
    shown = as_code(fingerprint[:16])
    return f"[{name}](/data/{name}.md) {shown}" if name in cards else f"{escape(name)} {shown}"


def _span(text: object) -> str:
    return f"\0{text or 'unknown'}\1"


def _escaped(text: str) -> str:
    """Return text for the raw entry, with what is volatile marked so."""
    return html_escape(text).replace("\0", '<span class="volatile">').replace("\1", "</span>")
