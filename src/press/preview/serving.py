"""A small server for looking at the built site: loopback only, compressed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
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
    async with listening([files_of(site, fresh_files())], port) as address:
        announce(address)
        await asyncio.Event().wait()


@asynccontextmanager
async def listening(handlers: Sequence[tuple[Any, ...]], port: int, **settings: Any) -> AsyncIterator[str]:
    """Answer on the loopback while the context lasts, and yield the address; `settings` are tornado's.

    Raises
    ------
    EnvironmentFaultError
        The port is taken.
    """
    from tornado.httpserver import HTTPServer
    from tornado.web import Application

    try:
        taken = socket.create_server((HOST, port))
    except OSError as error:
        raise EnvironmentFaultError(f"port {port} is taken", hint="Choose another with --port.") from error
    server = HTTPServer(Application(list(handlers), compress_response=True, **settings))
    taken.setblocking(False)
    server.add_sockets([taken])
    try:
        yield f"http://{HOST}:{taken.getsockname()[1]}/"
    finally:
        server.stop()
        await server.close_all_connections()


def files_of(site: Path, handler: type) -> tuple[Any, ...]:
    """Return the route of a site's files, but of no name with a null byte: tornado would report a fault."""
    return (r"/((?:(?!%00).)*)", handler, {"path": str(site), "default_filename": "index.html"})


def fresh_files() -> type:
    """Return the handler of files that may be written anew at any moment."""
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
