"""Constraints that a lender can defend: more debt never lowers a risk, more income never raises it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin

from portfolio.errors import UsageError
from portfolio.scoring.features import Ratio, add_ratios
from portfolio.scoring.models import FAMILIES, Family, Settings

Signs = Mapping[str, int]


def signs_of(columns: Signs, ratios: Sequence[Ratio]) -> dict[str, int]:
    """Return the direction of each constrained column and of each ratio that reads one.

    A score is monotone in a column only if it is monotone in everything that is made from it. Denominators
    are taken to be positive, as incomes and prices are.

    Parameters
    ----------
    columns
        1 for a column that never lowers the risk when it grows, -1 for one that never raises it.
    ratios
        Those that the model reads, in their order.

    Raises
    ------
    UsageError
        A ratio would have to rise and to fall.
    """
    signs = dict(columns)
    for ratio in ratios:
        parts = {name: np.sign(weight) for name, weight in ratio.top.items()}
        parts |= {name: -np.sign(weight) for name, weight in ratio.bottom.items()}
        wanted = {int(signs[name] * way) for name, way in parts.items() if name in signs}
        if len(wanted) > 1:
            raise UsageError(f"ratio {ratio.name!r}", expected="one direction", got="columns that disagree")
        signs |= {ratio.name: wanted.pop()} if wanted else {}
    return signs


class MonotoneBooster(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """LightGBM whose risk moves in one direction with some columns.

    Parameters
    ----------
    settings
        Those of the family `lightgbm`.
    seed
        Of the model.
    signs
        Direction of each constrained column, by name.
    """

    def __init__(self, settings: Settings | None = None, seed: int = 0, signs: Signs | None = None) -> None:
        self.settings = settings
        self.seed = seed
        self.signs = signs

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        """Fit encoder and trees; a column of 0 and 1 made from a text is free.

        Parameters
        ----------
        X
            Applicants, ratios included.
        y
            Outcomes, 1 for bad.
        """
        family, signs = FAMILIES["lightgbm"], self.signs or {}
        self.encoder_, self.model_ = family.build(self.settings or family.start, self.seed)
        encoded = self.encoder_.fit_transform(X)  # type: ignore[union-attr]
        constraints = [signs.get(name, 0) for name in self.encoder_.names_]  # type: ignore[union-attr]
        # the method "advanced" was seen to let the risk of one applicant in a thousand turn around
        self.model_.set_params(monotone_constraints=constraints, monotone_constraints_method="basic")
        self.model_.fit(encoded, y)
        self.classes_ = self.model_.classes_
        return self

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Return the probability of each outcome, shape (n, 2)."""
        return np.asarray(self.model_.predict_proba(self.encoder_.transform(X)))  # type: ignore[union-attr]


def constrained(signs: Signs) -> Family:
    """Return the family of boosted trees under constraints."""
    plain = FAMILIES["lightgbm"]
    return replace(plain, build=lambda settings, seed: (None, MonotoneBooster(settings, seed, signs)))


def reversals(
    model: Any, features: pd.DataFrame, ratios: Sequence[Ratio], columns: Signs, steps: int = 5
) -> pd.Series:
    """Return the share of applicants whose predicted risk moves the wrong way somewhere, by column.

    Each column is set to values that occur, one after the other, and the ratios follow it.

    Parameters
    ----------
    model
        Has `predict_proba` for features with their ratios.
    features
        Applicants, without ratios.
    ratios
        Those that the model reads.
    columns
        The direction that each column should have.
    steps
        Values tried for each column, from low to high.
    """
    shares = {}
    for name, sign in columns.items():
        levels = np.unique(features[name].quantile(np.linspace(0.05, 0.95, steps)))
        moved = [add_ratios(features.assign(**{name: level}), tuple(ratios)) for level in levels]
        risk = np.array([model.predict_proba(one)[:, 1] for one in moved])  # (levels, n)
        shares[name] = float((sign * np.diff(risk, axis=0) < -1e-9).any(axis=0).mean())
    return pd.Series(shares, name="moves the wrong way", dtype=float)


def wrong_signs(coefficients: pd.Series, signs: Signs) -> list[str]:
    """Return the constrained columns whose slope in a linear model has the wrong sign.

    Parameters
    ----------
    coefficients
        Slopes of the log-odds of bad, by column.
    signs
        The direction that each column should have.
    """
    return [name for name, sign in signs.items() if coefficients.get(name, 0.0) * sign < 0]
