"""Find out whether anything outside a fold reached its model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from portfolio.errors import DataError
from portfolio.scoring.features import Ratio, add_ratios
from portfolio.scoring.models import FAMILIES, pipeline
from portfolio.scoring.woe import WoeEncoder

# features, outcomes, training rows, held-out rows -> predictions for the held-out rows
Procedure = Callable[[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def label_influence(
    procedure: Procedure, X: pd.DataFrame, bad: np.ndarray, train: np.ndarray, held: np.ndarray
) -> float:
    """Return how far predictions of held-out applicants move when their own outcomes are turned around.

    An honest procedure cannot know these outcomes: 0. An encoder fitted before splitting does.
    """
    turned = bad.copy()
    turned[held] = 1 - turned[held]
    return float(np.abs(procedure(X, bad, train, held) - procedure(X, turned, train, held)).max())


def company_influence(
    procedure: Procedure, X: pd.DataFrame, bad: np.ndarray, train: np.ndarray, held: np.ndarray
) -> float:
    """Return how far predictions move when half of the held-out applicants are not there.

    Statistics computed over the batch to be scored, or over the whole table, show here.
    """
    half = held[: len(held) // 2]
    rows = np.sort(np.concatenate([train, half]))
    place = pd.Series(np.arange(len(rows)), index=rows)
    alone = procedure(X.iloc[rows], bad[rows], place[train].to_numpy(), place[half].to_numpy())
    return float(np.abs(procedure(X, bad, train, held)[: len(half)] - alone).max())


def check_honest(
    procedure: Procedure, X: pd.DataFrame, bad: np.ndarray, train: np.ndarray, held: np.ndarray
) -> None:
    """Refuse a procedure that something outside its training rows can move.

    Raises
    ------
    DataError
        Predictions depend on outcomes or company of the held-out applicants.
    """
    moved = {
        "their own outcomes": label_influence(procedure, X, bad, train, held),
        "which other applicants are held out": company_influence(procedure, X, bad, train, held),
    }
    wrong = [f"{reason} (by up to {size:.2g})" for reason, size in moved.items() if size > 1e-9]
    if wrong:
        raise DataError(
            f"a leak: predictions of held-out applicants depend on {' and '.join(wrong)}",
            expected="nothing fitted outside the training rows",
            hint="Put every fitted step into the pipeline.",
        )


def check_ceiling(auc: float, ceiling: float) -> None:
    """Refuse a score that is too good for its data.

    Raises
    ------
    DataError
        The AUC is above what anybody reached honestly on this table.
    """
    if auc > ceiling:
        raise DataError(
            "the AUC is above the ceiling of this table: a leak is likelier than a discovery",
            expected=f"at most {ceiling:g}",
            got=f"{auc:.4f}",
            hint="Look for a feature that knows the outcome, or a step fitted outside the folds.",
        )


def pipeline_procedure(name: str, ratios: tuple[Ratio, ...]) -> Procedure:
    """Return the procedure that fits a family at its starting settings on the training rows only."""

    def predict(X: pd.DataFrame, bad: np.ndarray, train: np.ndarray, held: np.ndarray) -> np.ndarray:
        model = pipeline(FAMILIES[name], FAMILIES[name].start, ratios, 0)
        model.fit(X.iloc[train], bad[train])
        return np.asarray(model.predict_proba(X.iloc[held])[:, 1])

    return predict


def leaky_procedure(ratios: tuple[Ratio, ...]) -> Procedure:
    """Return a procedure that leaks on purpose: weights of evidence learnt from all rows before splitting."""

    def predict(X: pd.DataFrame, bad: np.ndarray, train: np.ndarray, held: np.ndarray) -> np.ndarray:
        evidence = WoeEncoder().fit_transform(add_ratios(X, ratios), bad)
        model = LogisticRegression(max_iter=500).fit(evidence[train], bad[train])
        return np.asarray(model.predict_proba(evidence[held])[:, 1])

    return predict
