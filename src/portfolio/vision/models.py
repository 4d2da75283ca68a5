"""Linear and kernel models on features, and their scores under a way of splitting."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

VALIDATION, TESTS = 0, (1, 2, 3)  # quarters: the first serves to choose settings and is never a test


def logistic(strength: float) -> Pipeline:
    """Return a logistic regression on standardised features; a small `strength` shrinks much."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=1000, tol=1e-3))


class RadialMachine(BaseEstimator):  # type: ignore[misc]
    """A support vector machine with a radial kernel on standardised features.

    The kernel is computed at once, which is many times faster than one pair after another.

    Parameters
    ----------
    strength
        `C` of the machine: a small one allows more photos on the wrong side.
    """

    def __init__(self, strength: float) -> None:
        self.strength = strength

    def fit(self, features: NDArray[np.float32], labels: NDArray[np.bool_]) -> RadialMachine:
        """Fit and return it."""
        self.scaler_ = StandardScaler().fit(features)
        self.rows_ = self.scaler_.transform(features).astype(np.float32)
        self.width_ = 1 / (self.rows_.shape[1] * self.rows_.var())
        self.machine_ = SVC(C=self.strength, kernel="precomputed")
        self.machine_.fit(self._kernel(self.rows_), labels)
        return self

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return whether each photo shows a defect."""
        found: NDArray[np.bool_] = self.machine_.predict(self._kernel(self.scaler_.transform(features)))
        return found

    def _kernel(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        rows = features.astype(np.float32)
        squares = (rows**2).sum(1)[:, None] + (self.rows_**2).sum(1) - 2 * rows @ self.rows_.T
        return np.asarray(np.exp(-self.width_ * np.maximum(squares, 0)), dtype=np.float32)


def right_of_quarter(
    model: BaseEstimator,
    features: NDArray[np.float32],
    defective: NDArray[np.bool_],
    quarter: NDArray[np.int64],
    held: int,
) -> pd.Series:
    """Return whether the model is right about each photo of a quarter, fitted on the other three.

    Parameters
    ----------
    model
        Is cloned, and stays as it is.
    features, defective
        Of all photos.
    quarter
        Of each photo.
    held
        The quarter that is predicted.
    """
    test = quarter == held
    fitted = clone(model).fit(features[~test], defective[~test])
    return pd.Series(fitted.predict(features[test]) == defective[test], index=np.flatnonzero(test))


def scores_on_tests(
    model: BaseEstimator,
    features: NDArray[np.float32],
    defective: NDArray[np.bool_],
    quarter: NDArray[np.int64],
) -> tuple[pd.Series, list[float]]:
    """Return for each tested photo whether it is right, and the accuracy of each split in per cent.

    Parameters
    ----------
    model
        Is cloned, and stays as it is.
    features, defective
        Of all photos.
    quarter
        Of each photo; the first is no test.
    """
    parts = [right_of_quarter(model, features, defective, quarter, held) for held in TESTS]
    return pd.concat(parts), [100 * float(part.mean()) for part in parts]


def scores_inside(
    models: Mapping[float, BaseEstimator],
    described: Mapping[str, NDArray[np.float32]],
    defective: NDArray[np.bool_],
    quarter: NDArray[np.int64],
    held: int,
) -> pd.Series:
    """Return the accuracy of each pair of description and model, in per cent, without the held quarter.

    Each of the other quarters is predicted once by models that were fitted on the remaining two, so that a
    choice made by these scores has not seen the quarter on which it will be tested.

    Parameters
    ----------
    models
        By strength.
    described
        Features of all photos, by name.
    defective
        Of all photos.
    quarter
        Of each photo.
    held
        The quarter that is left out.
    """
    rest = np.flatnonzero(quarter != held)
    found = {}
    for name, features in described.items():
        for strength, model in models.items():
            parts = [
                right_of_quarter(model, features[rest], defective[rest], quarter[rest], inner).mean()
                for inner in np.unique(quarter[rest])
            ]
            found[name, strength] = 100 * float(np.mean(parts))
    return pd.Series(found)
