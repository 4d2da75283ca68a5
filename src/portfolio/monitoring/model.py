"""A model of late departures, its losses, and what its probabilities cost when they are acted on."""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.monitoring.departures import FEATURES

Floats = NDArray[np.float64]
CATEGORIES = {
    "origin": ("EWR", "JFK", "LGA"),
    "carrier": (
        *("9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL"),
        *("HA", "MQ", "OO", "UA", "US", "VX", "WN", "YV"),
    ),
}


@dataclass(frozen=True)
class LateModel:
    """A fitted model of late departures."""

    booster: lightgbm.LGBMClassifier

    def predict(self, frame: pd.DataFrame) -> Floats:
        """Return the probability of a late departure for each row."""
        both: Floats = np.asarray(self.booster.predict_proba(design(frame)))
        return both[:, 1]


def design(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the features as numbers; an unknown airport or carrier is a missing one."""
    codes = {name: pd.Categorical(frame[name], levels).codes for name, levels in CATEGORIES.items()}
    return frame[FEATURES].assign(**codes).astype(float)


def fit_model(
    frame: pd.DataFrame, day: pd.Timestamp, *, max_rows: int = 40_000, trees: int = 60, seed: int = 0
) -> LateModel:
    """Return a model fitted to the outcomes that the morning of `day` knows, on at most `max_rows` of them.

    Parameters
    ----------
    frame
        As `known_before` returns it.
    day
        Outcomes heard by then are used.
    max_rows
        So many are drawn, so that every fit costs the same.
    trees
        Boosting rounds.
    seed
        Of the draw and of the columns that each tree sees.

    Raises
    ------
    DataError
        Nothing, or only one kind of outcome, is known by then.
    """
    late = frame["late"][frame["heard"] <= day].dropna().astype(int)
    if late.nunique() < 2:
        raise DataError(f"fit on {day:%Y-%m-%d}", expected="late and punctual flights", got=len(late))
    if len(late) > max_rows:
        late = late.sample(max_rows, random_state=seed)
    booster = lightgbm.LGBMClassifier(
        n_estimators=trees, learning_rate=0.1, num_leaves=15, min_child_samples=100, n_jobs=1,
        colsample_bytree=0.7, random_state=seed, deterministic=True, force_row_wise=True, verbose=-1,
    )  # fmt: skip
    booster.fit(design(frame.loc[late.index]), late, categorical_feature=list(CATEGORIES))
    return LateModel(booster)


def log_loss(late: pd.Series, probability: pd.Series) -> pd.Series:
    """Return the log loss of each row, missing where the outcome is.

    Parameters
    ----------
    late
        Outcomes, 1 or 0 or missing.
    probability
        Of a late departure.
    """
    p = probability.clip(1e-6, 1 - 1e-6)
    loss: pd.Series = -(late * np.log(p) + (1 - late) * np.log1p(-p))
    return loss


def excess_loss(late: pd.Series, probability: pd.Series) -> pd.Series:
    """Return the log loss beyond what the model expects of itself: 0 on average while it is calibrated.

    Parameters
    ----------
    late, probability
        As `log_loss` takes them.
    """
    p = probability.clip(1e-6, 1 - 1e-6)
    excess: pd.Series = log_loss(late, p) + p * np.log(p) + (1 - p) * np.log1p(-p)
    return excess


def decision_cost(late: pd.Series, probability: pd.Series, miss_price: float) -> pd.Series:
    """Return what each flight costs, in prices of one action; missing where the outcome is.

    Somebody acts where the expected cost of a missed late flight exceeds the price of an action, which is 1.

    Parameters
    ----------
    late, probability
        As `log_loss` takes them.
    miss_price
        Of a late flight on which nobody acted.
    """
    acted = (probability > 1 / miss_price).astype(float)
    return acted.where(late.notna()) + miss_price * late * (1 - acted)
