"""Inputs as distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from portfolio.errors import DataError
from portfolio.scoping.inputs import Input, Normal, Pert, Tailed, draw, input_table


def test_a_pert_that_is_symmetric_is_the_beta_of_three_and_three():
    """Its middle is its median."""
    shares = np.array([0.1, 0.5, 0.9])
    assert Pert(0, 5, 10).ppf(shares) == pytest.approx(10 * stats.beta(3, 3).ppf(shares))


@pytest.mark.parametrize("points", [(2, 1, 3), (1, 4, 3), (1, 1, 1)])
def test_three_points_that_are_not_in_order_are_refused(points):
    """A likely value outside its ends, or no width."""
    with pytest.raises(DataError, match="low <= likely <= high"):
        Pert(*points)


def test_a_normal_has_its_interval_at_its_two_ends():
    """Two and a half per cent lie beyond each."""
    assert Normal(1, 5).ppf([0.025, 0.975]) == pytest.approx([1, 5])


def test_a_tail_has_its_probability_and_the_mean_of_both_parts():
    """One in four is the disaster."""
    tailed = Tailed(Pert(0, 1, 2), tail=9.0, probability=0.25)
    values = tailed.ppf((np.arange(10_000) + 0.5) / 10_000)
    assert (values == 9).mean() == 0.25
    assert values.mean() == pytest.approx(tailed.mean, abs=1e-3)


def test_draws_have_the_means_of_their_inputs_and_do_not_go_together():
    """One column for each input, in order."""
    ones = [Input("a", Pert(0, 2, 10), "EUR", "x"), Input("b", Normal(-1, 3), "EUR", "x")]
    draws = draw(ones, 12, seed=1)
    assert list(draws) == ["a", "b"]
    assert draws.mean().to_list() == pytest.approx([3, 1], abs=0.01)
    assert abs(draws.corr().loc["a", "b"]) < 0.02


def test_the_same_seed_gives_the_same_draws():
    """And another seed others."""
    ones = [Input("a", Pert(0, 2, 10), "EUR", "x")]
    assert draw(ones, 5, 1).equals(draw(ones, 5, 1))
    assert not draw(ones, 5, 1).equals(draw(ones, 5, 2))


def test_the_table_of_inputs_says_where_each_figure_comes_from():
    """An assumption is called one."""
    table = input_table([Input("a", Pert(0, 2, 10), "EUR", "assumption")])
    assert table.loc["a", ["mean", "source"]].to_list() == [3, "assumption"]
