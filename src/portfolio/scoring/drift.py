"""Whether applicants have changed since the model was fitted, and when to say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline

from portfolio.scoring.applicants import rank_auc
from portfolio.scoring.encoding import TableEncoder
from portfolio.statistics.stability_index import (
    Bins,
    alarm_threshold,
    batch_counts,
    psi,
    psi_of_counts,
    reference_bins,
)

__all__ = [
    "Alarm", "Bins", "domain_auc", "fit_alarm", "psi", "psi_table", "reference_bins", "simulated_alarms",
]  # fmt: skip


@dataclass(frozen=True)
class Alarm:
    """A rule: raise an alarm when the largest index over the columns passes the threshold."""

    threshold: float
    size: int
    bins: dict[str, Bins]

    def largest(self, batch: pd.DataFrame) -> float:
        """Return the largest index over the columns."""
        return max(psi(bins.counts, bins.count(batch[name])) for name, bins in self.bins.items())

    def rings(self, batch: pd.DataFrame) -> bool:
        """Return whether it raises an alarm."""
        return self.largest(batch) > self.threshold


def psi_table(reference: pd.DataFrame, batch: pd.DataFrame) -> pd.Series:
    """Return the index of each column, the most changed first.

    Parameters
    ----------
    reference
        Applicants as they were, one row each.
    batch
        Applicants as they are now.
    """
    values = {}
    for name in reference:
        bins = reference_bins(reference[name])
        values[str(name)] = psi(bins.counts, bins.count(batch[name]))
    return pd.Series(values, name="psi").sort_values(ascending=False)


def fit_alarm(
    reference: pd.DataFrame, size: int, rate: float = 0.05, draws: int = 200, seed: int = 0
) -> Alarm:
    """Return the rule that raises a false alarm for a share `rate` of batches of `size` applicants.

    The share is one over samples of the reference and of the batch: a fixed rule of thumb such as 0.25 knows
    neither the two sizes nor how many columns are watched. With the one reference at hand the share may be
    smaller or larger, see `simulated_alarms`.

    Parameters
    ----------
    reference
        Applicants as they were, one row each.
    size
        Applicants in a batch.
    rate
        Share of unchanged batches that may raise an alarm.
    draws
        Repeats, each with a reference and a batch drawn anew from `reference`.
    """
    bins = {str(name): reference_bins(reference[name]) for name in reference}
    codes = [one.code(reference[name]) for name, one in bins.items()]
    threshold = alarm_threshold(codes, size, rate, draws, np.random.default_rng(seed))
    return Alarm(threshold, size, bins)


def simulated_alarms(
    population: pd.DataFrame,
    batches: Mapping[str, pd.DataFrame],
    size: int,
    *,
    rate: float = 0.05,
    rows: int = 0,
    references: int = 40,
    repeats: int = 100,
    draws: int = 200,
    seed: int = 1,
) -> pd.DataFrame:
    """Return how often the rule of `fit_alarm` raises an alarm, judged where the truth is known.

    Applicants at hand stand for the whole population. A reference is drawn from it, the rule is fitted to
    that reference alone and meets fresh batches, and all of it is repeated.

    Parameters
    ----------
    population
        From which references are drawn.
    batches
        From which fresh batches are drawn: the population itself, where an alarm is a false one, or others.
    size, rate, draws
        As `fit_alarm` takes them.
    rows
        Applicants in a reference; 0 for as many as the population has.
    references, repeats
        References, and batches that each of them meets.

    Returns
    -------
    pandas.DataFrame
        Indexed by the names of `batches`: `rate`, the share of batches with an alarm; `low` and `high`,
        between which it lies for the middle half of the references.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(references):
        reference = population.iloc[rng.integers(0, len(population), rows or len(population))]
        alarm = fit_alarm(reference, size, rate, draws, seed=int(rng.integers(2**31)))
        found.append({name: _alarm_rate(alarm, frame, repeats, rng) for name, frame in batches.items()})
    rates = pd.DataFrame(found)
    mean = rates.mean()
    low, high = np.minimum(rates.quantile(0.25), mean), np.maximum(rates.quantile(0.75), mean)
    return pd.DataFrame({"rate": mean, "low": low, "high": high})


def _alarm_rate(alarm: Alarm, population: pd.DataFrame, draws: int, rng: np.random.Generator) -> float:
    """Return the share of random batches of a population that raise an alarm."""
    rows = rng.integers(0, len(population), (draws, alarm.size))
    largest: NDArray[np.float64] = np.zeros(draws)
    for name, bins in alarm.bins.items():
        counts = batch_counts(bins.code(population[name])[rows], len(bins.counts))
        largest = np.maximum(largest, psi_of_counts(bins.counts, counts))
    return float(np.mean(largest > alarm.threshold))


def domain_auc(reference: pd.DataFrame, batch: pd.DataFrame, seed: int = 0) -> float:
    """Return how well a classifier tells both populations apart, out of fold; 0.5 if it cannot.

    Parameters
    ----------
    reference
        Applicants as they were, one row each.
    batch
        Applicants as they are now.
    seed
        Of all that is drawn.
    """
    from sklearn.model_selection import StratifiedKFold

    if not reference.shape[1]:  # no column is left to tell them by
        return 0.5
    both = pd.concat([reference, batch], ignore_index=True)
    origin = np.repeat([0, 1], [len(reference), len(batch)])
    model = make_pipeline(TableEncoder(), LogisticRegression(C=0.1, max_iter=300))
    folds = StratifiedKFold(3, shuffle=True, random_state=seed)
    told = cross_val_predict(model, both, origin, cv=folds, method="predict_proba")[:, 1]
    return rank_auc(origin, told)
