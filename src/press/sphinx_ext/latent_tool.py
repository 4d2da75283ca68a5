"""The latent plane on a page: a box that the page's script brings to life with the notebook's data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

from press.sphinx_ext.page_data import held_data, tool_hook

if TYPE_CHECKING:
    from myst_nb.core.render import MimeData, NbElementRenderer
    from sphinx.application import Sphinx

MIME_TYPE = "application/vnd.portfolio.latent+json"
TOOL = "latent-tool"


class LatentToolRenderer:
    """MyST-NB renderer of the latent plane, found by its entry point."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = [("*", MIME_TYPE, 5)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer,  # noqa: ARG004 (part of the protocol)
        data: MimeData,
        inline: bool,  # noqa: ARG004 (part of the protocol)
    ) -> list[nodes.Element] | None:
        """Return the nodes of the tool, or None for any other output."""
        if data.mime_type != MIME_TYPE:
            return None
        payload = json.loads(data.content) if isinstance(data.content, str) else data.content
        return [nodes.raw("", tool_html(payload), format="html", classes=["output", "latent"])]


def tool_html(payload: Mapping[str, Any]) -> str:
    """Return the box of the tool: a line for readers without script, and the data, inert."""
    name, data = held_data("latent", payload)
    return (
        f'<section class="{TOOL}" data-file="{name}" aria-label="Latent plane">'
        '<p class="latent-static">With scripts, this is a plane to drag in: the decoder draws the digit of '
        "each point. Without, the figure of the plane above shows the same decoder on a grid.</p>"
        f"{data}</section>"
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.setup_extension("press.sphinx_ext.page_data")
    app.connect("html-page-context", tool_hook(TOOL))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
