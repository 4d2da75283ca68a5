"""What the server adds to pages, and what it tells them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from press.preview.live import ABSENT, Live, version_of, with_script
from press.preview.serving import listening

PAGE = b"<html><head><title>x</title></head><body>Hello</body></html>"


@pytest.fixture
def site(tmp_path):
    """Return a site of one page and one style sheet."""
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "site.css").write_bytes(b"a {}")
    return tmp_path


def fetched(live: Live, *paths: str) -> list[Any]:
    """Serve a site and return the answers."""
    from tornado.httpclient import AsyncHTTPClient

    async def talk() -> list[Any]:
        async with listening(live.handlers(), 0, log_function=lambda _: None) as address:
            client = AsyncHTTPClient()
            return [await client.fetch(address + path, raise_error=False) for path in paths]

    return asyncio.run(talk())


def test_the_script_stands_in_what_is_served_and_in_no_file(site):
    """A file could be published."""
    page, style, script = fetched(Live(site), "", "site.css", "_preview/live.js")
    assert page.body == with_script(PAGE)
    assert b'<script defer src="/_preview/live.js"' in page.body
    assert style.body == b"a {}"
    assert b"location.reload()" in script.body
    assert (site / "index.html").read_bytes() == PAGE


def test_a_page_that_is_not_there_yet_follows_too(site):
    """It appears when it is printed."""
    (answer,) = fetched(Live(site), "notebooks/one.html")
    assert answer.code == 404
    assert answer.body == with_script(ABSENT)
    assert b'data-version=""' in answer.body


def test_nothing_beside_the_site_is_told_or_served(site):
    """As by the other server."""
    (site.parent / "secret.html").write_text("canary")
    for answer in fetched(Live(site), "%2e%2e/secret.html", "..%2fsecret.html"):
        assert answer.code in (403, 404)
        assert b"canary" not in answer.body


def test_an_open_page_is_told_what_is_wrong_and_which_version_is_there(site):
    """At once, and whenever it changes."""
    from tornado.websocket import websocket_connect

    async def talk() -> list[dict[str, str]]:
        live = Live(site)
        async with listening(live.handlers(), 0, log_function=lambda _: None) as address:
            wire = await websocket_connect(address.replace("http", "ws") + "_preview/wire")
            await wire.write_message("/")
            first = await wire.read_message()
            (site / "index.html").write_bytes(PAGE + b" ")
            live.tell("a <b>fault</b>", "")
            second = await wire.read_message()
            wire.close()
            return [json.loads(str(one)) for one in (first, second)]

    first, second = asyncio.run(talk())
    assert first == {"version": version_of(PAGE), "error": "", "working": ""}
    assert second == {"version": version_of(PAGE + b" "), "error": "a <b>fault</b>", "working": ""}


def test_a_page_of_another_host_hears_nothing(site):
    """A site in another tab could read what is being written."""
    from tornado.httpclient import HTTPClientError, HTTPRequest
    from tornado.websocket import WebSocketError, websocket_connect

    async def talk() -> None:
        async with listening(Live(site).handlers(), 0, log_function=lambda _: None) as address:
            url = address.replace("http", "ws") + "_preview/wire"
            with pytest.raises((HTTPClientError, WebSocketError), match="403"):
                await websocket_connect(HTTPRequest(url, headers={"Origin": "http://elsewhere.example"}))

    asyncio.run(talk())
