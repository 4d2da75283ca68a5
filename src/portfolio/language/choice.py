"""Choosing a pipeline before looking at a category, and the price of not knowing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.language.clustering import Trial

Array = NDArray[Any]

DECLARED_PLACE = "UMAP"  # fixed beforehand: its authors advise it, packed, before clustering


def averaged(*parts: Array) -> Array:
    """Return the mean of unit vectors of the same texts, of length one again."""
    total = np.sum(parts, axis=0)
    lengths = np.linalg.norm(total, axis=1, keepdims=True)
    found: Array = total / np.where(lengths == 0, 1.0, lengths)
    return found


def choose_by_agreement(
    table: pd.DataFrame, among: Sequence[str], place: str = DECLARED_PLACE, margin: float = 0.1
) -> tuple[str, str]:
    """Return the representation whose seeds agree most among themselves in the declared place.

    No category is used: a grouping that another seed does not find again is not in the data. The first
    representation keeps its place unless another agrees by more than `margin`: a few seeds, or another
    processor, move the agreement by some hundredths.

    Parameters
    ----------
    table
        From `score_table`.
    among
        The representations to choose from. All are judged in one place: a place without chance, such as the
        vectors, would agree with itself for no merit.
    place
        Where they are judged.
    margin
        What another must be ahead by.
    """
    rows = table.xs(place, level="place").loc[list(among)]
    again = rows["same again"]
    first = again.index[0]
    return str(again.idxmax() if again.max() > again[first] + margin else first), place


def oracle(table: pd.DataFrame) -> tuple[str, str]:
    """Return the representation and place with the highest mean ARI: what only the labels could tell."""
    name, place = table.index[int(np.argmax(table["ARI"].to_numpy()))]
    return str(name), str(place)


def trial_of(trials: Sequence[Trial], chosen: tuple[str, str]) -> Trial:
    """Return the trial of a representation and a place."""
    return next(trial for trial in trials if (trial.representation, trial.place) == chosen)


def pipeline_name(pair: tuple[str, str]) -> str:
    """Return the name of a representation in its place.

    Examples
    --------
    >>> pipeline_name(("TF-IDF", "UMAP"))
    'TF-IDF on UMAP'
    """
    representation, place = pair
    return f"{representation} on {'its vectors' if place == 'vectors' else place}"


def place_range(table: pd.DataFrame) -> pd.Series:
    """Return how far the place alone moves the mean ARI of each representation that was tried in all places.

    Parameters
    ----------
    table
        From `score_table`.
    """
    tried = table["ARI"].unstack("place").dropna()
    return (tried.max(axis=1) - tried.min(axis=1)).rename("range")
