"""Interactive tools on a page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portfolio.errors import PublishError
from portfolio.plotting.widget import WIDGET, widget_bundle
from press.sphinx_ext.page_data import split_data
from press.sphinx_ext.widgets import LIBRARY, WidgetRenderer, add_widgets, widget_html

TOOLS = sorted(path.relative_to(LIBRARY).with_suffix("").as_posix() for path in LIBRARY.glob("*/*.js"))
PAYLOAD = widget_bundle(
    "scoring/explorer", "A & B", {"cases": ["</script><b>"]}, fallback="<p>1</p>", text="-"
)


def rendered(mime: str, content: object) -> Any:
    """Return what the renderer makes of an output."""
    output: Any = SimpleNamespace(mime_type=mime, content=content)
    return WidgetRenderer.handle_mime(None, output, False)  # type: ignore[arg-type]


def test_a_tool_is_rendered_from_text_or_data_and_nothing_else_is() -> None:
    """Notebooks hand over either; every other output has a renderer of its own."""
    (node,), (again,) = rendered(WIDGET, PAYLOAD[WIDGET]), rendered(WIDGET, json.dumps(PAYLOAD[WIDGET]))
    assert node.astext() == again.astext() == widget_html(PAYLOAD[WIDGET])
    assert rendered("text/html", "<p>") is None


def test_the_box_holds_what_stands_in_and_inert_data() -> None:
    """No text of the data ends the element, and the label is text."""
    body, scripts = split_data(widget_html(PAYLOAD[WIDGET]))
    assert '<section class="scoring-explorer" data-widget="scoring/explorer"' in body
    assert 'aria-label="A &amp; B"' in body
    assert "<p>1</p>" in body
    assert "</script>" not in body
    ((name, text),) = scripts.items()
    assert name in body
    assert "</script><b>" not in text


@pytest.mark.parametrize(
    "tool", ["scoring/nothing", "../press/x", "scoring", "/etc/passwd", 'a/b" onload="x']
)
def test_a_tool_without_a_script_is_refused(tool: str) -> None:
    """By its name, before anything of it is on a page."""
    with pytest.raises(PublishError, match="no script for the interactive tool"):
        widget_html({**PAYLOAD[WIDGET], "tool": tool})


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_brings_its_script_and_style_to_its_pages_only(tool: str, tmp_path: Path) -> None:
    """Comments stay at home."""
    asked: list[str] = []
    app: Any = SimpleNamespace(
        builder=SimpleNamespace(format="html"),
        outdir=str(tmp_path),
        add_js_file=lambda name, **_: asked.append(name),
        add_css_file=asked.append,
    )
    add_widgets(app, "page", "page.html", {"body": f"<p>{tool}</p>"}, SimpleNamespace())  # type: ignore[arg-type]
    assert asked == []
    page = {"body": widget_html({**PAYLOAD[WIDGET], "tool": tool})}
    add_widgets(app, "page", "page.html", page, SimpleNamespace())  # type: ignore[arg-type]
    name = tool.replace("/", "-").replace("_", "-")
    assert asked == ["tools.js", f"{name}.js", f"{name}.css"]  # the loader first
    script = (tmp_path / "_static" / f"{name}.js").read_text()
    assert not re.search(r"^\s*//", script, re.MULTILINE)
    assert re.search(rf'PortfolioTool(\?\.)?\("{name}"', script)
    assert f".{name}" in (tmp_path / "_static" / f"{name}.css").read_text()


def test_there_are_tools() -> None:
    """The test above looks at some."""
    assert len(TOOLS) >= 2
