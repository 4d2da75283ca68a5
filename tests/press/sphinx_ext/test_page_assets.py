"""Cards, anchors of cells, and files beside the pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portfolio.errors import PublishError
from press.sphinx_ext.page_assets import anchored
from press.sphinx_ext.run_sphinx import print_pages
from tests_support import cell, document

SETTINGS = {
    "extensions": ["myst_nb", "press.sphinx_ext.results_ext", "press.sphinx_ext.page_assets"],
    "html_theme": "basic",
    "source_suffix": {".md": "myst-nb", ".ipynb": "myst-nb"},
    "nb_execution_mode": "off",
    "suppress_warnings": ["myst.domains"],
}
HOME = """# Home

:::{thumbnail} cards/one.webp
:alt: "Bars: the \\"evening\\" is late"
:eager:
:::

Takes {reading}`one` min.

```{toctree}
one
deep/two
```
"""
TWO = "# Two\n\n:::{thumbnail} cards/one.webp\n:alt: Bars\n:::\n"


@pytest.fixture
def stage(tmp_path):
    """Return a stage with a home page, a chapter and a file beside the pages."""
    folder = tmp_path / "stage"
    for name in ("_results", "_beside/cards", "deep"):
        (folder / name).mkdir(parents=True)
    (folder / "index.md").write_text(HOME)
    (folder / "deep/two.md").write_text(TWO)
    (folder / "_results/reading.json").write_text('{"one": 7}')
    (folder / "_beside/cards/one.webp").write_bytes(b"picture")
    (folder / "one.ipynb").write_text(json.dumps(anchored(CHAPTER)))
    return folder


CHAPTER = document(
    [
        cell("# One", "shows-count-up", kind="markdown"),
        cell("first = 1", "shows-count-up"),
        cell("## Part", "shows-count-down", kind="markdown"),
        cell("second = 2"),
    ]
)


def printed(stage: Path) -> Path:
    """Print the stage and return the pages."""
    pages = stage.parent / "pages"
    settings = {**SETTINGS, "myst_enable_extensions": ["colon_fence"], "exclude_patterns": ["_beside/**"]}
    print_pages(stage, pages, stage.parent / "memory", settings)
    return pages


def test_cells_that_show_a_competency_have_anchors(stage):
    """Code and prose; the opening is the top of its page, and other cells have none."""
    page = (printed(stage) / "one.html").read_text()
    assert page.count('id="c1"') == page.count('id="c2"') == 1
    assert 'id="c0"' not in page
    assert 'id="c3"' not in page


def test_a_thumbnail_has_its_size_and_leads_from_any_depth(stage):
    """Only an eager one is loaded before it is near the screen."""
    pages = printed(stage)
    home, two = ((pages / name).read_text() for name in ("index.html", "deep/two.html"))
    size = 'width="640" height="400"'
    assert f'src="cards/one.webp" alt="Bars: the &quot;evening&quot; is late" {size} fetchpriority' in home
    assert 'src="../cards/one.webp" alt="Bars" width="640" height="400" loading="lazy"' in two


def test_reading_time_follows_the_chapter_and_an_unknown_one_is_an_error(stage):
    """With the nearest name."""
    assert 'Takes <span class="reading">7</span> min' in (printed(stage) / "index.html").read_text()
    (stage / "_results/reading.json").write_text('{"ones": 7}')
    with pytest.raises(PublishError, match=r"no such chapter.*ones"):
        printed(stage)


def test_files_beside_the_pages_come_and_go(stage):
    """A picture of an earlier build does not stay."""
    pages = printed(stage)
    assert (pages / "cards/one.webp").read_bytes() == b"picture"
    (stage / "_beside/cards/one.webp").rename(stage / "_beside/cards/two.webp")
    printed(stage)
    assert [path.name for path in (pages / "cards").iterdir()] == ["two.webp"]


def test_the_document_given_stays_as_it_was():
    """Arguments are never changed."""
    before = json.dumps(CHAPTER)
    anchored(CHAPTER)
    assert json.dumps(CHAPTER) == before
