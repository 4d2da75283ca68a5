"""Shapes and scales of features, chosen by a rule and kept with the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.segmentation.features import RFM

Floats = NDArray[np.float64]
SHAPES: dict[str, Callable[[Floats], Floats]] = {
    "as it is": np.array,
    "square root": np.sqrt,
    "log": np.log1p,
}


@dataclass(frozen=True)
class Scale:
    """The shape, mean and spread of each feature on the customers the scale was fitted on.

    Later customers are put on the same scale, so that a distance means the same at every date.
    """

    columns: tuple[str, ...]
    shapes: tuple[str, ...]
    mean: Floats
    spread: Floats

    def apply(self, features: pd.DataFrame) -> Floats:
        """Return the scaled features, shape (customers, columns)."""
        shaped = [
            SHAPES[shape](features[column].to_numpy(dtype=float))
            for column, shape in zip(self.columns, self.shapes, strict=True)
        ]
        scaled: Floats = (np.column_stack(shaped) - self.mean) / self.spread
        return scaled


def skewness_table(features: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the skewness of each feature in each shape, and the `chosen` shape, the least skewed one.

    Parameters
    ----------
    features
        One row per customer.
    columns
        Names of the features.
    """
    table = pd.DataFrame(
        {
            shape: {name: _skewness(function(features[name].to_numpy(dtype=float))) for name in columns}
            for shape, function in SHAPES.items()
        }
    )
    return table.assign(chosen=table.abs().idxmin(axis=1))


def fit_scale(features: pd.DataFrame, shapes: pd.Series) -> Scale:
    """Return the scale of the features named by the index of `shapes`.

    Parameters
    ----------
    features
        One row per customer.
    shapes
        Transformation of each feature.

    Raises
    ------
    DataError
        A feature that segments are made of is the same for every customer. Another one, such as the pieces
        in a basket where the table does not say them, becomes a column of zeros.
    """
    columns, chosen = tuple(shapes.index), tuple(shapes)
    plain = Scale(columns, chosen, np.zeros(len(columns)), np.ones(len(columns)))
    shaped = plain.apply(features)
    spread = shaped.std(axis=0)
    flat = [name for name, width in zip(columns, spread, strict=True) if width < 1e-12 and name in RFM]
    if flat:
        raise DataError(
            f"the same for every customer: {', '.join(flat)}", expected="features that tell customers apart"
        )
    return Scale(columns, chosen, shaped.mean(axis=0), np.where(spread < 1e-12, 1.0, spread))


def _skewness(values: Floats) -> float:
    centred = values - values.mean()
    spread = centred.std()
    return float((centred**3).mean() / spread**3) if spread > 1e-12 else 0.0
