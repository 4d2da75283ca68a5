"""The figures as a browser draws them, from a file on disk, with no network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from figure_pages import build, chart, figure_cell, prose
from opened_pages import Visit

FAR = "Text that fills the screen. " * 1500
TALL = {"width": 800, "height": 1800}
NEAR_ARE_DRAWN = "document.querySelectorAll('.plotly-figure.drawn .main-svg[role=img]').length === 2"
DRAWN = re.compile(r'<svg class="main-svg"[^>]*role="img"[^>]*aria-label="([^"]*)"')

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
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


def document_of(visit: Visit) -> str:
    """Return the document as it is once the page is at rest."""
    visit.rest()
    return visit.page.content()


def foreign(asked: set[str]) -> set[str]:
    """Return the addresses that are not on this machine's disk."""
    return {url for url in asked if url.startswith(("http:", "https:", "ws:", "wss:"))}


@pytest.fixture(scope="module")
def visited(site: Path, browser: Browser) -> tuple[str, list[str]]:
    """Open the page in a light browser; return its document once drawn, and the addresses asked for."""
    with Visit(browser, site / "index.html", viewport=TALL, color_scheme="light") as visit:
        visit.page.wait_for_function(NEAR_ARE_DRAWN)
        return document_of(visit), visit.asked


def test_the_figures_near_the_screen_are_drawn(visited: tuple[str, list[str]]) -> None:
    """Each is an image that bears its text alternative as name."""
    document, _ = visited
    assert DRAWN.findall(document) == ["The first figure of the page.", "The second figure of the page."]


def test_the_figures_that_nobody_sees_are_not(visited: tuple[str, list[str]]) -> None:
    """Behind a button or far below, the text alternative waits in the reserved box."""
    document, _ = visited
    assert document.count('class="plotly-figure drawn"') == 2
    assert document.count('class="plotly-figure"') == 2


def test_no_button_of_a_figure_sends_it_anywhere(visited: tuple[str, list[str]]) -> None:
    """What the toolbar offers is known by name: a picture, zoom, and back."""
    document, _ = visited
    offered = re.findall(r'class="modebar-btn[^"]*"[^>]*data-title="([^"]*)"', document)
    assert set(offered) == {"Download plot as a PNG", "Zoom", "Reset axes"}


def test_one_bundle_serves_all_figures(visited: tuple[str, list[str]]) -> None:
    """The bundle is fetched once for two figures."""
    document, asked = visited
    assert len(re.findall(r"<script src=\"[^\"]*plotly-[0-9a-f]{10}\.min\.js\"", document)) == 1
    assert len([url for url in asked if is_bundle(url)]) == 1


def test_no_markup_in_the_data_becomes_part_of_the_page(visited: tuple[str, list[str]]) -> None:
    """The category named like a script is a label on the axis."""
    document, _ = visited
    assert "&lt;/script&gt;&lt;script&gt;window.broken" in document


def test_nothing_foreign_is_asked_for(visited: tuple[str, list[str]]) -> None:
    """The page and all it draws come from disk."""
    _, asked = visited
    assert any(is_bundle(url) for url in asked)
    assert not foreign(set(asked))


def test_the_watch_sees_a_foreign_request(visit: Callable[..., Visit], tmp_path: Path) -> None:
    """A page that asks for a script from elsewhere is noticed, or the test above proves nothing."""
    page = tmp_path / "page.html"
    page.write_text('<script src="https://example.invalid/a.js"></script>')
    assert foreign(set(visit(page).asked)) == {"https://example.invalid/a.js"}


def test_a_page_with_its_figure_far_below_loads_no_bundle(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    """Five megabytes wait until someone scrolls there."""
    build(tmp_path, prose(FAR), figure_cell(chart()))
    opened = visit(tmp_path / "html" / "index.html", viewport=TALL)
    document = document_of(opened)
    assert not re.search(r"<script[^>]*src=\"[^\"]*plotly-[0-9a-f]{10}", document)
    assert not [url for url in opened.asked if is_bundle(url)]
    assert "drawn" not in re.findall(r'class="(plotly-figure[^"]*)"', document)[0]
    opened.page.evaluate("document.querySelector('.plotly-figure').scrollIntoView()")
    opened.page.wait_for_function("document.querySelector('.plotly-figure.drawn .main-svg[role=img]')")


def test_a_dark_page_has_light_letters(visit: Callable[..., Visit], site: Path) -> None:
    """The figure follows the reader's colour scheme."""
    dark = visit(site / "index.html", viewport=TALL, color_scheme="dark")
    dark.page.wait_for_function(NEAR_ARE_DRAWN)
    document = document_of(dark)
    assert 'data-theme="dark"' in document
    assert "fill: rgb(206, 214, 221)" in document


def test_without_its_bundle_a_figure_keeps_its_text(
    visit: Callable[..., Visit], site: Path, tmp_path: Path
) -> None:
    """A copy of the page without the bundle says what the figure shows."""
    copy = shutil.copytree(site, tmp_path / "copy")
    for bundle in (copy / "_static").glob("plotly-*.min.js"):
        bundle.unlink()
    bare = visit(copy / "index.html", viewport=TALL)
    bare.page.wait_for_function("document.querySelectorAll('.plotly-figure.failed').length === 2")
    assert not DRAWN.search(document_of(bare))


def is_bundle(address: str) -> bool:
    """Return whether an address is that of plotly.js."""
    return bool(re.search(r"/plotly-[0-9a-f]{10}\.min\.js$", address))
