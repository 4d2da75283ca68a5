"""Whether a probability means what it says, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from portfolio.scoring.log_odds import expit, logit

__all__ = [
    "Recalibration", "brier", "calibration_error", "errors_if_perfect", "expit", "fit_recalibration",
    "log_loss", "logit", "reliability",
]  # fmt: skip
_EDGE = 1e-6  # probabilities are kept this far from 0 and 1 where a logarithm is taken


@dataclass(frozen=True)
class Recalibration:
    """A straight line between log-odds: Platt (1999), Probabilistic outputs for support vector machines.

    It keeps the order of applicants, is fitted on out-of-fold predictions, and has two numbers only.
    """

    slope: float = 1.0
    intercept: float = 0.0

    def __call__(self, probability: np.ndarray) -> np.ndarray:
        """Return the recalibrated probabilities."""
        return expit(self.intercept + self.slope * logit(probability))


def fit_recalibration(bad: np.ndarray, probability: np.ndarray) -> Recalibration:
    """Return the line of the smallest log loss for predictions of applicants the model was not fitted on.

    The slope is kept positive: a model that ranks the wrong way is not mended by turning it around.
    Predictions that are all alike keep slope 1.
    """
    x, target = logit(probability), bad.astype(float)
    if np.ptp(x) < 1e-9:
        return Recalibration(1.0, float(logit(np.array([target.mean()]))[0] - x.mean()))

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        z = parameters[0] + np.exp(parameters[1]) * x
        error = expit(z) - target
        value = float(np.mean(np.logaddexp(0.0, z) - target * z))
        return value, np.array([error.mean(), np.mean(error * x) * np.exp(parameters[1])])

    found = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B", bounds=[(None, None), (-5, 5)]).x
    return Recalibration(float(np.exp(found[1])), float(found[0]))


def reliability(bad: np.ndarray, probability: np.ndarray, bins: int = 10) -> pd.DataFrame:
    """Return mean prediction and observed share of bad in bins of equal size.

    Columns: `predicted`, `observed`, `count`. Ties are cut by position, so that each bin has its size.
    """
    order = np.argsort(probability, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    rows = [(probability[part].mean(), bad[part].mean(), len(part)) for part in parts]
    return pd.DataFrame(rows, columns=["predicted", "observed", "count"])


def calibration_error(bad: np.ndarray, probability: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error: mean distance of observed from predicted over equal bins.

    Naeini, Cooper and Hauskrecht (2015). Even perfect probabilities do not reach 0 in a finite sample.
    """
    table = reliability(bad, probability, bins)
    return float(np.average((table["observed"] - table["predicted"]).abs(), weights=table["count"]))


def errors_if_perfect(probability: np.ndarray, bins: int = 10, draws: int = 200, seed: int = 0) -> np.ndarray:
    """Return the calibration errors that these probabilities would show if they were true.

    Outcomes are drawn from the mean prediction of each applicant, as often as `draws`; what a sample of this
    size shows by chance alone is the yardstick for the error that was observed.

    Parameters
    ----------
    probability
        Held-out probabilities, shape (repeats, n); the error is averaged over repeats.
    bins, draws, seed
        Bins of equal size, simulated samples, and their seed.

    Returns
    -------
    numpy.ndarray
        Sorted, shape (draws,).
    """
    rng, true = np.random.default_rng(seed), probability.mean(axis=0)
    drawn = ((rng.random(len(true)) < true).astype(int) for _ in range(draws))
    return np.sort([np.mean([calibration_error(bad, one, bins) for one in probability]) for bad in drawn])


def brier(bad: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean squared distance of probability and outcome."""
    return float(np.mean((probability - bad) ** 2))


def log_loss(bad: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean surprise at the outcomes, in nats."""
    safe = np.clip(probability, _EDGE, 1 - _EDGE)
    return float(-np.mean(bad * np.log(safe) + (1 - bad) * np.log(1 - safe)))
