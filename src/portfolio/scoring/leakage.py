"""Find out whether anything outside a fold reached its model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from portfolio.errors import DataError
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.features import Ratio, add_ratios
from portfolio.scoring.models import DEPLOYABLE
from portfolio.scoring.protocol import CHOSEN, Splits, run
from portfolio.scoring.search import Search
from portfolio.scoring.woe import WoeEncoder

# features, outcomes, training rows, held-out rows -> predictions for the held-out rows
Procedure = Callable[[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def label_influence(
    procedure: Procedure, X: pd.DataFrame, bad: np.ndarray, train: np.ndarray, held: np.ndarray
) -> float:
    """Return how far predictions of held-out applicants move when their own outcomes are turned around.

    An honest procedure cannot know these outcomes: 0. An encoder fitted before splitting does.

    Parameters
    ----------
    procedure
        What is tested.
    X
        Applicants, ratios included.
    bad
        Outcomes, 1 for bad, shape (n,).
    train
        Positions of the training part.
    held
        Positions of the held-out applicants.
    """
    turned = bad.copy()
    turned[held] = 1 - turned[held]
    return float(np.abs(procedure(X, bad, train, held) - procedure(X, turned, train, held)).max())


def company_influence(
    procedure: Procedure, X: pd.DataFrame, bad: np.ndarray, train: np.ndarray, held: np.ndarray
) -> float:
    """Return how far predictions move when half of the held-out applicants are not there.

    Statistics computed over the batch to be scored, or over the whole table, show here.

    Parameters
    ----------
    procedure
        What is tested.
    X
        Applicants, ratios included.
    bad
        Outcomes, 1 for bad, shape (n,).
    train
        Positions of the training part.
    held
        Positions of the held-out applicants.
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

    Parameters
    ----------
    procedure
        What is tested.
    X
        Applicants, ratios included.
    bad
        Outcomes, 1 for bad, shape (n,).
    train
        Positions of the training part.
    held
        Positions of the held-out applicants.

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

    Parameters
    ----------
    auc
        What was reached.
    ceiling
        What nobody reached honestly on this table.

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


def protocol_procedure(applicants: Applicants, how: Search, names: Sequence[str] = DEPLOYABLE) -> Procedure:
    """Return the whole procedure of the chapter: search, choice of model, recalibration and cut-off.

    What it says of a held-out applicant is how far the probability lies above the cut-off: both must not know
    the outcome.

    Parameters
    ----------
    applicants
        The checked table.
    how
        Cost ratio, number of settings, seed.
    names
        The families that take part.
    """

    def predict(X: pd.DataFrame, bad: np.ndarray, train: np.ndarray, held: np.ndarray) -> np.ndarray:  # noqa: ARG001
        given = replace(applicants, features=X, bad=bad, weights=np.ones(len(bad)), groups=X[[]])
        found = run(given, Splits((held,), (0,), len(bad)), how, names)
        return np.asarray(found.probability[CHOSEN][0, held] - found.cutoff[CHOSEN][0, held])

    return predict


def leaky_procedure(ratios: tuple[Ratio, ...]) -> Procedure:
    """Return a procedure that leaks on purpose: weights of evidence learnt from all rows before splitting."""

    def predict(X: pd.DataFrame, bad: np.ndarray, train: np.ndarray, held: np.ndarray) -> np.ndarray:
        evidence = WoeEncoder().fit_transform(add_ratios(X, ratios), bad)
        model = LogisticRegression(max_iter=500).fit(evidence[train], bad[train])
        return np.asarray(model.predict_proba(evidence[held])[:, 1])

    return predict
