"""A small search for settings: few trials, judged by cost on inner folds, the hopeless ones dropped early."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import optuna
import pandas as pd
from sklearn.model_selection import StratifiedKFold

from portfolio.errors import UsageError
from portfolio.scoring.costs import cost_score
from portfolio.scoring.features import Ratio
from portfolio.scoring.models import Family, Range, Settings, pipeline

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
        Of folds, proposals and models.
    """

    cost_ratio: float = 5.0
    trials: int = 4
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
    dropped
        Trials given up after the first inner fold.
    """

    settings: Settings
    score: float
    probability: np.ndarray
    dropped: int


def inner_folds(bad: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the inner folds, the same for every family."""
    folds = StratifiedKFold(INNER_FOLDS, shuffle=True, random_state=seed)
    return list(folds.split(np.zeros(len(bad)), bad))


def search(family: Family, X: pd.DataFrame, bad: np.ndarray, ratios: tuple[Ratio, ...], how: Search) -> Found:
    """Return the cheapest settings of a family for these applicants.

    Optuna proposes: the starting settings first, then samples. After the first inner fold a trial stops
    when it is worse there than half of those before it, which saves its other folds.
    """
    folds = inner_folds(bad, how.seed)
    predictions: dict[int, np.ndarray] = {}

    def objective(trial: optuna.Trial) -> float:
        settings = {name: _suggest(trial, name, one) for name, one in family.space.items()}
        out = np.zeros(len(bad))
        scores = []
        for step, (learnt, held) in enumerate(folds):
            model = pipeline(family, settings, ratios, how.seed)
            out[held] = model.fit(X.iloc[learnt], bad[learnt]).predict_proba(X.iloc[held])[:, 1]
            scores.append(cost_score(bad[held], out[held], how.cost_ratio))
            trial.report(float(np.mean(scores)), step)
            if trial.should_prune():
                raise optuna.TrialPruned
        predictions[trial.number] = out
        return float(np.mean(scores))

    study = _study(how.seed)
    if family.space:
        study.enqueue_trial(dict(family.start))
    study.optimize(objective, n_trials=how.trials if family.space else 1)
    best = study.best_trial
    dropped = sum(trial.state is optuna.trial.TrialState.PRUNED for trial in study.trials)
    return Found(dict(best.params), float(best.value or 0.0), predictions[best.number], dropped)


def _study(seed: int) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=5)
    return optuna.create_study(sampler=sampler, pruner=optuna.pruners.MedianPruner(n_startup_trials=1))


def _suggest(trial: optuna.Trial, name: str, one: Range) -> float:
    if one.whole:
        return trial.suggest_int(name, int(one.low), int(one.high), log=one.log)
    return trial.suggest_float(name, one.low, one.high, log=one.log)
