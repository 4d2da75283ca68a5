"""A page with one interactive tool, as the press writes it, for tests in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from portfolio.plotting.widget import WIDGET
from press.sphinx_ext.page_data import split_data
from press.sphinx_ext.widgets import LOADER, asset_name, script_path, widget_html


def write_tool_page(folder: Path, tool: Any, *, language: str = "en", before: str = "") -> Path:
    """Write a page with a tool, its data and scripts beside it, and return its file.

    Parameters
    ----------
    folder
        Where.
    tool
        What a notebook shows.
    language
        Of the page.
    before
        HTML above the tool.
    """
    payload = tool._repr_mimebundle_()[WIDGET]
    body, scripts = split_data(widget_html(payload))
    for name, text in scripts.items():
        (folder / name).write_text(text, encoding="utf-8")
    script, name = script_path(payload["tool"]), asset_name(payload["tool"])
    for source, target in (
        (LOADER, LOADER.name),
        (script, f"{name}.js"),
        (script.with_suffix(".css"), f"{name}.css"),
    ):
        shutil.copyfile(source, folder / target)
    page = folder / "page.html"
    page.write_text(
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Tool</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<link rel="stylesheet" href="{name}.css"><body><main><h1>Tool</h1>{before}{body}</main>'
        f'<script src="{LOADER.name}"></script><script src="{name}.js"></script></body></html>',
        encoding="utf-8",
    )
    return page
