"""The encoders as scikit-learn's estimators, and contributions as shap computes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from portfolio.scoring import Score, WoeEncoder, explanation
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.encoding import TableEncoder
from portfolio.scoring.features import RatioFeatures


@parametrize_with_checks([WoeEncoder(), TableEncoder(), RatioFeatures()])
def test_scikit_learn_accepts_the_estimator(estimator: Any, check: Any) -> None:
    """All of its checks, none excepted."""
    check(estimator)


def test_an_array_is_encoded_as_its_frame() -> None:
    """Columns without names are found by position."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 2)), rng.integers(0, 2, 200)
    frame = pd.DataFrame(X, columns=["x0", "x1"])
    assert (WoeEncoder().fit_transform(X, y) == WoeEncoder().fit_transform(frame, y)).all()


def test_of_two_classes_the_larger_is_bad() -> None:
    """Whatever they are called; an outcome of 0 alone is a good one."""
    X = pd.DataFrame({"debt": np.r_[np.zeros(50), np.ones(50)]})
    named = WoeEncoder().fit(X, np.repeat(["a good one", "bad"], 50))
    coded = WoeEncoder().fit(X, np.repeat([0, 1], 50))
    assert (named.transform(X) == coded.transform(X)).all()
    assert WoeEncoder().fit(X, np.zeros(100)).table_["bad"].sum() == 0


@pytest.mark.parametrize("y", [np.arange(100) % 3, np.zeros(99)])
def test_three_classes_or_too_few_outcomes_are_refused(y: np.ndarray) -> None:
    """A weight of evidence is one of good against bad."""
    with pytest.raises(ValueError, match="expected 100 outcomes of two classes"):
        WoeEncoder().fit(pd.DataFrame({"debt": np.arange(100.0)}), y)


def test_shap_finds_the_same_contributions(score: Score, applicants: Applicants) -> None:
    """Along the paths of the trees, and for linear models against their own mean; up to the recalibration."""
    shap = pytest.importorskip("shap")
    parts = explanation.contributions(score, applicants.features)
    ours = explanation.centred(parts, parts).values
    ratios, encode = score.model.named_steps["ratios"], score.model.named_steps["encode"]
    encoded, model = encode.transform(ratios.transform(applicants.features)), score.model.named_steps["model"]
    if parts.method == explanation.TREE_SHAP:
        explainer = shap.TreeExplainer(model)
        explainer.model.model_type = "internal"  # else shap asks LightGBM, as this library does
    else:
        explainer = shap.LinearExplainer(model, encoded)
    sources = getattr(encode, "sources_", encode.get_feature_names_out())
    theirs = pd.DataFrame(explainer.shap_values(encoded), columns=sources).T.groupby(level=0).sum().T
    theirs = score.mend.slope * (theirs - theirs.mean())
    assert theirs[list(ours)].to_numpy() == pytest.approx(ours.to_numpy(), abs=1e-6)
