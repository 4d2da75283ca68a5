"""The real book: it builds, and its results are the published ones."""

from __future__ import annotations

import json

import pytest

from portfolio import press
from portfolio.config import Project
from portfolio.pipeline.display import TextDisplay
from tests_support import ROOT

PROJECT = Project(ROOT)

# One process builds the book, since the folder can hold one build at a time.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]


@pytest.fixture(scope="module")
def built() -> press.Built:
    """Build the book; what `make book` would execute is then in the cache."""
    return press.build(PROJECT, display=TextDisplay)


def test_every_run_ends_well(built):
    """Each scenario executes all its cells, with every check passed."""
    assert [item.run.name for item in built.failed] == []
    assert PROJECT.site.exists()


def test_the_results_are_the_published_ones(built):
    """A difference is either a fault, or is accepted by `portfolio results lock`."""
    assert [str(difference) for difference in built.drift] == []


def test_no_run_warns(built):
    """Standard error stays empty, so nothing of it can end on a page."""
    assert {
        item.run.name: item.record["warnings"] for item in built.finished if item.record.get("warnings")
    } == {}


def test_every_run_reads_catalogued_data_and_records_results(built):
    """A run without data or results is no analysis."""
    for item in built.finished:
        assert item.record["datasets"], item.run.name
        assert item.record["values"], item.run.name


def test_a_page_of_every_run_is_published_with_its_figures(built):
    """Each page holds its figures, each with caption and text alternative."""
    for item in built.finished:
        page = (PROJECT.site / f"notebooks/{item.run.page}.html").read_text(encoding="utf-8")
        figures = page.count("<figcaption>")
        assert figures > 0, item.run.name
        assert "unknown output mime type" not in page
    report = json.loads((PROJECT.build / "report.json").read_text(encoding="utf-8"))
    assert len(report["runs"]) == len(built.finished)
