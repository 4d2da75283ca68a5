"""What differs from the published results informs a reader and stops a publisher."""

from __future__ import annotations

import json

import pytest

from finished_runs import finished_run, value, verdict_of
from portfolio.errors import PublishError
from press.cache.keys import Key
from press.cli import main
from press.execute.pinned_results import keep, outdated, read_kept
from press.releases.results_lock import read_lock
from press.releases.swap import tree_digests
from tests_support import RECORDS

ANSWER = {"value": 42.5, "unit": "min"}

OTHER = RECORDS.replace("42.5", "50.0")


@pytest.fixture
def drifted(build, one):
    """Build a book whose value then moves."""
    one.lock({"one/default": {"answer": ANSWER}})
    build()
    one.notebook("one", OTHER)
    return one


def test_a_plain_build_publishes_and_tells_what_differs(build, drifted):
    """Whoever edits a notebook gets their book."""
    good = tree_digests(drifted.project.site)
    built = build()
    assert (built.exit_code, built.site["published"]) == (0, True)
    assert [(one.name, one.locked, one.found) for one in built.drift.values] == [("answer", 42.5, 50.0)]
    assert tree_digests(drifted.project.site) != good


def test_a_frozen_build_refuses_what_differs(build, drifted, monkeypatch):
    """The site stays, the report says why, and after `results lock` it passes."""
    good = tree_digests(drifted.project.site)
    with pytest.raises(PublishError, match="locked-result"):
        build(frozen=True)
    report = json.loads((drifted.project.build / "report.json").read_text())
    assert report["refused"]["exit_code"] == 7
    assert report["runs"][0]["verdict"] == "executed"
    assert tree_digests(drifted.project.site) == good
    monkeypatch.chdir(drifted.root)
    assert main(["results", "lock"]) == 0
    assert read_lock(drifted.project.notebooks)["one/default"]["answer"]["value"] == 50.0
    assert build(frozen=True).site["published"] is True


def test_a_frozen_build_judges_a_site_that_is_current(build, drifted):
    """It reuses what a plain build executed and published, and still refuses."""
    build()
    with pytest.raises(PublishError, match=r"42\.5 -> 50\.0"):
        build(frozen=True)


@pytest.mark.parametrize("values", [{}, {"answer": ANSWER, "gone": {"value": 1}}])
def test_a_frozen_build_refuses_values_that_are_new_or_gone(build, one, values):
    """The lock holds every published value and no other."""
    one.lock({"one/default": values})
    with pytest.raises(PublishError, match="locked-result"):
        build(frozen=True)


def test_kept_results_of_other_code_are_told_and_refused_when_frozen(build, one):
    """Until they are executed again, or an entry of the allow-list lets them pass for a while."""
    one.lock({"one/default": {"answer": ANSWER}})
    keep(one.project, finished_run("one/long", value("share"), published=False, commit="abc"))
    assert [kept.name for kept in build().drift.outdated] == ["one/long"]
    with pytest.raises(PublishError, match=r"commit abc.*\[kept-result\]"):
        build(frozen=True)
    one.write(
        "book/allow.yml",
        "- {rule: kept-result, where: notebooks/kept/one.long.json, pattern: one/long, reason: soon, "
        "until: 2999-01-01}",
    )
    assert build(frozen=True).exit_code == 0


def test_kept_results_of_the_same_code_are_not_outdated(tmp_path, one):
    """Packages and machines may have changed; the cells, parameters and modules have not."""
    keep(one.project, finished_run("one/long", value("share"), published=False))
    same = Key("one/long", "other digest", {"packages": {"numpy": "9"}})
    changed = Key("one/long", "0" * 64, {"cells": ["x"]})
    assert verdict_of(finished_run("one/long").run).key.parts == {}
    kept = read_kept(one.project)
    assert outdated(kept, {"one/long": same}) == ()
    assert outdated(kept, {"one/long": changed}) == outdated(kept, {}) == kept
