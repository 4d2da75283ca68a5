"""How well the other columns tell a protected one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from portfolio.trust.mitigation import score_model


def proxy_auc(features: pd.DataFrame, protected: ArrayLike, seed: int) -> float:
    """Return the area under the ROC curve of a model that predicts a protected flag, out of fold.

    Parameters
    ----------
    features
        What it may read.
    protected
        The flag, shape (n,).
    seed
        Of the three folds.
    """
    flags = np.asarray(protected, int)
    parts = StratifiedKFold(3, shuffle=True, random_state=seed)
    told = cross_val_predict(score_model(), features, flags, cv=parts, method="predict_proba")[:, 1]
    return float(roc_auc_score(flags, told))
