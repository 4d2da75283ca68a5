"""The CV on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from opened_pages import Visit
from press.pages.cv import cv_markdown
from press.pages.home import Card
from press.project import Project
from press.settings.profile import read_profile
from press.sphinx_ext.run_sphinx import print_pages
from tests_support import ROOT

pytestmark = pytest.mark.browser

SETTINGS = {
    "extensions": [
        "myst_nb",
        "sphinx_design",
        "press.sphinx_ext.results_ext",
        "press.sphinx_ext.page_assets",
    ],
    "html_theme": "sphinx_book_theme",
    "source_suffix": {".md": "myst-nb"},
    "myst_enable_extensions": ["colon_fence"],
    "nb_execution_mode": "off",
    "suppress_warnings": ["myst.domains", "myst.xref_missing"],  # the chapters are not printed here
}


def test_the_cv_prints_on_one_page_of_a4(tmp_path: Path, visit: Callable[..., Visit]) -> None:
    """With twenty chapters; their lines are as long as those of this book."""
    profile = read_profile(Project(ROOT))
    assert profile is not None
    title, headline = (
        "A question of the usual length, asked of some data?",
        "What it is: 0.123 (0.100 to 0.150)",
    )
    cards = [Card(f"c{number}", title, None, None, 9, headline) for number in range(20)]
    stage = tmp_path / "stage"
    stage.mkdir()
    (stage / "index.md").write_text(f"# Curriculum vitae\n\n{cv_markdown(profile, cards, (), {})}")
    print_pages(stage, tmp_path / "pages", tmp_path / "memory", SETTINGS)
    paper = visit(tmp_path / "pages/index.html").page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert [(round(float(width)), round(float(height))) for width, height in sizes] == [(595, 842)]
