"""Maximum likelihood for positive parameters, with the uncertainty of the estimate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import norm

Floats = NDArray[np.float64]
STEP = 1e-3  # of the log parameters, for second differences
BOUND = 12.0  # a log parameter at this bound is not identified
MARGIN = 0.1  # of the logs, within which a parameter is at the bound
AT_EDGE = "at the edge of its space: not decided by the data"
UNDECIDED = "not decided by the data"
LOOSE = 10.0  # times that the upper bound of an interval is its lower one


@dataclass(frozen=True)
class Estimate:
    """A maximum likelihood estimate.

    Parameters
    ----------
    names, values
        The parameters.
    log_likelihood
        At the maximum.
    covariance
        Of the logs of the parameters, from the inverse Hessian; zeros where the data do not decide.
    identified
        Whether the Hessian is positive definite and no parameter lies at a bound.
    remark
        What else is peculiar about it, in words.
    """

    names: tuple[str, ...]
    values: Floats
    log_likelihood: float
    covariance: Floats
    identified: bool
    remark: str = ""

    @property
    def at_edge(self) -> NDArray[np.bool_]:
        """Which parameters lie at the edge of the space that is searched."""
        at_edge: NDArray[np.bool_] = np.abs(np.log(self.values)) > BOUND - MARGIN
        return at_edge

    def table(self, level: float = 0.95) -> pd.DataFrame:
        """Return each parameter with its interval, symmetric in logs.

        Where the data do not decide, there is no interval, and a column `note` says so.
        """
        reach = norm.ppf(0.5 + level / 2) * np.sqrt(np.diag(self.covariance))
        reach = reach if self.identified else np.full(len(reach), np.nan)
        data: dict[str, object] = {
            "value": self.values,
            "low": self.values * np.exp(-reach),
            "high": self.values * np.exp(reach),
        }
        if not self.identified:
            data["note"] = [f"{AT_EDGE if edge else UNDECIDED}{self.remark}" for edge in self.at_edge]
        elif self.remark:
            data["note"] = self.remark.removeprefix("; ")
        return pd.DataFrame(data, index=pd.Index(self.names, name="parameter"))

    def draw(self, rng: np.random.Generator) -> Floats:
        """Return one draw of the parameters from the normal approximation in logs."""
        logs: Floats = rng.multivariate_normal(np.log(self.values), self.covariance, method="eigh")
        return np.exp(np.clip(logs, -BOUND, BOUND))


def how_decided(estimate: Estimate) -> Literal["decided", "loose", "edge"]:
    """Return how far the data decide the parameters.

    `edge`: the likelihood still rises at a bound of the search, or is flat there, and no interval can be
    given. `loose`: the 95 % interval of some parameter spans more than a factor of `LOOSE`. `decided`
    otherwise.
    """
    if not estimate.identified:
        return "edge"
    table = estimate.table()
    return "loose" if (table["high"] / table["low"]).max() > LOOSE else "decided"


def maximise(log_likelihood: Callable[[Floats], float], start: Floats, names: Sequence[str]) -> Estimate:
    """Return the estimate that maximises a log-likelihood of positive parameters.

    The search runs in logs, so that every step is a valid parameter; a simplex first, since it needs no
    slope, then a quasi-Newton method to sharpen it.

    Parameters
    ----------
    log_likelihood
        Of the parameters.
    start
        Parameters to begin with, as logarithms.
    names
        Of the parameters.
    """

    def loss(logs: Floats) -> float:
        value = log_likelihood(np.exp(np.clip(logs, -BOUND, BOUND)))
        return -value if np.isfinite(value) else 1e300

    rough = minimize(
        loss, start, method="Nelder-Mead", options={"maxiter": 400, "xatol": 1e-4, "fatol": 1e-3}
    )
    bounds = [(-BOUND, BOUND)] * len(start)
    sharp = minimize(loss, rough.x, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-6})
    best: Floats = sharp.x if sharp.fun <= rough.fun else rough.x
    hessian = _second_differences(loss, best)
    inside = bool((np.abs(best) < BOUND - MARGIN).all())
    identified = inside and bool((np.linalg.eigvalsh(hessian) > 1e-6).all())
    covariance = np.array(np.linalg.inv(hessian) if identified else np.zeros_like(hessian), dtype=float)
    return Estimate(tuple(names), np.exp(best), -float(loss(best)), covariance, identified)


def _second_differences(function: Callable[[Floats], float], at: Floats) -> Floats:
    """Return the Hessian by central differences, symmetric."""
    size = len(at)
    steps = STEP * np.eye(size)
    hessian = np.zeros((size, size))
    for i in range(size):
        for j in range(i, size):
            plus = function(at + steps[i] + steps[j]) + function(at - steps[i] - steps[j])
            minus = function(at + steps[i] - steps[j]) + function(at - steps[i] + steps[j])
            hessian[i, j] = hessian[j, i] = (plus - minus) / (4 * STEP**2)
    return hessian
