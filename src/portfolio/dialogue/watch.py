"""Rates of conversations watched in production, and an alarm with a true rate of false alarms.

The unit is the conversation, for messages of one conversation repeat each other. The alarm compares one week
with a reference by reshuffling conversations between the two: if nothing changed, all orders are equally
likely, however the indicators hang together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

INDICATORS = ("lost", "corrected", "abandoned")  # fallback, correction, given up
SHUFFLES = 399


def largest_rise(reference: NDArray[np.float64], week: NDArray[np.float64]) -> float:
    """Return the largest rise among indicators from a reference to a week, in standard errors.

    Parameters
    ----------
    reference, week
        Ones and noughts, a row for each conversation and a column for each indicator.
    """
    pooled = (reference.sum(0) + week.sum(0)) / (len(reference) + len(week))
    error = np.sqrt(pooled * (1 - pooled) * (1 / len(reference) + 1 / len(week)))
    rise = week.mean(0) - reference.mean(0)
    return float(np.max(np.divide(rise, error, out=np.zeros_like(rise), where=error > 0)))


def alarm_p(
    reference: NDArray[np.float64],
    week: NDArray[np.float64],
    rng: np.random.Generator,
    shuffles: int = SHUFFLES,
) -> float:
    """Return how often reshuffled conversations show a rise as large; ties are broken by chance.

    At most a share `a` of unchanged weeks has a value of at most `a`, whatever `a` and whatever the
    indicators.

    Parameters
    ----------
    reference, week
        Ones and noughts, a row for each conversation and a column for each indicator.
    rng
        Source of chance.
    shuffles
        How many reshuffles.
    """
    together = np.concatenate([reference, week])
    seen = largest_rise(reference, week)
    drawn = np.empty(shuffles)
    for number in range(shuffles):
        rows = rng.permutation(len(together))
        drawn[number] = largest_rise(together[rows[len(week) :]], together[rows[: len(week)]])
    above, equal = (drawn > seen + 1e-12).sum(), (np.abs(drawn - seen) <= 1e-12).sum()
    return float((above + rng.integers(equal + 1) + 1) / (shuffles + 1))


def weeks(conversations: pd.DataFrame, size: int) -> list[NDArray[np.float64]]:
    """Return the indicators of each full week of conversations, in order.

    Parameters
    ----------
    conversations
        With the columns of `INDICATORS`.
    size
        Conversations of a week.
    """
    values = conversations[list(INDICATORS)].to_numpy(float)
    return [values[start : start + size] for start in range(0, len(values) - size + 1, size)]
