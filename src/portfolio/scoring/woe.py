"""Weight of evidence: how much a value of a column speaks for a good payer.

Siddiqi (2006), Credit risk scorecards: the logarithm of the share of all good over the share of all bad
applicants in a bin, and the information value that sums it up.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import ClassifierTags
from sklearn.utils.validation import check_is_fitted

from portfolio.scoring.applicants import is_number
from portfolio.scoring.encoding import MISSING, RARE
from portfolio.scoring.frames import as_frame, as_outcomes

_HALF = 0.5  # added to each count, so that a bin without bad has a finite weight


class WoeEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Replace each value by the weight of evidence of its bin.

    Parameters
    ----------
    max_bins
        Bins of a number, cut by a small decision tree.
    min_share
        Smallest share of the applicants in a bin; rarer levels of a text share one.

    Attributes
    ----------
    edges_
        For each number, the inner edges of its bins; a value equal to an edge lies below it.
    levels_
        For each text, its levels with a bin of their own.
    weights_
        For each column, the weight of each of its bins; the last is that of missing numbers or rare levels.
    counts_
        For each column: good, bad, woe and iv of its bins; `table_` shows them.
    """

    def __init__(self, max_bins: int = 6, min_share: float = 0.05) -> None:
        self.max_bins = max_bins
        self.min_share = min_share

    def __sklearn_tags__(self) -> Any:
        """Say that missing values are welcome and two classes of outcomes are needed."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        tags.classifier_tags = ClassifierTags(multi_class=False)  # the checks then offer two classes
        return tags

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        """Learn bins and weights from applicants with outcome.

        Parameters
        ----------
        X
            A frame, or an array of numbers.
        y
            Outcomes, 1 for bad, shape (n,).
        """
        X = as_frame(self, X, reset=True)
        bad = as_outcomes(y, len(X))
        self.edges_: dict[str, np.ndarray] = {}
        self.levels_: dict[str, list[str]] = {}
        self.weights_: dict[str, np.ndarray] = {}
        self.counts_: dict[str, dict[str, np.ndarray]] = {}
        for name in map(str, X.columns):
            if is_number(X[name]):
                self.edges_[name] = self._edges(X[name].to_numpy(dtype=float), bad)
            else:
                shares = X[name].fillna(MISSING).value_counts(normalize=True)
                self.levels_[name] = sorted(map(str, shares[shares >= self.min_share].index))
            bins = self.bins(name, X[name])
            table = weights_of(bins, bad, len(self.labels(name)))
            self.weights_[name] = table["woe"].to_numpy()
            self.counts_[name] = {str(kind): table[kind].to_numpy() for kind in table}
        return self

    @property
    def table_(self) -> pd.DataFrame:
        """Return one row per bin: column, bin, good, bad, woe, iv."""
        # a frame is not kept: a stored score may hold plain arrays only
        parts = [
            pd.DataFrame({"column": name, "bin": self.labels(name), **counts})
            for name, counts in self.counts_.items()
        ]
        return pd.concat(parts, ignore_index=True)

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the weights, one column for each column seen when fitted, found by name."""
        check_is_fitted(self, "weights_")
        X = as_frame(self, X, reset=False)
        return np.column_stack([self.weights_[name][self.bins(name, X[name])] for name in self.weights_])

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Return the names of the columns."""
        return np.array(list(self.weights_), dtype=object)

    def information_value(self) -> pd.Series:
        """Return the information value of each column, the highest first."""
        return self.table_.groupby("column")["iv"].sum().sort_values(ascending=False)

    def labels(self, name: str) -> list[str]:
        """Return the bins of a column in words, in the order of its weights."""
        if name not in self.edges_:
            return [*self.levels_[name], RARE]
        shown = [f"{edge:.4g}" for edge in self.edges_[name]]
        if not shown:
            return ["any", MISSING]
        middle = [f"{low} to {high}" for low, high in pairwise(shown)]
        return [f"up to {shown[0]}", *middle, f"above {shown[-1]}", MISSING]

    def _edges(self, values: np.ndarray, bad: np.ndarray) -> np.ndarray:
        known = ~np.isnan(values)
        if known.sum() < 2 or np.ptp(values[known]) == 0:
            return np.empty(0)
        least = max(1, round(self.min_share * len(values)))
        tree = DecisionTreeClassifier(max_leaf_nodes=self.max_bins, min_samples_leaf=least, random_state=0)
        X, y = values[known, None].astype(np.float32), bad[known].astype(np.float64)
        nodes = tree.fit(X, y, check_input=False).tree_  # checks take longer than so small a tree
        return np.unique(nodes.threshold[nodes.feature == 0])

    def bins(self, name: str, column: pd.Series) -> np.ndarray:
        """Return the bin of each value of a column, from 0, in the order of its labels; shape (n,).

        Parameters
        ----------
        name
            Name of the column.
        column
            Its values.
        """
        if name in self.edges_:
            values, edges = column.to_numpy(dtype=float), self.edges_[name]
            return np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values, side="left"))
        places = {level: place for place, level in enumerate(self.levels_[name])}
        texts = column.fillna(MISSING).astype(object)
        return texts.map(places).fillna(len(places)).to_numpy(dtype=int)


def weights_of(bins: np.ndarray, bad: np.ndarray, count: int) -> pd.DataFrame:
    """Return good, bad, weight of evidence and information value of each bin.

    Parameters
    ----------
    bins
        Bin of each applicant, from 0, shape (n,).
    bad
        Outcomes, shape (n,).
    count
        Number of bins; an empty one has weight 0.
    """
    ones = np.bincount(bins, weights=bad, minlength=count)
    zeros = np.bincount(bins, weights=1 - bad, minlength=count)
    good_share = (zeros + _HALF) / (zeros + _HALF).sum()
    bad_share = (ones + _HALF) / (ones + _HALF).sum()
    weight = np.where(ones + zeros > 0, np.log(good_share / bad_share), 0.0)
    value = (good_share - bad_share) * weight
    return pd.DataFrame({"good": zeros.astype(int), "bad": ones.astype(int), "woe": weight, "iv": value})
