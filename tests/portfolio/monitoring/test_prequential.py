"""Tested first, then learnt from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.monitoring import prequential as pq


def days(count: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Days whose class follows the first column."""
    rng = np.random.default_rng(seed)
    columns = rng.normal(size=(count, 2))
    return columns, (columns[:, 0] + rng.normal(0, 0.3, count) > 0).astype(int)


@pytest.mark.parametrize("choose", [pq.never(100), pq.last(60), pq.last(60, 90, 100)])
def test_no_prediction_knows_a_later_day(choose: pq.Choose) -> None:
    """What comes after a block is turned round, and nothing before it moves."""
    columns, labels = days()
    whole = pq.serve(columns, labels, choose, 100).probability
    columns[220:], labels[220:] = -columns[220:], 1 - labels[220:]
    again = pq.serve(columns, labels, choose, 100).probability
    np.testing.assert_array_equal(again[:220], whole[:220])
    assert np.isnan(whole[:100]).all() and not np.array_equal(again[220:], whole[220:])


def test_a_policy_that_asks_for_today_is_refused() -> None:
    """It would learn what it is to predict."""
    with pytest.raises(DataError, match="days before 100"):
        pq.serve(*days(), lambda today: np.arange(today + 1), 100)


def test_fits_are_counted() -> None:
    """Ten blocks: none after the first, each, and every third."""
    found = [
        pq.serve(*days(), choose, 100).fits for choose in (pq.never(100), pq.last(60), pq.last(60, 90, 100))
    ]
    assert found == [0, 9, 3]


def test_an_alarm_leads_to_a_fit_on_the_days_before_it() -> None:
    """Labels turn round at day 200; without an alarm nothing is mended."""
    columns, labels = days(600)
    labels[200:] = 1 - labels[200:]
    deaf = pq.serve_on_alarm(columns, labels, lambda errors: False, 60, 100)
    heard = pq.serve_on_alarm(columns, labels, lambda errors: errors[-30:].mean() > 0.5, 60, 100)
    assert deaf.fits == 0 and heard.fits >= 1
    assert np.nanmean(heard.right(labels)[400:]) > 0.8
    assert np.nanmean(deaf.right(labels)[400:]) < 0.2


def test_the_season_begins_with_the_warmest_day_and_follows_absent_days() -> None:
    """Fifty days are taken out; two years later the count is right again."""
    time = np.delete(np.arange(4000), np.arange(1500, 1550))
    temperature = np.cos(2 * np.pi * (time - 30) / pq.YEAR)
    found, true = pq.season_day(temperature), (time - 30) % pq.YEAR
    off = np.abs((found - true + pq.YEAR / 2) % pq.YEAR - pq.YEAR / 2)
    assert off[:1400].max() < 1 and off[2400:].max() < 1 and off[1520] > 40


def test_the_season_knows_no_later_day() -> None:
    """Later temperatures are changed, and no day before moves."""
    temperature = np.cos(np.arange(2000) / 58.0)
    later = temperature.copy()
    later[1500:] = 5.0
    np.testing.assert_array_equal(pq.season_day(temperature)[:1500], pq.season_day(later)[:1500])


def test_a_policy_that_errs_less_saves_and_its_interval_says_so() -> None:
    """One errs in a tenth of the days less; one is the same as the first."""
    rng = np.random.default_rng(0)
    one = (rng.random(3000) < 0.3).astype(float)
    costs = pd.DataFrame({"first": one, "same": one, "less": one * (rng.random(3000) < 2 / 3)})
    table = pq.compare_policies(costs)
    assert table.loc["less", "low"] > 0.05
    assert table.loc["same"].tolist() == [0, 0, 0]
    assert pq.block_sums(costs, 70).sum().tolist() == costs.sum().tolist()
