"""The small server for looking at the site."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from portfolio.errors import EnvironmentFaultError
from press.preview.serving import HOST, serve, serve_site

PAGE = "<p>Hello, é</p>" * 200


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def site(tmp_path):
    """Return a small site, with a file beside it that nobody may read."""
    folder: Path = tmp_path / "html"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "notebooks" / "index.html").write_text("deep")
    (folder / "picture.png").write_bytes(b"\x89PNG" + bytes(2000))
    (tmp_path / "secret.txt").write_text("canary")
    (tmp_path / "html-secret").mkdir()
    (tmp_path / "html-secret" / "x.txt").write_text("canary")
    return folder


def answers(site: Path, *requests: str, between: Callable[[], None] = lambda: None) -> list[Answer]:
    """Serve a site, send each request as it stands, and stop."""

    async def talk() -> list[Answer]:
        told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(serve(site, 0, told.set_result))
        port = int((await told).rstrip("/").rpartition(":")[2])
        found = []
        for request in requests:
            found.append(await _answer(port, request))
            between()
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        return found

    return asyncio.run(talk())


async def _answer(port: int, request: str) -> Answer:
    reader, writer = await asyncio.open_connection(HOST, port)
    first, *headers = request.splitlines()
    lines = [f"{first} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
    writer.write("\r\n".join(lines).encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    status, *rest = head.decode("latin-1").split("\r\n")
    pairs = dict(line.lower().split(": ", 1) for line in rest)
    if pairs.get("transfer-encoding") == "chunked":
        body = b"".join(body.split(b"\r\n")[1::2])
    return Answer(int(status.split()[1]), pairs, body)


def test_a_folder_shows_its_index(site):
    """As on a public server."""
    first, deep = answers(site, "GET /", "GET /notebooks/")
    assert (first.status, first.body.decode()) == (200, PAGE)
    assert first.headers["content-type"].startswith("text/html")
    assert deep.body == b"deep"


def test_a_page_is_compressed_for_who_can_read_it(site):
    """A picture is compressed already."""
    page, picture = answers(
        site, "GET /index.html\nAccept-Encoding: gzip", "GET /picture.png\nAccept-Encoding: gzip"
    )
    assert page.headers["content-encoding"] == "gzip"
    assert gzip.decompress(page.body).decode() == PAGE
    assert len(page.body) < len(PAGE) / 10
    assert "content-encoding" not in picture.headers


def test_an_unknown_address_is_answered_with_the_sites_own_page_for_it(site):
    """At any depth, and as what it is: not found."""
    (site / "404.html").write_text("lost", encoding="utf-8")
    for answer in answers(site, "GET /lost.html", "GET /deep/er/lost"):
        assert (answer.status, answer.body) == (404, b"lost")
        assert answer.headers["content-type"].startswith("text/html")


def test_what_is_not_there_is_not_found(site):
    """The server goes on."""
    missing, there = answers(site, "GET /lost.html", "GET /index.html")
    assert (missing.status, there.status) == (404, 200)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/notebooks/../../secret.txt",
        "/../html-secret/x.txt",
        "//etc/passwd",
        "/%00",
        "/..\\secret.txt",
    ],
)
def test_nothing_beside_the_site_can_be_read(path, site):
    """However the path is written."""
    (answer,) = answers(site, f"GET {path}")
    assert answer.status in (400, 403, 404)
    assert b"canary" not in answer.body


def test_a_link_out_of_the_site_is_not_followed(site):
    """The published site holds none; one made by hand serves nothing."""
    (site / "out.txt").symlink_to(site.parent / "secret.txt")
    (answer,) = answers(site, "GET /out.txt")
    assert answer.status in (403, 404)


def test_the_site_is_only_read(site):
    """No other method is known."""
    posted, put = answers(site, "POST /index.html", "PUT /index.html")
    assert (posted.status, put.status) == (405, 405)


def test_a_page_built_anew_is_not_called_unchanged(site):
    """While the server runs and the browser remembers the old page."""
    (first,) = answers(site, "GET /index.html")
    again = f"GET /index.html\nIf-None-Match: {first.headers['etag']}"
    same, changed = answers(
        site, again, again, between=lambda: (site / "index.html").write_text("new") and None
    )
    assert same.status == 304
    assert (changed.status, changed.body) == (200, b"new")


def test_only_this_machine_is_served(site, monkeypatch):
    """The address is the loopback's."""
    told: list[str] = []
    monkeypatch.setattr(asyncio.Event, "wait", lambda _self: asyncio.sleep(0))
    serve_site(site, 0, told.append)
    assert told[0].startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_a_fault_of_the_machine(site):
    """The error says how to choose another."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        with pytest.raises(EnvironmentFaultError, match=r"port \d+ is taken. Choose another with --port"):
            serve_site(site, taken.getsockname()[1], print)
