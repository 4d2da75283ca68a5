"""Why a score cannot please everybody: what calibration and base rates leave of equal error rates."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from portfolio.errors import DataError
from portfolio.statistics.means import wilson


def implied_false_positives(prevalence: float, precision: float, missed: float) -> float:
    """Return the rate of false positives that the other three figures leave no choice about.

    Chouldechova (2017), Fair prediction with disparate impact, equation 2.6.

    Parameters
    ----------
    prevalence
        Share of people for whom the event comes.
    precision
        Share of the flagged for whom it comes.
    missed
        Share of those for whom it comes who were not flagged.

    Raises
    ------
    DataError
        A share lies outside its range.

    Examples
    --------
    >>> round(implied_false_positives(0.5, 0.8, 0.2), 2)
    0.2
    """
    if not (0 < prevalence < 1 and 0 < precision <= 1 and 0 <= missed <= 1):
        got = f"{prevalence}, {precision}, {missed}"
        raise DataError("false positives from three shares", expected="shares between 0 and 1", got=got)
    return prevalence / (1 - prevalence) * (1 - precision) / precision * (1 - missed)


def calibration_by_group(outcome: ArrayLike, score: ArrayLike, group: ArrayLike) -> pd.DataFrame:
    """Return for each group and value of the score the share for whom the event came, with its interval.

    Parameters
    ----------
    outcome
        What came, shape (n,).
    score
        A few values, shape (n,).
    group
        Of each person, shape (n,).
    """
    frame = pd.DataFrame({"group": group, "score": score, "came": np.asarray(outcome, bool)})
    found = frame.groupby(["group", "score"])["came"].agg(hits="sum", people="size").reset_index()
    bounds = np.array(
        [tuple(wilson(int(h), int(n))) for h, n in zip(found["hits"], found["people"], strict=True)]
    )
    return found.assign(value=found["hits"] / found["people"], low=bounds[:, 0], high=bounds[:, 1])


def recalibrated(outcome: ArrayLike, score: ArrayLike, group: ArrayLike) -> pd.Series:
    """Return each person's probability as the share of their group at their score: calibrated in each group.

    Parameters
    ----------
    outcome, score, group
        As in `calibration_by_group`.
    """
    frame = pd.DataFrame({"group": group, "score": score, "came": np.asarray(outcome, float)})
    shares: pd.Series = frame.groupby(["group", "score"])["came"].transform("mean")
    return shares


def rates_by_cutoff(outcome: ArrayLike, probability: ArrayLike, group: ArrayLike) -> pd.DataFrame:
    """Return false positives and false negatives of each group at each cut-off.

    Parameters
    ----------
    outcome, group
        Of each person, shape (n,).
    probability
        Flagged are those above the cut-off, shape (n,).
    """
    p, came, member = np.asarray(probability), np.asarray(outcome, bool), np.asarray(group)
    rows = []
    for cutoff in np.linspace(0.05, 0.95, 91):
        for one in pd.unique(member):
            here = member == one
            flagged = p > cutoff
            rates = flagged[here & ~came].mean(), (~flagged)[here & came].mean()
            rows.append((round(float(cutoff), 2), one, *map(float, rates)))
    return pd.DataFrame(rows, columns=["cutoff", "group", "false positives", "false negatives"])
