"""What the intervals of this chapter's own statistics claim."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.stats import norm

from portfolio.results.methods import CENTRED_BOOTSTRAP, SCORE_BANDS
from portfolio.scoring.calibration import band_of, calibration_error, expit, logit, score_bands
from portfolio.scoring.comparison import calibration_estimate
from portfolio.statistics.claims import Claim

APPLICANTS, DRAWS, OFF = 400, 40, 0.1
LEVEL, SLOPE, TOO_SURE = -1.0, 1.2, 2.0


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


def risk_in_a_band(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of the band that a new applicant falls into, and its true share of bad."""
    seen = rng.normal(size=APPLICANTS)
    bad = (rng.random(APPLICANTS) < expit(LEVEL + SLOPE * seen)).astype(int)
    bands = score_bands(bad, _too_sure(seen), 5)
    band = band_of(bands, float(_too_sure(rng.normal(size=1))[0]))
    everybody = _population()
    score = _too_sure(everybody)
    inside = everybody[(score > band["above"]) & (score <= band["up_to"])]
    return float(band["low"]), float(band["high"]), float(expit(LEVEL + SLOPE * inside).mean())


def _too_sure(x: np.ndarray) -> np.ndarray:
    """Return scores whose log-odds are twice the true ones."""
    return expit(TOO_SURE * logit(expit(LEVEL + SLOPE * x)))


@cache
def _population(size: int = 20_000) -> np.ndarray:
    """Return a normal population as its quantiles."""
    return np.asarray(norm.ppf((np.arange(size) + 0.5) / size))


CLAIMS = (
    Claim(
        "risk in a band of scores",
        SCORE_BANDS,
        f"{APPLICANTS} applicants in five bands, scored with log-odds {TOO_SURE:g} times too large; "
        "the truth is the share of bad among all applicants of the band",
        risk_in_a_band,
    ),
    Claim(
        "calibration error",
        CENTRED_BOOTSTRAP,
        f"{APPLICANTS} applicants with probabilities too low by {OFF:g}; the truth is the mean "
        "over samples of this size",
        error_of_calibration,
        many=500,
    ),
)
