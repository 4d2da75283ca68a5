"""Tiny Sphinx books of one page with figures, for tests."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests_support import cell, document

PLOTLY = "application/vnd.plotly.v1+json"
CAPTION = "Delay by hour."
ALTERNATIVE = 'Bar chart: the evening is "twice" as late as the morning, </script> or not.'
# Sphinx without the grammars that take longest of all it imports, as the press starts it.
PRINT = """
import sys
from press.jsonschema_import import skip_address_grammars
skip_address_grammars()
from sphinx.cmd.build import main
sys.exit(main(["-q", "-W", "--keep-going", *sys.argv[1:]]))
"""
SETTINGS = """
extensions = ["myst_nb", "sphinx_design", "press.sphinx_ext.figures"]
html_theme = "sphinx_book_theme"
nb_execution_mode = "off"
html_title = project = "Tiny"
"""


def chart(*traces: Mapping[str, Any], **layout: Any) -> dict[str, Any]:
    """Return an output bundle with a plotly figure, as plotly writes it."""
    bars = {"type": "bar", "x": ["morning", "</script><script>window.broken = 1</script>"], "y": [1, 2]}
    figure = {"data": list(traces) or [bars], "layout": {"template": {"data": {}}, **layout}}
    return {PLOTLY: figure, "text/plain": "Figure({...})"}


def picture(width: int = 640, height: int = 400) -> dict[str, Any]:
    """Return an output bundle with a picture of two colours and a noisy corner."""
    from PIL import Image

    image = Image.new("RGBA", (width, height), "white")
    image.putdata([(i % 7, i % 11, i % 13, 255) for i in range(width * height)])
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=0)
    return {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": "<Figure size 640x400>"}


def figure_cell(
    bundle: Mapping[str, Any], *tags: str, caption: str | None = CAPTION, alt: str | None = ALTERNATIVE
) -> dict[str, Any]:
    """Return an executed cell that shows a figure."""
    words = {"figure": {"caption": caption} if caption else {}, "image": {"alt": alt} if alt else {}}
    made = cell("show()", *tags, mystnb=words)
    output = {"output_type": "display_data", "data": dict(bundle), "metadata": {}}
    return {**made, "execution_count": 1, "outputs": [output]}


def prose(text: str) -> dict[str, Any]:
    """Return a Markdown cell."""
    return cell(text, kind="markdown")


def build(folder: Path, *cells: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
    """Build a book of the page `index` with `cells` and the page `plain` without any; site in `html`."""
    source = folder / "source"
    source.mkdir(parents=True, exist_ok=True)
    (source / "conf.py").write_text(SETTINGS)
    (source / "plain.md").write_text("---\norphan: true\n---\n# Plain\n\nNo figure here.\n")
    page = document([prose("# Page"), *(dict(one) for one in cells)])
    (source / "index.ipynb").write_text(json.dumps(page))
    return print_pages(source, folder / "html", folder / "memory")


def print_pages(source: Path, pages: Path, memory: Path) -> subprocess.CompletedProcess[str]:
    """Print the book in a folder by Sphinx, in a process of its own; each warning is an error."""
    command = [sys.executable, "-c", PRINT, "-d", str(memory), str(source), str(pages)]
    return subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
