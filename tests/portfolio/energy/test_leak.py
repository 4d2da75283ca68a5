"""The published protocol and its controls."""

from __future__ import annotations

import numpy as np
import pandas as pd

from portfolio.energy.leak import (
    attributions,
    block_scores,
    deep_boosting,
    published_features,
    rows_to_most_similar,
    score_sets,
)
from portfolio.energy.splits import block_split

ROWS = 1200
INDEX = pd.date_range("2016-01-11", periods=ROWS, freq="10min")


def drifting(seed: int = 0) -> tuple[pd.DataFrame, pd.Series]:
    """Random walks, and an energy that goes its own smooth way and has nothing to do with them."""
    rng = np.random.default_rng(seed)
    walks = pd.DataFrame(rng.normal(size=(ROWS, 8)), index=INDEX).cumsum()
    walks.columns = [f"w{number}" for number in range(8)]
    return walks, pd.Series(rng.normal(size=ROWS), index=INDEX).rolling(12, min_periods=1).mean()


def test_the_random_columns_and_the_target_are_left_out() -> None:
    """And the clock is added, as the authors did."""
    frame = pd.DataFrame({"use": 1, "T1": 20.0, "rv1": 0.1, "rv2": 0.1}, index=INDEX)
    made = published_features(frame, "use")
    assert list(made) == ["T1", "NSM", "weekday"]
    assert made["NSM"].iloc[7] == 4200


def test_unrelated_walks_score_at_random_and_not_in_time_order() -> None:
    """The leak that the chapter shows, on data whose truth is known: there is nothing to learn."""
    walks, energy = drifting()
    scores = score_sets({"walks": walks}, energy, 0.25, [0])
    assert scores.loc["walks", "random split"] > 0.5
    assert scores.loc["walks", "time order"] < 0


def test_white_noise_scores_nothing() -> None:
    """It names no moment."""
    _, energy = drifting()
    noise = pd.DataFrame(np.random.default_rng(1).normal(size=(ROWS, 8)), index=INDEX)
    assert score_sets({"noise": noise}, energy, 0.25, [0]).loc["noise", "random split"] < 0.05


def test_long_blocks_take_the_leak_away() -> None:
    """The neighbours go to the same side."""
    walks, energy = drifting()
    short, long = (block_scores(walks, energy, length, 0.25, [0])[0] for length in (1, 100))
    assert short > 0.5
    assert long < short - 0.4


def test_drifting_readings_name_their_moment() -> None:
    """The most similar row that teaches is a neighbour in time."""
    walks, _ = drifting()
    test = block_split(ROWS, 1, 0.25, np.random.default_rng(0))
    assert np.median(rows_to_most_similar(walks, test)) <= 2


def test_attributions_add_up_to_the_prediction() -> None:
    """With the mean of the model, up to rounding: what SHAP values are."""
    walks, energy = drifting()
    model = deep_boosting(20).fit(walks.to_numpy(), energy.to_numpy())
    values = attributions(model, walks)
    rest = model.predict(walks.to_numpy()) - values.sum(axis=1)
    assert rest.std() < 1e-6
