"""The skills index: every competency with the cells that show it, and how their page fares in its checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape as html_escape

from press.markdown import escape
from press.settings.competencies import Evidence, Theme

SHOWN = 4  # sections linked for one competency; the rest is counted


@dataclass(frozen=True)
class PageState:
    """What is known of the page of a chapter."""

    title: str  # of the chapter
    compared: int  # cells whose stored output is compared with a fresh one
    warnings: int  # warnings of its execution
    executed_at: str  # when it was executed: ISO text in UTC


def skills_markdown(
    themes: Sequence[Theme],
    evidence: Mapping[str, Sequence[Evidence]],
    pages: Mapping[str, PageState],
) -> str:
    """Return what stands under the title of the skills index.

    Parameters
    ----------
    themes, evidence
        From `press.settings.competencies`.
    pages
        State of the page of each chapter, by notebook.
    """
    known = {slug for theme in themes for slug in theme.competencies}
    shown = {slug: [cell for cell in cells if cell.notebook in pages] for slug, cells in evidence.items()}
    shown = {slug: cells for slug, cells in shown.items() if cells and slug in known}
    total = sum(len(theme.competencies) for theme in themes)
    parts = [
        f"{len(shown)} of {total} competencies are shown by cells of this book. Each link leads to the cell; "
        "the others are marked or listed as planned.",
    ]
    begun = [theme for theme in themes if shown.keys() & theme.competencies.keys()]
    for theme in begun:
        parts += [f"## {theme.title}", _progress(theme, shown), _entries(theme, shown, pages)]
    parts += _planned([theme for theme in themes if theme not in begun])
    parts += ["## How the pages fare", _states(pages, shown)]
    return "\n\n".join(parts) + "\n"


def _planned(themes: Sequence[Theme]) -> list[str]:
    """Return what no cell shows yet, folded: it is not what a reader comes for."""
    if not themes:
        return []
    lines = [
        f"**{escape(theme.title)}**: {'; '.join(map(escape, theme.competencies.values()))}."
        for theme in themes
    ]
    return ["## Planned", ":::{dropdown} Later chapters, of which nothing is shown yet", *lines, ":::"]


def _states(pages: Mapping[str, PageState], shown: Mapping[str, Sequence[Evidence]]) -> str:
    lines = []
    for name, page in pages.items():
        cells = {cell.cell for found in shown.values() for cell in found if cell.notebook == name}
        warned = "no warning" if not page.warnings else f"{page.warnings} warnings"
        lines.append(
            f"- [{page.title}](/notebooks/{name}.ipynb): executed without error on "
            f"{{volatile}}`{page.executed_at[:10]}`, {warned}; cells compared with their stored "
            f"output: {page.compared}; cells that are evidence: {len(cells)}"
        )
    return "\n".join(lines)


def _progress(theme: Theme, shown: Mapping[str, Sequence[Evidence]]) -> str:
    count = len(shown.keys() & theme.competencies.keys())
    kind = "Core of this book" if theme.status == "core" else "Beyond the core"
    return f"{kind}: {count} of {len(theme.competencies)} shown."


def _entries(
    theme: Theme,
    shown: Mapping[str, Sequence[Evidence]],
    pages: Mapping[str, PageState],
) -> str:
    rows = []
    for slug, text in theme.competencies.items():
        cells = shown.get(slug, ())
        state = _links(cells, pages) if cells else "*planned*"
        rows.append(f"{escape(_sentence(text))}\n: {state}\n")
    return "::::{div} skills\n" + "\n".join(rows) + "::::"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _links(cells: Sequence[Evidence], pages: Mapping[str, PageState]) -> str:
    """Return links to the cells, one for each section that holds some."""
    first: dict[tuple[str, str], Evidence] = {}
    for cell in cells:
        first.setdefault((cell.notebook, cell.section), cell)
    links = [_link(cell, pages) for cell in first.values()]
    hidden = len(links) - SHOWN
    more = f" and {hidden} more section{'s' if hidden > 1 else ''}" if hidden > 0 else ""
    return " · ".join(links[:SHOWN]) + more


def _link(cell: Evidence, pages: Mapping[str, PageState]) -> str:
    title = pages[cell.notebook].title
    anchor = f"#{cell.anchor}" if cell.anchor else ""
    text = cell.section or title
    address = f"notebooks/{cell.notebook}.html{anchor}"
    return f'<a href="{address}" title="{html_escape(title)}">{html_escape(text)}</a>'
