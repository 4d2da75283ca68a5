"""What decisions cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import UsageError
from portfolio.scoring import costs

BAD = np.array([0, 0, 1, 1])
RISK = np.array([0.1, 0.4, 0.3, 0.9])


def test_the_cost_of_a_small_example() -> None:
    """One bad accepted at five, one good refused at one, over four applications."""
    assert costs.expected_cost(BAD, RISK > 0.35, 5.0) == pytest.approx(6 / 4)


def test_weights_move_the_cost_to_large_loans() -> None:
    """If the missed bad loan is the largest, the cost rises."""
    weights = np.array([0.5, 0.5, 2.5, 0.5])
    assert costs.expected_cost(BAD, RISK > 0.35, 5.0, weights) == pytest.approx((0.5 + 12.5) / 4)


def test_decisions_without_a_model() -> None:
    """Accepting all costs the bad, refusing all the good."""
    assert costs.base_costs(BAD, 5.0) == {"accept all": 2.5, "refuse all": 0.5}


def test_the_theoretical_cutoff() -> None:
    """At five to one, refuse above one sixth."""
    assert costs.theoretical_cutoff(5.0) == pytest.approx(1 / 6)


@pytest.mark.parametrize("ratio", [0.0, -1.0, np.nan, np.inf])
def test_a_ratio_that_is_none_is_refused(ratio: float) -> None:
    """Zero, negative, missing or infinite."""
    with pytest.raises(UsageError, match="cost ratio; expected a positive number"):
        costs.expected_cost(BAD, RISK > 0.5, ratio)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from([0.1, 0.2, 0.5, 0.7, 0.9])), min_size=2, max_size=40
    ),
    st.floats(0.2, 30),
)
def test_the_curve_says_what_each_cutoff_costs(rows: list[tuple[int, float]], ratio: float) -> None:
    """Each point of the curve is the cost of refusing above it; the cheapest is its foot."""
    bad, risk = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    curve = costs.cost_curve(bad, risk, ratio)["cost"]
    for cutoff, cost in curve.items():
        assert cost == pytest.approx(costs.expected_cost(bad, risk > cutoff, ratio))
    best = costs.cheapest_cutoff(bad, risk, ratio)
    assert costs.expected_cost(bad, risk > best, ratio) == pytest.approx(curve.min())


def test_the_curve_ends_in_both_decisions_without_a_model() -> None:
    """Left all are refused, right all are accepted."""
    curve = costs.cost_curve(BAD, RISK, 5.0)["cost"]
    assert [curve.iloc[0], curve.iloc[-1]] == [0.5, 2.5]


def test_a_useless_score_is_worth_nothing_and_a_perfect_one_costs_nothing() -> None:
    """The score by which settings are compared is 1 without use and 0 at best."""
    bad = np.tile([0, 0, 0, 1], 25)
    assert costs.cost_score(bad, np.full(100, 0.3), 5.0) == pytest.approx(1)
    assert costs.cost_score(bad, bad.astype(float), 5.0) == pytest.approx(0)
