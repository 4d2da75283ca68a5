"""How long units last when some records end before the unit does: Kaplan-Meier and Cox."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from portfolio.errors import DataError, UsageError, nearest

Floats = NDArray[np.float64]
TIES = ("breslow", "efron")
SEPARATED = 15.0  # a coefficient for one standard deviation that no finite hazard ratio needs


def check_lifetimes(duration: ArrayLike, failed: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    """Return durations and failures as arrays.

    Parameters
    ----------
    duration
        Of each unit.
    failed
        Whether its end was seen.

    Raises
    ------
    DataError
        A duration is missing, negative or zero, the two differ in length, or no unit failed.
    """
    time, event = np.asarray(duration, dtype=float), np.asarray(failed).astype(bool)
    if time.shape != event.shape:
        raise DataError("lifetimes", expected=f"{time.size} marks of failure", got=event.size)
    if not np.isfinite(time).all() or (time <= 0).any():
        raise DataError("lifetimes", expected="positive numbers", got=time[~(time > 0)][:1])
    if not event.any():
        raise DataError("lifetimes", expected="at least one unit that failed", got="censored units alone")
    return time, event


def kaplan_meier(duration: ArrayLike, failed: ArrayLike) -> pd.Series:
    """Return the share that survives each time at which a unit failed, from 1 at time 0.

    Kaplan and Meier (1958), Nonparametric estimation from incomplete observations.

    Parameters
    ----------
    duration
        Of each unit.
    failed
        Whether its end was seen; otherwise its record ended then.
    """
    time, event = check_lifetimes(duration, failed)
    share, curve = 1.0, {0.0: 1.0}
    for at in np.unique(time[event]):
        share *= 1 - (event & (time == at)).sum() / (time >= at).sum()
        curve[float(at)] = share
    return pd.Series(curve, name="surviving")


def median_remaining(curve: pd.Series, age: float) -> float:
    """Return after how many further cycles half of the units that reached `age` have failed.

    The last time of the curve where it does not fall that far.

    Parameters
    ----------
    curve
        As `kaplan_meier` returns it.
    age
        Cycles lived.
    """
    reached = float(curve[curve.index <= age].iloc[-1])
    fallen = curve[(curve <= reached / 2) & (curve.index > age)]
    end = float(fallen.index[0]) if len(fallen) else float(curve.index[-1])
    return max(end - age, 0.0)


def fit_cox(
    duration: ArrayLike, failed: ArrayLike, covariates: pd.DataFrame, ties: str = "efron"
) -> pd.Series:
    """Return the coefficients that maximise Cox's partial likelihood, by Newton's method.

    Cox (1972), Regression models and life-tables. Breslow's rule lets all who fail at one time face the same
    risk set; Efron's takes them out one after the other, on average.

    Parameters
    ----------
    duration
        Of each unit.
    failed
        Whether its end was seen.
    covariates
        A row for each unit.
    ties
        `breslow` or `efron`.

    Raises
    ------
    UsageError
        There is no such rule for ties.
    DataError
        A covariate never moves, or the steps do not settle.
    """
    if ties not in TIES:
        raise UsageError(f"no rule for ties {ties!r}", expected=", ".join(TIES), hint=nearest(ties, TIES))
    time, event = check_lifetimes(duration, failed)
    constant = [str(name) for name in covariates if covariates[name].nunique() < 2]
    if constant:
        raise DataError(
            f"covariate {constant[0]!r} never moves", expected="columns that differ between units"
        )
    x = covariates.to_numpy(dtype=float)
    scale = x.std(axis=0)
    x = (x - x.mean(axis=0)) / scale
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        gradient, information = _score(time, event, x, beta, ties)
        step = np.linalg.solve(information, gradient)
        beta = beta + step
        if np.abs(beta).max() > SEPARATED:
            break
        if np.abs(step).max() < 1e-10:
            return pd.Series(beta / scale, index=covariates.columns, name=ties)
    raise DataError(
        "Cox's model", expected="steps that settle", got="a coefficient without end: a covariate separates"
    )


def _score(
    time: Floats, event: NDArray[np.bool_], x: Floats, beta: Floats, ties: str
) -> tuple[Floats, Floats]:
    """Return the gradient of the log partial likelihood, and its negative second derivative."""
    risk = np.exp(x @ beta)
    gradient, information = np.zeros_like(beta), np.zeros((len(beta), len(beta)))
    for at in np.unique(time[event]):
        alive, dying = time >= at, event & (time == at)
        sums = [_moments(risk[who], x[who]) for who in (alive, dying)]
        deaths = int(dying.sum())
        gradient += x[dying].sum(axis=0)
        for number in range(deaths):
            out = number / deaths if ties == "efron" else 0.0
            total, first, second = (whole - out * part for whole, part in zip(*sums, strict=True))
            mean = first / total
            gradient -= mean
            information += second / total - np.outer(mean, mean)
    return gradient, information


def _moments(risk: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    return risk.sum(), risk @ x, (x * risk[:, None]).T @ x
