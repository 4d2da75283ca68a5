"""Forecasts of trouble, each month judged by models that have seen only the months before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

SCHEDULE = ["hour", "weekday", "carrier", "origin", "distance", "planned"]
BOARD = ["morning_delay", "morning_late", "morning_waiting", "carrier_delay"]
WEATHER = ["temp", "humid", "visib", "pressure", "wind_speed", "rain"]
CATEGORIES = ["hour", "weekday", "carrier", "origin"]
TEXTS = ("carrier", "origin")
SMOOTHING = 50  # flights of the overall rate mixed into each cell of the baseline


def logistic(columns: Sequence[str]) -> Pipeline:
    """Return a logistic regression: categories one by one, numbers standardised, holes filled.

    Newton's method, since there are many rows and few columns: the default solver stops early here, with
    chances off by up to three in a hundred, and takes longer.
    """
    categories = [name for name in columns if name in CATEGORIES]
    numbers = [name for name in columns if name not in CATEGORIES]
    encoder = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore", min_frequency=50), categories),
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
    )
    return make_pipeline(encoder, LogisticRegression(solver="newton-cholesky", tol=1e-6))


def boosting(seed: int) -> HistGradientBoostingClassifier:
    """Return gradient boosted trees with cautious settings, chosen beforehand and not searched.

    Thousands of flights share one morning, so leaves are kept large; early stopping is off, because its
    random validation rows would share their days with the training rows.
    """
    return HistGradientBoostingClassifier(
        learning_rate=0.08,
        max_iter=80,
        max_leaf_nodes=15,
        min_samples_leaf=400,
        categorical_features="from_dtype",
        early_stopping=False,
        random_state=seed,
    )


def rate_by_cell(past: pd.DataFrame, now: pd.DataFrame, by: Sequence[str]) -> np.ndarray:
    """Return for each row of `now` the past share of trouble among flights equal in `by`, smoothed.

    Parameters
    ----------
    past
        Rows to learn from.
    now
        Rows to forecast.
    by
        Columns that form the groups.
    """
    overall = past["trouble"].mean()
    cells = past.groupby(list(by), observed=True)["trouble"].agg(["sum", "size"])
    rate = (cells["sum"] + SMOOTHING * overall) / (cells["size"] + SMOOTHING)
    known = now[list(by)].join(rate.rename("rate"), on=list(by))["rate"]
    return known.fillna(overall).to_numpy(dtype=float)


def forecasts(past: pd.DataFrame, now: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the chance of trouble of each flight of `now`, one column for each forecaster taught on `past`.

    Two naive ones: the overall rate, and the rate by hour and carrier. Three regressions that add what is
    known: schedule, then the morning's board, then the weather. Trees on all of it.

    Parameters
    ----------
    past
        Rows to learn from.
    now
        Rows to forecast.
    seed
        Of the model.
    """
    columns = [*SCHEDULE, *BOARD, *WEATHER]
    steps = {
        "schedule": SCHEDULE,
        "schedule, board": [*SCHEDULE, *BOARD],
        "schedule, board, weather": columns,
    }
    made: dict[str, np.ndarray] = {
        "overall rate": np.full(len(now), past["trouble"].mean()),
        "rate by hour and carrier": rate_by_cell(past, now, ["hour", "carrier"]),
    }
    for name, used in steps.items():
        model = logistic(used).fit(past[used], past["trouble"])
        made[f"logistic: {name}"] = model.predict_proba(now[used])[:, 1]
    trees = boosting(seed).fit(_coded(past[columns]), past["trouble"])
    made["gradient boosting: all"] = trees.predict_proba(_coded(now[columns]))[:, 1]
    return pd.DataFrame(made, index=now.index)


def rolling_forecasts(features: pd.DataFrame, months: Iterable[int], seed: int) -> pd.DataFrame:
    """Return forecasts for each of `months`, every one from models that saw only earlier months.

    One thread: the trees are small, and threads that wait for each other on a busy machine made this many
    times slower, never faster. It also keeps the order of sums, and so the last digits, the same.

    Parameters
    ----------
    features
        One row per flight: what noon knows, and the outcome.
    months
        The months that are forecast, each from those before it.
    seed
        Of the model.
    """
    features = _numbered(features)
    with threadpool_limits(limits=1):
        parts = [
            forecasts(features[features["month"] < month], features[features["month"] == month], seed)
            for month in months
        ]
    return pd.concat(parts).sort_index()


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return texts as the places of their labels in the alphabet, which are much faster to sort."""
    return frame.assign(**{name: pd.Categorical(frame[name]).codes for name in TEXTS if name in frame})


def _coded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what were texts as categories; trees take hour and weekday as numbers."""
    return frame.astype(dict.fromkeys([name for name in TEXTS if name in frame], "category"))
