"""A model that hides what it does from whoever explains it by mixed rows (after Slack et al. 2020)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from lightgbm import LGBMClassifier, LGBMRegressor
from numpy.typing import NDArray

from portfolio.trust.coalitions import Masks, Predict, interventional
from portfolio.trust.shapley import kernel_coalitions, least_squares

Floats = NDArray[np.float64]

FAKES = 40_000
STEADY: dict[str, Any] = {
    "n_jobs": 1,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
}


def log_odds(model: Any, columns: list[int] | None = None) -> Predict:
    """Return the log-odds of a fitted LightGBM classifier as a function of plain rows.

    Parameters
    ----------
    model
        Classifier or regressor of LightGBM.
    columns
        Which columns it was fitted on; None for all.
    """
    booster = model.booster_

    def predict(rows: Floats) -> Floats:
        chosen = rows if columns is None else rows[:, columns]
        return np.asarray(booster.predict(chosen, raw_score=True, num_threads=1))

    return predict


def mixed_rows(rows: Floats, background: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Return rows as an explainer makes them: some columns of one row, the rest of another.

    Parameters
    ----------
    rows
        Whose columns form the coalition, shape (n, d).
    background
        Whose columns fill up, shape (m, d).
    count
        How many are made; even.
    rng
        Source of chance.
    """
    kept = kernel_coalitions(rows.shape[1], count // 2, rng)
    own, other = rng.integers(0, len(rows), count), rng.integers(0, len(background), count)
    return np.where(kept, rows[own], background[other])


def fit_detector(rows: Floats, seed: int) -> Predict:
    """Return a score that is high for rows that look real and low for mixed ones.

    Parameters
    ----------
    rows
        Real rows, shape (n, d).
    seed
        Of the mixing and the fit.
    """
    fake = mixed_rows(rows, rows, FAKES, np.random.default_rng(seed))
    times = FAKES // len(rows)
    both = np.concatenate([np.repeat(rows, times, axis=0), fake])
    real = np.arange(len(both)) < times * len(rows)
    model = LGBMClassifier(n_estimators=300, num_leaves=31, random_state=seed, **STEADY)
    return log_odds(model.fit(both, real))


def surrogate(rows: Floats, answers: Floats, seed: int) -> LGBMRegressor:
    """Return boosted trees that learn a model's answers to real rows, and to no others.

    Parameters
    ----------
    rows
        Real rows, shape (n, d).
    answers
        What the model said to each, shape (n,).
    seed
        Of the fit.
    """
    model = LGBMRegressor(n_estimators=200, num_leaves=8, learning_rate=0.05, random_state=seed, **STEADY)
    return model.fit(rows, answers)


def hidden(honest: Predict, rule: Callable[[Floats], Floats], real: Predict, cut: float) -> Predict:
    """Return a model that adds its rule only to rows that look real.

    Parameters
    ----------
    honest
        What is said of all rows.
    rule
        What is added to the log-odds of rows that look real.
    real
        Score of the detector.
    cut
        A row looks real above it.
    """
    return lambda rows: honest(rows) + rule(rows) * (real(rows) > cut)


def kernel_shap(predict: Predict, rows: Floats, background: Floats, masks: Masks) -> Floats:
    """Return the contributions of several rows by KernelSHAP, shape (n, d).

    Parameters
    ----------
    predict
        Takes rows, shape (n, d), and returns shape (n,).
    rows
        What is explained, shape (n, d).
    background
        Whom it is compared with, shape (m, d).
    masks
        Coalitions drawn by the Shapley kernel, shape (k, d), for all rows.
    """
    nothing, whole = predict(background).mean(), predict(rows)
    found = [
        least_squares(masks, interventional(predict, row, background, masks) - nothing, total - nothing)
        for row, total in zip(rows, whole, strict=True)
    ]
    return np.array(found)
