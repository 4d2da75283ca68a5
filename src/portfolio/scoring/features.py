"""Ratios: columns that say how large one amount is against another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from portfolio.errors import UsageError
from portfolio.scoring.frames import as_frame


@dataclass(frozen=True)
class Ratio:
    """One weighted sum of columns over another.

    Parameters
    ----------
    name
        Of the new column; a later ratio may use it.
    top, bottom
        Weight of each column; an empty bottom is 1.
    meaning
        What it is, in words.
    """

    name: str
    top: Mapping[str, float]
    bottom: Mapping[str, float]
    meaning: str

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the columns it reads."""
        return tuple(dict.fromkeys([*self.top, *self.bottom]))

    def of(self, frame: pd.DataFrame) -> pd.Series:
        """Return the ratio of each row; missing where a part is missing or the bottom is 0."""
        top = _weighted(frame, self.top)
        return top if not self.bottom else top / _weighted(frame, self.bottom).replace(0.0, np.nan)


def add_ratios(frame: pd.DataFrame, ratios: tuple[Ratio, ...]) -> pd.DataFrame:
    """Return the frame with its ratios behind; nothing is fitted, each row stands alone.

    Parameters
    ----------
    frame
        The table.
    ratios
        In order: a later one may read an earlier one.

    Raises
    ------
    UsageError
        A ratio reads a column that is not there.
    """
    wide = frame.copy(deep=False)  # not `assign`: a column may be called `self`
    for ratio in ratios:
        absent = [name for name in ratio.sources if name not in wide]
        if absent:
            raise UsageError(f"ratio {ratio.name!r}", expected="its columns", got=f"no {', '.join(absent)}")
        wide[ratio.name] = ratio.of(wide)
    return wide


class RatioFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """The ratios as a step of a pipeline.

    Parameters
    ----------
    ratios
        Each as (name, top, bottom): plain data, so that a stored model holds nothing to execute.
    """

    def __init__(self, ratios: tuple[tuple[str, dict[str, float], dict[str, float]], ...] = ()) -> None:
        self.ratios = ratios

    def __sklearn_tags__(self) -> Any:
        """Say that missing values are welcome, and texts in a frame."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:  # noqa: ARG002 (scikit-learn's protocol)
        """Remember the names of the columns; nothing else is learnt.

        Parameters
        ----------
        X
            A frame, or an array of numbers.
        y
            Not used.
        """
        self.columns_ = list(as_frame(self, X, reset=True).columns)
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame | np.ndarray:
        """Return the columns seen when fitted, by name, and the ratios behind them; an array for an array."""
        check_is_fitted(self, "columns_")
        ratios = tuple(Ratio(name, top, bottom, "") for name, top, bottom in self.ratios)
        wide = add_ratios(as_frame(self, X, reset=False)[self.columns_], ratios)
        return wide if isinstance(X, pd.DataFrame) else wide.to_numpy()


def as_step(ratios: tuple[Ratio, ...]) -> RatioFeatures:
    """Return the pipeline step of these ratios."""
    return RatioFeatures(tuple((one.name, dict(one.top), dict(one.bottom)) for one in ratios))


def _weighted(frame: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series:
    parts = [frame[name].astype(float) * weight for name, weight in weights.items()]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
