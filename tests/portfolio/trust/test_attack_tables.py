"""Changes of the columns that an applicant can move."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.trust import attack_tables as tables

MOVABLE = (1, 2, 3)


@pytest.fixture
def rows() -> np.ndarray:
    """Return applications: age, amount, months, price."""
    rng = np.random.default_rng(0)
    amount = rng.uniform(200, 3000, 400)
    return np.stack(
        [rng.uniform(20, 60, 400), amount, rng.uniform(6, 60, 400), amount * rng.uniform(1, 2, 400)], axis=1
    )


def by_amount(rows: np.ndarray) -> np.ndarray:
    """Return a score that rises with the amount alone."""
    return rows[:, 1] / 4000


def test_only_the_movable_columns_move_and_nothing_costs_nothing(rows: np.ndarray) -> None:
    """The first row is the applicant as they are."""
    options = tables.choices(rows[5], rows, MOVABLE)
    assert (options.rows[0] == rows[5]).all() and options.costs[0] == 0
    assert (options.rows[:, 0] == rows[5, 0]).all()
    assert len(options.rows) > 100 and (options.costs >= 0).all() and (options.costs <= 3).all()


def test_what_is_written_stays_plausible(rows: np.ndarray) -> None:
    """No sum lent far above the price, and no value that is rare."""
    options = tables.choices(rows[5], rows, MOVABLE)
    most = np.quantile(rows[:, 1] / rows[:, 3], 0.95)
    own = rows[5, 1] / rows[5, 3]
    assert (options.rows[:, 1] / options.rows[:, 3]).max() <= max(most, own) + 1e-6
    others = options.rows[options.rows[:, 1] != rows[5, 1], 1]
    assert np.quantile(rows[:, 1], 0.04) < others.min() and others.max() < np.quantile(rows[:, 1], 0.96)


def test_a_cost_is_the_share_of_rows_that_a_value_passes(rows: np.ndarray) -> None:
    """Counted by hand for one column."""
    options = tables.choices(rows[5], rows, MOVABLE)
    still = (options.rows[:, [2, 3]] == rows[5, [2, 3]]).all(axis=1)
    for row, cost in zip(options.rows[still], options.costs[still], strict=True):
        low, high = sorted((row[1], rows[5, 1]))
        passed = ((rows[:, 1] > low) & (rows[:, 1] < high)).mean()
        assert abs(cost - passed) <= 1.01 / len(rows)


def test_one_column_at_a_time_is_never_cheaper_than_all_combinations(rows: np.ndarray) -> None:
    """And as cheap where a single column decides."""
    for row in rows[rows[:, 1] > 2000][:10]:
        options = tables.choices(row, rows, MOVABLE)
        turned = options.costs[by_amount(options.rows) <= 0.4].min(initial=np.inf)
        assert tables.greedy(by_amount, options, MOVABLE, 0.4) >= turned


def test_who_cannot_be_turned_costs_without_end(rows: np.ndarray) -> None:
    """And who is accepted costs nothing."""
    options = tables.choices(rows[5], rows, MOVABLE)
    assert tables.greedy(lambda some: some[:, 0], options, MOVABLE, 0.0) == np.inf
    assert tables.greedy(lambda some: some[:, 0], options, MOVABLE, 100.0) == 0


def test_a_random_change_keeps_to_its_budget(rows: np.ndarray) -> None:
    """Between half and all of it; none where nothing costs so little."""
    options, rng = tables.choices(rows[5], rows, MOVABLE), np.random.default_rng(1)
    drawn = options.costs[[tables.at_random(options, 0.5, rng) for _ in range(50)]]
    assert drawn.min() > 0.25 and drawn.max() <= 0.5 and len(set(drawn)) > 5
    assert tables.at_random(options, 1e-6, rng) == 0


def test_a_value_without_ratio_is_refused(rows: np.ndarray) -> None:
    """With its column."""
    row = rows[0].copy()
    row[2] = 0
    with pytest.raises(DataError, match=r"column 2.*expected a value above 0.*got 0"):
        tables.choices(row, rows, MOVABLE)


def test_the_score_is_calibrated_on_what_it_learns(rows: np.ndarray) -> None:
    """Its mean is the share of bad loans."""
    bad = (np.random.default_rng(2).random(400) < rows[:, 1] / 4000).astype(np.int64)
    score = tables.fit_score(rows, bad, 0)
    assert abs(score(rows).mean() - bad.mean()) < 0.05
    assert (score(rows) == tables.fit_score(rows, bad, 0)(rows)).all()
