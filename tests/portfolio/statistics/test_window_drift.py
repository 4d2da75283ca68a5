"""A window that changed is seen by the test whose business it is; one that did not, rarely."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.statistics import window_drift
from portfolio.statistics.shared_claims import FEATURES, window_rows
from portfolio.statistics.stability_index import reference_bins


def counts(past, now):
    """Return the counts of both sides in the bins of the first."""
    bins = {name: reference_bins(past[name]) for name in FEATURES}
    return [{name: one.count(side[name]).tolist() for name, one in bins.items()} for side in (past, now)]


def test_the_column_that_moved_is_named():
    """One of four columns moves by half of its deviation; the others are as by chance."""
    rng = np.random.default_rng(0)
    found = window_drift.column_test(*counts(window_rows(500, rng), window_rows(300, rng, shift=0.7)))
    assert (found.most, found.p < 0.001) == ("a", True)
    assert list(found.table.index[found.table["adjusted"] <= 0.05]) == ["a"]
    assert found.statistic == found.table.loc["a", "index"] > found.table.loc["a", "by chance"]


def test_a_column_that_goes_missing_is_seen():
    """Missing values have a bin of their own."""
    rng = np.random.default_rng(1)
    past, now = window_rows(500, rng), window_rows(200, rng)
    now.loc[now.index[:40], "c"] = np.nan
    assert window_drift.column_test(*counts(past, now)).most == "c"


def test_a_classifier_sees_what_no_column_shows():
    """The marginals are as before, the correlation has turned round."""
    rng = np.random.default_rng(2)
    past, now = window_rows(600, rng), window_rows(600, rng)
    turned = now.assign(a=-now["a"], product=-(now["a"] * now["c"]))
    known = past.assign(product=past["a"] * past["c"])
    names = [*FEATURES, "product"]
    assert window_drift.classifier_test(known[names], turned[names], permutations=99).p == 0.01
    assert window_drift.classifier_test(past[FEATURES], window_rows(600, rng)[FEATURES]).p > 0.05


def test_predictions_and_outcomes():
    """Probabilities that rise are seen, and outcomes that are more frequent than was predicted."""
    rng = np.random.default_rng(3)
    past, now = window_rows(500, rng), window_rows(500, rng, shift=1.0)
    assert window_drift.prediction_test(past["probability"], now["probability"], draws=999).p == 0.001
    right = window_drift.calibration_test(now["outcome"], now["probability"])
    wrong = window_drift.calibration_test(now["outcome"], now["probability"] * 0.7)
    assert right.p > 0.05
    assert wrong.p < 1e-6
    assert wrong.statistic == pytest.approx((now["outcome"] - now["probability"] * 0.7).mean())


def test_tests_are_corrected_together():
    """By hand: the smallest of two p-values is doubled, the other may not be below it."""
    made = [window_drift.WindowTest("a", 0, 0.04), window_drift.WindowTest("b", 0, 0.03)]
    assert [one.adjusted for one in window_drift.together(made)] == [0.06, 0.06]
    assert window_drift.together([]) == []


def test_a_certain_model_that_was_right_is_no_alarm():
    """Probabilities of 0 and 1 leave nothing to chance."""
    assert window_drift.calibration_test([0, 1], [0.0, 1.0]).p == 1.0


@pytest.mark.parametrize("now", [[0, 0], [1, 2, 3]])
def test_counts_of_other_bins_are_refused(now):
    """No rows, or bins that are not those of the reference."""
    with pytest.raises(DataError, match="column 'x' of the window"):
        window_drift.column_test({"x": [3, 4]}, {"x": now})


def test_texts_become_columns_on_both_sides():
    """A level that only one side has is a column of both."""
    past = pd.DataFrame({"home": ["a"] * 30 + ["b"] * 30})
    now = pd.DataFrame({"home": ["a"] * 20 + ["c"] * 40})
    assert window_drift.classifier_test(past, now, permutations=99).p == 0.01
