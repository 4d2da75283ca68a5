"""What the intervals of this chapter's own statistics claim."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from portfolio.generative.anomalies import Trial, auc_draws, interval
from portfolio.generative.quality import fid_interval, frechet_distance
from portfolio.results.methods import BOOTSTRAP, CENTRED_BOOTSTRAP
from portfolio.statistics.claims import Claim

UNSEEN, KNOWN, APART = 30, 270, 1.0
IMAGES, FEATURES, SHIFT = 100, 4, 0.5


def area_under_roc(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of the mean area under the ROC curve over two digits, and the true one."""
    unseen = np.arange(UNSEEN + KNOWN) < UNSEEN
    trials = [Trial(n, unseen, {"score": rng.normal(size=len(unseen)) + APART * unseen}) for n in range(2)]
    low, high = interval(auc_draws(trials, seed=int(rng.integers(2**31))).mean(axis=1)[:, 0])
    return low, high, float(stats.norm.cdf(APART / np.sqrt(2)))


def distance_of_samples(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of a Frechet distance, and its mean over samples of this size."""
    low, high = fid_interval(_samples(rng), _held_out(), seed=int(rng.integers(2**31)))
    return low, high, _mean_distance()


def _samples(rng: np.random.Generator) -> np.ndarray:
    return SHIFT + rng.normal(size=(IMAGES, FEATURES))


@cache
def _held_out() -> np.ndarray:
    """Return the real features, which are the same for all samples."""
    return np.random.default_rng(0).normal(size=(IMAGES, FEATURES))


@cache
def _mean_distance(draws: int = 2000) -> float:
    rng = np.random.default_rng(1)
    return float(np.mean([frechet_distance(_samples(rng), _held_out()) for _ in range(draws)]))


CLAIMS = (
    Claim(
        "ROC AUC over two digits",
        BOOTSTRAP,
        f"{UNSEEN} unseen and {KNOWN} known images for each of two digits, normal scores",
        area_under_roc,
        many=1000,
    ),
    Claim(
        "Frechet distance",
        CENTRED_BOOTSTRAP,
        f"{IMAGES} images of {FEATURES} normal features; one generator, trained once, "
        "against one set of held-out images",
        distance_of_samples,
        stated=0.91,
        many=1000,
    ),
)
