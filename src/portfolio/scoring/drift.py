"""Whether applicants have changed since the model was fitted, and when to say so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline

from portfolio.scoring.applicants import is_number, rank_auc
from portfolio.scoring.encoding import MISSING, RARE, TableEncoder

_LEAST = 0.5  # counted into each bin, so that an empty one does not make the index infinite


@dataclass(frozen=True)
class Bins:
    """Bins of a reference population, fixed once: edges of a number or levels of a text, and their counts."""

    edges: np.ndarray | None
    levels: tuple[str, ...]
    counts: np.ndarray

    def count(self, column: pd.Series) -> np.ndarray:
        """Return how many values of a column fall into each bin; the last is missing or rare."""
        size = len(self.counts)
        if self.edges is not None:
            values = column.to_numpy(dtype=float)
            known = np.searchsorted(self.edges, values[~np.isnan(values)], side="left")
            return np.append(np.bincount(known, minlength=size - 1), np.isnan(values).sum())
        places = {level: place for place, level in enumerate(self.levels)}
        texts = column.fillna(MISSING).astype(object).map(places).fillna(size - 1)
        return np.bincount(texts.to_numpy(dtype=int), minlength=size)


def reference_bins(column: pd.Series, bins: int = 10, rare: float = 0.02) -> Bins:
    """Return the bins of a column: tenths of a number, frequent levels of a text; missing has its own."""
    if is_number(column):
        values = column.dropna().to_numpy(dtype=float)
        edges = (
            np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1])) if len(values) else np.empty(0)
        )
        empty = Bins(edges, (), np.zeros(len(edges) + 2))
    else:
        shares = column.fillna(MISSING).value_counts(normalize=True)
        levels = tuple(sorted(map(str, shares[shares >= rare].index)))
        empty = Bins(None, (*levels, RARE), np.zeros(len(levels) + 1))
    return Bins(empty.edges, empty.levels, empty.count(column))


def psi(expected: np.ndarray, observed: np.ndarray) -> float:
    """Return the population stability index of two counts over the same bins; 0 if their shares are equal.

    The sum of (observed - expected) * log(observed / expected) over shares; the sum of both Kullback-Leibler
    divergences. Siddiqi (2006).
    """
    filled = np.maximum(expected, _LEAST), np.maximum(observed, _LEAST)
    p, q = (counts / counts.sum() for counts in filled)
    return float(np.sum((q - p) * np.log(q / p)))


def psi_table(reference: pd.DataFrame, batch: pd.DataFrame) -> pd.Series:
    """Return the index of each column, the most changed first."""
    values = {}
    for name in reference:
        bins = reference_bins(reference[name])
        values[str(name)] = psi(bins.counts, bins.count(batch[name]))
    return pd.Series(values, name="psi").sort_values(ascending=False)


@dataclass(frozen=True)
class Alarm:
    """A rule: cry when the largest index over the columns passes the threshold."""

    threshold: float
    size: int
    bins: dict[str, Bins]

    def largest(self, batch: pd.DataFrame) -> float:
        """Return the largest index over the columns."""
        return max(psi(bins.counts, bins.count(batch[name])) for name, bins in self.bins.items())

    def rings(self, batch: pd.DataFrame) -> bool:
        """Return whether it cries."""
        return self.largest(batch) > self.threshold


def fit_alarm(
    reference: pd.DataFrame, size: int, rate: float = 0.05, draws: int = 200, seed: int = 0
) -> Alarm:
    """Return the rule that cries falsely for a share `rate` of batches of `size` applicants.

    Batches are drawn from the reference population itself. A fixed rule of thumb such as 0.25 knows
    neither the size of the batch nor how many columns are watched.
    """
    bins = {str(name): reference_bins(reference[name]) for name in reference}
    quiet = Alarm(np.inf, size, bins)
    rng = np.random.default_rng(seed)
    codes = bin_codes(reference, bins)
    largest = [_largest(quiet, codes, rng.integers(0, len(reference), size)) for _ in range(draws)]
    return Alarm(float(np.quantile(largest, 1 - rate)), size, bins)


def alarm_rate(alarm: Alarm, population: pd.DataFrame, draws: int = 200, seed: int = 1) -> float:
    """Return the share of random batches of a population for which the rule cries."""
    rng = np.random.default_rng(seed)
    codes = bin_codes(population, alarm.bins)
    rows = (rng.integers(0, len(population), alarm.size) for _ in range(draws))
    return float(np.mean([_largest(alarm, codes, one) > alarm.threshold for one in rows]))


def bin_codes(frame: pd.DataFrame, bins: dict[str, Bins]) -> dict[str, np.ndarray]:
    """Return the bin of each value, so that batches can be counted quickly."""
    codes = {}
    for name, one in bins.items():
        column, size = frame[name], len(one.counts)
        if one.edges is not None:
            values = column.to_numpy(dtype=float)
            codes[name] = np.where(
                np.isnan(values), size - 1, np.searchsorted(one.edges, values, side="left")
            )
        else:
            places = {level: place for place, level in enumerate(one.levels)}
            texts = column.fillna(MISSING).astype(object).map(places).fillna(size - 1)
            codes[name] = texts.to_numpy(dtype=int)
    return codes


def _largest(alarm: Alarm, codes: dict[str, np.ndarray], rows: np.ndarray) -> float:
    return max(
        psi(bins.counts, np.bincount(codes[name][rows], minlength=len(bins.counts)))
        for name, bins in alarm.bins.items()
    )


def domain_auc(reference: pd.DataFrame, batch: pd.DataFrame, seed: int = 0) -> float:
    """Return how well a classifier tells both populations apart, out of fold; 0.5 if it cannot."""
    from sklearn.model_selection import StratifiedKFold

    both = pd.concat([reference, batch], ignore_index=True)
    origin = np.repeat([0, 1], [len(reference), len(batch)])
    model = make_pipeline(TableEncoder(), LogisticRegression(C=0.1, max_iter=300))
    folds = StratifiedKFold(3, shuffle=True, random_state=seed)
    told = cross_val_predict(model, both, origin, cv=folds, method="predict_proba")[:, 1]
    return rank_auc(told, origin)
