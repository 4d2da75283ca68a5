"""An executed notebook as one page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from opened_pages import PHONE
from press.pages.one_page import one_page
from pretend_kernel import error, executed_cell, stream
from tests_support import cell, document

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
CAPTION = {
    "figure": {"caption": "About [0.85](result:auc)."},
    "image": {"alt": 'A "curve" of [0.85](result:auc).'},
}
TRACE = {"type": "scatter", "x": [1, 2], "y": [3, 4]}


def shown(data: dict[str, Any]) -> dict[str, Any]:
    """Return an output."""
    return {"output_type": "display_data", "metadata": {}, "data": {**data, "text/plain": "<Figure>"}}


def plotly(*traces: dict[str, Any]) -> dict[str, Any]:
    """Return the output of a plotly figure."""
    layout = {"title": {"text": "</script><b>"}}
    return shown({"application/vnd.plotly.v1+json": {"data": list(traces or (TRACE,)), "layout": layout}})


def page(*cells: dict[str, Any], changed: dict[str, object] | None = None) -> str:
    """Return a page of cells below a title."""
    return one_page(document([cell("# Title", kind="markdown"), *cells]), "Who & what", changed or {})


def test_a_page_has_a_title_a_language_and_the_parameters():
    """Those that differ from their defaults."""
    text = page(changed={"origin": "<JFK>", "fast": True})
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>Who &amp; what</title>" in text
    assert '<p class="made"><code>origin=&lt;JFK&gt;</code>, <code>fast=true</code></p>' in text


def test_a_page_asks_nobody_for_anything():
    """No address is loaded, and the browser is told to refuse the rest."""
    picture = executed_cell("1", shown({"text/html": '<img src="https://example.org/x.png" alt="x">'}))
    text = page(executed_cell("1", plotly()), picture)
    head = text[: text.index("</head>")]
    assert "default-src 'none'" in head
    assert not re.search(r"<script[^>]* src=|<link\b|@import|url\(", head)
    assert not re.search(r"<script[^>]* src=|<link\b", text[text.index("<body>") : text.index("</main>")])


@pytest.mark.parametrize(("kind", "content"), [("image/png", PNG), ("image/svg+xml", ["<svg>", "</svg>"])])
def test_a_picture_is_in_the_page_with_its_caption_and_alternative(kind, content):
    """Stored as one text or as lines."""
    text = page(executed_cell("plot()", shown({kind: content}), mystnb=CAPTION))
    assert f'src="data:{kind};base64,' in text
    assert 'alt="A &quot;curve&quot; of 0.85."' in text or "alt='A \"curve\" of 0.85.'" in text
    assert '<figcaption><p>About <span class="result">0.85</span>.</p>' in text


def test_a_plotly_figure_brings_the_script_that_draws_it():
    """Once, however many there are; a page without figures is light."""
    two = page(executed_cell("1", plotly()), executed_cell("2", plotly()))
    assert two.count('class="plotly-figure"') == 2
    assert 4_000_000 < len(two) < 8_000_000
    assert len(page(executed_cell("1", stream("x")))) < 40_000


def test_a_map_that_needs_another_host_is_told_in_words():
    """It could not be drawn."""
    text = page(executed_cell("1", plotly({"type": "scattergeo"}), mystnb=CAPTION))
    assert "<p>A &quot;curve&quot; of 0.85.</p>" in text or '<p>A "curve" of 0.85.</p>' in text
    assert len(text) < 40_000


def test_tables_streams_and_errors_are_shown():
    """As lines or as one text; what a terminal would colour loses its codes."""
    table = shown({"text/html": ["<table>\n", "<tr><td>1</td></tr></table>"]})
    text = page(executed_cell("df", table, stream("1 < 2"), error("ValueError", "no", "\x1b[31mred\x1b[0m")))
    assert "<table>\n<tr><td>1</td></tr></table>" in text
    assert "1 &lt; 2" in text
    assert "ValueError: no" in text
    assert "\x1b" not in text


TAGS = {
    "hide-input": ("<summary>Code</summary>", True, True),
    "hide-cell": ("<summary>Output</summary>", True, True),
    "remove-input": ("", False, True),
    "remove-output": ("", True, False),
    "remove-cell": ("", False, False),
}


@pytest.mark.parametrize("tag", TAGS)
def test_what_an_author_hides_is_hidden(tag):
    """Folded, or gone."""
    summary, code, output = TAGS[tag]
    text = page(executed_cell("said", stream("heard"), tags=[tag]))
    assert summary in text
    assert ("said" in text, "heard" in text) == (code, output)


@pytest.mark.browser
def test_a_page_opens_from_disk(tmp_path, visit):
    """Figures are drawn, nothing is asked for, nothing is wider than a phone, and axe has no complaint."""
    path = tmp_path / "a page.html"
    code = executed_cell("x = " + "1 + " * 60 + "1", stream("y" * 300))
    path.write_text(page(executed_cell("1", plotly(), mystnb=CAPTION), code), encoding="utf-8")
    seen = visit(path, viewport=PHONE)
    assert seen.page.locator(".plotly-figure .main-svg").count()
    assert (seen.errors, seen.foreign(), seen.complaints()) == ([], [], [])
    assert seen.width() <= PHONE["width"]
