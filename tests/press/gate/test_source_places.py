"""A finding on a page is told with the place that an author knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from press.gate.context import SiteContext
from press.gate.finding import Finding
from press.gate.scanning import scan
from press.gate.source_places import in_notebook
from tests_support import cell, document

PAGE = "notebooks/one.html"


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """Return a notebook with a second title in its third cell."""
    path = tmp_path / "notebooks/one.ipynb"
    path.parent.mkdir()
    cells = [
        cell("# One", kind="markdown"),
        cell("1"),
        cell("Words.\n\n# A *second* title #", kind="markdown"),
    ]
    path.write_text(json.dumps(document(cells)), encoding="utf-8")
    return path


def test_a_heading_is_found_in_its_cell(notebook):
    """Without its marks."""
    found = in_notebook(Finding("rule", PAGE, "bad", line=329, text="A second  title"), {PAGE: notebook})
    assert found.place == "notebooks/one.ipynb, cell 3, line 3"


@pytest.mark.parametrize(
    ("page", "text"), [(PAGE, "Elsewhere"), (PAGE, ""), ("about.html", "A second title")]
)
def test_what_is_not_in_the_prose_keeps_its_page(notebook, page, text):
    """What the press wrote, and pages that no notebook made."""
    finding = Finding("rule", page, "bad", line=329, text=text)
    assert in_notebook(finding, {PAGE: notebook}) is finding


def test_a_notebook_that_is_gone_changes_nothing(tmp_path):
    """The page is told then."""
    finding = Finding("rule", PAGE, "bad", line=329, text="A title")
    assert in_notebook(finding, {PAGE: tmp_path / "gone.ipynb"}) is finding


def test_a_scan_tells_the_cell_of_a_second_title(notebook, tmp_path):
    """Of each scenario."""
    page = tmp_path / "site" / PAGE
    page.parent.mkdir(parents=True)
    page.write_text(
        "<!doctype html><html lang='en'><title>T</title><h1>One</h1><h1>A second title</h1></html>",
        encoding="utf-8",
    )
    context = SiteContext(scenarios={PAGE: "oslo"}, sources={PAGE: notebook})
    (found,) = [
        one for one in scan(tmp_path / "site", context=context).findings if one.rule == "heading-order"
    ]
    assert found.place == "notebooks/one.ipynb, scenario oslo, cell 3, line 3"
