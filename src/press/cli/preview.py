"""A small server for looking at the built site: loopback only, compressed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from portfolio.errors import EnvironmentFaultError

HOST = "127.0.0.1"
NOT_FOUND = "404.html"


def serve_site(site: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve `site` until interrupted.

    Parameters
    ----------
    port
        0 takes a free one.
    announce
        Is called with the address once the server answers.

    Raises
    ------
    EnvironmentFaultError
        The port is taken.
    """
    asyncio.run(serve(site, port, announce))


async def serve(site: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve `site` until cancelled; see `serve_site`."""
    from tornado.httpserver import HTTPServer
    from tornado.web import Application

    # a name with a null byte is no file: tornado would report a fault of its own
    handler = (r"/((?:(?!%00).)*)", _file_handler(), {"path": str(site), "default_filename": "index.html"})
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        raise EnvironmentFaultError(f"port {port} is taken", hint="Choose another with --port.") from error
    server = HTTPServer(Application([handler], compress_response=True))
    listening.setblocking(False)
    server.add_sockets([listening])
    try:
        announce(f"http://{HOST}:{listening.getsockname()[1]}/")
        await asyncio.Event().wait()
    finally:
        server.stop()
        await server.close_all_connections()


def _file_handler() -> type:
    from tornado.web import StaticFileHandler

    class FreshFileHandler(StaticFileHandler):  # type: ignore[misc]
        """tornado's handler, without its memory: a page built anew must not be called unchanged."""

        @classmethod
        def _get_cached_version(cls, abs_path: str) -> str | None:
            return str(cls.get_content_version(abs_path))

        def write_error(self, status_code: int, **kwargs: Any) -> None:
            """Answer an unknown address as a host of static pages does: with the site's own page for it."""
            lost = Path(self.root) / NOT_FOUND
            if status_code == HTTPStatus.NOT_FOUND and lost.is_file():
                self.set_header("Content-Type", "text/html; charset=utf-8")
                self.finish(lost.read_bytes())
            else:
                super().write_error(status_code, **kwargs)

    return FreshFileHandler
