"""Between probabilities and log-odds."""

from __future__ import annotations

import numpy as np

_EDGE = 1e-6  # probabilities are kept this far from 0 and 1 where a logarithm is taken


def logit(probability: np.ndarray) -> np.ndarray:
    """Return the log-odds of probabilities."""
    safe = np.clip(probability, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(safe / (1 - safe)))


def expit(log_odds: np.ndarray) -> np.ndarray:
    """Return the probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(log_odds, dtype=float))))
