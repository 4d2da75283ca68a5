"""Drift: an index with known values, and an alarm with a known rate of false cries."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.scoring.applicants import Applicants
from portfolio.scoring.drift import alarm_rate, domain_auc, fit_alarm, psi, psi_table, reference_bins


def test_a_sample_has_not_drifted_from_itself() -> None:
    """The index of equal counts is 0, and of proportional ones too."""
    counts = np.array([10.0, 20, 30])
    assert psi(counts, counts) == 0
    assert psi(counts, 7 * counts) == pytest.approx(0)


def test_the_index_of_a_small_example() -> None:
    """Shares one half and one half against one quarter and three quarters."""
    expected = (0.25 - 0.5) * np.log(0.5) + (0.75 - 0.5) * np.log(1.5)
    assert psi(np.array([50.0, 50]), np.array([25.0, 75])) == pytest.approx(expected)


def test_missing_and_new_values_have_bins() -> None:
    """A column that loses its values, or gains a new one, drifts."""
    numbers, texts = pd.Series(np.arange(100.0)), pd.Series(["a", "b"] * 50)
    bins = reference_bins(numbers)
    assert bins.count(numbers.mask(numbers < 50))[-1] == 50
    assert reference_bins(texts).count(pd.Series(["a", "c", "d"])).tolist() == [1, 0, 2]


def test_the_changed_column_comes_first(applicants: Applicants) -> None:
    """Doubling one column is seen in that column."""
    home = applicants.features
    assert psi_table(home, home.assign(debt=home["debt"] * 2)).index[0] == "debt"
    assert psi_table(home, home).max() == 0


def test_the_alarm_cries_falsely_as_often_as_promised(applicants: Applicants) -> None:
    """One batch in ten was asked for; and a real change is never missed."""
    home = applicants.features
    alarm = fit_alarm(home, 100, rate=0.1, draws=300, seed=0)
    assert alarm_rate(alarm, home, draws=300, seed=5) == pytest.approx(0.1, abs=0.05)
    assert alarm_rate(alarm, home.assign(debt=home["debt"] + 25), draws=50) == 1
    assert alarm.rings(home.assign(town="Rome").head(100))


def test_the_classifier_tells_changed_populations_apart(applicants: Applicants) -> None:
    """Chance for two halves of one population, near certainty after a large shift."""
    home = applicants.features
    assert domain_auc(home.iloc[::2], home.iloc[1::2]) == pytest.approx(0.5, abs=0.08)
    assert domain_auc(home.iloc[::2], home.iloc[1::2].assign(debt=home["debt"] + 40)) > 0.95
