"""Numbers for models: texts become columns of 0 and 1, numbers are filled and scaled where needed."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from portfolio.scoring.applicants import is_number
from portfolio.scoring.frames import as_frame

MISSING = "(missing)"
RARE = "(rare)"
_EDGE = 4.0  # standard deviations at which a scaled number is cut


class TableEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Encode a table; everything is learnt when fitted, so inside a fold of its training part only.

    Parameters
    ----------
    fill
        Fill missing numbers with the median and say so in a column of 0 and 1; else leave them missing.
    scale
        Give numbers mean 0 and standard deviation 1, and cut them at 4 standard deviations.
    rare
        Levels of a text with a smaller share are one level. A level never seen is that level too.

    Attributes
    ----------
    names_, sources_
        Name of each encoded column, and the column it comes from.
    numbers_
        For each number: what fills it, mean, standard deviation, whether a column says it was missing.
    levels_
        For each text: the levels that have a column of their own.
    """

    def __init__(self, fill: bool = True, scale: bool = True, rare: float = 0.01) -> None:
        self.fill = fill
        self.scale = scale
        self.rare = rare

    def __sklearn_tags__(self) -> Any:
        """Say that missing values are welcome, and texts in a frame."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:  # noqa: ARG002 (scikit-learn's protocol)
        """Learn medians, scales and levels.

        Parameters
        ----------
        X
            A frame, or an array of numbers.
        y
            Not used.
        """
        X = as_frame(self, X, reset=True)
        self.numbers_: dict[str, tuple[float, float, float, bool]] = {}
        self.levels_: dict[str, list[str]] = {}
        self.names_: list[str] = []
        self.sources_: list[str] = []
        for name in map(str, X.columns):
            (self._fit_number if is_number(X[name]) else self._fit_text)(name, X[name])
        return self

    def _fit_number(self, name: str, column: pd.Series) -> None:
        values = column.to_numpy(dtype=float)
        known = values[~np.isnan(values)]
        median = float(np.median(known)) if len(known) else 0.0
        filled = np.where(np.isnan(values), median, values)
        spread = float(filled.std()) or 1.0
        holes = bool(self.fill and len(known) < len(values))
        self.numbers_[name] = (median, float(filled.mean()), spread, holes)
        self.names_ += [name, f"{name} {MISSING}"] if holes else [name]
        self.sources_ += [name, name] if holes else [name]

    def _fit_text(self, name: str, column: pd.Series) -> None:
        shares = column.fillna(MISSING).value_counts(normalize=True)
        self.levels_[name] = sorted(map(str, shares[shares >= self.rare].index))
        labels = [*self.levels_[name], RARE]
        self.names_ += [f"{name} {label}" for label in labels]
        self.sources_ += [name] * len(labels)

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the encoded table, one column per entry of `names_`; columns are found by name."""
        check_is_fitted(self, "names_")
        X = as_frame(self, X, reset=False)
        columns: list[np.ndarray] = []
        for name in dict.fromkeys(self.sources_):
            if name in self.numbers_:
                columns += self._numbers(name, X[name].to_numpy(dtype=float))
            else:
                columns += self._indicators(name, X[name].fillna(MISSING).to_numpy(dtype=object))
        return np.column_stack(columns)  # (n, encoded)

    def _numbers(self, name: str, values: np.ndarray) -> list[np.ndarray]:
        median, mean, spread, holes = self.numbers_[name]
        absent = np.isnan(values)
        if self.fill:
            values = np.where(absent, median, values)
        if self.scale:
            values = np.clip((values - mean) / spread, -_EDGE, _EDGE)
        return [values, absent.astype(float)] if holes else [values]

    def _indicators(self, name: str, texts: np.ndarray) -> list[np.ndarray]:
        columns = [(texts == level).astype(float) for level in self.levels_[name]]
        rest = 1.0 - np.sum(columns, axis=0) if columns else np.ones(len(texts))
        return [*columns, rest]

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Return the names of the encoded columns."""
        return np.array(self.names_, dtype=object)


def unseen_levels(features: pd.DataFrame, seen: dict[str, list[str]]) -> pd.Series:
    """Return how many rows of each text column hold a value that was not there when the model was fitted.

    Parameters
    ----------
    features
        Applicants, one row each.
    seen
        Levels of each text column when the model was fitted.
    """
    counts = {
        name: int((~features[name].fillna(MISSING).isin([*levels, MISSING])).sum())
        for name, levels in seen.items()
    }
    return pd.Series(counts, dtype=int, name="unseen")
