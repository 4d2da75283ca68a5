"""The figures as a browser draws them, from a file on disk, with no network."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from figure_pages import build, chart, figure_cell, prose

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--window-size=800,1800"),
]
FAR = "Text that fills the screen. " * 1500
OWN = "not an origin"
DRAWN = re.compile(r'<svg class="main-svg"[^>]*role="img"[^>]*aria-label="([^"]*)"')

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> str:
    """Return the browser; without one, skip, or fail where it is required."""
    if CHROMIUM is None:
        if os.environ.get("PORTFOLIO_REQUIRE_BROWSER") == "1":
            pytest.fail("PORTFOLIO_REQUIRE_BROWSER=1, and no chromium was found: apt-get install chromium")
        pytest.skip("no chromium: the figures were not drawn; apt-get install chromium")
    return CHROMIUM


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Path:
    """Build a page: two figures near its top, one behind a button, one far below."""
    folder = tmp_path_factory.mktemp("book")
    cells = [
        figure_cell(chart(), alt="The first figure of the page."),
        figure_cell(chart(height=300), alt="The second figure of the page."),
        figure_cell(chart(), "hide-output", alt="The figure behind a button."),
        prose(FAR),
        figure_cell(chart(), alt="The figure far below."),
    ]
    done = build(folder, *cells)
    assert done.returncode == 0, done.stderr
    return folder / "html"


def visit(chromium: str, page: Path, profile: Path, *flags: str) -> tuple[str, set[str]]:
    """Open a page from disk; return its document after the scripts, and the addresses asked for."""
    log = profile / "net.json"
    profile.mkdir(parents=True, exist_ok=True)
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", f"--log-net-log={log}", *flags]
    done = subprocess.run(
        [*command, "--virtual-time-budget=15000", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    events = [event.get("params") or {} for event in json.loads(log.read_text())["events"]]
    # The browser's own requests, such as for the time, have no page as their origin.
    asked = {event["url"] for event in events if event.get("initiator", OWN) != OWN and "url" in event}
    return done.stdout, asked


def foreign(asked: set[str]) -> set[str]:
    """Return the addresses that are not on this machine's disk."""
    return {url for url in asked if url.startswith(("http:", "https:", "ws:", "wss:"))}


@pytest.fixture(scope="module")
def visited(chromium: str, site: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, set[str]]:
    """Open the page in a light browser."""
    return visit(chromium, site / "index.html", tmp_path_factory.mktemp("profile"))


def test_the_figures_near_the_screen_are_drawn(visited: tuple[str, set[str]]) -> None:
    """Each is an image that bears its text alternative as name."""
    document, _ = visited
    assert DRAWN.findall(document) == ["The first figure of the page.", "The second figure of the page."]


def test_the_figures_that_nobody_sees_are_not(visited: tuple[str, set[str]]) -> None:
    """Behind a button or far below, the text alternative waits in the reserved box."""
    document, _ = visited
    assert document.count('class="plotly-figure drawn"') == 2
    assert document.count('class="plotly-figure"') == 2


def test_one_bundle_serves_all_figures(visited: tuple[str, set[str]]) -> None:
    """The bundle is fetched once for two figures."""
    document, _ = visited
    assert len(re.findall(r"<script src=\"[^\"]*plotly-[0-9a-f]{10}\.min\.js\"", document)) == 1


def test_no_markup_in_the_data_becomes_part_of_the_page(visited: tuple[str, set[str]]) -> None:
    """The category named like a script is a label on the axis."""
    document, _ = visited
    assert "&lt;/script&gt;&lt;script&gt;window.broken" in document


def test_nothing_foreign_is_asked_for(visited: tuple[str, set[str]]) -> None:
    """The page and all it draws come from disk."""
    _, asked = visited
    assert not foreign(asked)


def test_the_watch_sees_a_foreign_request(chromium: str, tmp_path: Path) -> None:
    """A page that asks for a script from elsewhere is noticed, or the test above proves nothing."""
    page = tmp_path / "page.html"
    page.write_text('<script src="https://example.invalid/a.js"></script>')
    _, asked = visit(chromium, page, tmp_path / "profile")
    assert foreign(asked) == {"https://example.invalid/a.js"}


def test_a_page_with_its_figure_far_below_loads_no_bundle(chromium: str, tmp_path: Path) -> None:
    """Five megabytes wait until someone scrolls there."""
    build(tmp_path, prose(FAR), figure_cell(chart()))
    document, _ = visit(chromium, tmp_path / "html" / "index.html", tmp_path / "profile")
    assert not re.search(r"<script[^>]*src=\"[^\"]*plotly-[0-9a-f]{10}", document)
    assert "drawn" not in re.findall(r'class="(plotly-figure[^"]*)"', document)[0]


def test_a_dark_page_has_light_letters(chromium: str, site: Path, tmp_path: Path) -> None:
    """The figure follows the reader's colour scheme."""
    document, _ = visit(
        chromium, site / "index.html", tmp_path / "profile", "--blink-settings=preferredColorScheme=0"
    )
    assert 'data-theme="dark"' in document
    assert "fill: rgb(206, 214, 221)" in document


def test_without_its_bundle_a_figure_keeps_its_text(chromium: str, site: Path, tmp_path: Path) -> None:
    """A copy of the page without the bundle says what the figure shows."""
    copy = shutil.copytree(site, tmp_path / "copy")
    for bundle in (copy / "_static").glob("plotly-*.min.js"):
        bundle.unlink()
    document, _ = visit(chromium, copy / "index.html", tmp_path / "profile")
    assert document.count('class="plotly-figure failed"') == 2
    assert not DRAWN.search(document)
