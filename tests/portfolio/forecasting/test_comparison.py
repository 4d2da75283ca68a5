"""The test of equal loss, held against other implementations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests

from portfolio.errors import DataError
from portfolio.forecasting.comparison import (
    bandwidth,
    compare,
    diebold_mariano,
    difference_interval,
    long_run_variance,
)
from portfolio.statistics.multiplicity import holm

RNG = np.random.default_rng(0)
LOSSES = RNG.gamma(2, 1, size=(2, 91))


def test_the_long_run_variance_is_that_of_statsmodels() -> None:
    """Which divides by the rows where it is asked for no correction."""
    values = LOSSES[0]
    fitted = sm.OLS(values, np.ones(91)).fit(cov_type="HAC", cov_kwds={"maxlags": 7, "use_correction": False})
    assert long_run_variance(values, 7) / 91 == pytest.approx(fitted.cov_params()[0, 0])


def test_without_lags_it_is_a_t_test_of_the_mean() -> None:
    """Up to the divisor of the variance, which the correction for few days makes good."""
    gap = LOSSES[0] - LOSSES[1]
    t = gap.mean() / (gap.std(ddof=1) / np.sqrt(91))
    assert diebold_mariano(LOSSES[0], LOSSES[1], lags=0).statistic == pytest.approx(t)


def test_which_comes_first_turns_the_sign_alone() -> None:
    """The p-value is two-sided."""
    one, other = diebold_mariano(*LOSSES), diebold_mariano(*LOSSES[::-1])
    assert one.statistic == -other.statistic
    assert one.p == other.p


def test_a_forecast_that_is_clearly_better_is_found() -> None:
    """And a negative difference speaks for the first."""
    found = diebold_mariano(LOSSES[0], LOSSES[0] + 1 + 0.1 * LOSSES[1])
    assert found.p < 1e-6
    assert found.difference < 0


def test_holm_is_that_of_statsmodels() -> None:
    """For p-values in any order."""
    p = dict(zip("abcde", RNG.uniform(0, 0.1, 5), strict=True))
    assert list(holm(p).values()) == pytest.approx(multipletests(list(p.values()), method="holm")[1])


def test_days_without_a_loss_are_left_out_of_all_pairs() -> None:
    """So that all pairs speak of the same days."""
    losses = {"a": LOSSES[0].copy(), "b": LOSSES[1], "c": LOSSES.mean(axis=0) ** 2}
    losses["a"][5] = np.nan
    table = compare(losses, [("b", "c")])
    kept = np.arange(91) != 5
    expected = diebold_mariano(LOSSES[1][kept], losses["c"][kept])
    assert table["statistic"].iloc[0] == pytest.approx(expected.statistic)
    assert isinstance(table, pd.DataFrame)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (LOSSES[0][:10], LOSSES[1][:10], "at least 20"),
        (LOSSES[0], np.full(91, np.nan), "none missing"),
        (LOSSES[0], LOSSES[0], "two forecasts that differ"),
    ],
)
def test_what_cannot_be_compared_is_an_error(one: np.ndarray, other: np.ndarray, words: str) -> None:
    """With what was expected."""
    with pytest.raises(DataError, match=words):
        diebold_mariano(one, other)


def test_a_week_counts_where_days_are_many() -> None:
    """And less where they are few."""
    assert [bandwidth(count) for count in (20, 50, 91, 400)] == [2, 5, 7, 7]


def test_the_interval_holds_zero_exactly_where_the_test_does_not_refuse() -> None:
    """The interval and the test at 5 % say the same."""
    rng = np.random.default_rng(3)
    for shift in np.linspace(0, 1.5, 12):
        one, other = rng.normal(size=32) + shift, rng.normal(size=32)
        low, high = difference_interval(one, other)
        assert (low <= 0 <= high) == (diebold_mariano(one, other).p > 0.05)
