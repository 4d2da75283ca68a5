"""Detectors on inputs: what they must see, and how often they may alarm in vain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from invented_departures import days_of_rows
from portfolio.errors import DataError
from portfolio.monitoring.claims import CLAIMS
from portfolio.monitoring.detectors import (
    fit_stability,
    stability,
    stability_alarm,
    stability_by_day,
)
from portfolio.statistics.claims import band
from portfolio.statistics.domain_classifier import chance_of, domain_by_day, domain_test
from portfolio.statistics.stability_index import psi, reference_bins

COLUMNS = ["a", "b", "c"]


def pair(rng: np.random.Generator, shift: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A reference of four weeks, and a window of one."""
    return days_of_rows(28, 30, rng), days_of_rows(7, 30, rng, shift, start="2013-02-01")


def test_the_index_is_that_of_the_shared_room() -> None:
    """Column by column, over the bins of the reference."""
    reference, window = pair(np.random.default_rng(0))
    found = stability_alarm(reference, window, COLUMNS)
    for name in COLUMNS:
        bins = reference_bins(reference[name])
        assert found.index[name] == pytest.approx(psi(bins.counts, bins.count(window[name])))


def test_a_large_shift_is_seen_and_named() -> None:
    """By the index and by the classifier."""
    reference, window = pair(np.random.default_rng(1))
    window = window.assign(b=window["b"] + 3)
    found = stability_alarm(reference, window, COLUMNS)
    assert found.alarm and found.column == "b"
    domain = domain_test(reference, window, COLUMNS)
    assert domain.alarm and domain.separation > 1


def test_a_missing_column_is_seen() -> None:
    """Missing is a bin of its own, and a column of the classifier."""
    reference, window = pair(np.random.default_rng(2))
    window = window.assign(a=np.nan)
    found = stability_alarm(reference, window, COLUMNS)
    assert found.alarm and found.column == "a"
    assert domain_test(reference, window, COLUMNS).alarm


def test_unchanged_days_alarm_at_the_stated_rate_and_rows_would_not() -> None:
    """The index, over three columns together; the chance of single rows is wrong by far."""
    rng, alarms, by_rows = np.random.default_rng(3), [], []
    for _ in range(60):
        reference, window = pair(rng)
        alarms.append(stability_alarm(reference, window, COLUMNS, draws=199).alarm)
        alone = reference.assign(date=rng.permutation(reference["date"]))  # rows as if independent
        by_rows.append(stability(fit_stability(alone, COLUMNS, draws=199), window).alarm)
    low, high = band(CLAIMS[0].rate, len(alarms), CLAIMS[0].margin)
    assert low <= np.mean(alarms) <= high
    assert np.mean(by_rows) > 0.5


def test_the_permutation_test_holds_its_level() -> None:
    """On unchanged days."""
    rng = np.random.default_rng(4)
    alarms = [domain_test(*pair(rng), COLUMNS, permutations=99).alarm for _ in range(80)]
    low, high = band(0.05, len(alarms))
    assert low <= np.mean(alarms) <= high


def test_windows_day_by_day_are_those_of_the_plain_functions() -> None:
    """The window that ends on a day, whichever way it is computed."""
    rng = np.random.default_rng(5)
    reference, rows = days_of_rows(28, 30, rng), days_of_rows(10, 30, rng, start="2013-02-01")
    fitted = fit_stability(reference, COLUMNS)
    by_day = stability_by_day(fitted, rows)
    domain = domain_by_day(reference, rows, COLUMNS, permutations=19)
    assert list(by_day) == list(domain) == list(pd.date_range("2013-02-07", "2013-02-10"))
    for end in by_day:
        window = rows[(rows["date"] <= end) & (rows["date"] > end - pd.Timedelta(days=7))]
        assert stability(fitted, window) == by_day[end]
        assert domain_test(reference, window, COLUMNS, permutations=19) == domain[end]


def test_neither_frame_is_changed() -> None:
    """Detectors only read."""
    reference, window = pair(np.random.default_rng(6))
    copies = reference.copy(), window.copy()
    stability_alarm(reference, window, COLUMNS)
    domain_test(reference, window, COLUMNS, permutations=19)
    pd.testing.assert_frame_equal(reference, copies[0])
    pd.testing.assert_frame_equal(window, copies[1])


def test_a_p_value_is_never_zero() -> None:
    """The observed one counts among the draws."""
    assert chance_of(9.0, np.zeros(19)) == pytest.approx(1 / 20)
    assert chance_of(-1.0, np.zeros(19)) == 1.0


def test_bad_input_is_refused() -> None:
    """Too few days, another length of window, too few permutations for the level."""
    rng = np.random.default_rng(7)
    reference, window = pair(rng)
    with pytest.raises(DataError, match="too few days"):
        stability_alarm(days_of_rows(3, 30, rng), window, COLUMNS)
    with pytest.raises(DataError, match="7 days"):
        stability(fit_stability(reference, COLUMNS), days_of_rows(3, 30, rng))
    with pytest.raises(DataError, match="at least 99"):
        domain_test(reference, window, COLUMNS, rate=0.01, permutations=19)
