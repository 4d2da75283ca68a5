"""The figures of a built book: assets where needed, sizes, and no figure without words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from figure_pages import ALTERNATIVE, CAPTION, build, chart, figure_cell, picture, print_pages, prose
from press.sphinx_ext.figures import bundle_name, page_script, plotly_bundle

TABLE = {"text/html": "<table></table>", "text/plain": "a"}
CELLS = (
    figure_cell(chart()),
    figure_cell(picture()),
    figure_cell(chart(), "hide-output"),
    figure_cell(TABLE, caption=None, alt=None),  # only figures are asked for words
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a page with a chart, a picture, a chart behind a button, and a table."""
    folder = tmp_path_factory.mktemp("book")
    done = build(folder, *CELLS)
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def page(site: Path) -> str:
    """Return the HTML of the page with figures."""
    return (site / "index.html").read_text()


def test_a_chart_has_its_caption_and_text_alternative(page: str) -> None:
    """Both come from the cell's metadata, as text that cannot become markup."""
    assert page.count(f'<span class="caption-text">{CAPTION}</span>') == 3
    escaped = ALTERNATIVE.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    assert page.count(f'<p class="plotly-alternative">{escaped}</p>') == 2


def test_a_picture_has_its_text_alternative_and_its_size(page: str) -> None:
    """The size lets the browser keep its place; the alternative is not the file's name."""
    tag = re.search(r"<img[^>]*_images[^>]*>", page)
    assert tag is not None
    assert 'width="640" height="400"' in tag[0]
    assert 'alt="Bar chart: the evening' in tag[0]


def test_only_a_page_with_a_chart_loads_the_script(site: Path, page: str) -> None:
    """A page of prose pays nothing for figures elsewhere."""
    assert re.search(r'<script defer="defer" src="_static/figures\.js', page)
    assert "figures.js" not in (site / "plain.html").read_text()
    assert "figures.css" not in (site / "plain.html").read_text()


def test_no_page_mentions_plotly_js_itself(page: str) -> None:
    """The bundle of five megabytes waits until a figure nears the screen."""
    assert not re.search(r"<script[^>]*plotly", page)
    assert "require" not in page


def test_the_bundle_is_in_the_site_under_the_name_of_its_content(site: Path) -> None:
    """A new plotly has a new name, so that no browser keeps the old one."""
    bundle = plotly_bundle()
    assert (site / "_static" / bundle_name(bundle)).read_bytes() == bundle.read_bytes()
    assert bundle_name(bundle) in (site / "_static" / "figures.js").read_text()


def test_the_script_is_small() -> None:
    """With menus and legends of its own it stays under nine kilobytes, the two themes aside."""
    assert len(re.sub(r"const THEMES = .*", "", page_script("plotly.js")).encode()) < 9216


def test_a_page_shows_the_light_form_of_a_picture(site: Path, page: str) -> None:
    """A megabyte of pixels shrinks, and the heavy file is no part of the site."""
    (file,) = (site / "_images").iterdir()
    assert file.suffix == ".webp"
    assert file.stat().st_size < 100_000
    assert f'src="_images/{file.name}"' in page


def test_a_second_build_keeps_the_pictures_of_pages_that_it_does_not_print(tmp_path: Path) -> None:
    """And drops that of a page which shows it no more."""
    images = tmp_path / "html" / "_images"
    build(tmp_path, figure_cell(picture()))
    first = {path.name: path.read_bytes() for path in images.iterdir()}
    (tmp_path / "source" / "plain.md").write_text("---\norphan: true\n---\n# Plain\n\nAnother sentence.\n")
    assert print_pages(tmp_path / "source", tmp_path / "html", tmp_path / "memory").returncode == 0
    assert {path.name: path.read_bytes() for path in images.iterdir()} == first
    build(tmp_path, figure_cell(picture(320, 200)))
    assert len(list(images.iterdir())) == 1
    assert {path.name for path in images.iterdir()} != set(first)


def test_a_picture_beside_one_of_the_same_name_stays(tmp_path: Path) -> None:
    """An author's `plan.png` and `plan.webp` are two pictures."""
    for kind in ("PNG", "WEBP"):
        Image.new("RGB", (30, 20), "red" if kind == "PNG" else "blue").save(
            tmp_path / f"plan.{kind.lower()}", kind
        )
    build(tmp_path, prose("![A red plan](../plan.png)\n\n![A blue plan](../plan.webp)"))
    assert {path.name for path in (tmp_path / "html" / "_images").iterdir()} == {"plan.png", "plan.webp"}


def test_the_same_book_gives_the_same_page(site: Path, page: str, tmp_path: Path) -> None:
    """No id is drawn by lot."""
    build(tmp_path, *CELLS)
    assert (tmp_path / "html" / "index.html").read_text() == page
    assert [p.read_bytes() for p in (tmp_path / "html/_images").iterdir()] == [
        p.read_bytes() for p in (site / "_images").iterdir()
    ]


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Build a book twice whose figures lack words or need a foreign host; return what each build says."""
    folder = tmp_path_factory.mktemp("broken")
    coast = chart({"type": "scattergeo", "lon": [1], "lat": [2]})
    bare = [figure_cell(bundle, caption=None, alt=None) for bundle in (chart(), picture())]
    done = [build(folder, *bare, figure_cell(coast)) for _ in range(2)]
    assert all(each.returncode != 0 for each in done)
    return [each.stderr for each in done]


@pytest.mark.parametrize("attempt", [0, 1])
@pytest.mark.parametrize("cell", [2, 3], ids=["chart", "picture"])
def test_a_figure_without_words_fails_each_build(complaints: list[str], attempt: int, cell: int) -> None:
    """Page and cell are named; a second build must not take the page as current and pass."""
    assert f"index: cell {cell}: the figure has no caption and no text alternative" in complaints[attempt]


@pytest.mark.parametrize("attempt", [0, 1])
def test_a_map_with_foreign_tiles_fails_each_build(complaints: list[str], attempt: int) -> None:
    """The reason and the way out are told."""
    assert "cell 4: the plotly figure needs a foreign host: trace scattergeo" in complaints[attempt]
    assert "Draw maps with scatter traces" in complaints[attempt]
