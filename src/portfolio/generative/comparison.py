"""Families of generators side by side: who is ahead, what suffices, and what looks copied."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

COPYING = 0.6  # from here on, samples lie clearly nearer to the training digits than held-out digits do


def against(family: Mapping[str, float], rival: Mapping[str, float]) -> str:
    """Return whether a family is `ahead` of a rival, `behind` it, or `level`: their intervals overlap.

    Parameters
    ----------
    family, rival
        `fid_low` and `fid_high`, the bounds of the distance to real digits.

    Examples
    --------
    >>> against({"fid_low": 2.8, "fid_high": 3.6}, {"fid_low": 9.9, "fid_high": 11.2})
    'ahead'
    """
    if family["fid_high"] < rival["fid_low"]:
        return "ahead"
    return "behind" if family["fid_low"] > rival["fid_high"] else "level"


def fewest_steps(distances: pd.Series, share: float = 1.1) -> int:
    """Return the fewest steps whose distance is at most `share` times the smallest.

    Parameters
    ----------
    distances
        Distance to real digits by number of steps.
    """
    return int(distances.index[distances <= share * distances.min()].min())


def looks_copied(copying: float) -> bool:
    """Return whether samples lie nearer to training digits than new ones would: `Quality.copying` is high."""
    return copying >= COPYING
