"""Whether a probability means what it says, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from portfolio.scoring.log_odds import expit, logit
from portfolio.statistics.means import wilson

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

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    probability
        Predicted probability of bad, shape (n,).
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

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    probability
        Predicted probability of bad, shape (n,).
    bins
        Bins of equal size.
    """
    return pd.DataFrame(_bins(bad, probability, bins), columns=["predicted", "observed", "count"])


def _bins(bad: np.ndarray, probability: np.ndarray, bins: int) -> list[tuple[float, float, int]]:
    order = np.argsort(probability, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [(probability[part].mean(), bad[part].mean(), len(part)) for part in parts]


def calibration_error(bad: np.ndarray, probability: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error: mean distance of observed from predicted over equal bins.

    Naeini, Cooper and Hauskrecht (2015). Even perfect probabilities do not reach 0 in a finite sample.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    probability
        Predicted probability of bad, shape (n,).
    bins
        Bins of equal size.
    """
    # without a table: an interval asks for hundreds of these
    predicted, observed, count = np.array(_bins(bad, probability, bins)).T
    return float(np.average(np.abs(observed - predicted), weights=count))


def score_bands(bad: np.ndarray, probability: np.ndarray, bands: int = 10) -> pd.DataFrame:
    """Return the share of bad in bands of similar score, with an interval that trusts no model.

    The bands are Mondrian categories, as conformal prediction calls them: within one, new applicants and
    these are exchangeable whatever the model does, so the interval covers the share of bad among *all*
    applicants whose score falls into the band. It says nothing about a single person. Vovk, Gammerman and
    Shafer (2005), Algorithmic Learning in a Random World, section 4.5; for bands cut at quantiles of the same
    sample Gupta and Ramdas (2021), Distribution-free calibration guarantees for histogram binning without
    sample splitting.

    Parameters
    ----------
    bad
        Outcomes, shape (n,).
    probability
        Scores of applicants the model was not fitted on, shape (n,).
    bands
        Bands of equal size; fewer where scores are tied.

    Returns
    -------
    pandas.DataFrame
        `above` and `up_to`, the scores of a band, `count`, `observed`, and the bounds `low` and `high`.
    """
    edges = np.unique(np.quantile(probability, np.linspace(0, 1, bands + 1)[1:-1], method="higher"))
    place = np.searchsorted(edges, probability, side="left")
    rows: list[list[float]] = []
    for band, (above, up_to) in enumerate(pairwise([-np.inf, *edges, np.inf])):
        inside = bad[place == band]
        if len(inside):
            rows.append([above, up_to, len(inside), inside.mean(), *wilson(int(inside.sum()), len(inside))])
    rows[-1][1] = np.inf  # the last band is open, also where ties left the one behind it empty
    return pd.DataFrame(rows, columns=["above", "up_to", "count", "observed", "low", "high"])


def band_of(bands: pd.DataFrame, probability: float) -> pd.Series:
    """Return the band that a score falls into.

    Parameters
    ----------
    bands
        As `score_bands` returns them.
    probability
        The score of one applicant.
    """
    return bands.iloc[int((bands["up_to"] < probability).sum())]


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
    """Return the mean squared distance of probability and outcome.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    probability
        Predicted probability of bad, shape (n,).
    """
    return float(np.mean((probability - bad) ** 2))


def log_loss(bad: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean surprise at the outcomes, in nats.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    probability
        Predicted probability of bad, shape (n,).
    """
    safe = np.clip(probability, _EDGE, 1 - _EDGE)
    return float(-np.mean(bad * np.log(safe) + (1 - bad) * np.log(1 - safe)))
