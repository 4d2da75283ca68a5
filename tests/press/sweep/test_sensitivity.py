"""Shares of variance against closed forms."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from press.sweep.sensitivity import variance_shares


def grid(function, sizes: dict[str, int]) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    """Return a function of the places of a grid as a table."""
    rows = [dict(zip(sizes, place, strict=True)) for place in itertools.product(*map(range, sizes.values()))]
    return pd.DataFrame([{**row, "value": function(**row)} for row in rows])


def test_a_sum_has_no_interactions() -> None:
    """The shares of independent terms are their variances: 2/3 against 4 * 2/3."""
    shares = variance_shares(grid(lambda a, b: a + 2 * b, {"a": 3, "b": 3}), ("a", "b"))
    assert shares is not None
    assert shares.main == pytest.approx({"a": 0.2, "b": 0.8})
    assert shares.interactions == pytest.approx(0.0, abs=1e-12)


def test_a_product_of_signs_is_all_interaction() -> None:
    """Neither sign alone says anything."""
    shares = variance_shares(grid(lambda a, b: (2 * a - 1) * (2 * b - 1), {"a": 2, "b": 2}), ("a", "b"))
    assert shares is not None
    assert shares.main == pytest.approx({"a": 0.0, "b": 0.0})
    assert shares.interactions == pytest.approx(1.0)


def test_it_is_the_two_way_analysis_of_variance() -> None:
    """Main effects are the sums of squares of statsmodels, over the total."""
    import statsmodels.formula.api as smf
    from statsmodels.stats.anova import anova_lm

    random = np.random.default_rng(0)
    frame = grid(lambda a, b: a**2 - b + float(random.normal()), {"a": 4, "b": 5})
    shares = variance_shares(frame, ("a", "b"))
    table = anova_lm(smf.ols("value ~ C(a) + C(b)", frame).fit())
    total = table["sum_sq"].sum()
    assert shares is not None
    assert shares.main["a"] == pytest.approx(table.loc["C(a)", "sum_sq"] / total)
    assert shares.main["b"] == pytest.approx(table.loc["C(b)", "sum_sq"] / total)
    assert shares.interactions == pytest.approx(table.loc["Residual", "sum_sq"] / total)


def test_a_constant_has_no_shares() -> None:
    """Nothing varies, so nothing explains it."""
    assert variance_shares(grid(lambda a: 1e9 + 0 * a, {"a": 3}), ("a",)) is None


def test_a_grid_with_a_hole_is_refused() -> None:
    """Its shares would not add up."""
    with pytest.raises(ValueError, match="full grid"):
        variance_shares(grid(lambda a, b: a + b, {"a": 2, "b": 2}).iloc[1:], ("a", "b"))
