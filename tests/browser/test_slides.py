"""The slides and the charter on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from opened_pages import Visit
from press.sphinx_ext.run_sphinx import print_pages
from tests_support import ROOT

pytestmark = pytest.mark.browser

SETTINGS = {
    "extensions": ["myst_nb", "sphinx_design", "press.sphinx_ext.page_assets"],
    "html_theme": "sphinx_book_theme",
    "source_suffix": {".md": "myst-nb"},
    "nb_execution_mode": "off",
    "suppress_warnings": ["myst.xref_missing"],  # the chapter is not printed here
}


@pytest.mark.parametrize(("name", "sheets"), [("scoping_slides", 10), ("scoping_charter", 1)])
def test_each_section_prints_on_one_sheet(
    tmp_path: Path, visit: Callable[..., Visit], name: str, sheets: int
) -> None:
    """In landscape, and nothing is cut off or flows over to a second sheet."""
    text = (ROOT / f"book/{name}.md").read_text(encoding="utf-8")
    assert len(re.findall("^## ", text, re.MULTILINE)) == sheets
    stage = tmp_path / "stage"
    stage.mkdir()
    (stage / "index.md").write_text(re.sub(r"\[([^]]+)\]\(result:[^)]+\)", r"\1", text), encoding="utf-8")
    print_pages(stage, tmp_path / "pages", tmp_path / "memory", SETTINGS)
    paper = visit(tmp_path / "pages/index.html").page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == sheets
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(842, 595)}
    (tmp_path / "paper.pdf").write_bytes(paper)
