"""What two releases say differently."""

from __future__ import annotations

import pytest

from press.releases.changes import SHOWN, changes_text, compare


def run(name="one/default", *, values=(("auc", 0.7, 0.01),), figures=(("fig-a", "1"),), seconds=10.0):
    """Return the receipt of a run, by its name."""
    notebook, _, scenario = name.partition("/")
    receipt = {
        "notebook": notebook,
        "scenario": scenario,
        "seconds": seconds,
        "values": [{"name": n, "value": v, "tolerance": t, "unit": ""} for n, v, t in values],
        "figures": [{"name": n, "kind": "picture", "digest": d} for n, d in figures],
    }
    return {name: receipt}


def told(runs=None, weights=None, checks=None):
    """Return what a release tells."""
    return {
        "commit": "abc",
        "published_at": "2026-01-02T03:04:05Z",
        "runs": run() if runs is None else runs,
        "weights": weights or {},
        "checks": checks or {},
    }


def lines(before, after, **options):
    """Return the list items of the text."""
    text = changes_text(compare(before, after, **options))
    return [line for line in text.splitlines() if line.startswith("- ")]


def test_a_release_differs_in_nothing_from_itself():
    """The counts say what was looked at."""
    text = changes_text(compare(told(), told()))
    assert "Since commit abc, published 2026-01-02T03:04:05Z." in text
    assert "Results: 0 of 1 values differ" in text
    assert lines(told(), told()) == []


def test_the_first_release_is_compared_with_nothing():
    """It says so."""
    assert "first release" in changes_text(compare(None, told()))


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (run(values=(("auc", 0.705, 0.01),)), None),
        (run(values=(("auc", 0.72, 0.01),)), r"- one/default.auc: 0.7 -\> 0.72"),
        (run(values=()), r"- one/default.auc: no longer recorded, was 0.7"),
        (run(values=(("auc", 0.7, 0.01), ("n", 5, 0))), r"- one/default.n: new, 5"),
        (run(figures=(("fig-a", "2"),)), r"- one/default, fig-a: as before → looks different, by 100.0%"),
        (run(figures=()), r"- one/default, fig-a: gone"),
        (run(figures=(("fig-a", "1"), ("fig-b", "1"))), r"- one/default, fig-b: new"),
        (run(seconds=11.9), None),
        (run(seconds=15.0), r"- one/default: 10.0 s → 15.0 s"),
    ],
)
def test_each_kind_of_difference_is_one_line(after, line):
    """Values beyond their tolerance, figures, and times that matter."""
    assert lines(told(), told(after)) == ([line] if line else [])


def test_figures_are_alike_when_nobody_sees_a_difference():
    """The judge decides, asked with the run and both figures."""
    asked = []
    after = told(run(figures=(("fig-a", "2"),)))
    assert lines(told(), after, seen=lambda *pair: asked.append(pair) or 0.001) == []
    assert [(name, old["digest"], new["digest"]) for name, old, new in asked] == [("one/default", "1", "2")]


def test_pages_and_checks_are_compared():
    """Weight that a reader waits for, pages that came or went, findings that did not block."""
    before = told(weights={"a.html": 100_000, "b.html": 100_000, "old.html": 2048}, checks={"links": 1})
    after = told(weights={"a.html": 105_000, "b.html": 200_000, "new.html": 1024}, checks={"links": 3})
    assert lines(before, after) == [
        "- b.html: 98 KiB → 195 KiB",
        "- new.html: new, 1 KiB",
        "- old.html: gone",
        "- links: 1 found → 3 found",
    ]


def test_a_long_list_is_cut_with_its_number():
    """A text for a pull request is read."""
    after = told(run(values=[(f"v{number:02}", number, 0) for number in range(SHOWN + 5)]))
    found = lines(told(run(values=())), after)
    assert len(found) == SHOWN + 1
    assert found[-1] == "- ... and 5 more"


def test_what_a_notebook_recorded_is_no_markup():
    """A value may be any text."""
    after = told(run(values=(("word", "<script>*x*</script>\n[a](b)", 0),)))
    (line,) = lines(told(run(values=())), after)
    assert "\n" not in line
    assert r"\<script\>\*x\*\</script\>" in line
