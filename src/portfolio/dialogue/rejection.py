"""When to say that a message was not understood: conformal p-values, and probabilities that hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

from portfolio.results.interval import Interval

Floats = NDArray[np.float64]


def conformal_p(calibration: ArrayLike, scores: ArrayLike) -> Floats:
    """Return for each score how exceptional it would be for a message out of the domain.

    The share of out-of-domain messages, the new one among them, that score at least as high. If the new one
    is exchangeable with those of the calibration, at most a share `a` of such messages gets a value of
    at most `a` (Vovk, Gammerman and Shafer 2005).

    Parameters
    ----------
    calibration
        Scores of messages that are known to be out of the domain.
    scores
        Of new messages; the higher, the more they look as if they belonged.

    Examples
    --------
    >>> conformal_p([0.1, 0.2, 0.3], [0.25, 0.9]).tolist()
    [0.5, 0.25]
    """
    known = np.sort(np.asarray(calibration, dtype=float))
    at_least = len(known) - np.searchsorted(known, np.asarray(scores, dtype=float), side="left")
    p: Floats = (at_least + 1) / (len(known) + 1)
    return p


def understood(calibrations: Sequence[ArrayLike], scores: ArrayLike, level: float) -> NDArray[np.bool_]:
    """Return which messages are taken as understood: such a score is rare in each population.

    Parameters
    ----------
    calibrations
        Scores of each population of messages out of the domain; the rate holds in each of them.
    scores
        Of new messages.
    level
        Of false acceptance.
    """
    p = np.max([conformal_p(one, scores) for one in calibrations], axis=0)
    accepted: NDArray[np.bool_] = p <= level
    return accepted


def fit_temperature(truth: NDArray[np.intp], logits: Floats) -> float:
    """Return the number that logits are divided by for the highest likelihood (Guo et al. 2017).

    Parameters
    ----------
    truth
        Numbers of the true intents.
    logits
        (sentences, intents), of sentences that nothing was trained on.
    """
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        return float(-special.log_softmax(logits / np.exp(log_temperature), axis=1)[rows, truth].mean())

    return float(np.exp(optimize.minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def calibration_error(chance: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal size.

    Parameters
    ----------
    chance
        Probability of the predicted intent.
    right
        Whether it was the true one.
    bins
        How many.
    """
    order = np.array_split(np.argsort(chance, kind="stable"), bins)
    gaps = [abs(chance[rows].mean() - right[rows].mean()) * len(rows) for rows in order if len(rows)]
    return float(sum(gaps) / len(chance))


def energy(logits: Floats) -> Floats:
    """Return the log-sum-exp of the logits of each sentence: high where any intent fits (Liu et al. 2020)."""
    found: Floats = special.logsumexp(logits, axis=1)
    return found


def percent(bounds: Interval) -> Interval:
    """Return an interval of a share in percent."""
    low, high = bounds
    return Interval(100 * low, 100 * high, bounds.method)
