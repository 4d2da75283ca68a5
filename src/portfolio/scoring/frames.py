"""Frames and arrays at the door of the encoders, as scikit-learn expects of an estimator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils.validation import validate_data


def as_frame(estimator: Any, X: Any, *, reset: bool) -> pd.DataFrame:
    """Return a table as a frame whose columns are found by name; an array must hold numbers.

    Parameters
    ----------
    estimator
        Whose `n_features_in_` and `feature_names_in_` are set, or used to name the columns of an array.
    X
        A frame, whose texts and missing values are taken as they are, or whatever NumPy reads as an array.
    reset
        Whether the estimator is being fitted.

    Raises
    ------
    ValueError
        The array is empty, sparse, complex, not two-dimensional, or of another width than when fitted.
    """
    if isinstance(X, pd.DataFrame):
        if reset:
            estimator.feature_names_in_ = np.array([str(name) for name in X.columns], dtype=object)
            estimator.n_features_in_ = X.shape[1]
        return X
    values = validate_data(estimator, X, reset=reset, ensure_all_finite="allow-nan")
    made_up = [f"x{column}" for column in range(values.shape[1])]
    return pd.DataFrame(values, columns=getattr(estimator, "feature_names_in_", made_up))


def as_outcomes(y: Any, rows: int) -> np.ndarray:
    """Return outcomes as 0 and 1, shape (n,); of two other classes, the larger one is bad.

    Parameters
    ----------
    y
        One outcome for each row.
    rows
        How many there must be.

    Raises
    ------
    ValueError
        There are no outcomes, not as many as rows, or more than two classes.
    """
    if y is None:
        raise ValueError("weights of evidence requires y to be passed, but the target y is None")
    outcomes = np.asarray(y)
    classes = np.unique(outcomes)
    if outcomes.shape != (rows,) or len(classes) > 2:
        got = f"shape {outcomes.shape}, {len(classes)} classes"
        raise ValueError(f"expected {rows} outcomes of two classes, got {got}")
    bad = 1 if set(classes) <= {0, 1} else classes[-1]
    return np.asarray(outcomes == bad, dtype=int)
