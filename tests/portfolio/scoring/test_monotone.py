"""Constraints on the direction in which a risk moves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import UsageError
from portfolio.scoring import Ratio, add_ratios
from portfolio.scoring.models import FAMILIES, pipeline
from portfolio.scoring.monotone import constrained, reversals, signs_of, wrong_signs
from portfolio.scoring.tables import describe

BURDEN = Ratio("burden", {"debt": 1}, {"income": 1}, "debt over income")


@pytest.fixture(scope="module")
def noise() -> tuple[pd.DataFrame, np.ndarray]:
    """Return applicants whose outcome has nothing to do with them: an unconstrained model fits noise."""
    rng = np.random.default_rng(0)
    features = pd.DataFrame({"debt": rng.uniform(1, 50, 800), "income": rng.uniform(10, 100, 800)})
    return features, (rng.random(800) < 0.4).astype(int)


def test_more_debt_never_lowers_the_risk(noise: tuple[pd.DataFrame, np.ndarray]) -> None:
    """Under constraints no applicant gains by debt, ratio included; without them many do."""
    features, bad = noise
    signs = {"debt": 1, "income": -1}
    wide, every = add_ratios(features, (BURDEN,)), signs_of(signs, [BURDEN])
    start = FAMILIES["lightgbm"].start
    free, bound = (
        pipeline(family, start, (), 0).fit(wide, bad) for family in (FAMILIES["lightgbm"], constrained(every))
    )
    assert reversals(bound, features, [BURDEN], signs).max() == 0
    assert reversals(free, features, [BURDEN], signs).min() > 0.5


def test_a_constraint_on_the_column_alone_is_not_enough(noise: tuple[pd.DataFrame, np.ndarray]) -> None:
    """The ratio that is made from it would turn the risk around."""
    features, bad = noise
    wide = add_ratios(features, (BURDEN,))
    start = FAMILIES["lightgbm"].start
    model = pipeline(constrained({"debt": 1}), start, (), 0).fit(wide, bad)
    assert reversals(model, features, [BURDEN], {"debt": 1}).max() > 0.1


def test_ratios_take_their_direction_from_their_parts() -> None:
    """A denominator turns it, and so does a negative weight; a later ratio reads an earlier one."""
    rest = Ratio("rest", {"income": 1, "debt": -1}, {}, "income less debt")
    cover = Ratio("cover", {"rest": 1}, {"instalment": 1}, "rest over instalment")
    signs = signs_of({"debt": 1, "income": -1}, [BURDEN, rest, cover])
    assert signs == {"debt": 1, "income": -1, "burden": 1, "rest": -1, "cover": -1}


def test_directions_that_disagree_are_refused() -> None:
    """A sum of two amounts cannot rise with one and fall with the other."""
    total = Ratio("total", {"debt": 1, "income": 1}, {}, "debt and income")
    with pytest.raises(UsageError, match="ratio 'total'"):
        signs_of({"debt": 1, "income": -1}, [total])


def test_slopes_of_the_wrong_sign_are_named() -> None:
    """A column that the model does not read has no slope."""
    slopes = pd.Series({"debt": -0.1, "income": -0.3})
    assert wrong_signs(slopes, {"debt": 1, "income": -1, "age": 1}) == ["debt"]


@pytest.mark.parametrize("typed", ["debt", "+town"])
def test_a_direction_needs_a_sign_and_a_number(frame: pd.DataFrame, typed: str) -> None:
    """A text has no direction."""
    with pytest.raises(UsageError, match="monotone column"):
        describe("own", frame, "late", "yes", monotone=[typed])


def test_directions_are_read_from_what_a_reader_types(frame: pd.DataFrame) -> None:
    """A protected column is never constrained: it is not read."""
    table = describe("own", frame, "late", "yes", monotone=["+debt", "-income", "+age"])
    assert dict(table.monotone) == {"debt": 1, "income": -1}
