"""Kaplan-Meier and Cox against closed forms and other programs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.datasets import load_rossi
from statsmodels.duration.hazard_regression import PHReg

from portfolio.errors import DataError, UsageError
from portfolio.maintenance.survival import fit_cox, kaplan_meier, median_remaining

NAMES = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]


def test_without_censoring_it_is_the_share_that_lives() -> None:
    """The empirical survival function."""
    curve = kaplan_meier([1, 2, 3, 4], [True] * 4)
    assert curve.tolist() == pytest.approx([1, 0.75, 0.5, 0.25, 0])


def test_it_equals_lifelines() -> None:
    """With ties and censoring."""
    rng = np.random.default_rng(0)
    time, failed = rng.integers(1, 20, 200), rng.random(200) < 0.6
    curve = kaplan_meier(time, failed)
    theirs = KaplanMeierFitter().fit(time, failed).survival_function_["KM_estimate"]
    np.testing.assert_allclose(curve, theirs.loc[curve.index])


@pytest.mark.parametrize("ties", ["breslow", "efron"])
def test_cox_equals_statsmodels_under_both_rules(ties: str) -> None:
    """All seven coefficients of Rossi's data, to five decimals."""
    rossi = load_rossi()
    x = rossi[NAMES].astype(float)
    theirs = PHReg(rossi["week"], x, status=rossi["arrest"], ties=ties).fit().params
    np.testing.assert_allclose(fit_cox(rossi["week"], rossi["arrest"], x, ties), theirs, atol=5e-6)


@pytest.mark.filterwarnings("ignore:.*will be keyword-only")  # lifelines calls pandas by position
def test_cox_by_efron_equals_lifelines() -> None:
    """The default of both."""
    rossi = load_rossi()
    theirs = CoxPHFitter().fit(rossi, "week", "arrest").params_[NAMES]
    np.testing.assert_allclose(fit_cox(rossi["week"], rossi["arrest"], rossi[NAMES]), theirs, atol=5e-6)


def test_the_rules_differ_with_ties_and_agree_without() -> None:
    """Otherwise one of them is not what its name says."""
    rossi = load_rossi()
    week, x = rossi["week"].astype(float), rossi[NAMES]
    tied = [fit_cox(week, rossi["arrest"], x, ties) for ties in ("breslow", "efron")]
    assert np.abs(tied[0] - tied[1]).max() > 1e-4
    untied = week + np.random.default_rng(0).uniform(0, 0.5, len(week))
    apart = [fit_cox(untied, rossi["arrest"], x, ties) for ties in ("breslow", "efron")]
    np.testing.assert_allclose(*apart)


def test_the_coefficient_of_a_known_hazard_is_found() -> None:
    """Exponential times with a hazard ratio of two."""
    rng = np.random.default_rng(0)
    group = rng.integers(0, 2, 4000)
    time = rng.exponential(1 / 2.0**group)
    found = fit_cox(np.minimum(time, 1.0), time < 1, pd.DataFrame({"group": group}))
    assert found["group"] == pytest.approx(np.log(2), abs=0.12)


def test_the_median_that_is_left() -> None:
    """Half of the survivors; the end of the curve where it does not fall that far."""
    curve = pd.Series({0.0: 1.0, 10.0: 0.5, 20.0: 0.25})
    assert median_remaining(curve, 0) == 10
    assert median_remaining(curve, 12) == 8
    assert median_remaining(curve, 25) == 0


def test_bad_lifetimes_are_refused() -> None:
    """Each with what is wrong."""
    with pytest.raises(DataError, match="positive"):
        kaplan_meier([1, 0], [True, True])
    with pytest.raises(DataError, match="at least one unit"):
        kaplan_meier([1, 2], [False, False])
    with pytest.raises(DataError, match="marks of failure"):
        kaplan_meier([1, 2], [True])
    with pytest.raises(UsageError, match="no rule for ties"):
        fit_cox([1, 2], [True, True], pd.DataFrame({"x": [1, 2]}), "exakt")
    with pytest.raises(DataError, match="never moves"):
        fit_cox([1, 2], [True, True], pd.DataFrame({"x": [1, 1]}))


def test_a_covariate_that_separates_is_refused() -> None:
    """Its coefficient has no finite maximum."""
    x = pd.DataFrame({"x": np.arange(6)[::-1]})
    with pytest.raises(DataError, match="separates"):
        fit_cox(np.arange(1, 7), [True] * 6, x)
