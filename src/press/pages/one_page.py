"""An executed notebook as one HTML page that opens from disk and asks no other host for anything."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from portfolio.errors import PublishError
from portfolio.plotting.theme import plotly_template
from press.figure_cells import PLOTLY, caption, text_alternative
from press.files import write_whole
from press.pages.plain_markdown import html_of, text_of
from press.runs.notebook import source, tags
from press.runs.parameter_types import written
from press.runs.scenarios import Run
from press.sphinx_ext.figures import plotly_bundle
from press.sphinx_ext.page_data import STATIC, inert_json, script_of
from press.sphinx_ext.plotly_renderer import BOX_CLASS, slim_figure

PICTURES = {"image/png": "base64", "image/jpeg": "base64", "image/svg+xml": "utf8"}
# The browser refuses whatever an output would fetch; plotly.js compiles code of its own.
POLICY = (
    "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; font-src data:;"
    " script-src 'unsafe-inline' 'unsafe-eval'"
)
CODE_STYLE = "a11y-light"
TEMPLATE = Path(__file__).with_name("one-page.html.j2")
DRAWING = STATIC / "one-page.js"


def write_page(copy: Path, title: str, run: Run) -> Path:
    """Write the executed notebook `copy` as a page beside it and return the page.

    Parameters
    ----------
    copy
        The notebook, its prose filled in.
    title
        Of the page.
    run
        Its parameters are told at the top.
    """
    document = json.loads(copy.read_text(encoding="utf-8"))
    path = copy.with_suffix(".html")
    write_whole(path, one_page(document, title, run.changed))
    return path


def one_page(document: Mapping[str, Any], title: str, changed: Mapping[str, object]) -> str:
    """Return an executed notebook as an HTML page.

    Parameters
    ----------
    document
        The notebook as nbformat 4 JSON.
    title
        Of the page.
    changed
        Parameters that differ from their defaults.
    """
    body = _body({**document, "cells": list(map(_shown, document["cells"]))})
    given = ", ".join(f"<code>{escape(f'{name}={written(value)}')}</code>" for name, value in changed.items())
    made = f'<p class="made">{given}</p>\n' if given else ""
    return page_around(title, made + body, style=_highlighting(), scripts=_scripts(body))


def page_around(title: str, body: str, *, style: str = "", scripts: str = "") -> str:
    """Return HTML as a page that stands alone.

    Parameters
    ----------
    title, body
        Text, and HTML.
    style, scripts
        What the page needs beside the common style: CSS, and script elements.
    """
    common = (STATIC / "one-page.css").read_text(encoding="utf-8")
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{common}{style}</style>\n</head>\n"
    )
    return f"{head}<body>\n<main>\n{body}\n</main>\n{scripts}</body>\n</html>\n"


def _highlighting() -> str:
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    return str(HtmlFormatter(style=CODE_STYLE).get_style_defs(".highlight"))


def _scripts(body: str) -> str:
    """Return plotly.js, and what draws the figures with it, for a page that has some."""
    if f'class="{BOX_CLASS}"' not in body:
        return ""
    theme = json.dumps(plotly_template("light"))
    draw = script_of(DRAWING).replace("CLASS", BOX_CLASS).replace("THEME", theme)
    return f"<script>{plotly_bundle().read_text(encoding='utf-8')}</script>\n<script>{draw}</script>\n"


def _body(document: Mapping[str, Any]) -> str:
    import nbformat
    from nbconvert.exporters import HTMLExporter
    from traitlets.config import Config

    tagged = {"remove_cell_tags": {"remove-cell"}, "remove_input_tags": {"remove-input"}}
    tagged["remove_all_outputs_tags"] = {"remove-output"}
    config = Config({"TagRemovePreprocessor": {"enabled": True, **tagged}})
    own: dict[str, Any] = {
        "raw_template": TEMPLATE.read_text(encoding="utf-8"),
        "filters": {"markdown2html": html_of},
    }
    exporter = HTMLExporter(config=config, **own)  # type: ignore[no-untyped-call]
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    # read as a file is, which joins texts that are stored as lines
    node = nbformat.reads(json.dumps(document), as_version=4)  # type: ignore[no-untyped-call]
    body, _ = exporter.from_notebook_node(node)
    for box in ("<pre>", '<div class="output">'):  # they may scroll, and not every hand has a mouse
        body = body.replace(box, f'{box[:-1]} tabindex="0">')
    return str(body)


def _shown(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cell whose figures are HTML, with their captions and alternatives."""
    if cell["cell_type"] != "code":
        return {**cell, "source": source(dict(cell))}
    outputs = [_output(output, cell.get("metadata", {})) for output in cell.get("outputs", ())]
    metadata = {**cell.get("metadata", {}), "tags": list(tags(dict(cell)))}
    return {**cell, "source": source(dict(cell)), "metadata": metadata, "outputs": outputs}


def _output(output: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
    data = output.get("data", {})
    words = caption(metadata)
    alternative = text_of(text_alternative(metadata)) or text_of(words) or "Figure"
    if PLOTLY in data:
        made = _plotly(data[PLOTLY], alternative)
    elif "text/html" not in data and any(kind in data for kind in PICTURES):
        made = _picture(data, alternative)
    else:
        return dict(output)
    told = f"<figcaption>{html_of(words)}</figcaption>" if words else ""
    return {**output, "data": {"text/html": f"<figure>{made}{told}</figure>"}, "metadata": {}}


def _plotly(content: str | Mapping[str, Any], alternative: str) -> str:
    """Return the box of a plotly figure; its alternative where it needs another host."""
    try:
        figure = slim_figure(content)
    except PublishError:
        return f"<p>{escape(alternative)}</p>"
    height = figure["layout"].get("height") or 420
    label = escape(alternative, quote=True)
    return (
        f'<div class="{BOX_CLASS}" role="group" aria-label="{label}" style="--height:{int(height)}px">'
        f'<p>{escape(alternative)}</p><script type="application/json">{inert_json(figure)}</script></div>'
    )


def _picture(data: Mapping[str, str | Sequence[str]], alternative: str) -> str:
    from base64 import b64encode

    kind = next(kind for kind in PICTURES if kind in data)
    content = "".join(data[kind])  # one text, or its lines
    text = b64encode(content.encode()).decode() if PICTURES[kind] == "utf8" else "".join(content.split())
    return f'<img src="data:{kind};base64,{text}" alt="{escape(alternative, quote=True)}">'
