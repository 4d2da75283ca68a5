"""Scores of probability forecasts, with intervals from whole days drawn again."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.statistics.bootstrap import Floats, cluster_codes, interval, sums_by

EDGE = 1e-6  # forecasts are kept this far from 0 and 1 for the log loss


def brier_losses(outcome: pd.Series, forecast: pd.Series) -> pd.Series:
    """Return the squared error of each forecast.

    Parameters
    ----------
    outcome
        Whether it happened, for each row.
    forecast
        The probability that was given to it.
    """
    return (forecast - outcome.astype(float)) ** 2


def log_losses(outcome: pd.Series, forecast: pd.Series) -> pd.Series:
    """Return minus the log of the chance that each forecast gave to what happened.

    Parameters
    ----------
    outcome
        Whether it happened, for each row.
    forecast
        The probability that was given to it.
    """
    chance = forecast.clip(EDGE, 1 - EDGE)
    given: pd.Series = chance.where(outcome.astype(bool), 1 - chance)
    return pd.Series(-np.log(given.to_numpy()), index=given.index)


def auc_draws(outcome: pd.Series, forecast: pd.Series, clusters: pd.Series, weights: Floats) -> Floats:
    """Return the area under the ROC curve in each resample of clusters.

    Pairs won are counted once for every two clusters; a resample weighs that matter by its draws on both
    sides, which is exact and needs no sorting. Ties count half. A resample with one class only is missing.

    Parameters
    ----------
    outcome
        Whether it happened, for each row.
    forecast
        The probability that was given to it.
    clusters
        The cluster of each row: rows of one cluster repeat each other.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    """
    codes, count = cluster_codes(clusters)
    score, hit = forecast.to_numpy(dtype=float), outcome.to_numpy(dtype=bool)
    order = np.argsort(score[hit], kind="stable")
    positives, of_positive = score[hit][order], codes[hit][order]
    won = np.zeros((count, count))
    for day in range(count):
        negatives = np.sort(score[~hit & (codes == day)])
        below = np.searchsorted(negatives, positives, "left") + np.searchsorted(negatives, positives, "right")
        won[:, day] = sums_by(of_positive, count, below / 2)
    pairs = (weights @ sums_by(codes[hit], count)) * (weights @ sums_by(codes[~hit], count))
    wins = np.einsum("bi,ij,bj->b", weights, won, weights, optimize=True)
    area: Floats = np.divide(wins, pairs, out=np.full(len(weights), np.nan), where=pairs > 0)
    return area


def skill_table(
    outcome: pd.Series, made: pd.DataFrame, clusters: pd.Series, weights: Floats, reference: str
) -> pd.DataFrame:
    """Return Brier score, log loss, AUC and Brier skill against `reference` for each forecaster.

    Each has its interval in `*_low` and `*_high`; the skill is paired: both forecasters meet the same
    days in every resample.

    Parameters
    ----------
    outcome
        Whether it happened, for each row.
    made
        Forecasts, a column for each forecaster.
    clusters
        The cluster of each row: rows of one cluster repeat each other.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    reference
        The forecaster that skill is measured against.
    """
    codes, count = cluster_codes(clusters)
    rows = weights @ sums_by(codes, count)
    whole = np.ones((1, count))

    def drawn(losses: pd.Series) -> Floats:
        return (weights @ sums_by(codes, count, losses)) / rows

    base = brier_losses(outcome, made[reference])
    table = {}
    for name in made:
        brier, logs = brier_losses(outcome, made[name]), log_losses(outcome, made[name])
        columns = {
            "brier": (float(brier.mean()), drawn(brier)),
            "log_loss": (float(logs.mean()), drawn(logs)),
            "auc": (
                float(auc_draws(outcome, made[name], clusters, whole)[0]),
                auc_draws(outcome, made[name], clusters, weights),
            ),
            "skill": (1 - float(brier.mean() / base.mean()), 1 - drawn(brier) / drawn(base)),
        }
        table[name] = _with_bounds(columns)
    return pd.DataFrame.from_dict(table, orient="index")


def _with_bounds(columns: dict[str, tuple[float, Floats]]) -> dict[str, float]:
    row: dict[str, float] = {}
    for name, (estimate, draws) in columns.items():
        row[name] = estimate
        row[f"{name}_low"], row[f"{name}_high"] = interval(draws)
    return row


def calibration_table(
    outcome: pd.Series, forecast: pd.Series, clusters: pd.Series, weights: Floats, bins: int = 10
) -> pd.DataFrame:
    """Return forecast against observed rate in `bins` groups of equal size, intervals by day.

    Columns: `forecast` (mean), `observed`, `low`, `high`, `rows`.

    Parameters
    ----------
    outcome
        Whether it happened, for each row.
    forecast
        The probability that was given to it.
    clusters
        The cluster of each row: rows of one cluster repeat each other.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    bins
        Groups of equal size.
    """
    codes, count = cluster_codes(clusters)
    group = pd.qcut(forecast.rank(method="first"), bins, labels=False).to_numpy(dtype=np.intp)
    cells = codes * bins + group
    hits = sums_by(cells, count * bins, outcome).reshape(count, bins)
    rows = sums_by(cells, count * bins).reshape(count, bins)
    drawn: NDArray[np.float64] = weights @ rows
    draws = np.divide(weights @ hits, drawn, out=np.full(drawn.shape, np.nan), where=drawn > 0)
    low, high = np.nanpercentile(draws, [2.5, 97.5], axis=0)
    size = rows.sum(axis=0)
    mean = sums_by(group, bins, forecast) / size
    data = {"forecast": mean, "observed": hits.sum(axis=0) / size, "low": low, "high": high, "rows": size}
    return pd.DataFrame(data)
