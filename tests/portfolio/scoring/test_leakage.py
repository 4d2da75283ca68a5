"""A leak on purpose is caught; the pipeline of the book is not suspected."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.scoring import FAMILIES, split
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.leakage import check_ceiling, check_honest, leaky_procedure, pipeline_procedure


@pytest.fixture(scope="module")
def rows(applicants: Applicants) -> tuple[np.ndarray, np.ndarray]:
    """Return the training and the held-out rows of one fold."""
    splits = split(applicants.bad, 3, 1)
    return splits.train(0), splits.test[0]


@pytest.mark.parametrize("name", [name for name in FAMILIES if name not in ("dummy", "forest")])
def test_no_family_knows_its_test_fold(
    name: str, applicants: Applicants, rows: tuple[np.ndarray, np.ndarray]
) -> None:
    """Turning held-out outcomes around, or leaving half of the fold out, moves nothing."""
    procedure = pipeline_procedure(name, applicants.table.ratios)
    check_honest(procedure, applicants.features, applicants.bad, *rows)


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
