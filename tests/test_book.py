"""The real book: it builds, and its results are the published ones."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from portfolio.config import Project
from portfolio.results.lock import differences, locked_form, read_lock
from tests_support import ROOT

PROJECT = Project(ROOT)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """Build the book as `make book` does, and return its report."""
    command = [sys.executable, "-m", "portfolio", "build"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads((PROJECT.build / "report.json").read_text(encoding="utf-8"))
    return told


def test_every_run_ends_well_without_warnings_on_catalogued_data(report):
    """All cells are executed, nothing is said on standard error, and the data read have a card."""
    assert report["runs"]
    for row in report["runs"]:
        assert (row["status"], row["warnings"]) == ("ok", []), row
        assert row["datasets"], row


def test_the_results_are_the_published_ones(report):
    """A difference is either a fault, or is accepted by `portfolio results lock`."""
    found = locked_form(json.loads((PROJECT.build / "results.json").read_text(encoding="utf-8")))
    locked = read_lock(PROJECT.notebooks / "results.lock.json")
    assert found
    assert [str(difference) for difference in differences(locked, found)] == []


def test_a_page_of_every_run_is_published_with_its_figures(report):
    """Each page holds figures with captions."""
    for row in report["runs"]:
        scenario = "" if row["scenario"] == "default" else f"-{row['scenario']}"
        page = PROJECT.site / f"notebooks/{row['notebook']}{scenario}.html"
        assert "<figcaption>" in page.read_text(encoding="utf-8")
