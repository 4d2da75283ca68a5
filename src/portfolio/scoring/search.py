"""A small random search for settings, judged by cost on inner folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold

from portfolio.errors import UsageError
from portfolio.scoring.costs import cost_score
from portfolio.scoring.features import Ratio
from portfolio.scoring.models import Family, Settings, pipeline

INNER_FOLDS = 3


@dataclass(frozen=True)
class Search:
    """How settings are searched.

    Parameters
    ----------
    cost_ratio
        A missed bad applicant costs this many refused good ones.
    trials
        Settings tried for each family, the starting ones included.
    seed
        Of folds, settings and models.
    """

    cost_ratio: float = 5.0
    trials: int = 3
    seed: int = 0

    def __post_init__(self) -> None:
        if self.trials < 1:
            raise UsageError("trials", expected="at least 1", got=self.trials)


@dataclass(frozen=True)
class Found:
    """What a search found.

    Parameters
    ----------
    settings
        The chosen hyperparameters.
    score
        Their cost score on the inner folds; 1 is as good as no model.
    probability
        Their prediction for each applicant by a model that did not see them, shape (n,).
    """

    settings: Settings
    score: float
    probability: np.ndarray


def inner_folds(bad: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the inner folds, the same for every family.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    seed
        Of all that is drawn.
    """
    folds = StratifiedKFold(INNER_FOLDS, shuffle=True, random_state=seed)
    return list(folds.split(np.zeros(len(bad)), bad))


def candidates(family: Family, how: Search) -> list[Settings]:
    """Return the settings to try: the starting ones, then random ones, the same wherever the seed is.

    Parameters
    ----------
    family
        Which model.
    how
        Cost ratio, number of settings, seed.
    """
    if not family.space:
        return [dict(family.start)]
    rng = np.random.default_rng(how.seed)
    drawn = [{name: one.draw(rng) for name, one in family.space.items()} for _ in range(how.trials - 1)]
    return [dict(family.start), *drawn]


def search(
    family: Family,
    X: pd.DataFrame,
    bad: np.ndarray,
    ratios: tuple[Ratio, ...],
    how: Search,
    tried: Sequence[Settings] = (),
) -> Found:
    """Return the cheapest settings of a family for these applicants.

    Each is judged by the mean over the inner folds of `cost_score`. Bergstra and Bengio (2012), Random search
    for hyper-parameter optimization.

    Parameters
    ----------
    family
        Which model.
    X, bad
        Applicants, and outcomes of shape (n,).
    ratios
        Made by the pipeline; empty where `X` holds them already.
    how
        Cost ratio, number of settings, seed.
    tried
        The settings to try; by default those of `candidates`.
    """
    folds = inner_folds(bad, how.seed)
    found = []
    for settings in tried or candidates(family, how):
        out = np.zeros(len(bad))
        for learnt, held in folds:
            model = pipeline(family, settings, ratios, how.seed).fit(X.iloc[learnt], bad[learnt])
            out[held] = model.predict_proba(X.iloc[held])[:, 1]
        score = np.mean([cost_score(bad[held], out[held], how.cost_ratio) for _, held in folds])
        found.append(Found(settings, float(score), out))
    return min(found, key=lambda one: one.score)
