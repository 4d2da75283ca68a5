"""A leak on purpose is caught; the pipeline of the book is not suspected."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.scoring import CHOSEN, Search, run, split
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.leakage import check_ceiling, check_honest, leaky_procedure, protocol_procedure


@pytest.fixture(scope="module")
def rows(applicants: Applicants) -> tuple[np.ndarray, np.ndarray]:
    """Return the training and the held-out rows of one fold."""
    splits = split(applicants.bad, 3, 1)
    return splits.train(0), splits.test[0]


@pytest.mark.parametrize("name", ["scorecard", "logistic", "lightgbm"])
def test_the_protocol_does_not_know_its_test_fold(
    name: str, applicants: Applicants, rows: tuple[np.ndarray, np.ndarray], search: Search
) -> None:
    """Nor its search, recalibration and cut-off: reversed outcomes or half a fold left out move nothing."""
    procedure = protocol_procedure(applicants, search, (name,))
    check_honest(procedure, applicants.features, applicants.bad, *rows)


def test_what_is_tested_for_leaks_is_what_is_published(applicants: Applicants, search: Search) -> None:
    """The procedure gives the predictions of the cross-validation, bit by bit."""
    splits = split(applicants.bad, 3, 1)
    race = run(applicants, splits, search, ("scorecard", "logistic"))
    procedure = protocol_procedure(applicants, search, ("scorecard", "logistic"))
    held = splits.test[1]
    expected = race.probability[CHOSEN][0, held] - race.cutoff[CHOSEN][0, held]
    told = procedure(applicants.features, applicants.bad, splits.train(1), held)
    np.testing.assert_array_equal(told, expected)


def test_an_encoder_fitted_before_splitting_is_caught(
    applicants: Applicants, rows: tuple[np.ndarray, np.ndarray]
) -> None:
    """The message names what the predictions depend on."""
    with pytest.raises(DataError, match=r"a leak: predictions .* depend on their own outcomes"):
        check_honest(leaky_procedure(applicants.table.ratios), applicants.features, applicants.bad, *rows)


def test_a_score_too_good_for_its_data_stops_the_run() -> None:
    """Above the ceiling of a table, a leak is likelier than a discovery."""
    check_ceiling(0.86, 0.87)
    with pytest.raises(DataError, match=r"above the ceiling.*expected at most 0.87; got 0.9896"):
        check_ceiling(0.9896, 0.87)
