"""The families that are compared: how each is built, what is searched and how widely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from portfolio.errors import UsageError, nearest
from portfolio.scoring.encoding import TableEncoder
from portfolio.scoring.features import Ratio, as_step
from portfolio.scoring.woe import WoeEncoder

Settings = Mapping[str, float]
REFERENCE = "scorecard"
# A score in use must be explained exactly and run anywhere: the others show whether that leaves something
# behind.
DEPLOYABLE = ("scorecard", "logistic", "lightgbm")


@dataclass(frozen=True)
class Range:
    """What is searched for one hyperparameter: bounds, and whether on a logarithmic scale or whole."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def draw(self, rng: np.random.Generator) -> float:
        """Return a random value between the bounds."""
        if self.log:
            value = float(np.exp(rng.uniform(np.log(self.low), np.log(self.high))))
        else:
            value = float(rng.uniform(self.low, self.high))
        return round(value) if self.whole else value


@dataclass(frozen=True)
class Family:
    """One kind of model.

    Parameters
    ----------
    name
        As written in tables.
    build
        From settings and a seed, the steps behind the ratios: encoder and classifier.
    start
        The settings tried first. Those of LightGBM, and the ranges beside them, were chosen after results on
        the outer folds of the consumer loan applications had been seen; the others are customary values.
    space
        What is searched besides; empty where the starting settings are kept.
    """

    name: str
    build: Callable[[Settings, int], tuple[BaseEstimator | None, BaseEstimator]]
    start: Settings
    space: Mapping[str, Range]


def pipeline(family: Family, settings: Settings, ratios: tuple[Ratio, ...], seed: int) -> Pipeline:
    """Return the unfitted pipeline of a family: ratios, encoder, classifier.

    Parameters
    ----------
    family
        Which model.
    settings
        Its hyperparameters.
    ratios
        In order: a later one may read an earlier one.
    seed
        Of all that is drawn.
    """
    encoder, model = family.build(settings, seed)
    steps: list[tuple[str, Any]] = [("ratios", as_step(ratios))]
    if encoder is not None:
        steps.append(("encode", encoder))
    return Pipeline([*steps, ("model", model)])


def family(name: str) -> Family:
    """Return a family by name.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    if name not in FAMILIES:
        raise UsageError(f"no model {name!r}", hint=nearest(name, FAMILIES))
    return FAMILIES[name]


def searched() -> dict[str, str]:
    """Return what is searched for each family, in words."""
    return {
        name: ", ".join(f"{key} {_shown(one)}" for key, one in family.space.items()) or "nothing"
        for name, family in FAMILIES.items()
    }


def _shown(one: Range) -> str:
    return f"{one.low:g} to {one.high:g}" + (" (log)" if one.log else "")


def _dummy(settings: Settings, seed: int) -> tuple[None, BaseEstimator]:  # noqa: ARG001 (same form for all)
    return None, DummyClassifier(strategy="prior")


def _scorecard(settings: Settings, seed: int) -> tuple[BaseEstimator, BaseEstimator]:  # noqa: ARG001
    encoder = WoeEncoder(max_bins=int(settings["max_bins"]), min_share=settings["min_share"])
    return encoder, LogisticRegression(C=settings["C"], max_iter=500)


def _logistic(settings: Settings, seed: int) -> tuple[BaseEstimator, BaseEstimator]:  # noqa: ARG001
    return TableEncoder(), LogisticRegression(C=settings["C"], max_iter=500)


def _forest(settings: Settings, seed: int) -> tuple[BaseEstimator, BaseEstimator]:
    model = RandomForestClassifier(
        n_estimators=30,
        min_samples_leaf=int(settings["min_samples_leaf"]),
        max_features=settings["max_features"],
        max_samples=0.4,
        n_jobs=1,
        random_state=seed,
    )
    return TableEncoder(scale=False), model


def _lightgbm(settings: Settings, seed: int) -> tuple[BaseEstimator, BaseEstimator]:
    from lightgbm import LGBMClassifier

    model = LGBMClassifier(
        n_estimators=int(settings["n_estimators"]),
        learning_rate=settings["learning_rate"],
        num_leaves=int(settings["num_leaves"]),
        min_child_samples=int(settings["min_child_samples"]),
        reg_lambda=settings["reg_lambda"],
        colsample_bytree=0.4,
        subsample=0.7,
        subsample_freq=1,
        max_bin=127,
        n_jobs=1,
        random_state=seed,
        deterministic=True,
        force_row_wise=True,
        verbose=-1,
    )
    return TableEncoder(fill=False, scale=False), model


FAMILIES: dict[str, Family] = {
    "dummy": Family("dummy", _dummy, {}, {}),
    "scorecard": Family(
        "scorecard",
        _scorecard,
        {"max_bins": 6, "min_share": 0.05, "C": 1.0},
        {"max_bins": Range(3, 8, whole=True), "min_share": Range(0.02, 0.08), "C": Range(0.01, 3, log=True)},
    ),
    "logistic": Family("logistic", _logistic, {"C": 0.1}, {"C": Range(0.003, 3, log=True)}),
    "forest": Family("forest", _forest, {"min_samples_leaf": 6, "max_features": 0.2}, {}),
    "lightgbm": Family(
        "lightgbm",
        _lightgbm,
        {
            "n_estimators": 160,
            "learning_rate": 0.06,
            "num_leaves": 6,
            "min_child_samples": 40,
            "reg_lambda": 10,
        },
        {
            "n_estimators": Range(120, 220, whole=True),
            "learning_rate": Range(0.03, 0.09, log=True),
            "num_leaves": Range(4, 10, whole=True),
            "min_child_samples": Range(20, 100, log=True, whole=True),
            "reg_lambda": Range(1, 50, log=True),
        },
    ),
}
