"""The theme's faults, mended in each page."""

from __future__ import annotations

from pathlib import Path

import pytest

from figure_pages import build, chart, figure_cell
from press.finish.theme_fixes import mend


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a page of the theme as installed, with a hidden output."""
    folder: Path = tmp_path_factory.mktemp("book")
    done = build(folder, figure_cell(chart(), "hide-output"))
    assert done.returncode == 0, done.stderr
    return (folder / "html" / "index.html").read_text()


@pytest.mark.parametrize(
    "kept",
    [
        'dataset.mode = localStorage.getItem("mode") || "auto";',
        '|| (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");',
        "search-button-field",
        '<i class="theme-switch ',
        "<summary>",
        '<link rel="icon" href="data:image/svg+xml,',
        'title="Color mode"',
        'title="Menu" aria-label="Menu"',
    ],
)
def test_each_fix_finds_what_it_mends(page: str, kept: str) -> None:
    """A theme that changes its templates is noticed here."""
    assert kept in page


def test_no_button_has_a_name_that_hides_its_text(page: str) -> None:
    """The accessible name contains what is seen."""
    for line in page.splitlines():
        assert not ("search-button-field" in line and "aria-label" in line)
        assert not ("theme-switch " in line and "title=" in line)
        assert not ("<summary" in line and "aria-label" in line)


def test_a_mended_page_stays_as_it_is(page: str) -> None:
    """Mending twice changes nothing."""
    assert mend(page) == page


def test_an_icon_of_the_book_is_kept() -> None:
    """The empty icon stands in only where there is none."""
    page = '<head><link rel="icon" href="mine.png"></head>'
    assert mend(page) == page
