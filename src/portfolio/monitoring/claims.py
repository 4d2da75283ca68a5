"""What the alarm of this chapter claims, tried on days whose population is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from portfolio.monitoring.detectors import stability_alarm
from portfolio.results.methods import DRIFT_ALARM
from portfolio.statistics.claims import Claim

REFERENCE, WINDOW, ROWS, COLUMNS, DRAWS = 28, 7, 40, 3, 199


def p_of_unchanged_week(rng: np.random.Generator) -> float:
    """Return the p-value of a week from the population of its reference; rows of one day share half."""
    day = np.repeat(np.arange(REFERENCE + WINDOW), ROWS)
    shared = rng.normal(size=(REFERENCE + WINDOW, COLUMNS))[day]
    names = [f"x{number}" for number in range(COLUMNS)]
    rows = pd.DataFrame(shared + rng.normal(size=(len(day), COLUMNS)), columns=names).assign(date=day)
    past, week = rows[day < REFERENCE], rows[day >= REFERENCE]
    seed = int(rng.integers(2**31))
    return stability_alarm(past, week, names, draws=DRAWS, seed=seed).p


CLAIMS = (
    Claim(
        "stability index of an unchanged week",
        DRIFT_ALARM,
        f"{REFERENCE} days and a week, {ROWS} rows a day, {COLUMNS} columns; days hold half of the variance",
        p_of_unchanged_week,
        stated=0.07,
        margin=0.005,
        repeats=400,
        many=4000,
    ),
)
