"""What the interval of this chapter claims: the best age of replacement, from few units."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from portfolio.maintenance.replacement import age_draws
from portfolio.results.methods import CLUSTER_BOOTSTRAP
from portfolio.statistics.bootstrap import draw_weights, interval
from portfolio.statistics.claims import Claim

UNITS, RATIO, SHAPE, SCALE, LAST, DRAWS = 18, 5.0, 3.0, 100.0, 200, 60


def best_age_of_few(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of the best age from one sample of units, and the true best age."""
    life = np.ceil(SCALE * rng.weibull(SHAPE, UNITS))
    record = np.ceil(rng.uniform(20, 180, UNITS))
    lives = pd.DataFrame({"duration": np.minimum(life, record), "failed": life <= record})
    draws = age_draws(lives, RATIO, LAST, draw_weights(UNITS, DRAWS, rng))
    low, high = interval(draws)
    return float(low), float(high), _true_age()


@cache
def _true_age() -> float:
    """Return the age at which replacing a Weibull life costs least a cycle."""

    def rate(age: float) -> float:
        failing = 1 - _alive(age)
        return float((1 - failing + RATIO * failing) / quad(_alive, 0, age)[0])

    return float(minimize_scalar(rate, bounds=(5, LAST), method="bounded").x)


def _alive(age: float) -> float:
    return float(np.exp(-((age / SCALE) ** SHAPE)))


CLAIMS = (
    Claim(
        "best age of replacement",
        CLUSTER_BOOTSTRAP,
        "18 units with Weibull lives (shape 3), about half of them censored; a failure costs five times a "
        "planned replacement; the best age is the minimum of a curve with steps",
        best_age_of_few,
        stated=0.72,
        repeats=60,
        many=400,
    ),
)
