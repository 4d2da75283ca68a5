"""Remaining life from history: boosted quantiles, held out by cell, and the leak of a split by row."""

from __future__ import annotations

from collections.abc import Sequence

import lightgbm as lgb
import numpy as np
import pandas as pd

from portfolio.errors import DataError
from portfolio.maintenance.cells import Fleet, history_features, remaining
from portfolio.maintenance.survival import kaplan_meier, median_remaining

LEVELS = (0.1, 0.5, 0.9)


def boosting(alpha: float, seed: int) -> lgb.LGBMRegressor:
    """Return small boosted trees for a quantile; rows and columns are drawn for each tree.

    Parameters
    ----------
    alpha
        The quantile.
    seed
        Of the draws.
    """
    return lgb.LGBMRegressor(
        objective="quantile",
        alpha=alpha,
        n_estimators=120,
        num_leaves=8,
        learning_rate=0.06,
        min_child_samples=10,
        subsample=0.7,
        subsample_freq=1,
        colsample_bytree=0.7,
        random_state=seed,
        n_jobs=1,
        deterministic=True,
        force_row_wise=True,
        verbose=-1,
    )


def labelled(fleet: Fleet, limit: float) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return features, remaining cycles and the cell of each discharge of the cells whose end was seen.

    Parameters
    ----------
    fleet
        Checked cells.
    limit
        Capacity in Ah below which a life has ended.

    Raises
    ------
    DataError
        Fewer than three cells reached their end.
    """
    outcome = remaining(fleet)
    known = outcome.notna()
    cells = fleet.discharges.loc[known, "battery_id"]
    if cells.nunique() < 3:
        raise DataError("remaining life", expected="three cells or more that failed", got=cells.nunique())
    return history_features(fleet.discharges, limit)[known], outcome[known], cells


def by_cell(features: pd.DataFrame, outcome: pd.Series, cells: pd.Series, seed: int) -> pd.DataFrame:
    """Return quantiles of each cell's remaining life, by models that have not seen that cell.

    Parameters
    ----------
    features, outcome, cells
        As `labelled` returns them.
    seed
        Of the models.
    """
    folds = [(cells != name).to_numpy() for name in cells.unique()]
    return _held_out(features, outcome, folds, seed)


def by_row(features: pd.DataFrame, outcome: pd.Series, folds: int, seed: int) -> pd.DataFrame:
    """Return the same where rows are split at random: a cell's neighbours teach its own rows.

    Parameters
    ----------
    features, outcome
        As `labelled` returns them.
    folds
        How many.
    seed
        Of the models and the split.
    """
    drawn = np.random.default_rng(seed).permutation(len(outcome)) % folds
    return _held_out(features, outcome, [drawn != fold for fold in range(folds)], seed)


def _held_out(
    features: pd.DataFrame, outcome: pd.Series, teaching: Sequence[np.ndarray], seed: int
) -> pd.DataFrame:
    made = pd.DataFrame(index=outcome.index, columns=[f"q{round(100 * a)}" for a in LEVELS], dtype=float)
    for taught in teaching:
        for name, level in zip(made, LEVELS, strict=True):
            model = boosting(level, seed).fit(features[taught].to_numpy(), outcome[taught].to_numpy())
            made.loc[~taught, name] = model.predict(features[~taught].to_numpy())
    return pd.DataFrame(np.sort(made.to_numpy(), axis=1), index=made.index, columns=made.columns).clip(
        lower=0
    )


def baselines(fleet: Fleet, rows: pd.Index) -> pd.DataFrame:
    """Return two forecasts that look at no capacity, each from all other cells.

    `mean life` is the mean life of the other cells that failed less the age; `Kaplan-Meier` is the median
    that survivors of this age have left, which the cells that did not fail enter as well.

    Parameters
    ----------
    fleet
        Checked cells.
    rows
        Where a forecast is made.
    """
    made = {}
    for row in rows:
        name, age = fleet.discharges.loc[row, ["battery_id", "cycle"]]
        others = fleet.lives.drop(index=name)
        mean = float(others.loc[others["failed"], "duration"].mean())
        curve = kaplan_meier(others["duration"], others["failed"])
        made[row] = {"mean life": max(mean - age, 0.0), "Kaplan-Meier": median_remaining(curve, float(age))}
    return pd.DataFrame.from_dict(made, orient="index")
