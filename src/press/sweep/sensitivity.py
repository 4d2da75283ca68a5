"""Which parameters a result depends on: the variance between the means of a parameter's values.

On a full grid the share of a parameter is the first-order Sobol index of the grid (Sobol 2001), which is the
main effect of an analysis of variance; what no single parameter explains is interaction. The grid weighs its
values equally, so the shares are those of this grid and not of a population.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Shares:
    """Shares of the variance of one result over a grid."""

    main: Mapping[str, float]  # share that each parameter explains alone, by its name, between 0 and 1
    interactions: float  # what is left


def variance_shares(frame: pd.DataFrame, parameters: tuple[str, ...], value: str = "value") -> Shares | None:
    """Return the shares of variance of a result over a full grid; None where it does not vary.

    Parameters
    ----------
    frame
        One row for each point: the parameters and the value.
    parameters
        The columns of the parameters, all of whose combinations are rows.
    value
        The column of the result.

    Raises
    ------
    ValueError
        A combination is missing or doubled: then the shares do not add up to one.
    """
    sizes = [frame[name].nunique() for name in parameters]
    if len(frame) != int(np.prod(sizes)) or frame.duplicated(list(parameters)).any():
        raise ValueError("the points are not a full grid")
    values = frame[value].to_numpy(float)
    total = float(values.var())
    if total <= (1e-12 * float(np.abs(values).max())) ** 2:
        return None
    main = {
        name: float(frame.groupby(name, sort=False)[value].mean().to_numpy(float).var() / total)
        for name in parameters
    }
    return Shares(main, max(0.0, 1.0 - sum(main.values())))
