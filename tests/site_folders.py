"""Small folders that look like a built site, for the tests of the gate."""

from __future__ import annotations

import html
import json
from io import BytesIO
from pathlib import Path
from typing import Any

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>{head}</head>
<body>{chrome}<main><h1 id="a-page">A page</h1>
<p>Flights leave late in summer, and early in autumn.</p>
{body}
</main></body></html>
"""


def page(body: str = "", *, head: str = "", chrome: str = "") -> bytes:
    """Return a page with nothing wrong in it but what is asked for."""
    return PAGE.format(body=body, head=head, chrome=chrome).encode()


def shown(output: str) -> bytes:
    """Return a page with a cell whose output is this text."""
    text = f"<pre><span></span>{html.escape(output)}\n</pre>"
    return page(
        f'<div class="cell docutils container"><div class="cell_output docutils container">{text}</div></div>'
    )


def notebook(
    *outputs: dict[str, Any], source: str = "1 + 1", tags: tuple[str, ...] = (), **metadata: Any
) -> bytes:
    """Return a notebook of one cell."""
    code = {
        "cell_type": "code", "id": "one", "execution_count": None,
        "metadata": {"tags": list(tags)}, "source": source, "outputs": list(outputs),
    }  # fmt: skip
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [code]}).encode()


def stream(text: str) -> dict[str, Any]:
    """Return an output of printed text."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def display(**data: Any) -> dict[str, Any]:
    """Return an output with one or more kinds of data; `_` stands for `/`."""
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {key.replace("_", "/"): value for key, value in data.items()},
    }


def picture(text: str = "") -> bytes:
    """Return a PNG file of four points, with a text chunk if there is a text."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info, out = PngInfo(), BytesIO()
    if text:
        info.add_text("Comment", text)
    Image.new("P", (2, 2)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def laid_out(folder: Path, files: dict[str, bytes]) -> Path:
    """Write a site: its first page links to every other one."""
    links = "".join(
        f'<p><a href="{name}">{name}</a></p>'
        for name in files
        if name.endswith(".html") and name != "index.html"
    )
    for name, data in {"index.html": page(links), **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
