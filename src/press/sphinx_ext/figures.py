"""Sphinx extension for the figures of the book: assets, reserved space, and the demand for captions.

A page with a plotly figure gets one small script; plotly.js itself is one file of the site, named after
its content, that the script fetches when the first figure comes near the screen.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from portfolio.errors import EnvironmentFaultError
from portfolio.plotting.theme import plotly_template
from press.figure_cells import caption, is_figure, text_alternative
from press.installed_files import shipped_files
from press.sphinx_ext.page_data import STATIC, script_of, static_of
from press.sphinx_ext.page_pictures import PagePictures
from press.sphinx_ext.plotly_renderer import BOX_CLASS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT, STYLE = "figures.js", "figures.css"

_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.connect("builder-inited", write_assets)
    app.connect("doctree-read", warn_of_bare_figures)
    app.connect("html-page-context", add_assets)
    PagePictures().connect(app)
    app.setup_extension("press.sphinx_ext.page_data")
    app.setup_extension("press.finish.theme_fixes")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write_assets(app: Sphinx) -> None:
    """Put plotly.js, the script and the style sheet into the site."""
    if app.builder.format != "html":
        return
    folder = static_of(app)
    bundle = plotly_bundle()
    name = bundle_name(bundle)
    if not (folder / name).exists():
        shutil.copyfile(bundle, folder / name)
    (folder / SCRIPT).write_text(page_script(name), encoding="utf-8")
    shutil.copyfile(STATIC / STYLE, folder / STYLE)


def plotly_bundle() -> Path:
    """Return the plotly.js that the installed plotly was made for, without importing plotly.

    Raises
    ------
    EnvironmentFaultError
        It is not installed.
    """
    for path in shipped_files("plotly", "package_data/plotly.min.js"):
        return path
    raise EnvironmentFaultError(
        "plotly.js was not found", expected="plotly/package_data/plotly.min.js", hint="Install plotly."
    )


@cache
def bundle_name(bundle: Path) -> str:
    """Return the bundle's name in the site, which changes with its content."""
    return f"plotly-{hashlib.sha256(bundle.read_bytes()).hexdigest()[:10]}.min.js"


def page_script(bundle: str) -> str:
    """Return the script of a page with figures, with the bundle's name and both themes filled in."""
    themes = {mode: plotly_template(mode) for mode in ("light", "dark")}  # type: ignore[arg-type]
    script = script_of(STATIC / SCRIPT).replace("__BUNDLE__", bundle)
    return script.replace("__THEMES__", json.dumps(themes, separators=(",", ":")))


def warn_of_bare_figures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each figure of a code cell without caption or text alternative.

    The page is read again in the next build, which else would take it as current and pass.
    """
    for cell in doctree.findall(_is_code_cell):
        missing = figure_lacks(cell["cell_metadata"]) if any(_figures(cell)) else []
        if missing:
            _log.warning(
                "%s: cell %d: the figure has no %s; write it in the cell's metadata: %s",
                app.env.docname,
                cell["cell_index"] + 1,
                " and no ".join(missing),
                '{"mystnb": {"figure": {"caption": "...", "name": "fig-..."}, "image": {"alt": "..."}}}',
                type="portfolio",
                subtype="figure",
                location=cell,
            )
            app.env.note_reread()


def figure_lacks(cell_metadata: Mapping[str, Any]) -> list[str]:
    """Return what a figure's cell must state and does not: caption, text alternative."""
    found = {"caption": caption(cell_metadata), "text alternative (alt)": text_alternative(cell_metadata)}
    return [name for name, text in found.items() if not text]


def add_assets(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the assets to a page with figures."""
    if doctree is None or app.builder.format != "html":
        return
    body = context.get("body", "")
    if f'class="{BOX_CLASS}"' in body:
        app.add_js_file(SCRIPT, loading_method="defer")
    if f'class="{BOX_CLASS}"' in body or "cell_output" in body:
        app.add_css_file(STYLE)


def _is_code_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _figures(cell: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the output bundles of a cell that will be shown as a figure."""
    for bundle in cell.findall(lambda node: isinstance(node, nodes.container)):
        if bundle.get("nb_element") == "mime_bundle" and is_figure(
            [child["mime_type"] for child in bundle.children]
        ):
            yield bundle
