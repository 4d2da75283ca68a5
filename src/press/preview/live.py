"""Pages that follow what is printed: they are told when they are old, and what is wrong.

The script stands in the answer of the server alone, never in a file.
"""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from press.preview.serving import files_of, fresh_files

SCRIPT = Path(__file__).with_name("live.js")
WIRE, ADDRESS = "/_preview/wire", "/_preview/live.js"
HEAD_ENDS = b"</head>"
ABSENT = b"""<!DOCTYPE html>
<html lang="en"><head><title>Not printed yet</title></head>
<body><p>This page is not printed yet. It appears here as soon as it is.</p></body></html>
"""


class Live:
    """Everything that is told to the open pages of the folder `site`."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.pages: set[Any] = set()
        self.error, self.working = "", ""

    def tell(self, error: str, working: str) -> None:
        """Tell every open page what is wrong and what is being worked on, and whether it is old."""
        self.error, self.working = error, working
        for page in list(self.pages):
            self.greet(page)

    def greet(self, page: Any) -> None:
        """Tell one page."""
        told = {"version": self.version(page.name), "error": self.error, "working": self.working}
        page.write_message(json.dumps(told))

    def version(self, name: str) -> str:
        """Return what differs between two states of a page; empty for one that is not there."""
        path = self.site / (f"{name}index.html" if name.endswith("/") or not name else name)
        return version_of(path.read_bytes()) if path.is_file() else ""

    def handlers(self) -> list[tuple[Any, ...]]:
        """Return the routes: the wire, the script, the files."""
        return [(WIRE, _wire(), {"live": self}), (ADDRESS, _script()), files_of(self.site, _pages())]


def version_of(page: bytes) -> str:
    """Return what differs between two states of a page; empty for one that is not there."""
    return "" if page == ABSENT else hashlib.sha256(page).hexdigest()[:16]


def with_script(page: bytes) -> bytes:
    """Return a page that loads the script, which is told what state of the page it stands in.

    Examples
    --------
    >>> with_script(b"<head></head>")
    b'<head><script defer src="/_preview/live.js" data-version="2b..."></script></head>'
    """
    tag = f'<script defer src="{ADDRESS}" data-version="{version_of(page)}"></script>'.encode()
    return page.replace(HEAD_ENDS, tag + HEAD_ENDS, 1)


def _wire() -> type:
    from tornado.websocket import WebSocketHandler

    class Wire(WebSocketHandler):  # type: ignore[misc]
        """The wire to one open page; tornado refuses pages of other hosts."""

        def initialize(self, live: Live) -> None:
            self.live, self.name = live, ""

        def on_message(self, message: str | bytes) -> None:
            """Take the address of the page."""
            self.name = str(message).lstrip("/")
            if ".." not in self.name:
                self.live.pages.add(self)
                self.live.greet(self)

        def on_close(self) -> None:
            self.live.pages.discard(self)

    return Wire


def _script() -> type:
    from tornado.web import RequestHandler

    class Script(RequestHandler):  # type: ignore[misc]
        """The script."""

        def get(self) -> None:
            self.set_header("Content-Type", "text/javascript; charset=utf-8")
            self.finish(SCRIPT.read_bytes())

    return Script


def _pages() -> type:
    files: Any = fresh_files()

    class Pages(files):  # type: ignore[misc]
        """The files of the site; pages get the script."""

        def get_content_size(self) -> int:
            return (
                len(self.get_content(self.absolute_path)) if self._is_page() else super().get_content_size()
            )

        @classmethod
        def get_content(cls, abspath: str, start: int | None = None, end: int | None = None) -> Any:
            if not abspath.endswith(".html"):
                return files.get_content(abspath, start, end)
            return with_script(Path(abspath).read_bytes())[start:end]

        def _is_page(self) -> bool:
            return str(self.absolute_path).endswith(".html")

        def write_error(self, status_code: int, **kwargs: Any) -> None:
            if status_code == HTTPStatus.NOT_FOUND:
                self.set_header("Content-Type", "text/html; charset=utf-8")
                self.finish(with_script(ABSENT))
            else:
                super().write_error(status_code, **kwargs)

        def set_extra_headers(self, path: str) -> None:  # noqa: ARG002  tornado gives it
            self.set_header("Cache-Control", "no-cache")

    return Pages
