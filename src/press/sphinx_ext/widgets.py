"""Interactive tools on a page: boxes that a chapter's own script brings to life with the notebook's data."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

import portfolio
from portfolio.errors import PublishError
from portfolio.plotting.widget import WIDGET
from press.sphinx_ext.page_data import STATIC, held_data, script_of, static_of

if TYPE_CHECKING:
    from myst_nb.core.render import MimeData, NbElementRenderer
    from sphinx.application import Sphinx

LIBRARY = Path(portfolio.__file__).parent
LOADER = STATIC / "tools.js"  # starts each tool of a page
_TOOL = re.compile(r"[a-z_]+/[a-z_]+")
_ON_PAGE = re.compile(rf'data-widget="({_TOOL.pattern})"')


class WidgetRenderer:
    """MyST-NB renderer of interactive tools, found by its entry point."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = [("*", WIDGET, 5)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer,  # noqa: ARG004 (part of the protocol)
        data: MimeData,
        inline: bool,  # noqa: ARG004 (part of the protocol)
    ) -> list[nodes.Element] | None:
        """Return the nodes of the tool, or None for any other output."""
        if data.mime_type != WIDGET:
            return None
        payload = json.loads(data.content) if isinstance(data.content, str) else data.content
        return [nodes.raw("", widget_html(payload), format="html", classes=["output", "widget"])]


def widget_html(payload: Mapping[str, Any]) -> str:
    """Return the box of a tool: what stands in for it without script, and the data, inert.

    Raises
    ------
    PublishError
        No chapter has a script of this name.
    """
    tool, label = str(payload["tool"]), escape(str(payload["label"]))
    script_path(tool)
    name, data = held_data(asset_name(tool), payload["data"])
    return (
        f'<section class="{asset_name(tool)}" data-widget="{tool}" data-file="{name}" aria-label="{label}">'
        f'<div class="widget-static" role="region" aria-label="{label}, without scripts" tabindex="0">'
        f"{payload['fallback']}</div>{data}</section>"
    )


def asset_name(tool: str) -> str:
    """Return the class of a tool's box, which is the stem of its files too: `scoring-explorer`."""
    return tool.replace("/", "-").replace("_", "-")


def script_path(tool: str) -> Path:
    """Return where the script of a tool lies: in the folder of its chapter.

    Raises
    ------
    PublishError
        There is none.
    """
    path = LIBRARY / f"{tool}.js"
    if not _TOOL.fullmatch(tool) or not path.is_file():
        raise PublishError(
            f"no script for the interactive tool {tool!r}",
            expected="FOLDER/NAME of a script in a chapter's folder, such as scoring/explorer",
        )
    return path


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.setup_extension("press.sphinx_ext.page_data")
    app.connect("html-page-context", add_widgets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def add_widgets(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add script and style of each tool to the pages that hold its box."""
    if doctree is None or app.builder.format != "html":
        return
    tools = dict.fromkeys(_ON_PAGE.findall(context.get("body", "")))
    if tools:
        (static_of(app) / LOADER.name).write_text(script_of(LOADER), encoding="utf-8")
        app.add_js_file(LOADER.name, loading_method="defer", priority=400)
    for tool in tools:
        script, name = script_path(tool), asset_name(tool)
        (static_of(app) / f"{name}.js").write_text(script_of(script), encoding="utf-8")
        shutil.copyfile(script.with_suffix(".css"), static_of(app) / f"{name}.css")
        app.add_js_file(f"{name}.js", loading_method="defer")
        app.add_css_file(f"{name}.css")
