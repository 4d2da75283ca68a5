"""The game of a model and a row."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.trust import coalitions, shapley

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(300, 4))
ROWS[:, 3] = ROWS[:, 2] + 0.1 * RNG.normal(size=300)  # two columns that go together


def curved(rows: np.ndarray) -> np.ndarray:
    """A model that reads all columns but the last."""
    return rows[:, 0] * rows[:, 1] + np.sin(rows[:, 2])


def test_the_numbers_of_coalitions_are_their_places() -> None:
    """So that values can be looked up."""
    masks = coalitions.all_coalitions(5)
    assert (coalitions.codes(masks) == np.arange(32)).all()
    assert coalitions.lookup(np.arange(32.0))(masks[[3, 7]]).tolist() == [3, 7]


@pytest.mark.parametrize("columns", [0, 21])
def test_too_many_columns_are_refused(columns: int) -> None:
    """As are none at all."""
    with pytest.raises(DataError, match=f"1 to 20 columns; got {columns}"):
        coalitions.all_coalitions(columns)


def test_the_interventional_value_is_the_mean_over_the_background() -> None:
    """Row by row, as a loop would have it; also when it takes several calls."""
    masks, row, background = coalitions.all_coalitions(4), ROWS[0], ROWS[1:6]
    slow = [np.mean([curved(np.where(mask, row, other)[None])[0] for other in background]) for mask in masks]
    assert np.allclose(coalitions.interventional(curved, row, background, masks), slow)


def test_large_games_are_asked_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same answers."""
    masks = coalitions.all_coalitions(4)
    whole = coalitions.interventional(curved, ROWS[0], ROWS[:7], masks)
    monkeypatch.setattr(coalitions, "AT_ONCE", 20)
    assert np.allclose(coalitions.interventional(curved, ROWS[0], ROWS[:7], masks), whole)


def test_the_ends_of_both_games_are_the_prediction_and_the_mean_of_real_rows() -> None:
    """With all rows as neighbours, both games start at the same mean."""
    masks = coalitions.all_coalitions(4)
    for game in (
        coalitions.interventional(curved, ROWS[0], ROWS, masks),
        coalitions.conditional(curved, ROWS[0], ROWS, masks, neighbours=300),
    ):
        assert game[-1] == pytest.approx(curved(ROWS[:1])[0])
        assert game[0] == pytest.approx(curved(ROWS).mean())


def test_an_unread_column_gets_nothing_interventionally_and_credit_conditionally() -> None:
    """It goes with one that the model reads."""
    masks, row = coalitions.all_coalitions(4), np.array([0.1, 0.2, 1.5, 1.5])
    by_model = shapley.exact(coalitions.interventional(curved, row, ROWS, masks))
    by_data = shapley.exact(coalitions.conditional(curved, row, ROWS, masks))
    assert abs(by_model[3]) < 1e-12 and by_data[3] > 0.2


def test_conditional_values_of_a_linear_normal_model_are_those_of_theory() -> None:
    """Two columns of correlation r: the prediction a x + b y at (x, y) has a known game."""
    r, rng = 0.8, np.random.default_rng(1)
    one = rng.normal(size=20_000)
    rows = np.stack([one, r * one + np.sqrt(1 - r**2) * rng.normal(size=20_000)], axis=1)
    row = np.array([1.0, -0.5])
    game = coalitions.conditional(
        lambda rows: 2 * rows[:, 0] + rows[:, 1], row, rows, coalitions.all_coalitions(2), neighbours=400
    )
    assert np.allclose(game, [0, 2 + r, 2 * r * -0.5 - 0.5, 1.5], atol=0.15)


@pytest.mark.parametrize(
    ("row", "others", "words"),
    [
        (np.zeros(3), np.zeros((5, 4)), "do not fit"),
        (np.zeros(4), np.zeros((0, 4)), "do not fit"),
        (np.array([0, np.nan]), np.zeros((5, 2)), "missing or infinite"),
    ],
)
def test_rows_that_cannot_be_mixed_are_refused(row: np.ndarray, others: np.ndarray, words: str) -> None:
    """With what is wrong about them."""
    with pytest.raises(DataError, match=words):
        coalitions.interventional(curved, row, others, np.ones((1, len(row)), dtype=bool))
