"""Links to other hosts, asked of a server on this machine."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from press.gate.outside_links import asked, check_links, outside_links
from site_folders import laid_out, page


class Host(BaseHTTPRequestHandler):
    """Answers as the path says: `/404`, `/moved`, `/head-405`, `/busy-2` (well at the third time)."""

    seen: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        path = self.path.strip("/")
        self.seen[path] += 1
        if path == "moved":
            self._answer(301, Location="/200")
        elif path == "loop":
            self._answer(302, Location="/loop")
        elif path == "elsewhere":
            self._answer(302, Location="file:///etc/passwd")
        elif path.startswith("busy"):
            self._answer(200 if self.seen[path] > int(path[-1]) else 503)
        elif path == "head-405":
            self._answer(405 if self.command == "HEAD" else 200)
        else:
            self._answer(int(path or 200))

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


@pytest.mark.parametrize(
    ("path", "good", "verdict"),
    [
        ("200", True, "200"),
        ("404", False, "404"),
        ("410", False, "410"),
        ("head-405", True, "200"),
        ("403", True, "403: answers people only, or later"),
        ("429", True, "429: answers people only, or later"),
        ("busy-2", True, "200"),
        ("500", False, "500"),
        ("elsewhere", False, "302"),
    ],
)
def test_an_answer_is_told_in_words(path, good, verdict, host):
    """What guards itself against machines is no broken link; what stays busy is told so."""
    assert asked(f"{host}/{path}", wait=0.001) == (good, verdict)


def test_a_moved_link_says_where_to(host):
    """So that it can be written anew."""
    assert asked(f"{host}/moved") == (True, f"200, moved to {host}/200")


def test_a_host_is_asked_a_few_times_only(host):
    """It is somebody else's machine."""
    asked(f"{host}/500", attempts=3, wait=0.001)
    assert Host.seen["500"] == 3
    asked(f"{host}/404", attempts=3, wait=0.001)
    assert Host.seen["404"] == 1


def test_no_answer_is_an_answer(host):
    """A closed port, an address that is none."""
    assert asked("http://127.0.0.1:1/", attempts=1) == (False, "no answer (ConnectionRefusedError)")
    good, verdict = asked("http://[bad/", attempts=1)
    assert (good, verdict[:9]) == (False, "no answer")


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

    def ask(address: str) -> tuple[bool, str]:
        calls.append(address)
        return "good" in address, "told"

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
    answers = check_links(site, tmp_path / "links.json", ask=lambda _: (True, "200"))
    assert [answer.verdict for answer in answers] == ["200"]
