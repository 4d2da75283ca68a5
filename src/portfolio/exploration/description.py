"""One line of statistics for each column."""

from __future__ import annotations

import numpy as np
import pandas as pd


def describe_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return mean, standard deviation, median, extremes, skewness and order of magnitude of each column.

    The order of magnitude is the power of ten of the root mean square: columns that differ in it cannot
    share an axis or a distance without being scaled.
    """
    numbers = frame.select_dtypes("number")
    described = pd.DataFrame(
        {
            "n": numbers.count(),
            "mean": numbers.mean(),
            "sd": numbers.std(),
            "median": numbers.median(),
            "min": numbers.min(),
            "max": numbers.max(),
            "skewness": numbers.skew(),
        }
    )
    size = np.sqrt((numbers.astype(float) ** 2).mean())
    return described.assign(magnitude=np.floor(np.log10(size.where(size > 0, 1.0))).astype(int))
