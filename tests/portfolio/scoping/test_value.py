"""From inputs to a net present value."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from portfolio.errors import UsageError
from portfolio.scoping.value import OVERRUN, credit_score_inputs, discounted_years, net_present_value
from tests_support import ROOT

DRAW = pd.DataFrame(
    {"gain": [0.02], "carry-over": [0.5], "margin": [300], "volume": [10_000], "adoption": [1.0]}
).assign(running=10_000, overrun=1.5)


def test_a_value_is_benefits_less_running_costs_less_what_is_built():
    """Half of 0.02 margins of 300 EUR on 10,000 applications is 30,000 EUR a year."""
    assert net_present_value(DRAW, budget=20_000, annuity=2.0)[0] == pytest.approx(2 * 20_000 - 30_000)


def test_without_a_discount_years_add_up():
    """Four years are worth four."""
    assert discounted_years(4, 0) == 4


@pytest.mark.parametrize(("years", "rate"), [(0, 0.1), (3, -1.0)])
def test_a_horizon_without_a_year_and_a_rate_that_cannot_be_are_refused(years, rate):
    """Both would give a number that means nothing."""
    with pytest.raises(UsageError, match="a year or more"):
        discounted_years(years, rate)


def test_overruns_have_the_published_mean():
    """27 % on average over 1,471 projects (Flyvbjerg and Budzier 2011)."""
    assert OVERRUN.mean == pytest.approx(1.27, abs=0.005)


def test_what_is_typed_of_the_chapter_on_scoring_is_what_that_chapter_publishes():
    """The gain with its sign turned (what costs less is gained), the applications, about the seconds."""
    lock = json.loads((ROOT / "notebooks/scoring.lock.json").read_text(encoding="utf-8"))
    published = lock["values"]["default"]
    low, high = published["cost_gap"]["interval"]
    notebook = (ROOT / "notebooks/scoping.ipynb").read_text(encoding="utf-8")
    assert f"gain = ({round(-high, 4)}, {round(-low, 4)})" in notebook
    assert f"measured_on = {published['applications']['value']:_}" in notebook
    typed = int(re.search(r"training_seconds, .* = (\d+),", notebook)[1])
    assert lock["seconds"]["default"] / 2 < typed < 2 * lock["seconds"]["default"]


def test_the_page_says_what_the_chapter_on_scoring_makes_of_that_gain():
    """Corrected for all comparisons, it is none: a gain that is taken as certain would hide it."""
    notebook = (ROOT / "notebooks/scoping.ipynb").read_text(encoding="utf-8")
    assert "(result:scoring.against_scorecard)" in notebook


def test_the_likely_values_of_a_reader_reach_the_inputs():
    """Each under its own name."""
    ones = {one.name: one.distribution for one in credit_score_inputs((0.0, 0.1), 200, 5_000, 7_000)}
    assert (ones["margin"].likely, ones["volume"].likely, ones["running"].likely) == (200, 5_000, 7_000)
