"""Loan applications as numbers: categories coded, missing values filled and counted, parts drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]

TARGET, BAD = "Status", "bad"
CODES = {
    "Home": ("owner", "priv", "parents", "rent", "other", "ignore"),
    "Marital": ("married", "single", "widow", "separated", "divorced"),
    "Records": ("no", "yes"),
    "Job": ("fixed", "freelance", "partime", "others"),
}
SHARES = {"train": 0.6, "validation": 0.2, "test": 0.2}


@dataclass(frozen=True)
class CreditRows:
    """Applications as numbers.

    Parameters
    ----------
    features
        One row per application, all columns numbers without a gap.
    bad
        1 where the loan turned out bad, shape (n,).
    part
        `train`, `validation` or `test`, shape (n,).
    treated
        How many values or rows were treated, by what was done.
    """

    features: pd.DataFrame
    bad: NDArray[np.int64]
    part: NDArray[np.str_]
    treated: dict[str, int]

    def of(self, part: str) -> tuple[Floats, NDArray[np.int64]]:
        """Return features and outcomes of one part."""
        chosen = self.part == part
        return self.features[chosen].to_numpy(), self.bad[chosen]


def coded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which each category is its place in `CODES`; missing values stay missing.

    Raises
    ------
    DataError
        A category is not known.
    """
    numbers = frame.copy()
    for name, known in CODES.items():
        unknown = sorted(set(frame[name].dropna().astype(str)) - set(known))
        if unknown:
            raise DataError(
                f"column {name!r} holds categories that the model was not made for",
                expected=", ".join(known),
                got=", ".join(unknown),
            )
        numbers[name] = frame[name].map({value: code for code, value in enumerate(known)})
    return numbers.astype(float)


def prepare(frame: pd.DataFrame, seed: int) -> CreditRows:
    """Return the applications as numbers, copies dropped, split at random by outcome.

    A missing value becomes the median of its column in the training part, so that no other part is looked
    at.

    Parameters
    ----------
    frame
        The raw table.
    seed
        Of the split.

    Raises
    ------
    DataError
        The outcome is missing somewhere, or a category is not known.
    """
    if frame[TARGET].isna().any():
        row = int(np.flatnonzero(frame[TARGET].isna())[0])
        raise DataError(f"{TARGET!r} is missing, first in row {row}", expected="an outcome in each row")
    rows = frame.drop_duplicates(ignore_index=True)
    treated = {"copies of a row dropped": len(frame) - len(rows)}
    bad = (rows[TARGET] == BAD).to_numpy().astype(np.int64)
    features, part = coded(rows.drop(columns=TARGET)), parts(bad, np.random.default_rng(seed))
    for name, gaps in features.isna().sum().items():
        if gaps:
            treated[f"{name} filled with the training median"] = int(gaps)
    features = features.fillna(features[part == "train"].median())
    return CreditRows(features, bad, part, treated)


def parts(bad: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.str_]:
    """Return the part of each row, drawn within each outcome.

    Parameters
    ----------
    bad
        Outcomes, shape (n,).
    rng
        Source of chance.
    """
    part = np.full(len(bad), "validation")  # the longest of the three names
    for outcome in (0, 1):
        order = rng.permutation(np.flatnonzero(bad == outcome))
        first = round(SHARES["train"] * len(order))
        part[order[:first]] = "train"
        part[order[first + round(SHARES["validation"] * len(order)) :]] = "test"
    return part
