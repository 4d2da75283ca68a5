"""Groups against the others of their strata."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.exploration import draw_weights, excess_over_others

CLUSTERS = 40


def flights(rng: np.random.Generator, effect: float = 0.0, rows: int = 4000) -> pd.DataFrame:
    """Return rows of three groups: group 0 has half of the rows, flies late hours, and is `effect` later.

    Clusters differ, hours differ, and each group has a bad day of its own in some clusters.
    """
    cluster, group = rng.integers(0, CLUSTERS, rows), rng.choice(3, rows, p=[0.5, 0.3, 0.2])
    hour = np.where(group == 0, rng.integers(2, 6, rows), rng.integers(0, 6, rows))
    shared, own = rng.normal(0, 1, CLUSTERS), rng.normal(0, 0.5, (CLUSTERS, 3))
    late = effect * (group == 0) + 0.5 * hour + shared[cluster] + own[cluster, group]
    return pd.DataFrame(
        {"week": cluster, "carrier": group, "hour": hour, "late": late + rng.normal(0, 1, rows)}
    )


def excess_of(frame: pd.DataFrame, rng: np.random.Generator, resamples: int = 200) -> pd.DataFrame:
    """Compare the groups at equal hours."""
    weights = draw_weights(frame["week"].nunique(), resamples, rng)
    return excess_over_others(frame, "carrier", ["hour"], "late", "week", weights)


def test_a_known_difference_is_found_whole():
    """A mean with the group's own rows in it would show about half of it."""
    rng = np.random.default_rng(0)
    frames = [flights(rng, effect=2.0) for _ in range(10)]
    found = np.mean([excess_of(frame, rng, 20).loc[0, "value"] for frame in frames])
    usual = [frame["late"] - frame.groupby("hour")["late"].transform("mean") for frame in frames]
    with_own = np.mean([one[frame["carrier"] == 0].mean() for one, frame in zip(usual, frames, strict=True)])
    assert found == pytest.approx(2.0, abs=0.15)
    assert with_own < 1.2


def test_groups_that_do_not_differ_are_rarely_told_apart():
    """Over 200 populations without a difference, p falls below 5 % in about 5 % of them."""
    rng = np.random.default_rng(1)
    found = [excess_of(flights(rng, rows=600), rng, 100)["p"].iloc[0] < 0.05 for _ in range(200)]
    assert 0.02 <= np.mean(found) <= 0.09  # three standard errors of 200 trials around 5 %


def test_it_equals_the_difference_written_out():
    """Row by row: the others' mean of the same stratum, taken from each."""
    frame = pd.DataFrame(
        {
            "week": [0, 0, 1, 1, 1],
            "carrier": list("aabba"),
            "hour": [1, 1, 1, 1, 2],
            "late": [4.0, 6, 1, 3, 9],
        }
    )
    found = excess_of(frame, np.random.default_rng(0), 10)
    assert found["value"].to_dict() == {"a": 5 - 2, "b": 2 - 5}
    assert found["alone"].to_dict() == {"a": 1, "b": 0}
    assert found["rows"].to_dict() == {"a": 2, "b": 2}


def test_missing_values_are_left_out():
    """As if their rows were not there."""
    frame = flights(np.random.default_rng(2), rows=500)
    holes = frame.assign(late=frame["late"].where(frame.index % 7 > 0))
    weights = draw_weights(CLUSTERS, 20, np.random.default_rng(0))
    one, other = (
        excess_over_others(rows, "carrier", ["hour"], "late", "week", weights)
        for rows in (holes, frame[frame.index % 7 > 0])
    )
    pd.testing.assert_frame_equal(one, other)


def test_a_group_by_itself_cannot_be_compared():
    """The message names the columns."""
    frame = flights(np.random.default_rng(3), rows=100).assign(carrier="only")
    with pytest.raises(DataError, match="no two carrier share a stratum of hour"):
        excess_of(frame, np.random.default_rng(0), 5)
