"""What the intervals of this chapter's own statistics claim."""

from __future__ import annotations

from functools import cache

import numpy as np

from portfolio.results.methods import CENTRED_BOOTSTRAP
from portfolio.scoring.calibration import calibration_error
from portfolio.scoring.comparison import calibration_estimate
from portfolio.statistics.claims import Claim

APPLICANTS, DRAWS, OFF = 400, 40, 0.1


def error_of_calibration(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of a calibration error, and its mean over samples of this size."""
    bad, probability = _sample(rng)
    found = calibration_estimate(bad, probability[None], DRAWS, int(rng.integers(2**31)))
    return found.low, found.high, _mean_error()


def _sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return outcomes and probabilities that are too low by a tenth."""
    risk = rng.uniform(OFF, 0.6, APPLICANTS)
    return (rng.random(APPLICANTS) < risk).astype(int), risk - OFF


@cache
def _mean_error(draws: int = 1000) -> float:
    rng = np.random.default_rng(1)
    return float(np.mean([calibration_error(*_sample(rng)) for _ in range(draws)]))


CLAIMS = (
    Claim(
        "calibration error",
        CENTRED_BOOTSTRAP,
        f"{APPLICANTS} applicants with probabilities too low by {OFF:g}; the truth is the mean "
        "over samples of this size",
        error_of_calibration,
        many=500,
    ),
)
