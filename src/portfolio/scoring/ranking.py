"""How well a score puts bad applicants before good ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from portfolio.scoring.applicants import rank_auc

auc = rank_auc


def gini(bad: np.ndarray, score: np.ndarray) -> float:
    """Return the Gini coefficient, twice the AUC less one.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    score
        Higher for the riskier applicant, shape (n,).
    """
    return 2 * rank_auc(bad, score) - 1


def roc(bad: np.ndarray, score: np.ndarray) -> pd.DataFrame:
    """Return the shares of good and of bad applicants above each score, from none to all.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    score
        Higher for the riskier applicant, shape (n,).
    """
    order = np.argsort(-score, kind="stable")
    last = np.append(np.diff(score[order]) != 0, True)
    hits, alarms = np.cumsum(bad[order])[last], np.cumsum(1 - bad[order])[last]
    return pd.DataFrame(
        {
            "good refused": np.append(0, alarms) / (1 - bad).sum(),
            "bad caught": np.append(0, hits) / bad.sum(),
            "refused": np.append(0, hits + alarms) / len(bad),
        }
    )


def ks(bad: np.ndarray, score: np.ndarray) -> float:
    """Return the Kolmogorov-Smirnov distance: the largest gap between both shares of `roc`.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    score
        Higher for the riskier applicant, shape (n,).
    """
    curve = roc(bad, score)
    return float((curve["bad caught"] - curve["good refused"]).abs().max())


def average_precision(bad: np.ndarray, score: np.ndarray) -> float:
    """Return the area under the precision-recall curve, as steps.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    score
        Higher for the riskier applicant, shape (n,).
    """
    curve = precision_recall(bad, score)
    return float((curve["recall"].diff().fillna(curve["recall"].iloc[0]) * curve["precision"]).sum())


def precision_recall(bad: np.ndarray, score: np.ndarray) -> pd.DataFrame:
    """Return precision and recall at each score, from the highest down.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    score
        Higher for the riskier applicant, shape (n,).
    """
    order = np.argsort(-score, kind="stable")
    last = np.append(np.diff(score[order]) != 0, True)
    hits = np.cumsum(bad[order])[last]
    chosen = np.arange(1, len(bad) + 1)[last]
    return pd.DataFrame({"recall": hits / bad.sum(), "precision": hits / chosen})


def lift(bad: np.ndarray, score: np.ndarray, parts: int = 10) -> pd.DataFrame:
    """Return share of bad and lift of each tenth of the applicants, riskiest first.

    Lift is the share of bad over that of all.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    score
        Higher for the riskier applicant, shape (n,).
    parts
        Groups of equal size.
    """
    pieces = np.array_split(np.argsort(-score, kind="stable"), parts)
    shares = np.array([bad[piece].mean() for piece in pieces])
    caught = np.cumsum([bad[piece].sum() for piece in pieces]) / bad.sum()
    table = {"bad": shares, "lift": shares / bad.mean(), "bad caught so far": caught}
    return pd.DataFrame(table, index=pd.RangeIndex(1, parts + 1, name="tenth"))
