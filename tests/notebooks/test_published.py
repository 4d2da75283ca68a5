"""The ledger of published numbers against the published results of this book."""

from __future__ import annotations

import re

import pytest

from portfolio.results.value import Value
from press.execute.pinned_results import read_kept
from press.pages.published_page import Printed, read_published
from press.project import Project
from press.releases.results_lock import read_lock, values_of
from press.result_references import values_from
from tests_support import ROOT

Results = dict[str, dict[str, Value]]
PROJECT = Project(ROOT)
ROWS = read_published(PROJECT.book / "published.yml")
CITED = set(re.findall(r"(?m)^@\w+\{([^,]+),", (PROJECT.book / "references.bib").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def results() -> Results:
    """Return the locked and the kept results by run."""
    locked = {run: values_of(values) for run, values in read_lock(PROJECT.notebooks).items()}
    return locked | {one.name: values_from(one.values) for one in read_kept(PROJECT)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.quantity)
def test_the_verdict_is_true_of_the_published_result(
    row: Printed, results: dict[str, dict[str, Value]]
) -> None:
    """A result that moved beyond its verdict needs another word, and a reason."""
    run, _, name = row.result.rpartition(".")
    run = run if "/" in run else f"{run}/default"
    assert row.holds(results[run][name])


@pytest.mark.parametrize("source", sorted({row.source for row in ROWS}))
def test_the_source_stands_in_the_bibliography(source: str) -> None:
    """Under the key that the page cites."""
    assert source in CITED
