"""The pictures of the book's pages: each has its size in the page, and lies there in its light form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from press.sphinx_ext.picture_cache import MEMORY, LightPictures
from press.sphinx_ext.pictures import size_pictures, webp_name

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

FOLDER = "_images"


class PagePictures:
    """Shows WebP in place of PNG: notebooks and what readers download keep the PNG."""

    def __init__(self) -> None:
        self.light: dict[str, bytes] = {}

    def connect(self, app: Sphinx) -> None:
        """Take part in a build."""
        app.connect("env-updated", self.make)
        app.connect("html-page-context", self.place)
        app.connect("build-finished", self.write)

    def make(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Make the light form of each picture of the book, before any page is written."""
        if app.builder.format != "html":
            return
        memory = LightPictures(Path(app.doctreedir).with_name(MEMORY))
        names = {name for _, name in env.images.values()}
        self.light = {}
        for source, (_, name) in env.images.items():
            file = Path(app.srcdir) / source
            if name.endswith(".png") and webp_name(name) not in names and file.is_file():
                data = file.read_bytes()
                if (lighter := memory.of(data)) != data:
                    self.light[name] = lighter
        memory.forget_oldest()

    def place(
        self, app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
    ) -> None:
        """Give the pictures of a page their size, and the addresses of their light forms."""
        if doctree is None or app.builder.format != "html":
            return
        # The pictures themselves are copied after the pages are written.
        files = {name: Path(app.srcdir) / source for source, name in app.builder.images.items()}
        context["body"] = size_pictures(context.get("body", ""), files, self.light.keys())

    def write(self, app: Sphinx, exception: Exception | None) -> None:
        """Put the light forms in place of what Sphinx copied, and remove what no page shows any more."""
        if exception is not None or app.builder.format != "html":
            return
        folder = Path(app.outdir) / FOLDER
        shown = {webp_name(name) if name in self.light else name for _, name in app.env.images.values()}
        for path in folder.glob("*"):
            if path.name not in shown:
                path.unlink()
        for name, data in self.light.items():
            path = folder / webp_name(name)
            if not path.is_file() or path.read_bytes() != data:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
