"""The page of a sweep as one file that opens from disk."""

from __future__ import annotations

from press.pages.one_page import page_around
from press.pages.plain_markdown import html_of
from press.sphinx_ext.page_data import STATIC, script_of
from press.sweep.page import sweep_markdown
from press.sweep.swept_results import Sweep

SCRIPT, STYLE = STATIC / "sweep.js", STATIC / "sweep.css"


def standalone_page(sweep: Sweep) -> str:
    """Return the page as one HTML file."""
    style = STYLE.read_text(encoding="utf-8")
    body = html_of(sweep_markdown(sweep, table="The whole table is `results.csv`, beside this page."))
    script = f"<script>{script_of(SCRIPT)}</script>"
    return page_around(f"{sweep.title}, a sweep", body, style=style, scripts=script)
