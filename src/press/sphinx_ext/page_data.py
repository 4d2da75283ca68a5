"""Data of a page's figures and tools: they leave the page and are loaded when their box nears the screen.

They become scripts of their own, named after their content. Scripts and not JSON, because a page opened from
disk may not fetch.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).parent / "static"
REGISTER = "PortfolioData"  # where a script of data leaves them, under its own file name

_DATA = re.compile(
    r'<script type="application/json" data-file="(?P<name>[\w.-]+)">(?P<data>.*?)</script>', re.DOTALL
)
_COMMENT_OR_INDENT = re.compile(r"^[ ]*(//.*\n)?", re.MULTILINE)


def inert_json(value: object) -> str:
    """Return JSON that cannot end the script element which holds it, nor become markup in a page."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def held_data(kind: str, value: object) -> tuple[str, str]:
    """Return the name of the file that data will have, and the element that holds them until then.

    The box of the data bears the name in full, as `data-file`: what no page names is not published. No id and
    no date: the same data give the same text.
    """
    text = inert_json(value)
    name = f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:10]}.js"
    return name, f'<script type="application/json" data-file="{name}">{text}</script>'


def split_data(body: str) -> tuple[str, dict[str, str]]:
    """Return a page's body without its data, and a script for each, by file name."""
    scripts = {
        found["name"]: f'(window.{REGISTER}??={{}})["{found["name"]}"]={found["data"]};\n'
        for found in _DATA.finditer(body)
    }
    return (_DATA.sub("", body), scripts) if scripts else (body, scripts)


def script_of(path: Path) -> str:
    """Return one of the book's scripts without comments and indentation."""
    return _COMMENT_OR_INDENT.sub("", path.read_text(encoding="utf-8"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.connect("html-page-context", move_data)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def move_data(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Move the data of a page into files."""
    if doctree is None or app.builder.format != "html":
        return
    context["body"], scripts = split_data(context.get("body", ""))
    for name, text in scripts.items():
        (static_of(app) / name).write_text(text, encoding="utf-8")


def static_of(app: Sphinx) -> Path:
    """Return the folder of the printed site for files beside its pages."""
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
