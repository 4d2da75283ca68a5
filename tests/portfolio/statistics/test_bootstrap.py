"""Resampling of clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.statistics.bootstrap import (
    cluster_means,
    cluster_quantiles,
    draw_weights,
    iid_means,
    interval,
    rates_by,
    side,
    simultaneous,
)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_each_resample_draws_as_many_clusters_as_there_are(rng: np.random.Generator) -> None:
    """Rows of weights sum to the number of clusters."""
    weights = draw_weights(7, 50, rng)
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()


def test_the_same_seed_draws_the_same() -> None:
    """Determinism of a page starts here."""
    first, second = (draw_weights(30, 9, np.random.default_rng(4)) for _ in range(2))
    assert (first == second).all()


def test_weighted_means_equal_means_of_copied_rows(rng: np.random.Generator) -> None:
    """The sums per cluster give what copying whole clusters would give."""
    values = pd.Series([1.0, 2, 10, None, 7])
    clusters = pd.Series([0, 0, 1, 1, 2])
    weights = draw_weights(3, 20, rng)
    copied = [
        np.nanmean(np.concatenate([np.tile(values[clusters == c], int(n)) for c, n in enumerate(row)]))
        for row in weights
        if row[:3] @ [2, 1, 1] > 0
    ]
    assert cluster_means(values, clusters, weights) == pytest.approx(copied)


def test_weighted_medians_equal_medians_of_copied_rows(rng: np.random.Generator) -> None:
    """The lower median, as the smallest value that half of the rows do not exceed."""
    values = pd.Series([5.0, 1, 9, 4, 4, 8])
    clusters = pd.Series([0, 0, 1, 1, 2, 2])
    weights = draw_weights(3, 20, rng)
    copied = [
        np.quantile(
            np.concatenate([np.tile(values[clusters == c], int(n)) for c, n in enumerate(row)]),
            0.5,
            method="inverted_cdf",
        )
        for row in weights
    ]
    assert cluster_quantiles(values, clusters, weights).tolist() == copied


def test_clusters_of_one_row_are_the_plain_bootstrap(rng: np.random.Generator) -> None:
    """Same spread, and that of theory: the standard deviation over the root of n."""
    values = pd.Series(rng.exponential(10, 400))
    clustered = cluster_means(values, pd.Series(range(400)), draw_weights(400, 4000, rng))
    plain = iid_means(values, 4000, rng)
    assert clustered.std() == pytest.approx(plain.std(), rel=0.06)
    assert plain.std() == pytest.approx(values.std(ddof=0) / 20, rel=0.06)


def test_copies_inside_clusters_are_no_news(rng: np.random.Generator) -> None:
    """Ten equal rows in each cluster: whole clusters keep the doubt, single rows lose it."""
    values = pd.Series(np.repeat(rng.normal(size=50), 10))
    clustered = cluster_means(values, pd.Series(np.repeat(range(50), 10)), draw_weights(50, 3000, rng))
    assert clustered.std() / iid_means(values, 3000, rng).std() == pytest.approx(10**0.5, rel=0.1)


def test_rates_come_with_rows_and_bounds(rng: np.random.Generator) -> None:
    """Estimate between its bounds; rows with holes are left out."""
    frame = pd.DataFrame(
        {"hour": [6, 6, 7, 7] * 10, "late": [0.0, 1.0, 1.0, None] * 10, "week": np.repeat(range(10), 4)}
    )
    table = rates_by(frame, "hour", "late", "week", draw_weights(10, 200, rng))
    assert table["rows"].to_dict() == {6: 20, 7: 10}
    assert table["value"].to_dict() == {6: 0.5, 7: 1.0}
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()


def test_rates_use_the_clusters_of_the_whole_frame(rng: np.random.Generator) -> None:
    """A week without a value keeps its place among the weights."""
    frame = pd.DataFrame({"g": ["a", "a", "a"], "late": [None, 0.0, 1.0], "week": [0, 1, 2]})
    weights = np.array([[3.0, 0, 0], [0, 3, 0], [0, 0, 3]])
    table = rates_by(frame, "g", "late", "week", weights)
    assert table.loc["a", ["low", "high"]].tolist() == pytest.approx([0.025, 0.975])


def test_an_interval_holds_nineteen_of_twenty_draws() -> None:
    """Percentiles, with missing draws left out."""
    assert interval([*range(1001), np.nan]) == pytest.approx((25, 975))


@pytest.mark.parametrize(
    ("bounds", "expected"), [((1, 2), "above"), ((-1, 1), "across"), ((-2, -1), "below"), ((0, 1), "across")]
)
def test_an_interval_lies_on_a_side_or_across(bounds: tuple[float, float], expected: str) -> None:
    """Touching the reference is holding it."""
    assert side(*bounds) == expected


def test_intervals_that_hold_at_once_are_wider_than_single_ones() -> None:
    """Four differences have four chances to err; the same difference four times has one."""
    rng = np.random.default_rng(0)
    draws = pd.DataFrame(rng.normal(size=(4000, 4)), columns=list("abcd"))
    many = simultaneous(pd.Series(0.0, index=draws.columns), draws)
    copies = pd.DataFrame(dict.fromkeys(draws, draws["a"]))
    same = simultaneous(pd.Series(0.0, index=draws.columns), copies)
    assert many["a"][1] == pytest.approx(2.49, abs=0.08)  # of the largest of four normal departures
    assert same["a"][1] == pytest.approx(1.96, abs=0.08)


def test_a_difference_that_never_moves_has_no_width() -> None:
    """And it does not widen the others."""
    draws = pd.DataFrame({"a": np.linspace(-1, 1, 101), "b": 2.0})
    found = simultaneous(pd.Series({"a": 0.0, "b": 2.0}), draws)
    assert tuple(found["b"]) == (2.0, 2.0)
    assert found["a"][1] < 1.0
