"""Principal components."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.exploration.components import principal_components


@pytest.fixture
def frame() -> pd.DataFrame:
    """Two columns that move together, in different units, and two that are noise."""
    rng = np.random.default_rng(0)
    common = rng.normal(size=500)
    return pd.DataFrame(
        {
            "a": common + 0.1 * rng.normal(size=500),
            "b": 1e4 - 900 * (common + 0.1 * rng.normal(size=500)),
            "c": rng.normal(size=500),
            "d": rng.normal(size=500),
        }
    )


def test_shares_sum_to_one(frame: pd.DataFrame) -> None:
    """All components together explain everything."""
    assert principal_components(frame, np.random.default_rng(1)).shares.sum() == pytest.approx(1)


def test_coordinates_are_correlations(frame: pd.DataFrame) -> None:
    """Squared over all components they sum to 1 for each column: no arrow leaves the circle."""
    squares = principal_components(frame, np.random.default_rng(1)).correlations ** 2
    assert squares.sum(axis=1).to_numpy() == pytest.approx(np.ones(4), abs=0.01)


def test_units_do_not_matter(frame: pd.DataFrame) -> None:
    """Standardised columns: inches or miles give the same picture."""
    first, second = (
        principal_components(table, np.random.default_rng(1)).correlations
        for table in (frame, frame.assign(b=frame["b"] / 1000))
    )
    assert first.to_numpy() == pytest.approx(second.to_numpy())


def test_only_the_common_cause_is_kept(frame: pd.DataFrame) -> None:
    """Parallel analysis keeps one component where one cause moves two columns."""
    found = principal_components(frame, np.random.default_rng(1))
    assert found.kept == 1
    assert found.correlations.loc["a", "PC1"] * found.correlations.loc["b", "PC1"] < -0.9


def test_a_column_beside_the_components_does_not_make_them(frame: pd.DataFrame) -> None:
    """An outcome of noise has no correlation with a component; as one of the columns it would have some."""
    outcome = pd.DataFrame({"late": np.random.default_rng(5).normal(size=500)})
    found = principal_components(frame, np.random.default_rng(1))
    scores = found.scores["PC2"]
    assert found.beside(outcome).loc["late", "PC2"] == pytest.approx(
        np.corrcoef(scores, outcome["late"])[0, 1]
    )
    inside = principal_components(frame.join(outcome), np.random.default_rng(1)).correlations.loc["late"]
    assert inside.abs().max() > 0.5
    assert found.beside(outcome).abs().to_numpy().max() < 0.2


def test_scores_correlate_as_the_circle_says(frame: pd.DataFrame) -> None:
    """The columns themselves, looked at from beside, lie where their arrows end."""
    found = principal_components(frame, np.random.default_rng(1))
    assert found.beside(frame).to_numpy() == pytest.approx(found.correlations.to_numpy(), abs=0.01)


def test_rows_with_holes_are_left_out(frame: pd.DataFrame) -> None:
    """A hole removes its row, not the analysis."""
    holed = pd.concat([frame, frame.iloc[:1].assign(a=np.nan)])
    whole, found = (principal_components(table, np.random.default_rng(1)).shares for table in (frame, holed))
    assert found.tolist() == pytest.approx(whole.tolist())
