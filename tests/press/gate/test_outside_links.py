"""Links to other hosts, asked of a server on this machine."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from press.gate.outside_links import asked, check_links, outside_links
from site_folders import laid_out, page


class Host(BaseHTTPRequestHandler):
    """Answers as the path says: `/404`, `/moved`, `/head-405`."""

    seen: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        path = self.path.strip("/")
        self.seen[path] += 1
        if path == "moved":
            self._answer(301, Location="/200")
        elif path == "head-405":
            self._answer(405 if self.command == "HEAD" else 200)
        else:
            self._answer(int(path) if path.isdigit() else 200)

    do_HEAD = do_GET  # noqa: N815  the name is the protocol's

    def _answer(self, code: int, **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    """Return the address of a host that answers."""
    Host.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


ANSWERS = {
    "200": (True, "working"),
    "a_b(c)*_": (True, "working"),
    "404": (False, "broken: 404 Client Error: Not Found for url: {}"),
    "head-405": (True, "working"),
    "403": (False, "broken: 403 Client Error: Forbidden for url: {}"),
    "500": (False, "broken: 500 Server Error: Internal Server Error for url: {}"),
    "503": (True, "ignored: service unavailable"),
    "moved": (True, "redirected: {host}/200"),
}


def test_an_answer_is_told_in_words(host):
    """A moved link says where to, and what is out of service today is not broken."""
    found = asked([f"{host}/{path}" for path in ANSWERS])
    assert found == {
        f"{host}/{path}": (good, verdict.format(f"{host}/{path}", host=host))
        for path, (good, verdict) in ANSWERS.items()
    }
    assert Host.seen["500"] <= 6
    assert Host.seen["a_b(c)*_"] == 1


def test_no_answer_is_an_answer():
    """A closed port, an address that is none."""
    told = asked(["http://127.0.0.1:1/", "http://[bad/"])
    assert [good for good, _ in told.values()] == [False, False]
    assert told["http://[bad/"] == (False, "broken: not an address")


def link(address: str) -> bytes:
    """Return a page with a link."""
    return page(f'<p><a href="{address}">x</a></p>')


def test_each_link_is_asked_once_with_all_its_pages(tmp_path, host):
    """The name behind # is the page's own affair."""
    files = {
        "a.html": link("https://one.io/x#part"),
        "b.html": link("https://one.io/x"),
        "c.html": link("data/x.html"),
    }
    assert outside_links(laid_out(tmp_path, files)) == {"https://one.io/x": ("a.html", "b.html")}


def test_answers_are_remembered_with_their_day(tmp_path):
    """A good one for two weeks, a bad one for a day."""
    site = laid_out(
        tmp_path / "site", {"a.html": link("https://good.io/"), "b.html": link("https://bad.io/")}
    )
    calls: list[str] = []

    def ask(addresses: Collection[str]) -> dict[str, tuple[bool, str]]:
        calls.extend(addresses)
        return {address: ("good" in address, "told") for address in addresses}

    def told(day: int) -> list[str]:
        calls.clear()
        answers = check_links(site, tmp_path / "links.json", today=date(2026, 3, day), ask=ask)
        assert {answer.address: answer.good for answer in answers} == {
            "https://bad.io/": False,
            "https://good.io/": True,
        }
        return calls

    assert len(told(1)) == 2
    assert told(1) == []
    assert told(2) == ["https://bad.io/"]
    assert sorted(told(20)) == ["https://bad.io/", "https://good.io/"]


@pytest.mark.parametrize("text", ["{", "[1]", '[{"address": 1}]'])
def test_a_broken_memory_of_links_is_none(text, tmp_path: Path):
    """Every link is asked again."""
    site = laid_out(tmp_path / "site", {"a.html": link("https://good.io/")})
    (tmp_path / "links.json").write_text(text)
    answers = check_links(
        site, tmp_path / "links.json", ask=lambda links: dict.fromkeys(links, (True, "200"))
    )
    assert [answer.verdict for answer in answers] == ["200"]
