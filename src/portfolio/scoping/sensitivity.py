"""Which inputs matter: one at a time, and as shares of the variance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.scoping.inputs import Input

Model = Callable[[pd.DataFrame], NDArray[np.float64]]


def tornado(inputs: Sequence[Input], model: Model) -> pd.DataFrame:
    """Return the model with one input at its 5 % and its 95 % point, the others at their means.

    The row with the widest swing comes first.
    """
    means = {one.name: one.distribution.mean for one in inputs}
    rows = {}
    for one in inputs:
        ends = one.distribution.ppf(np.array([0.05, 0.95]))
        rows[one.name] = np.sort(model(pd.DataFrame([means | {one.name: end} for end in ends])))
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["low", "high"])
    return table.loc[(table["high"] - table["low"]).sort_values(ascending=False).index]


def mixed_values(
    values: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    first: NDArray[np.float64],
    second: NDArray[np.float64],
) -> dict[str, NDArray[np.float64]]:
    """Return a model at two samples, and at the first with one column at a time from the second.

    The keys and shapes are those that `scipy.stats.sobol_indices` takes: `f_A` and `f_B` of shape (1, n),
    `f_AB` of shape (inputs, 1, n).
    """
    mixed = []
    for column in range(first.shape[1]):
        swapped = first.copy()
        swapped[:, column] = second[:, column]
        mixed.append(values(swapped)[None])
    return {"f_A": values(first)[None], "f_B": values(second)[None], "f_AB": np.stack(mixed)}
