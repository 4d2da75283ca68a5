"""Whether a window of served rows is like what a model was fitted on: several tests, one rate of alarms.

Each test has a p-value of its own, and Holm's correction (1979) keeps the rate at which a window without a
change raises any alarm at the level that is asked for, or below. Rows are taken as independent of each other:
whoever serves several rows in one request takes one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from portfolio.errors import DataError
from portfolio.statistics.domain_classifier import domain_test
from portfolio.statistics.multiplicity import holm
from portfolio.statistics.stability_index import psi, psi_of_counts, reference_bins

Floats = NDArray[np.float64]
Counts = Mapping[str, Sequence[int]]

DRAWS = 9_999
PERMUTATIONS = 999
COLUMNS, CLASSIFIER, PREDICTIONS, CALIBRATION = "columns", "classifier", "predictions", "calibration"


@dataclass(frozen=True)
class WindowTest:
    """One test of a window.

    Parameters
    ----------
    name
        What was looked at.
    statistic
        Its size: the index of the column that shows it most, a separation, an index, a gap.
    p
        By itself.
    adjusted
        After Holm's correction over the tests of the window.
    most
        Column that shows it most; empty where no column does.
    table
        Of the columns, where it looked at each.
    """

    name: str
    statistic: float
    p: float
    adjusted: float = 1.0
    most: str = ""
    table: pd.DataFrame = field(default_factory=pd.DataFrame)


def column_test(reference: Counts, window: Counts, draws: int = DRAWS, seed: int = 0) -> WindowTest:
    """Return the stability index of each column, with the chance that nothing has changed.

    If nothing has, both counts are samples of one population: both are drawn anew from their shares taken
    together, as often as `draws`. Missing values have a bin of their own. The p-values are corrected over the
    columns, which holds however these depend on each other.

    Parameters
    ----------
    reference, window
        Rows in each bin, by column.
    draws
        Repeats for each column.
    seed
        Of the draws.

    Raises
    ------
    DataError
        A column has no rows on one side, or other bins.
    """
    rng, rows = np.random.default_rng(seed), {}
    for name, before in reference.items():
        past, now = np.asarray(before), np.asarray(window[name])
        if past.shape != now.shape or not past.sum() or not now.sum():
            raise DataError(f"column {name!r} of the window", expected="rows, in the bins of the reference")
        share = (past + now) / (past.sum() + now.sum())
        again, fresh = (rng.multinomial(int(side.sum()), share, size=draws) for side in (past, now))
        index = psi(past, now)
        by_chance = psi_of_counts(again, fresh)
        rows[name] = {
            "index": index,
            "by chance": float(np.quantile(by_chance, 0.95)),
            "p": float((1 + (by_chance >= index).sum()) / (1 + draws)),
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    adjusted = holm({name: row["p"] for name, row in rows.items()})
    table["adjusted"] = [adjusted[name] for name in rows]
    table = table.sort_values(["adjusted", "index"], ascending=[True, False], kind="stable")
    first = table.iloc[0]
    return WindowTest(COLUMNS, first["index"], first["adjusted"], most=str(table.index[0]), table=table)


def classifier_test(
    reference: pd.DataFrame, window: pd.DataFrame, permutations: int = PERMUTATIONS, seed: int = 0
) -> WindowTest:
    """Return how far a linear classifier tells the rows of a window from those of a reference.

    Parameters
    ----------
    reference, window
        Numbers, and texts whose frequent levels become columns of their own.
    permutations
        Of the rows between both.
    seed
        Of the permutations.
    """
    past, now = _as_numbers(reference, window)
    first, second = (side.assign(row=np.arange(len(side))) for side in (past, now))
    names = [str(name) for name in past]
    found = domain_test(first, second, names, day="row", permutations=permutations, seed=seed)
    return WindowTest(CLASSIFIER, found.separation, found.p)


def prediction_test(past: ArrayLike, now: ArrayLike, draws: int = DRAWS, seed: int = 0) -> WindowTest:
    """Return the stability index of the probabilities of a window against earlier ones of the same model.

    Those of the rows that the model was fitted on would not do: a model is surer of them than of any others.

    Parameters
    ----------
    past, now
        Probabilities of rows that the model had not seen.
    draws
        Repeats.
    seed
        Of the draws.
    """
    before, after = pd.Series(np.asarray(past, float)), pd.Series(np.asarray(now, float))
    # bins of both together: edges from the past alone would fit its chance
    bins = reference_bins(pd.concat([before, after], ignore_index=True))
    was, is_now = ({"probability": bins.count(side).tolist()} for side in (before, after))
    found = column_test(was, is_now, draws=draws, seed=seed)
    return WindowTest(PREDICTIONS, found.statistic, found.p)


def calibration_test(outcomes: ArrayLike, probabilities: ArrayLike) -> WindowTest:
    """Return by how much outcomes are more frequent than was predicted, against chance alone.

    If the probabilities are right, the sum of the outcomes has their sum as its mean and the sum of
    p (1 - p) as its variance (Spiegelhalter 1986).

    Parameters
    ----------
    outcomes
        0 or 1.
    probabilities
        That it is 1.
    """
    y, p = np.asarray(outcomes, float), np.asarray(probabilities, float)
    gap, variance = float(np.mean(y - p)), float(np.sum(p * (1 - p)))
    z = float(np.sum(y - p)) / np.sqrt(variance) if variance > 0 else 0.0
    return WindowTest(CALIBRATION, gap, float(2 * norm.sf(abs(z))))


def together(tests: Sequence[WindowTest]) -> list[WindowTest]:
    """Return the tests of one window with p-values after Holm's correction.

    Parameters
    ----------
    tests
        Those that could be made.
    """
    adjusted = holm({one.name: one.p for one in tests})
    return [replace(one, adjusted=adjusted[one.name]) for one in tests]


def _as_numbers(reference: pd.DataFrame, window: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both frames with each text as a column for each of its frequent levels but one."""
    parts: list[list[pd.Series]] = [[], []]
    for name in reference:
        if pd.api.types.is_numeric_dtype(reference[name]):
            for part, frame in zip(parts, (reference, window), strict=True):
                part.append(frame[name].astype(float).reset_index(drop=True).rename(str(name)))
            continue
        both = pd.concat([reference[name], window[name]], ignore_index=True)
        levels = reference_bins(both).levels[1:]  # the first is what none of the others is
        for level in levels:
            for part, frame in zip(parts, (reference, window), strict=True):
                shown = frame[name].astype(object).fillna("(missing)").astype(str).eq(level)
                part.append(shown.astype(float).reset_index(drop=True).rename(f"{name} = {level}"))
    past, now = (pd.concat(part, axis=1) for part in parts)
    return past, now
