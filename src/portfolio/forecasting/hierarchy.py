"""Forecasts that add up: a hierarchy of sums and the reconciliation of its forecasts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
METHODS = ("bottom-up", "top-down", "OLS", "WLS", "MinT")


@dataclass(frozen=True)
class Hierarchy:
    """A total, its groups, and their articles.

    Parameters
    ----------
    summing
        Which articles each series is the sum of, shape (series, articles): total, groups, articles.
    groups
        Names of the groups.
    """

    summing: Floats
    groups: tuple[str, ...]

    @property
    def levels(self) -> dict[str, slice]:
        """Return where each level stands among the series."""
        below = 1 + len(self.groups)
        parts = {"total": slice(0, 1), "groups": slice(1, below)}
        return parts | {"articles": slice(below, len(self.summing))}


def build_hierarchy(group_of_article: Sequence[str]) -> Hierarchy:
    """Return the hierarchy of articles whose groups are named.

    Raises
    ------
    DataError
        There are no articles.
    """
    if not len(group_of_article):
        raise DataError("a hierarchy", expected="at least one article", got="none")
    groups = tuple(sorted(set(group_of_article)))
    of = np.array(group_of_article)
    members = np.array([of == group for group in groups], dtype=float)
    return Hierarchy(np.vstack([np.ones(len(of)), members, np.eye(len(of))]), groups)


def shrunk_covariance(errors: Floats) -> Floats:
    """Return the covariance of errors, correlations shrunk to zero as Schäfer and Strimmer (2005) propose.

    Parameters
    ----------
    errors
        Weeks by series; as in forecasting their mean is taken to be zero.

    Raises
    ------
    DataError
        There are too few weeks, or a series has no error at all.
    """
    weeks, spread = len(errors), np.sqrt((errors**2).mean(axis=0))
    if weeks < 3 or not (spread > 0).all():
        raise DataError("errors to weigh by", expected="three weeks, no series without errors", got=weeks)
    scaled = errors / spread
    correlation = scaled.T @ scaled / weeks
    square = (scaled**2).T @ (scaled**2) / weeks
    variance = (square - correlation**2) / (weeks - 1)
    off = ~np.eye(len(correlation), dtype=bool)
    shrink = float(np.clip(variance[off].sum() / (correlation[off] ** 2).sum(), 0, 1))
    return np.where(off, (1 - shrink) * correlation, 1.0) * np.outer(spread, spread)


def projection(hierarchy: Hierarchy, method: str, errors: Floats, shares: Floats) -> Floats:
    """Return the matrix that makes forecasts of articles of those of all series, (articles, series).

    Bottom-up takes the articles as they are, top-down parts the total by past shares. The others are
    weighted least squares (Wickramasuriya et al. 2019): OLS without weights, WLS with the variance of
    each series, MinT with the shrunk covariance of all errors.

    Parameters
    ----------
    hierarchy
        What adds up to what.
    method
        One of `METHODS`.
    errors
        Of past forecasts, weeks by series, for WLS and MinT.
    shares
        Of each article in the total, for top-down.

    Raises
    ------
    DataError
        No such method is known.
    """
    summing = hierarchy.summing
    series, articles = summing.shape
    if method == "bottom-up":
        return np.eye(series)[-articles:]
    if method == "top-down":
        return np.outer(shares, np.eye(series)[0])
    weights: dict[str, Callable[[], Floats]] = {
        "OLS": lambda: np.eye(series),
        "WLS": lambda: np.asarray(np.diag((errors**2).mean(axis=0))),
        "MinT": lambda: shrunk_covariance(errors),
    }
    if method not in weights:
        raise DataError("way to reconcile", expected=f"one of {', '.join(METHODS)}", got=method)
    weighed = np.linalg.solve(weights[method](), summing)  # (series, articles)
    return np.asarray(np.linalg.solve(summing.T @ weighed, weighed.T))


def reconcile(hierarchy: Hierarchy, forecasts: Floats, matrix: Floats) -> Floats:
    """Return forecasts that add up, of the same shape.

    Parameters
    ----------
    hierarchy
        What adds up to what.
    forecasts
        Of all series, in the last axis.
    matrix
        As `projection` returns it.
    """
    return np.asarray(forecasts @ (hierarchy.summing @ matrix).T)


def incoherence(hierarchy: Hierarchy, forecasts: Floats) -> float:
    """Return the largest difference between a series and the sum of its articles.

    Parameters
    ----------
    hierarchy
        What adds up to what.
    forecasts
        Of all series, in the last axis.
    """
    articles = forecasts[..., -hierarchy.summing.shape[1] :]
    return float(np.abs(forecasts - articles @ hierarchy.summing.T).max())
