"""What would have to change."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.trust.counterfactuals import apply, counterfactuals

ROWS = np.stack(np.meshgrid(np.arange(10.0), np.arange(10.0), np.arange(10.0)), axis=-1).reshape(-1, 3)


def debt_less_income(rows: np.ndarray) -> np.ndarray:
    """Refused above zero."""
    return rows[:, 0] - rows[:, 1]


def test_the_smallest_change_comes_first_and_turns_the_decision() -> None:
    """One column or two, in the allowed direction only."""
    row = np.array([6.0, 3.0, 5.0])
    found = counterfactuals(debt_less_income, row, ROWS, {0: -1, 1: 1, 2: 1}, 0.0)
    assert (found["prediction"] <= 0).all() and found["size"].is_monotonic_increasing
    changed = np.array([apply(row, change) for _, change in found.iterrows()])
    assert np.allclose(debt_less_income(changed), found["prediction"])
    assert (changed[:, 0] <= 6).all() and (changed[:, 1:] >= [3, 5]).all()
    assert np.abs(changed[0] - row).sum() == 3  # nothing less would do
    assert row.tolist() == [6, 3, 5]


def test_a_size_is_the_share_of_others_between() -> None:
    """Of one column: three steps of ten."""
    found = counterfactuals(debt_less_income, np.array([6.0, 3.0, 5.0]), ROWS, {0: -1}, 0.0)
    assert found["columns"].tolist()[0] == (0,) and found["size"].iloc[0] == pytest.approx(0.3)


def test_a_decision_that_nothing_turns_gives_an_empty_table() -> None:
    """As when the column is not read."""
    assert counterfactuals(debt_less_income, np.array([6.0, 3.0, 5.0]), ROWS, {2: 1}, 0.0).empty
    assert counterfactuals(debt_less_income, np.array([6.0, 3.0, 9.0]), ROWS, {2: 1}, 0.0).empty


@pytest.mark.parametrize(
    ("row", "movable", "words"),
    [([1.0, 3.0, 5.0], {0: -1}, "need not turn"), ([6.0, 3.0, 5.0], {}, "no column may change")],
)
def test_questions_without_an_answer_are_refused(
    row: list[float], movable: dict[int, int], words: str
) -> None:
    """Each in one sentence."""
    with pytest.raises(DataError, match=words):
        counterfactuals(debt_less_income, np.array(row), ROWS, movable, 0.0)
