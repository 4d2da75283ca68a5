"""Which features a model leans on, by two methods that answer different questions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from portfolio.scoring.applicants import rank_auc
from portfolio.scoring.costs import cost_score
from portfolio.scoring.explanation import Contributions
from portfolio.scoring.score import Score


def permutation_importance(
    score: Score, features: pd.DataFrame, bad: np.ndarray, repeats: int = 5, seed: int = 0
) -> pd.DataFrame:
    """Return how much AUC and cost suffer when a raw column is shuffled among unseen applicants.

    Breiman (2001), Random forests. Ratios made from the column move with it. Columns: `auc_drop`, `low`,
    `high` (extremes over shuffles), `cost_rise`; the most important first.

    Parameters
    ----------
    score
        The fitted score.
    features
        Applicants it was not fitted on.
    bad
        Outcomes, 1 for bad, shape (n,).
    repeats
        Shuffles of each column.
    seed
        Of all that is drawn.
    """
    rng = np.random.default_rng(seed)
    before = score.probability(features)
    area, cost = rank_auc(bad, before), cost_score(bad, before, score.cost_ratio)
    rows = {}
    for name in features:
        drops, rises = [], []
        for _ in range(repeats):
            shuffled = features.copy(deep=False)
            shuffled[name] = features[name].to_numpy()[rng.permutation(len(bad))]
            after = score.probability(shuffled)
            drops.append(area - rank_auc(bad, after))
            rises.append(cost_score(bad, after, score.cost_ratio) - cost)
        rows[str(name)] = [np.mean(drops), min(drops), max(drops), np.mean(rises)]
    table = pd.DataFrame(rows, index=["auc_drop", "low", "high", "cost_rise"]).T
    return table.sort_values("auc_drop", ascending=False)


def mean_contribution(parts: Contributions) -> pd.Series:
    """Return the mean size of each feature's contribution to the log-odds, the largest first."""
    return parts.values.abs().mean().sort_values(ascending=False)
