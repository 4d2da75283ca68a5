"""`portfolio keep`."""

from __future__ import annotations

import json


def test_an_unpublished_scenario_is_kept(portfolio, book):
    """It is executed, and what it recorded stands in notebooks/kept."""
    book.write("notebooks/one.yml", "scenarios:\n  oslo: {published: false, parameters: {city: Oslo}}\n")
    told = portfolio("keep", "one/oslo")
    assert told.code == 0
    assert "notebooks/kept/one.oslo.json" in told.out
    kept = json.loads((book.root / "notebooks/kept/one.oslo.json").read_text())
    assert kept["parameters"] == {"city": "Oslo"}
    assert kept["values"]


def test_an_unknown_run_is_named(portfolio):
    """The nearest one is offered."""
    told = portfolio("keep", "one/oslp")
    assert told.code == 2
    assert "oslo" in told.verdict


def test_a_run_that_each_build_repeats_is_refused_before_it_is_executed(portfolio, book):
    """Nobody waits for a refusal until the end."""
    told = portfolio("keep", "one/default")
    assert told.code == 2
    assert "each build repeats it. Set `published: false`" in told.verdict
    assert "executing" not in told.out + told.err
    assert not (book.root / "_build/failed").exists()
