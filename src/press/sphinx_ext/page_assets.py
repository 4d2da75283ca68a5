"""Sphinx extension for what stands around the chapters: files beside the pages, cards, anchors of cells."""

from __future__ import annotations

import json
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective, SphinxRole

from portfolio.errors import nearest
from press.settings.competencies import SHOWS
from press.sphinx_ext.page_data import STATIC, script_of, static_of
from press.sphinx_ext.refused_roles import refused
from press.sphinx_ext.thumbnails import HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx.application import Sphinx

BESIDE = "_beside"  # folder of the stage whose files are published as they are
PICTURES = "pictures"  # among these, what tags of HTML name
READING = "_results/reading.json"  # minutes to read each chapter
STYLE = STATIC / "pages.css"
CURVES = (STATIC / "sweep.js", STATIC / "sweep.css")  # of the page of a sweep alone
CURVES_BOX = 'class="sweep"'


class Thumbnail(SphinxDirective):
    """``{thumbnail} cards/scoring.webp``: the picture of a card; `eager` where it is seen at once."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"alt": directives.unchanged_required, "eager": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the picture, with its size, so that nothing moves when it arrives."""
        address = "../" * self.env.docname.count("/") + self.arguments[0]
        loading = ' fetchpriority="high"' if "eager" in self.options else ' loading="lazy"'
        html = (
            f'<img class="thumbnail" src="{escape(address)}" alt="{escape(self.options.get("alt", ""))}" '
            f'width="{WIDTH}" height="{HEIGHT}"{loading} decoding="async">'
        )
        return [nodes.raw("", html, format="html")]


class ReadingRole(SphinxRole):
    """``{reading}`scoring` ``: minutes that the prose of a chapter takes."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number, or the error that fails the build."""
        path = Path(self.env.srcdir) / READING
        self.env.note_dependency(str(path))
        known: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if self.text not in known:
            told = f"{{reading}}`{self.text}`: no such chapter. {nearest(self.text, known)}"
            return refused(self, told)
        return [nodes.inline(self.rawtext, str(known[self.text]), classes=["reading"])], []


def anchored(page: Mapping[str, Any], recording: Collection[str] = ()) -> dict[str, Any]:
    """Return the notebook document of a page, in which cells that others link to have an anchor.

    The anchor is the id of the cell: of those that show a competency, and of those that are `recording` a
    value. The opening has none: it is the top of the page.
    """
    first = next(
        (number for number, cell in enumerate(page["cells"]) if cell["cell_type"] == "markdown"), None
    )
    cells = [
        _anchored(cell) if number != first and (_shows(cell) or cell["id"] in recording) else cell
        for number, cell in enumerate(page["cells"])
    ]
    return {**page, "cells": cells}


def _shows(cell: Mapping[str, Any]) -> bool:
    return any(str(tag).startswith(SHOWS) for tag in cell.get("metadata", {}).get("tags", ()))


def _anchored(cell: Mapping[str, Any]) -> dict[str, Any]:
    if cell["cell_type"] == "code":
        return {**cell, "metadata": {**cell["metadata"], "portfolio": {"anchor": cell["id"]}}}
    text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    return {**cell, "source": f'<span id="{cell["id"]}"></span>\n\n{text}'}


def set_anchors(_app: Sphinx, document: nodes.document) -> None:
    """Give code cells the anchors that `anchored` asked for."""
    for cell in document.findall(nodes.container):
        if cell.get("nb_element") == "cell_code":
            anchor = (cell["cell_metadata"].get("portfolio") or {}).get("anchor")
            if anchor and anchor not in cell["ids"]:
                cell["ids"].append(anchor)


def copy_beside(app: Sphinx) -> None:
    """Put the files that are published as they are beside the pages; remove those of an earlier build."""
    if app.builder.format != "html":
        return
    source, target = Path(app.srcdir) / BESIDE, Path(app.outdir)
    for old in (*target.glob("cards/*.webp"), *target.glob("social/*.png"), target / "feed.xml"):
        old.unlink(missing_ok=True)
    shutil.rmtree(target / PICTURES, ignore_errors=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    for asset in (STYLE, *CURVES):
        text = script_of(asset) if asset.suffix == ".js" else asset.read_text(encoding="utf-8")
        (static_of(app) / asset.name).write_text(text, encoding="utf-8")


def add_curves(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add script and style to the page of a sweep."""
    if doctree is not None and app.builder.format == "html" and CURVES_BOX in context.get("body", ""):
        script, style = CURVES
        app.add_js_file(script.name, loading_method="defer")
        app.add_css_file(style.name)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.add_directive("thumbnail", Thumbnail)
    app.add_role("reading", ReadingRole())
    app.add_css_file(STYLE.name)
    app.connect("builder-inited", copy_beside)
    app.connect("doctree-read", set_anchors)
    app.connect("html-page-context", add_curves)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
