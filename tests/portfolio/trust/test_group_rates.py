"""Error rates by group, their intervals, and the largest gap."""

from __future__ import annotations

import numpy as np
import pytest
from fairlearn.metrics import MetricFrame, equalized_odds_difference, false_negative_rate, false_positive_rate
from statsmodels.stats.proportion import confint_proportions_2indep

from portfolio.errors import DataError
from portfolio.trust import gap_coverage as gc
from portfolio.trust import group_rates as gr

RNG = np.random.default_rng(0)
CAME, FLAGGED = RNG.random(400) < 0.4, RNG.random(400) < 0.5
GROUP = RNG.random(400) < 0.3


def test_rates_are_those_of_fairlearn() -> None:
    """Rates by group, each with its own denominator."""
    rates = gr.error_rates(gr.confusion_by_group(CAME, FLAGGED, GROUP)).set_index(["rate", "group"])["value"]
    named = {"false positives": false_positive_rate, "false negatives": false_negative_rate}
    theirs = MetricFrame(metrics=named, y_true=CAME, y_pred=FLAGGED, sensitive_features=GROUP).by_group
    for name in named:
        assert rates[name].to_numpy() == pytest.approx(theirs[name].to_numpy())


def test_a_rate_of_nobody_is_missing() -> None:
    """Nobody in the group was flagged: there is no precision."""
    rates = gr.error_rates(gr.confusion_by_group([True, False], [False, False], ["a", "a"]))
    row = rates[rates["rate"] == "precision"].iloc[0]
    assert row["people"] == 0
    assert np.isnan([row["value"], row["low"], row["high"]]).all()


def test_unequal_lengths_are_refused() -> None:
    """With the three lengths."""
    with pytest.raises(DataError, match="got 2, 1, 2"):
        gr.confusion_by_group([True, False], [True], ["a", "b"])


@pytest.mark.parametrize(("hits", "people"), [((56, 48), (70, 80)), ((9, 3), (10, 10)), ((0, 5), (10, 20))])
def test_newcombe_is_that_of_statsmodels(hits: tuple[int, int], people: tuple[int, int]) -> None:
    """Another implementation of method 10."""
    theirs = confint_proportions_2indep(hits[0], people[0], hits[1], people[1], method="newcomb")
    assert tuple(gr.newcombe(hits, people)) == pytest.approx(theirs)


def test_the_largest_gap_is_the_equalised_odds_difference_of_fairlearn() -> None:
    """And its interval holds it, whichever group comes first."""
    value, (low, high) = gr.gap_of(CAME, FLAGGED, GROUP)
    assert value == pytest.approx(equalized_odds_difference(CAME, FLAGGED, sensitive_features=GROUP))
    assert 0 <= low <= value <= high <= 1
    assert gr.gap_of(CAME, FLAGGED, ~GROUP)[1] == pytest.approx((low, high))


def test_more_people_narrow_the_interval() -> None:
    """Of the same rates."""
    hits, people = np.array([[10, 6], [20, 15]]), np.array([[40, 40], [30, 30]])
    widths = [float(np.ptp(gr.largest_gap(hits * k, people * k)[1])) for k in (1, 10, 100)]
    assert widths[0] > 2 * widths[1] > 4 * widths[2]


def test_a_gap_without_people_is_refused() -> None:
    """A group in which the event never came has no true positives."""
    with pytest.raises(DataError, match="two rates of two groups with people"):
        gr.largest_gap([[1, 1], [0, 1]], [[5, 5], [0, 5]])


def test_the_bootstrap_of_the_largest_gap_is_wrong_and_the_other_is_right() -> None:
    """Where the groups hardly differ, small groups: the naive interval nearly never covers."""
    found = gc.coverage(gc.NEARLY_EQUAL, 30, 300, 100, np.random.default_rng(1))
    assert found["largest gap, bootstrap"] < 50
    assert 91 < found["largest gap, inverted"] <= 99
    assert found["bias"] > 10
    assert found["bias drawn"] > 4


def test_the_truth_of_a_population() -> None:
    """The larger of two gaps, and the difference in false positives."""
    assert gc.LIKE_COMPAS.gap == pytest.approx(0.16)
    assert gc.LIKE_COMPAS.difference == pytest.approx(0.13)


def test_a_spread_by_chance_is_told_from_a_real_one() -> None:
    """Groups of equal rates, and one that stands out."""
    rng = np.random.default_rng(2)
    group = np.repeat(list("abcd"), 50)
    same = rng.random(200) < 0.5
    assert gr.largest_spread_by_chance(same, group, 199, rng)[2] > 0.05
    seen, by_chance, p = gr.largest_spread_by_chance(group == "a", group, 199, rng)
    assert (seen, p) == (1.0, 1 / 200)
    assert 0 < by_chance < 0.5
